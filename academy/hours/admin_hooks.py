"""What this room adds to the admin: the menu "Uren", its lists and pages, and a panel on the office's page of a person."""

from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry

from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.panels import Panel

from . import admin_urls, story, verbs
from .viewsets import ClaimViewSet, EntryViewSet, claim_viewset, entry_viewset, waiting

MENU = "register_hours_menu_item"  # rooms below put their items here too
menu = Menu(register_hook_name=MENU)


@hooks.register("register_admin_menu_item")
def hours_menu() -> MenuItem:
    """Everything about hours under one heading."""
    return SubmenuMenuItem(_("Uren"), menu, name="hours", icon_name="time", order=165)


@hooks.register("register_admin_viewset")
def register_hours() -> list[ClaimViewSet | EntryViewSet]:
    """Show the queue and the ledger to who may see them."""
    return [claim_viewset, entry_viewset]


@hooks.register("register_admin_urls")
def hours_urls() -> list[URLPattern]:
    """Return the pages that are no list."""
    return admin_urls.urlpatterns


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
