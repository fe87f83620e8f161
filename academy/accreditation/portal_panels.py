"""The way to the portal for who works for a provider: on their own page, and where a login ends."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lvv_site import civil
from lvv_site.members.membership import is_member
from lvv_site.members.models import Person
from lvv_site.members.panels import Panel
from lvv_site.members.rules import person_of

from .access import providers_of

FIRST = 15  # after what is about one's own registration
STAFF = "wagtailadmin.access_admin"


def provider_panel(request: HttpRequest, _person: Person | None) -> list[Panel]:
    """Show somebody the providers that they work for."""
    mine = providers_of(request.user)
    context = {"providers": mine}
    return [Panel(_("Werken voor een opleider"), "accreditation/portal/panel.html", context, FIRST)] if mine else []


def portal_landing(request: HttpRequest) -> str:
    """Return where a login ends for who only works for a provider: no member today and not of the association's staff."""
    if not providers_of(request.user) or request.user.has_perm(STAFF) or is_member(person_of(request), civil.today()):
        return ""
    return reverse("provider:home")
