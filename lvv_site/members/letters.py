"""The mail this room sends. Subjects never hold personal data.

The activation mail stands in the queue as the id of an invitation: the secret link is made when it is sent, and not at
all when the link would no longer work. What allauth writes holds codes that exist nowhere else: it goes in as a finished
message, encrypted, and is deleted on sending.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from lvv_site.mail import registry, rendering
from lvv_site.mail.queueing import queue_rendered

from . import activation
from .models import Invitation


def register() -> None:
    """Tell the queue about this room's template."""
    registry.register(activation.TEMPLATE, activation_context)


def activation_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the activation mail shows; withdraw it when the link would not work."""
    invitation = Invitation.objects.select_related("person").filter(pk=int(ids["invitation"])).first()
    if invitation is None or not activation.is_open(invitation):
        raise registry.Withdrawn
    language = invitation.person.language
    with translation.override(language):
        path = reverse("members:activate", args=[activation.token_of(invitation)])
    return {
        "language": language,
        "name": invitation.person.given_name,
        "url": settings.WAGTAILADMIN_BASE_URL + path,
        "until": (invitation.sent_at + activation.VALID).date(),
    }


def send_account_mail(to: str, subject: str, text: str) -> None:
    """Queue a message about somebody's account, in the language of the page that asked for it."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    headers = {"Message-ID": rendering.new_message_id(), "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers)
    context = {"subject": subject, "text": text, "language": language, "base_url": settings.WAGTAILADMIN_BASE_URL}
    html = render_to_string("members/account_mail.html", context)
    message.attach_alternative(html, "text/html")
    queue_rendered(to, message.message().as_bytes(), language)
