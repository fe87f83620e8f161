"""What this room adds to the admin: the menu "Uren", its lists and pages, and a panel on the office's page of a person."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry

from academy.certification.models import SchemeVersion
from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.panels import Panel

from . import admin_urls, comparison, comparison_views, import_views, story, verbs
from .claim_queue import ClaimViewSet, claim_viewset, waiting
from .sample_views import SampleViewSet, sample_viewset
from .viewsets import EXPORT, EntryViewSet, entry_viewset

MENU = "register_hours_menu_item"  # rooms below put their items here too
menu = Menu(register_hook_name=MENU)


@hooks.register("register_admin_menu_item")
def hours_menu() -> MenuItem:
    """Everything about hours under one heading."""
    return SubmenuMenuItem(_("Uren"), menu, name="hours", icon_name="time", order=165)


@hooks.register("register_admin_viewset")
def register_hours() -> list[ClaimViewSet | EntryViewSet | SampleViewSet]:
    """Show the queue, the ledger and the samples to who may see them."""
    return [claim_viewset, entry_viewset, sample_viewset]


@hooks.register("register_admin_urls")
def hours_urls() -> list[URLPattern]:
    """Return the pages that are no list."""
    return admin_urls.urlpatterns


class PermittedMenuItem(MenuItem):
    """Only for who has a permission."""

    def __init__(self, label: str, url: str, permission: str, **kwargs: Any) -> None:
        super().__init__(label, url, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this visitor has it."""
        return bool(request.user.has_perm(self.permission))


@hooks.register(MENU)
def import_menu_item() -> MenuItem:
    """The way to the import."""
    url = reverse("hours_import")
    return PermittedMenuItem(_("Importeren"), url, import_views.PERMISSION, icon_name="upload", order=300)


@hooks.register(MENU)
def export_menu_item() -> MenuItem:
    """The way to the export."""
    return PermittedMenuItem(_("Exporteren"), reverse("hours_export"), EXPORT, icon_name="download", order=350)


hooks.register("scheme_panels", comparison_views.panel)


@hooks.register("before_scheme_publication")
def compare_first(scheme: SchemeVersion) -> list[str]:
    """Nobody publishes a scheme version without having seen what it would mean."""
    return list(comparison.still_to_do(scheme))


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name what the admin's log says."""
    label = gettext_lazy("Bewijs bekeken")
    actions.register_action("hours.look", label, label)


@hooks.register("person_panels")
def hours_panel(request: HttpRequest, person: Person) -> list[Panel]:
    """Show the office how far somebody is, what waits, and the way to the whole story."""
    if not request.user.has_perm(verbs.VIEW):
        return []
    context = {
        "periods": story.periods_of(person, civil.today()),
        "waiting": waiting().filter(person__in=people.ids_of(person)),
        "may_award": request.user.has_perm(verbs.AWARD) and person.erased_at is None,
    }
    return [Panel(_("Uren"), "hours/admin/person_panel.html", context, order=50)]
