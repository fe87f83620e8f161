"""Decisions for many: the list, the page that asks and shows first, and the page of one decision."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from lvv_site import civil
from lvv_site.members.verbs import VerbView
from lvv_site.viewsets import FactIndexView, FactView, FactViewSet

from . import collective
from .adjustment_forms import CollectiveForm, in_hours
from .decisions import RefusedError
from .models import Adjustment, CollectiveDecision, Period
from .tasks import carry_out

DECIDE = "certification.decide_for_many"
SHOWN = 100


def in_words(decision: CollectiveDecision | collective.Measure) -> str:
    """Return what they get: "3 maanden verlenging", "8 uur vrijstelling intervisie"."""
    if decision.months:
        text = ngettext("%(count)d maand verlenging", "%(count)d maanden verlenging", decision.months)
        return text % {"count": decision.months}
    kind = CollectiveDecision(hours_kind=decision.hours_kind).get_hours_kind_display()
    return str(_("%(hours)s uur vrijstelling %(kind)s") % {"hours": in_hours(decision.minutes), "kind": kind})


class CollectiveView(VerbView):
    """Ask, show who it is about, and only then decide."""

    permission = DECIDE
    form_class: type[BaseForm] = CollectiveForm
    page_title = _("Besluit voor velen")
    header_icon = "group"
    button = _("Bekijk over wie het gaat")
    template_name = "certification/admin/collective.html"

    def get_initial(self) -> dict[str, Any]:
        """Everybody of today; a key that makes one decision of two clicks."""
        return {"runs_on": civil.today(), "decided_on": civil.today(), "key": uuid.uuid4()}

    def form_valid(self, form: Any) -> HttpResponse:
        """Show first; decide when what was shown is what somebody agreed to."""
        selection, measure = form.selection(), form.measure()
        if not self.request.POST.get("shown") or "again" in self.request.POST:
            return self._show(form, collective.preview(selection, measure))
        answers = form.cleaned_data
        try:
            decision = _decide(
                selection, measure, self.by(), answers["decided_on"], answers["reason"],
                shown=self.request.POST["shown"], key=answers["key"],
            )  # fmt: skip
        except collective.ChangedError as changed:
            form.add_error(None, str(changed))
            return self._show(form, changed.preview)
        except RefusedError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Vastgelegd."))
        return redirect("collective:inspect", decision.pk)

    def _show(self, form: Any, seen: collective.Preview) -> HttpResponse:
        context = {
            "form": form, "preview": seen, "measure": in_words(form.measure()), "people": _people(seen.targets[:SHOWN]),
            "more": max(0, len(seen.targets) - SHOWN), "refused": _refusals(seen.refused),
        }  # fmt: skip
        return self.render_to_response(self.get_context_data(**context))

    def above(self) -> list[tuple[str, str | Promise]]:
        """List."""
        return [(reverse("collective:index"), _("Besluiten voor velen"))]


@transaction.atomic
def _decide(*args: Any, **kwargs: Any) -> CollectiveDecision:
    """Decide and carry out in one transaction; when it is about very many, a task carries it out afterwards."""
    decision = collective.decide(*args, **kwargs)
    if decision.targets.count() <= collective.AT_ONCE:
        collective.carry_out(decision)
    else:
        carry_out.enqueue(decision.pk)
    return decision


def _people(period_ids: Any) -> list[Period]:
    found = Period.objects.filter(pk__in=period_ids).select_related("certificate__person", "scheme")
    return list(found.order_by("certificate__person__family_name", "certificate__person__given_name", "pk"))


def _refusals(refused: Any) -> list[tuple[Period, str]]:
    return [(one, refused[one.pk]) for one in _people(list(refused)[:SHOWN])]


class CollectiveDecisionView(FactView):
    """One decision: what, for whom, why, how far it is carried out."""

    template_name = "certification/admin/collective_decision.html"
    page_title = _("Besluit voor velen")

    def get_page_subtitle(self) -> str:
        """Say what they get."""
        return in_words(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the people, a page of them at a time, and who was left out."""
        decision = self.object
        adjusted = Adjustment.objects.filter(collective=decision).select_related(
            "period__certificate__person", "period__scheme", "replaced_by"
        )
        targets, done = decision.targets.count(), adjusted.count()
        page = Paginator(adjusted.order_by("pk"), SHOWN).get_page(self.request.GET.get("p"))
        waiting = [one.period_id for one in collective.open_targets(decision)[:SHOWN]] if done < targets else []
        return {
            **super().get_context_data(**kwargs),
            "decision": decision,
            "measure": in_words(decision),
            "targets": targets,
            "done": done,
            "open": _people(waiting),
            "page": page,
            "elided_page_range": page.paginator.get_elided_page_range(page.number),
            "may_read_reason": self.request.user.has_perm("certification.read_reasons"),
            "may_see_certificates": self.request.user.has_perm("certification.view_certificate"),
        }


class CollectiveIndexView(FactIndexView):
    """All decisions for many, the latest first."""

    page_title = _("Besluiten voor velen")

    def get_base_queryset(self) -> Any:
        """Add how many periods each changed."""
        found = CollectiveDecision.objects.select_related("by", "scheme")
        return found.annotate(number=Count("targets")).order_by("-pk")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The way to a new one, for who may decide."""
        if not self.request.user.has_perm(DECIDE):
            return []
        return [HeaderButton(_("Nieuw besluit"), url=reverse("collective:decide"), icon_name="plus")]


def _page_of(decision: CollectiveDecision) -> str:
    return reverse("collective:inspect", args=[decision.pk])


class CollectiveViewSet(FactViewSet):
    """Decisions for many."""

    model = CollectiveDecision
    name = "collective"
    url_prefix = "besluiten-voor-velen"
    icon = "group"
    menu_label = _("Besluiten voor velen")
    menu_order = 600
    menu_hook = "register_hours_menu_item"
    add_to_admin_menu = True
    index_view_class = CollectiveIndexView
    inspect_view_class = CollectiveDecisionView
    list_per_page = 50
    list_display = (
        TitleColumn("what", label=_("Besluit"), accessor=in_words, get_url=_page_of),
        Column("runs_on", label=_("Periode loopt op")),
        Column("number", label=_("Aantal")),
        Column("decided_on", label=_("Besloten op")),
        Column("by", label=_("Door")),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """Deciding."""
        return [path("nieuw/", self.construct_view(CollectiveView), name="decide")]


collective_viewset = CollectiveViewSet()
