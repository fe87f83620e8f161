"""The mail to those who may be the second person. It says that something waits and where; not what, nor about whom."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from lvv_site import mail
from lvv_site.mail import registry
from lvv_site.members.models import User

from .models import Proposal

WAITING = "certification/proposal"
CONFIRM = "certification.confirm_decision"


def register() -> None:
    """Tell the queue about the template."""
    registry.register(WAITING, waiting_context)


def may_confirm(proposal: Proposal) -> QuerySet[User]:
    """Return who may be the second person: everybody with the permission but the one who proposed."""
    found: QuerySet[User] = ModelBackend().with_perm(CONFIRM)
    return found.exclude(pk=proposal.by_id).order_by("pk")


def tell_waiting(proposal: Proposal) -> None:
    """Mail everybody who may confirm."""
    for user in may_confirm(proposal).select_related("person"):
        ids: dict[str, int | str] = {"proposal": proposal.pk, "user": user.pk}
        mail.queue(WAITING, user.email, ids, f"{WAITING}:{proposal.pk}:{user.pk}", _language(user))


def waiting_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail shows; withdraw it when it was decided or taken back, or when it is not for this person any more."""
    proposal = Proposal.objects.filter(pk=int(ids["proposal"])).first()
    user = may_confirm(proposal).filter(pk=int(ids["user"])).first() if proposal else None
    if proposal is None or user is None:
        raise registry.Withdrawn
    language = _language(user)
    with translation.override(language):
        path = reverse("certificate:confirm", args=[proposal.certificate_id, proposal.pk])
    return {"language": language, "url": settings.WAGTAILADMIN_BASE_URL + path}


def _language(user: User) -> str:
    return user.person.language if user.person else settings.LANGUAGE_CODE
