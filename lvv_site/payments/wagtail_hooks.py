"""What this room adds to the admin: the menu "Betalingen" with its lists and pages."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry

from lvv_site.viewsets import FactViewSet

from . import admin_urls
from .overview_views import VIEW
from .paper_viewsets import InvoiceViewSet, NoteViewSet, RefundViewSet
from .verbs import LOG_ACTIONS, PLACE
from .viewsets import EXPORT, MENU, OrderViewSet, PaymentViewSet

menu = Menu(register_hook_name=MENU)


@hooks.register("register_admin_menu_item")
def payments_menu() -> MenuItem:
    """Everything about money under one heading."""
    return SubmenuMenuItem(_("Betalingen"), menu, name="payments", icon_name="form", order=170)


@hooks.register("register_admin_viewset")
def register_payments() -> list[FactViewSet]:
    """Show the lists to who may see them."""
    return [OrderViewSet(), PaymentViewSet(), InvoiceViewSet(), NoteViewSet(), RefundViewSet()]


@hooks.register("register_admin_urls")
def payment_urls() -> list[URLPattern]:
    """Return the pages that are no list."""
    return admin_urls.urlpatterns


class PermittedMenuItem(MenuItem):
    """Only for who has a permission."""

    def __init__(self, label: Any, url: str, permission: str, **kwargs: Any) -> None:
        super().__init__(label, url, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this visitor has it."""
        return bool(request.user.has_perm(self.permission))


@hooks.register(MENU)
def overview_item() -> MenuItem:
    """The way to what waits."""
    return PermittedMenuItem(_("Wat er wacht"), reverse("payment_overview"), VIEW, icon_name="tasks", order=50)


@hooks.register(MENU)
def import_item() -> MenuItem:
    """The way to the bank statement."""
    return PermittedMenuItem(_("Bankafschrift"), reverse("payment_import"), PLACE, icon_name="upload", order=600)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the verbs in the admin's log."""
    for name, label in LOG_ACTIONS.items():
        actions.register_action(f"payments.{name}", label, label)


@hooks.register(MENU)
def journal_item() -> MenuItem:
    """The way to the journal."""
    return PermittedMenuItem(_("Journaal"), reverse("payment_journal"), EXPORT, icon_name="list-ol", order=700)
