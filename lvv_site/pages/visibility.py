"""Who sees what, decided once: for serving, search, sitemap, API, feeds and documents.

A page or document is for everybody or for members only. Wagtail's own restrictions need stored groups; membership is
derived from dates, so the question is asked with a person and a civil date.
"""

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lvv_site import civil
from lvv_site.members.membership import is_member
from lvv_site.members.models import Person

if TYPE_CHECKING:
    from .models import BasePage


def visible_to[M: Model](queryset: QuerySet[M], person: Person | None, on: dt.date) -> QuerySet[M]:
    """Narrow a queryset of pages (of one type or of all) or documents to what the person may see on the civil date."""
    if is_member(person, on):
        return queryset
    if any(field.name == "members_only" for field in queryset.model._meta.fields):
        return queryset.exclude(members_only=True)
    for model in page_models():
        queryset = queryset.exclude(pk__in=model._default_manager.filter(members_only=True).values("pk"))
    return queryset


@cache
def everybodys_pages() -> tuple[str, tuple[Any, ...]]:
    """Return the statement of the live pages that everybody may see, and its values.

    For lists in fixed SQL: the rule stays `visible_to`, which depends on no date for a visitor whom nobody knows.
    """
    from wagtail.models import Page  # noqa: PLC0415 - the models of pages ask this module who may see them

    pages = visible_to(Page.objects.live(), None, dt.date.min).order_by().values("pk")
    sql, values = pages.query.sql_with_params()
    return sql, tuple(values)


def page_models() -> list[type["BasePage"]]:
    """Return every type of page that can be for members only."""
    from .models import BasePage  # noqa: PLC0415 - the models ask this module who may see them

    return [model for model in apps.get_models() if issubclass(model, BasePage)]


def person_of(request: HttpRequest) -> Person | None:
    """Return the person behind the request's account, if any."""
    return getattr(request.user, "person", None)


def visitor_is_member(request: HttpRequest) -> bool:
    """Whether the visitor is a member today; who has no session cookie is not, and costs no query."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and is_member(person_of(request), civil.today())


def refuse_or_none(page: "BasePage", request: HttpRequest) -> HttpResponse | None:
    """Answer a request for a members' page by somebody else: sign in first, or a page that says who may see it."""
    if not page.members_only:
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if is_member(person_of(request), civil.today()):
        return None
    return render(request, "403.html", {"reason": "members_only"}, status=403)
