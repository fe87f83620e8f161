"""What tests of the office's side of hours share."""

from typing import Any

from django.test import Client

from lvv_site.members.models import User
from tests.factories.members import UserFactory, sign_in

# Everybody who may look, and everybody who may not, of those who may enter the admin; `provider` may not even that.
OUTSIDE = ("committee", "editor", "question_editor", "treasurer", "assessor", "provider")


def signed_in(client: Client, role: str | None = "office") -> User:
    """Sign in as a fresh account with a role, and return it."""
    user: User = UserFactory.create(role=role, second_factor=True)
    user = User.objects.get(pk=user.pk)
    sign_in(client, user)
    return user


def downloaded(response: Any) -> str:
    """Return what was sent, streamed or not."""
    sent = b"".join(response.streaming_content) if response.streaming else response.content
    return sent.decode("utf-8-sig")
