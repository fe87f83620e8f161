"""Mails of the portal side of accreditation. The queue holds ids only; subjects say nothing personal.

What a mail says is asked when it is sent: an invitation that was withdrawn meanwhile is not mailed any more.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from lvv_site import mail
from lvv_site.mail import registry
from lvv_site.members.models import Person

from . import portal_links
from .models import Provider, ProviderInvitation, ProviderPerson, ProviderRequest

REQUEST = "accreditation/request"
REFUSED = "accreditation/request_refused"
INVITED = "accreditation/invited"
ENDED = "accreditation/access_ended"


def register() -> None:
    """Say from what each mail is made."""
    registry.register(REQUEST, request_context)
    registry.register(REFUSED, refused_context)
    registry.register(INVITED, invited_context)
    registry.register(ENDED, ended_context)


def send_request(asked: ProviderRequest) -> None:
    """Mail the link that proves an address."""
    mail.queue(REQUEST, asked.email, {"request": asked.pk}, f"{REQUEST}:{asked.pk}", asked.language)


def send_refusal(asked: ProviderRequest) -> None:
    """Mail that a request was refused, and why."""
    mail.queue(REFUSED, asked.email, {"request": asked.pk}, f"{REFUSED}:{asked.pk}", asked.language)


def send_invitation(invitation: ProviderInvitation) -> None:
    """Mail an invitation, in the language of who is invited when we know it."""
    mail.queue(
        INVITED, invitation.email, {"invitation": invitation.pk}, f"{INVITED}:{invitation.pk}", _language(invitation)
    )


def send_ended(place: ProviderPerson) -> None:
    """Mail that somebody's access to a provider ended."""
    language = place.user.person.language if place.user.person else ""
    mail.queue(ENDED, place.user.email, {"place": place.pk}, f"{ENDED}:{place.pk}", language)


def request_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail to an asker shows: also that the organisation is a provider already, which the page never tells."""
    asked = ProviderRequest.objects.filter(pk=int(ids["request"])).first()
    if asked is None or asked.confirmed_at or not portal_links.can_be_proven(asked):
        raise registry.Withdrawn
    return {
        "language": asked.language,
        "name": asked.contact,
        "organisation": asked.name,
        "known": Provider.objects.filter(kvk_number=asked.kvk_number).exists(),
        "url": _address(asked.language, "prove", portal_links.REQUEST.token_of(asked)),
        "until": (asked.asked_at + portal_links.VALID).date(),
    }


def refused_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about a refusal shows."""
    asked = ProviderRequest.objects.filter(pk=int(ids["request"])).first()
    if asked is None or not asked.refusal:
        raise registry.Withdrawn
    return {"language": asked.language, "name": asked.contact, "organisation": asked.name, "reason": asked.refusal}


def invited_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what an invitation shows; withdraw it when its link would not work."""
    found = (
        ProviderInvitation.objects.select_related("provider", "by__person").filter(pk=int(ids["invitation"])).first()
    )
    if found is None or not portal_links.is_open(found):
        raise registry.Withdrawn
    language = _language(found)
    return {
        "language": language,
        "provider": found.provider,
        "accepted": found.provider.requests.filter(email__iexact=found.email).exists(),
        "url": _address(language, "invitation", portal_links.INVITATION.token_of(found)),
        "until": (found.sent_at + portal_links.VALID).date(),
    }


def ended_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about ended access shows; withdraw it for who was let in again meanwhile."""
    place = ProviderPerson.objects.select_related("provider", "user__person").filter(pk=int(ids["place"])).first()
    if place is None or place.provider.people.filter(user=place.user_id, ended_at=None).exists():
        raise registry.Withdrawn
    language = place.user.person.language if place.user.person else settings.LANGUAGE_CODE
    return {"language": language, "name": place.user.get_short_name(), "provider": place.provider}


def _language(invitation: ProviderInvitation) -> str:
    known = Person.objects.current().filter(email__iexact=invitation.email).values_list("language", flat=True).first()
    asked = invitation.provider.requests.filter(email__iexact=invitation.email).values_list("language", flat=True)
    return known or asked.first() or settings.LANGUAGE_CODE


def _address(language: str, view: str, token: str) -> str:
    with translation.override(language):
        return settings.WAGTAILADMIN_BASE_URL + reverse(f"provider:{view}", args=[token])
