"""What this room adds to the admin and to people's own pages."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from academy.hours import queries
from lvv_site import civil
from lvv_site.members.models import Person
from lvv_site.members.panels import Panel

from . import overview
from .viewsets import DossierViewSet, dossier_viewset

EXPORTED = gettext_lazy("Dossier opgehaald")


@hooks.register("register_admin_viewset")
def register_dossiers() -> DossierViewSet:
    """Show dossiers to who may see them."""
    return dossier_viewset


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name in the admin's log that somebody took a dossier out."""
    actions.register_action("dossier.export", EXPORTED, EXPORTED)


@hooks.register("member_panels")
def dossier_panel(_request: HttpRequest, person: Person) -> list[Panel]:
    """Tell somebody how their own dossier stands."""
    today = civil.today()
    period = overview.current_period(queries.periods_of(person), today)
    if period is None:
        return []
    dossier = overview.of(person, period, today)
    return [Panel(_("Je dossier"), "dossier/panels/dossier.html", {"dossier": dossier}, order=40)]


@hooks.register("person_panels")
def dossiers_panel(request: HttpRequest, person: Person) -> list[Panel]:
    """Show the office the dossiers of one person."""
    if not request.user.has_perm("dossier.view_dossier"):
        return []
    dossiers = overview.shown_of(person, civil.today())
    return [Panel(_("Dossiers"), "dossier/admin/dossiers_panel.html", {"dossiers": dossiers}, order=60)]
