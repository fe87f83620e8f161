"""What this room adds to the admin: the menu "Betalingen" with its lists and pages."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from lvv_site.viewsets import FactViewSet

from . import admin_urls
from .viewsets import EXPORT, MENU, viewsets

menu = Menu(register_hook_name=MENU)


@hooks.register("register_admin_menu_item")
def payments_menu() -> MenuItem:
    """Everything about money under one heading."""
    return SubmenuMenuItem(_("Betalingen"), menu, name="payments", icon_name="form", order=170)


@hooks.register("register_admin_viewset")
def register_payments() -> list[FactViewSet]:
    """Show the lists to who may see them."""
    return viewsets


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
def journal_item() -> MenuItem:
    """The way to the journal."""
    return PermittedMenuItem(_("Journaal"), reverse("payment_journal"), EXPORT, icon_name="list-ol", order=700)
