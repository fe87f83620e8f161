"""What this room adds to the admin and to the office's page of a person."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks

from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.panels import Panel

from . import waiting
from .collective_views import CollectiveViewSet, collective_viewset
from .models import Certificate
from .scheme_views import SchemeViewSet, scheme_viewset
from .viewsets import CertificateViewSet, certificate_viewset, story


@hooks.register("register_admin_viewset")
def register_certificates() -> CertificateViewSet:
    """Show certificates to who may see them."""
    return certificate_viewset


@hooks.register("register_admin_viewset")
def register_schemes() -> list[SchemeViewSet | CollectiveViewSet]:
    """Show scheme versions and decisions for many to who may see them."""
    return [scheme_viewset, collective_viewset]


@hooks.register("person_panels")
def certificates_panel(request: HttpRequest, person: Person) -> list[Panel]:
    """Show the office the certificates of one person with their whole history."""
    if not request.user.has_perm("certification.view_certificate"):
        return []
    certificates = Certificate.objects.filter(person__in=people.ids_of(person)).order_by("pk")
    stories = [story(request, certificate) for certificate in certificates]
    return [Panel(_("Certificaten"), "certification/admin/certificates_panel.html", {"stories": stories}, order=40)]


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Show what waits for a second person to who proposes or confirms."""
    if waiting.is_for(request):
        panels.append(waiting.WaitingPanel(request))
