"""Office screens over rows that nobody types in: a list, one row, no add, edit, delete or copy.

What may be done with a row is a view of its own per verb, which calls one function of the room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from wagtail.admin.active_filters import ActiveFilter, BaseFilterAdapter, register_filter_adapter_class
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from .spreadsheets import SafeExportMixin


class YesNoFilterAdapter(BaseFilterAdapter):
    """A chosen yes or no as a word; Wagtail shows Python's own."""

    def get_active_filters(self) -> Iterator[ActiveFilter]:
        """Return the choice and the address without it."""
        for chosen in super().get_active_filters():
            yield chosen._replace(value=_("Ja") if self.value else _("Nee"))


register_filter_adapter_class(django_filters.BooleanFilter, YesNoFilterAdapter)


class ConditionFilter(django_filters.BooleanFilter):
    """Keep the rows for which a condition holds, or the others. `condition` is asked anew each time: it may know the clock."""

    def __init__(self, condition: Callable[[], Q], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.condition = condition

    def filter(self, qs: QuerySet[Any], value: bool | None) -> QuerySet[Any]:
        """Return what was chosen; all rows when nothing was."""
        if value is None:
            return qs
        return qs.filter(self.condition()) if value else qs.exclude(self.condition())


class FactIndexView(SafeExportMixin, generic.IndexView):
    """A list whose export is safe to open in a spreadsheet; `list_export` is empty for who may not export."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the list; refuse an export to who gets no columns: an empty file would look like an empty list."""
        if self.is_export and not self.list_export:
            return render(request, "403.html", status=403)
        response: HttpResponseBase = super().get(request, *args, **kwargs)
        return response


class FactView(generic.InspectView):
    """One row."""

    def get_object(self) -> Any:
        """Fetch the row for who may look; Wagtail fetches first, and its "not found" would tell others what there is.

        Raises:
            PermissionDenied: the visitor may not look.
        """
        if not self.user_has_any_permission(self.any_permission_required):
            raise PermissionDenied
        return super().get_object()


class FactViewSet(ModelViewSet):
    """List and inspect only. Add verbs in `verb_patterns`; who may look is the model's `view` permission."""

    index_view_class = FactIndexView
    inspect_view_class = FactView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out the addresses of views that do not exist: Wagtail then shows no buttons for them."""
        common: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        absent = ("add_url_name", "edit_url_name", "delete_url_name", "history_url_name", "usage_url_name")
        return common | dict.fromkeys(absent)

    def get_urlpatterns(self) -> list[URLPattern]:
        """List, its results, one row, and the verbs."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"inspect/<{self.pk_path_converter}:pk>/", self.inspect_view, name="inspect"),
            *self.verb_patterns(),
        ]

    def verb_patterns(self) -> list[URLPattern]:
        """Return the addresses of the verbs of this kind of row."""
        return []
