"""Mail to the office about what waits for it, and to whoever prepared a file that an assessor gave up because of a tie.

The office has one mailbox, in the site's settings; while that is empty every account that may do the work is written to.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from wagtail.models import Site

from lvv_site import mail
from lvv_site.mail import registry
from lvv_site.members.models import User
from lvv_site.pages.models import SiteSettings

from . import access, submitted
from .models import Assignment, ProviderRequest

PROVEN = "accreditation/request_proven"
CONFLICT = "committee/conflict"
APPROVE = "accreditation.approve_provider"


def register() -> None:
    """Tell the queue about these templates."""
    registry.register(PROVEN, proven_context)
    registry.register(CONFLICT, conflict_context)


def tell_proven(asked: ProviderRequest) -> None:
    """Tell the office that an organisation asks for an account, now that its address is proven."""
    for to in office_addresses(APPROVE):
        mail.queue(PROVEN, to, {"request": asked.pk}, f"{PROVEN}:{asked.pk}:{_key(to)}", "nl")


def tell_conflict(assignment: Assignment) -> None:
    """Tell who assigned a file that its seat is empty because of a tie; the office when they no longer prepare files."""
    by = assignment.by
    prepares = by is not None and by.is_active and by.has_perm(access.READ_ALL[0]) and by.pk != assignment.assessor_id
    for to in [by.email] if by and prepares else office_addresses(access.READ_ALL[0]):
        mail.queue(CONFLICT, to, {"assignment": assignment.pk}, f"{CONFLICT}:{assignment.pk}:{_key(to)}", "nl")


def office_addresses(permission: str) -> list[str]:
    """Return where the office is written to about work that asks for a permission."""
    site = Site.objects.filter(is_default_site=True).first()
    mailbox = SiteSettings.for_site(site).contact_email if site else ""
    if mailbox:
        return [mailbox]
    code = permission.partition(".")[2]
    holders = User.objects.filter(is_active=True, groups__permissions__codename=code)
    return sorted(set(holders.values_list("email", flat=True)))


def proven_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about a request shows; withdraw it when somebody decided already."""
    asked = ProviderRequest.objects.filter(pk=int(ids["request"])).first()
    if asked is None or asked.confirmed_at is None or asked.decided_at is not None:
        raise registry.Withdrawn
    path = reverse("accreditation_request:inspect", args=[asked.pk])
    return {"language": "nl", "organisation": asked.name, "url": settings.WAGTAILADMIN_BASE_URL + path}


def conflict_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about an empty seat shows; withdraw it when somebody sits there already."""
    ended = Assignment.objects.select_related("application").get(pk=int(ids["assignment"]))
    file = ended.application
    if file.assignments.filter(seat=ended.seat, ended_at=None).exists() or file.pk not in access.to_assess([file.pk]):
        raise registry.Withdrawn
    path = reverse("accreditation_application:inspect", args=[file.pk])
    return {
        "language": "nl", "code": file.code, "title": submitted.title_of(file),
        "url": settings.WAGTAILADMIN_BASE_URL + path,
    }  # fmt: skip


def _key(address: str) -> int:
    """Return what tells one address from another in a key: the account's, 0 for the mailbox."""
    return User.objects.filter(email__iexact=address).values_list("pk", flat=True).first() or 0
