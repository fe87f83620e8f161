"""What this room adds to the admin."""

from django.urls import URLPattern, path
from wagtail import hooks

from . import application_files
from . import attendance_hooks  # noqa: F401 - registers its own
from .viewsets import AccreditationGroup, accreditation_viewsets


@hooks.register("register_admin_viewset")
def register_accreditation() -> AccreditationGroup:
    """Show trainings and providers to who may see them."""
    return accreditation_viewsets


@hooks.register("register_admin_urls")
def application_file_urls() -> list[URLPattern]:
    """Let who assesses an application read its files."""
    address = "accreditatie/aanvragen/<slug:code>/bestanden/<int:file>/"
    return [path(address, application_files.accreditation_file, name="accreditation_file")]
