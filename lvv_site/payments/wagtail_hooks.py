"""What this room adds to the admin: the menu "Betalingen" with its lists."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from lvv_site.viewsets import FactViewSet

from .viewsets import MENU, viewsets

menu = Menu(register_hook_name=MENU)


@hooks.register("register_admin_menu_item")
def payments_menu() -> MenuItem:
    """Everything about money under one heading."""
    return SubmenuMenuItem(_("Betalingen"), menu, name="payments", icon_name="form", order=170)


@hooks.register("register_admin_viewset")
def register_payments() -> list[FactViewSet]:
    """Show the lists to who may see them."""
    return viewsets
