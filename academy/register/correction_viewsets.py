"""The office's inbox of reports that something in the register is wrong: what waits longest stands first."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from lvv_site.viewsets import ConditionFilter, FactIndexView, FactView, FactViewSet

from . import corrections
from .correction_verbs import HANDLE, AnswerView, EndView
from .models import Correction, CorrectionStep


class CorrectionFilterSet(WagtailFilterSet):
    """What still waits."""

    waiting = ConditionFilter(lambda: Q(ended=False), label=_("Wacht op het bureau"))

    class Meta:
        model = Correction
        fields = ("subject",)


class CorrectionIndexView(FactIndexView):
    """All reports."""

    page_title = _("Meldingen over het register")
    is_searchable = False
    base_filterset_class = CorrectionFilterSet
    filterset_class = CorrectionFilterSet
    default_ordering = ("ended", "pk")

    def get_base_queryset(self) -> QuerySet[Correction]:
        """All of them, open ones first."""
        ends = CorrectionStep.objects.filter(correction=OuterRef("pk"), kind__in=corrections.ENDS)
        return Correction.objects.select_related("certificate").annotate(ended=Exists(ends))


class CorrectionView(FactView):
    """One report: what is said to be wrong, what was done, what may be done."""

    template_name = "register/admin/correction.html"
    page_title = _("Melding over het register")

    def get_page_subtitle(self) -> str:
        """Say about which number."""
        number: str = self.object.certificate.number
        return number

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add its words and steps."""
        correction: Correction = self.object
        may = self.request.user.has_perm(HANDLE) and corrections.ending_of(correction) is None
        return {
            **super().get_context_data(**kwargs),
            "correction": correction,
            "text": getattr(correction, "text", None),
            "steps": correction.steps.select_related("by__person", "text"),
            "may_end": may,
            "may_answer": may and bool(corrections.address_of(correction)),
        }


class CorrectionViewSet(FactViewSet):
    """Reports, with their verbs."""

    model = Correction
    name = "register_correction"
    url_prefix = "register/meldingen"
    icon = "mail"
    menu_label = _("Meldingen register")
    menu_name = "register-meldingen"
    menu_order = 172
    add_to_admin_menu = True
    index_view_class = CorrectionIndexView
    inspect_view_class = CorrectionView
    list_per_page = 50
    list_display = (
        TitleColumn("number", label=_("Registernummer"), accessor="certificate.number", get_url=lambda one: reverse("register_correction:inspect", args=[one.pk])),
        Column("subject", label=_("Wat klopt er niet"), accessor="get_subject_display"),
        Column("at", label=_("Gemeld op"), sort_key="pk"),
        Column("ended", label=_("Stand"), accessor=lambda one: _("Klaar") if one.ended else _("Wacht op het bureau")),
    )  # fmt: skip

    def verb_patterns(self) -> list[URLPattern]:
        """Return one address for each verb."""
        return [
            path("<int:pk>/beantwoorden/", self.construct_view(AnswerView), name="answer"),
            path("<int:pk>/afhandelen/", self.construct_view(EndView), name="end"),
        ]


corrections_viewset = CorrectionViewSet()
