"""What this room adds to the admin and to people's own pages."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.panels import Panel

from .correction_viewsets import CorrectionViewSet, corrections_viewset
from .download_pages import DownloadKeyViewSet, download_key_viewset
from .enums import LANGUAGES, SECTORS
from .import_views import PERMISSION, ConfirmImportView, ImportView
from .models import Profile
from .own import Snippet, own_entries
from .own_panel import proof_panel


class ImportMenuItem(MenuItem):
    """Only for who may import."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this visitor may import."""
        return bool(request.user.has_perm(PERMISSION))


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern]:
    """Return the addresses of the import."""
    return [
        path("register/import/", ImportView.as_view(), name="register_import"),
        path("register/import/<int:pk>/", ConfirmImportView.as_view(), name="register_import_confirm"),
    ]


@hooks.register("register_admin_viewset")
def register_corrections() -> CorrectionViewSet:
    """Show what people say is wrong to who may see it."""
    return corrections_viewset


@hooks.register("register_admin_menu_item")
def import_menu_item() -> MenuItem:
    """Return the way to the import."""
    return ImportMenuItem(
        _("Register importeren"), reverse("register_import"), name="register_import", icon_name="upload", order=170
    )


@hooks.register("register_admin_viewset")
def register_download_keys() -> DownloadKeyViewSet:
    """Show who keeps a copy of the register to who may see it."""
    return download_key_viewset


@hooks.register("name_is_public")
def is_registered(person: Person) -> bool:
    """Whether the register names this person."""
    return Profile.objects.filter(certificate__person__in=people.ids_of(person)).exists()


@hooks.register("member_panels")
def registration_panel(_request: HttpRequest, person: Person) -> list[Panel]:
    """Tell somebody about their own registration, as the public sees it."""
    entries = own_entries(person, civil.today())
    if not entries:
        return []
    return [Panel(_("Je registratie"), "register/panels/registration.html", {"entries": entries}, order=20)]


@hooks.register("settings_panels")
def public_panel(_request: HttpRequest, person: Person | None) -> list[Panel]:
    """Tell advisers what is public about them and where to choose; others see nothing of it."""
    entries = own_entries(person, civil.today()) if person else []
    if not entries:
        return []
    context = {
        "rows": [(found, Snippet(found)) for found in entries],
        "languages": LANGUAGES,
        "sectors": SECTORS,
    }
    return [Panel(_("Wat staat er over je in het register"), "register/panels/public.html", context, order=5)]


hooks.register("settings_panels", proof_panel)
