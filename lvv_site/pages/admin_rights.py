"""Addresses of the admin that Wagtail opens to everybody who may enter it, and to whom they are open here.

Its lists for choosing pages, its API and a few confirmations show titles of pages and files, also those for members
only, to people whose work has nothing to do with pages. What a view asks by itself it still asks after this.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied, user_has_any_page_permission
from wagtail.permissions import policy_registry

from lvv_site.members.models import User

from .models import SiteDocument, SiteImage, SiteSettings

Handler = Callable[[HttpRequest], HttpResponse]
API = "/beheer/api/"
WITH_FILES = ("add", "change", "delete", "choose")


def works_on_pages(user: User) -> bool:
    """Whether somebody may do anything with any page."""
    return bool(user_has_any_page_permission(user))


def links_to_pages(user: User) -> bool:
    """Whether somebody may do anything with a page, or name one in the settings of the site."""
    settings_policy = policy_registry.get_by_type(SiteSettings)
    return works_on_pages(user) or bool(settings_policy.user_has_permission(user, "change"))


def works_with_documents(user: User) -> bool:
    """Whether somebody may do anything with any document."""
    return bool(policy_registry.get_by_type(SiteDocument).user_has_any_permission(user, WITH_FILES))


def works_with_images(user: User) -> bool:
    """Whether somebody may do anything with any image."""
    return bool(policy_registry.get_by_type(SiteImage).user_has_any_permission(user, WITH_FILES))


OPEN_TO: dict[str, Callable[[User], bool]] = {
    "/beheer/pages/": works_on_pages,
    "/beheer/reports/": works_on_pages,
    "/beheer/snippets/choose/": works_on_pages,
    "/beheer/tag-autocomplete/": works_on_pages,
    "/beheer/choose-page/": links_to_pages,
    "/beheer/documents/": works_with_documents,
    "/beheer/images/": works_with_images,
    f"{API}main/pages/": works_on_pages,
    f"{API}main/documents/": works_with_documents,
    f"{API}main/images/": works_with_images,
}


class AdminRightsMiddleware:
    """Keep who may enter the admin out of the parts that are not theirs."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse, or go on."""
        return refusal(request) or self.get_response(request)


def refusal(request: HttpRequest) -> HttpResponse | None:
    """Return the admin's own refusal for a part that is not this visitor's, None for who may go on.

    Raises:
        PermissionDenied: the same for a program, which cannot follow a message.
    """
    path, user = request.path_info, request.user
    is_open = next((rule for prefix, rule in OPEN_TO.items() if path.startswith(prefix)), None)
    if is_open is None or not isinstance(user, User) or is_open(user):
        return None
    if path.startswith(API):
        raise PermissionDenied
    response: HttpResponse = permission_denied(request)
    return response
