"""Scheme versions at the office: the list, one version, drafts, and publishing."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm, CharField, Form, HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column, TitleColumn

from lvv_site.hours_kind import HoursKind
from lvv_site.members.verbs import VerbView
from lvv_site.viewsets import FactIndexView, FactView, FactViewSet

from . import schemes
from .adjustment_forms import in_hours
from .models import SchemeVersion
from .scheme_forms import ASSUMED, BASES, SchemeForm, initial_of
from .schemes import SchemeRefusedError

CHANGE = "certification.change_schemeversion"
PUBLISH = "certification.publish_scheme"
PANELS = "scheme_panels"  # hook(request, scheme) returns panels for the page of one version


class SchemeVerbView(VerbView):
    """Something about one scheme version."""

    permission = CHANGE
    header_icon = "list-ul"
    template_name = "certification/admin/scheme_verb.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the version."""
        super().setup(request, *args, **kwargs)
        self.scheme = get_object_or_404(SchemeVersion, pk=kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A published version can only be looked at, and copied."""
        if self.scheme.published_at and not isinstance(self, CopyView):
            messages.error(request, _("Een gepubliceerde regeling verandert niet meer. Maak er een nieuwe versie van."))
            return redirect("scheme:inspect", self.scheme.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the version."""
        return {**super().get_context_data(**kwargs), "scheme": self.scheme, **described(self.scheme)}

    def above(self) -> list[tuple[str, str | Promise]]:
        """List, version."""
        return [
            (reverse("scheme:index"), _("Regelingen")),
            (reverse("scheme:inspect", args=[self.scheme.pk]), str(self.scheme)),
        ]


class CopyView(SchemeVerbView):
    """Begin a draft from an existing version."""

    form_class: type[BaseForm] = SchemeForm
    page_title = gettext_lazy("Nieuwe versie")
    button = gettext_lazy("Concept bewaren")
    template_name = "certification/admin/scheme_form.html"

    def get_initial(self) -> dict[str, Any]:
        """Everything but the names."""
        return initial_of(self.scheme.rules)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the draft."""
        answers = form.cleaned_data
        try:
            saved = schemes.save_draft(
                form.scheme_id, answers["seen"], code=answers["code"], title=answers["title"], rules=form.rules()
            )
        except SchemeRefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Het concept is bewaard. Er geldt nog niets van."))
        return redirect("scheme:inspect", saved.pk)


class EditView(CopyView):
    """Change a draft."""

    page_title = gettext_lazy("Concept wijzigen")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only a draft."""
        if self.scheme.published_at:
            messages.error(request, _("Een gepubliceerde regeling verandert niet meer. Maak er een nieuwe versie van."))
            return redirect("scheme:inspect", self.scheme.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Everything."""
        names = {"code": self.scheme.code, "title": self.scheme.title, "seen": self.scheme.content_hash}
        return {**super().get_initial(), **names}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Its own code is not taken."""
        return {**super().get_form_kwargs(), "scheme_id": self.scheme.pk}


class SeenForm(Form):
    """Nothing to fill in; `seen` is the hash of the draft that the page showed."""

    seen = CharField(widget=HiddenInput)


class PublishView(SchemeVerbView):
    """Freeze a draft."""

    permission = PUBLISH
    form_class: type[BaseForm] = SeenForm
    page_title = gettext_lazy("Publiceren")
    button = gettext_lazy("Publiceren")
    template_name = "certification/admin/scheme_publish.html"

    def get_initial(self) -> dict[str, Any]:
        """What the page shows."""
        return {"seen": self.scheme.content_hash}

    def form_valid(self, form: Any) -> HttpResponse:
        """Publish."""
        try:
            self.act(form.cleaned_data["seen"])
        except SchemeRefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return redirect(self.get_success_url())

    def act(self, seen: str) -> None:
        """Do it and say so."""
        published = schemes.publish_draft(self.scheme.pk, seen)
        said = _("Gepubliceerd. Vingerafdruk: %(hash)s") % {"hash": published.content_hash}
        messages.success(self.request, said)

    def get_success_url(self) -> str:
        """Show the version."""
        return reverse("scheme:inspect", args=[self.scheme.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what must be done first."""
        return {**super().get_context_data(**kwargs), "still_to_do": schemes.still_to_do(self.scheme)}


class DiscardView(PublishView):
    """Throw a draft away."""

    permission = CHANGE
    page_title = gettext_lazy("Concept weggooien")
    button = gettext_lazy("Weggooien")
    template_name = "certification/admin/scheme_verb.html"

    def act(self, seen: str) -> None:
        """Discard."""
        schemes.discard_draft(self.scheme.pk, seen)
        messages.success(self.request, _("Het concept is weggegooid."))

    def get_success_url(self) -> str:
        """Show the list: the draft is gone."""
        return reverse("scheme:index")


def described(scheme: SchemeVersion) -> dict[str, Any]:
    """Return the rules of a version as a page shows them, in hours."""
    rules = scheme.rules
    return {
        "kinds": [
            {
                "label": kind.label,
                "least": in_hours(rules["kinds"][kind]["min_minutes"]),
                "most_a_year": in_hours(rules["kinds"][kind]["max_minutes_per_year"]),
                "most_a_day": in_hours(rules["max_minutes_per_day"].get(kind)),
                "carried": in_hours(rules["carry_over_minutes"].get(kind)),
                "once": kind in rules["once_per_period"],
            }
            for kind in HoursKind
        ],
        "total": in_hours(rules["total_minutes"]),
        "years": rules["years"],
        "year_basis": dict(BASES)[rules["year_basis"]],
        "spread": in_hours(rules["spread_minutes_per_year"]),
        "overflow": [(HoursKind(one["source"]).label, HoursKind(one["target"]).label) for one in rules["overflow"]],
        "sources": rules["sources"],
        "assumptions": [ASSUMED.get(name, name) for name in rules["assumptions"]],
    }


class SchemeView(FactView):
    """One version: its rules, its hash, and what rooms above say of it."""

    template_name = "certification/admin/scheme.html"
    page_title = gettext_lazy("Regeling")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rules in words and the panels."""
        found = [panel for hook in hooks.get_hooks(PANELS) for panel in hook(self.request, self.object)]
        return {
            **super().get_context_data(**kwargs),
            "scheme": self.object,
            **described(self.object),
            "panels": [panel.render(self.request, None) for panel in sorted(found, key=lambda one: one.order)],
            "may_change": self.request.user.has_perm(CHANGE),
            "may_publish": self.request.user.has_perm(PUBLISH),
        }


def _page_of(scheme: SchemeVersion) -> str:
    return reverse("scheme:inspect", args=[scheme.pk])


class SchemeViewSet(FactViewSet):
    """Scheme versions: looked up here; drafts change, published ones never."""

    model = SchemeVersion
    name = "scheme"
    url_prefix = "regelingen"
    icon = "list-ul"
    menu_label = gettext_lazy("Regelingen")
    menu_order = 500
    menu_hook = "register_hours_menu_item"
    add_to_admin_menu = True
    index_view_class = FactIndexView
    inspect_view_class = SchemeView
    list_display = (
        TitleColumn("title", label=gettext_lazy("Titel"), get_url=_page_of),
        Column("code", label=gettext_lazy("Code")),
        Column(
            "published_at",
            label=gettext_lazy("Gepubliceerd op"),
            accessor=lambda one: one.published_at or _("concept"),
        ),
        Column("content_hash", label=gettext_lazy("Vingerafdruk"), accessor=lambda one: one.content_hash[:12]),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """Copying, changing, throwing away, publishing."""
        verbs = {"copy": ("kopie", CopyView), "edit_draft": ("wijzigen", EditView),
                 "discard": ("weggooien", DiscardView), "publish": ("publiceren", PublishView)}  # fmt: skip
        return [
            path(f"<int:pk>/{address}/", self.construct_view(view), name=name)
            for name, (address, view) in verbs.items()
        ]


scheme_viewset = SchemeViewSet()
