"""What this room adds to the admin and to people's own pages."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks

from academy.hours.planned import Planned
from lvv_site.members.models import Person
from lvv_site.members.panels import Panel

from . import (
    application_files,
    attendance_hooks,  # noqa: F401 - registers its own
    planned,
)
from .portal_panels import portal_landing, provider_panel
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


@hooks.register("member_panels")
def way_to_the_portal(request: HttpRequest, person: Person) -> list[Panel]:
    """Show who works for a provider the way to its pages."""
    return provider_panel(request, person)


@hooks.register("planned_hours")
def planned_hours(person: Person) -> list[Planned]:
    """Tell which runs of providers could help."""
    return planned.suggested(person)


@hooks.register("booked_hours")
def booked_hours(person: Person) -> list[Planned]:
    """Tell that nothing is booked here: who comes to a provider's run is the provider's to know."""
    return []


@hooks.register("login_landing")
def landing(request: HttpRequest) -> str:
    """Bring who works for a provider and is no member to its pages."""
    return portal_landing(request)
