"""What this room adds to the admin and to people's pages."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from lvv_site import civil

from . import people, roles, second_factor
from .models import Membership, Person, User
from .panels import Panel
from .viewsets import PersonViewSet, person_viewset

LOG_ACTIONS = {
    "change": gettext_lazy("Gegevens gewijzigd"),
    "invite": gettext_lazy("Activatiemail gestuurd"),
    "merge": gettext_lazy("Samengevoegd"),
    "roles": gettext_lazy("Rollen gewijzigd"),
    "erase": gettext_lazy("Persoonsgegevens gewist"),
}


@hooks.register("register_admin_viewset")
def register_people() -> PersonViewSet:
    """Show people to who may see them."""
    return person_viewset


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the verbs in the admin's log."""
    for name, label in LOG_ACTIONS.items():
        actions.register_action(f"members.{name}", label, label)


@hooks.register("register_account_menu_item")
def account_menu_item(_request: HttpRequest) -> dict[str, str]:
    """Lead from Wagtail's preferences to one's own name, address, password and second factor."""
    return {
        "url": reverse("members:details"),
        "label": _("Naam, e-mailadres, wachtwoord"),
        "help_text": _("Dat regel je bij je eigen gegevens."),
    }


@hooks.register("construct_main_menu")
def hide_what_is_not_theirs(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out what Wagtail shows to everybody: reports are for who works on pages, its help is not about this site."""
    hidden = {"help"} if user_has_any_page_permission(request.user) else {"help", "reports"}
    menu_items[:] = [item for item in menu_items if item.name not in hidden]


@hooks.register("member_panels")
def membership_panel(_request: HttpRequest, person: Person) -> list[Panel]:
    """Tell somebody about their own membership."""
    mine = Membership.objects.filter(person__in=people.ids_of(person)).order_by("start")
    today = civil.today()
    context = {
        "membership": next((one for one in mine if one.covers(today)), None),
        "since": mine[0].start if mine else None,
        "ended": next((one for one in reversed(mine) if one.until and one.until < today), None),
    }
    return [Panel(_("Lidmaatschap"), "members/panels/membership.html", context, order=90)]


@hooks.register("settings_panels")
def security_panel(request: HttpRequest, person: Person | None) -> list[Panel]:
    """Lead somebody to the settings of their own account."""
    if person is None or not isinstance(request.user, User):
        return []
    context = {"account": request.user, "second_factor": second_factor.is_set_up(request.user)}
    return [Panel(_("Inloggen en veiligheid"), "members/panels/security.html", context, order=10)]


@hooks.register("person_panels")
def account_panel(_request: HttpRequest, person: Person) -> list[Panel]:
    """Show the office who this is, since when a member, and how their account stands."""
    account = people.account_of(person)
    context = {
        "account": account,
        "roles": roles.of(account) if account else [],
        "second_factor": bool(account and second_factor.is_set_up(account)),
        "memberships": Membership.objects.filter(person__in=people.ids_of(person)).order_by("-start"),
        "invitation": person.invitations.order_by("-sent_at").first(),
        "merged": Person.objects.filter(pk__in=people.ids_of(person)).exclude(pk=person.pk),
    }
    return [Panel(_("Persoon en account"), "members/admin/account_panel.html", context, order=10)]
