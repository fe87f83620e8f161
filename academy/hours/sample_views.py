"""Samples of evidence at the office: drawing one, looking at its files, saying what was found."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from lvv_site.members.verbs import VerbView
from lvv_site.viewsets import FactIndexView, FactView, FactViewSet

from . import samples
from .admin_forms import SampleForm, VerdictForm
from .letters import title_of
from .models import EvidenceSample, SampledClaim, SampleRemark
from .refusals import LedgerError
from .verbs import VIEW_EVIDENCE, tell

PERMISSION = "hours.sample_evidence"


class DrawView(VerbView):
    """Draw a sample."""

    permission = PERMISSION
    form_class: type[BaseForm] = SampleForm
    page_title = gettext_lazy("Steekproef trekken")
    header_icon = "search"
    button = gettext_lazy("Trekken")
    template_name = "hours/admin/draw.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Draw, or say why not."""
        answers = form.cleaned_data
        try:
            sample = samples.draw(answers["first"], answers["last"], answers["size"], self.by(), answers["seed"])
        except LedgerError as refusal:
            tell(form, refusal)
            return self.form_invalid(form)
        return redirect("evidence_sample:inspect", sample.pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, this."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("evidence_sample:index"), "label": _("Steekproeven")},
            {"url": "", "label": self.page_title},
        ]


class RemarkView(VerbView):
    """Look at the files of one claim of a sample, and say what was found."""

    permission = PERMISSION
    form_class: type[BaseForm] = VerdictForm
    page_title = gettext_lazy("Bewijs beoordelen")
    header_icon = "search"
    button = gettext_lazy("Vastleggen")
    template_name = "hours/admin/remark.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the claim."""
        super().setup(request, *args, **kwargs)
        claims = SampledClaim.objects.select_related("sample", "entry__person", "entry__text")
        self.claim = get_object_or_404(claims, pk=kwargs["claim"], sample=kwargs["pk"])

    def form_valid(self, form: Any) -> HttpResponse:
        """Record it."""
        samples.remark(self.claim, form.cleaned_data["verdict"], self.by(), form.cleaned_data["text"])
        messages.success(self.request, _("Vastgelegd."))
        return redirect("evidence_sample:inspect", self.claim.sample_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the claim with its files and what was found before."""
        return {
            **super().get_context_data(**kwargs),
            "claim": self.claim,
            "entry": self.claim.entry,
            "title": title_of(self.claim.entry),
            "files": samples.files_of(self.claim),
            "remarks": self.claim.remarks.select_related("by", "text").order_by("pk"),
            "may_look": self.request.user.has_perm(VIEW_EVIDENCE),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, sample, claim."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("evidence_sample:index"), "label": _("Steekproeven")},
            {"url": reverse("evidence_sample:inspect", args=[self.claim.sample_id]), "label": str(self.claim.sample)},
            {"url": "", "label": self.page_title},
        ]


class SampleView(FactView):
    """One sample: how it was drawn, its claims, and what was found."""

    template_name = "hours/admin/sample.html"
    page_title = gettext_lazy("Steekproef")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the claims, and whether drawing again gives the same."""
        remarks = Prefetch("remarks", SampleRemark.objects.select_related("by", "text").order_by("pk"))
        claims = self.object.claims.select_related("entry__person", "entry__text").prefetch_related(remarks)
        return {
            **super().get_context_data(**kwargs),
            "sample": self.object,
            "claims": claims.annotate(pieces=Count("entry__evidence_uses")).order_by("place"),
            "repeats": samples.repeats(self.object),
            "may_judge": self.request.user.has_perm(PERMISSION),
        }


class SampleIndexView(FactIndexView):
    """All samples, the latest first."""

    page_title = gettext_lazy("Steekproeven")

    def get_base_queryset(self) -> QuerySet[EvidenceSample]:
        """Add how many claims were looked at."""
        seen = SampledClaim.objects.filter(sample=OuterRef("pk"), remarks__isnull=False).order_by()
        counted = seen.values("sample").annotate(number=Count("pk", distinct=True)).values("number")
        found = EvidenceSample.objects.select_related("by").annotate(seen=Subquery(counted), drawn=Count("claims"))
        return found.order_by("-pk")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The way to a new one, for who may draw."""
        if not self.request.user.has_perm(PERMISSION):
            return []
        return [HeaderButton(_("Steekproef trekken"), url=reverse("evidence_sample:draw"), icon_name="plus")]


def _page_of(sample: EvidenceSample) -> str:
    return reverse("evidence_sample:inspect", args=[sample.pk])


class SampleViewSet(FactViewSet):
    """Samples of evidence."""

    model = EvidenceSample
    name = "evidence_sample"
    url_prefix = "uren/steekproeven"
    icon = "search"
    menu_label = gettext_lazy("Steekproeven")
    menu_order = 400
    menu_hook = "register_hours_menu_item"
    add_to_admin_menu = True
    index_view_class = SampleIndexView
    inspect_view_class = SampleView
    list_per_page = 50
    list_display = (
        TitleColumn("seed", label=gettext_lazy("Zaad"), get_url=_page_of),
        Column("first", label=gettext_lazy("Vanaf")),
        Column("last", label=gettext_lazy("Tot en met")),
        Column("drawn", label=gettext_lazy("Getrokken")),
        Column("seen", label=gettext_lazy("Beoordeeld"), accessor=lambda one: one.seen or 0),
        Column("drawn_at", label=gettext_lazy("Op")),
        Column("by", label=gettext_lazy("Door")),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """Drawing and judging."""
        return [
            path("trekken/", self.construct_view(DrawView), name="draw"),
            path("<int:pk>/<int:claim>/", self.construct_view(RemarkView), name="remark"),
        ]


sample_viewset = SampleViewSet()
