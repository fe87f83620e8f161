"""The member's dossier, and the page that explains recertification."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from academy.certification.models import Period
from academy.hours import queries
from lvv_site import civil
from lvv_site.members.models import Person, User
from lvv_site.members.rules import person_of

from . import explaining, handing, overview, requirements, responses, steps
from .forms import HandOverForm
from .models import Handover
from .overview import Overview
from .refusals import DossierError


@login_required
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the dossier that asks for attention; who has no certificate reads what comes first."""
    person = person_of(request)
    periods = queries.periods_of(person) if person else []
    period = overview.current_period(periods, civil.today())
    if person is None or period is None:
        return render(request, "dossier/none.html", {"breadcrumb": _breadcrumb()})
    return _page(request, person, period, periods)


@login_required
@never_cache
@require_GET
def show(request: HttpRequest, period: int) -> HttpResponse:
    """Show the dossier of one of one's own periods."""
    person, found, periods = _own(request, period)
    return _page(request, person, found, periods)


@login_required
@never_cache
@require_POST
def declare(request: HttpRequest, period: int) -> HttpResponse:
    """Take down that the member declares to work as an adviser."""
    person, found, _periods = _own(request, period)
    if overview.of(person, found, civil.today()).declarable:
        requirements.declare_practice(person, _account(request))
        messages.success(request, _("Je verklaring staat in je dossier."))
    return redirect("dossier:show", found.pk)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, period: int) -> HttpResponse:
    """Explain what handing over is, and do it."""
    person, found, _periods = _own(request, period)
    dossier = overview.of(person, found, civil.today())
    form = HandOverForm(request.POST or None, dossier=dossier)
    if request.method == "POST" and form.is_valid():
        try:
            handing.hand_over(person, found, _account(request), form.cleaned_data["number"])
        except DossierError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Je dossier is overgedragen. Haal nu het overzicht en de bewijzen op."))
        return redirect("dossier:show", found.pk)
    if not form.is_bound and not dossier.may_hand_over:
        return redirect("dossier:show", found.pk)
    context = {"dossier": dossier, "form": form, "breadcrumb": _breadcrumb(found, _("Overdragen"))}
    return render(request, "dossier/hand_over.html", context)


@login_required
@require_GET
def export_pdf(request: HttpRequest, period: int, number: int) -> HttpResponseBase:
    """Give the overview of one of one's own dossiers."""
    return _export(request, period, number, responses.pdf)


@login_required
@require_GET
def export_zip(request: HttpRequest, period: int, number: int) -> HttpResponseBase:
    """Give the evidence with the overview."""
    return _export(request, period, number, responses.zipped)


@login_required
@require_GET
def export_csv(request: HttpRequest, period: int, number: int) -> HttpResponseBase:
    """Give the lines as CSV."""
    return _export(request, period, number, responses.csv)


@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """Explain certification to everybody."""
    return render(request, "dossier/explained.html", explaining.for_everybody(request))


@login_required
@never_cache
@require_GET
def explained_mine(request: HttpRequest) -> HttpResponse:
    """Explain certification to somebody, with the step where they are."""
    person = person_of(request)
    if person is None:
        return redirect("members:details")
    return render(
        request, "dossier/explained_mine.html", explaining.for_one(request, steps.position_of(person, civil.today()))
    )


def _page(request: HttpRequest, person: Person, period: Period, periods: list[Period]) -> HttpResponse:
    dossier = overview.of(person, period, civil.today())
    others = Handover.objects.filter(period__in=periods).exclude(period=period).values_list("period", flat=True)
    context = {
        "dossier": dossier,
        "others": [one for one in periods if one.pk in set(others) or _runs_too(one, dossier)],
        "breadcrumb": _breadcrumb(),
    }
    return render(request, "dossier/dossier.html", context)


def _runs_too(period: Period, dossier: Overview) -> bool:
    """Whether somebody has another certificate whose dossier is worth a look."""
    other = period.certificate_id != dossier.period.certificate_id
    return other and period.start <= dossier.today <= period.last_day


def _own(request: HttpRequest, period: int) -> tuple[Person, Period, list[Period]]:
    """Return the visitor, one of their own periods and all of them; nobody learns whether somebody else's exists."""
    person = person_of(request)
    periods = queries.periods_of(person) if person else []
    found = next((one for one in periods if one.pk == period), None)
    if person is None or found is None:
        raise Http404
    return person, found, periods


def _export(request: HttpRequest, period: int, number: int, make: responses.Response) -> HttpResponseBase:
    person, found, _periods = _own(request, period)
    handover = (
        Handover.objects.select_related("period__certificate", "scheme").filter(period=found, number=number).first()
    )
    if handover is None:
        raise Http404
    return make(handover, person)


def _account(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every caller requires a login
    return request.user


def _breadcrumb(period: Period | None = None, here: Any = None) -> list[tuple[str, str | None]]:
    start: list[tuple[str, str | None]] = [(_("Mijn pagina's"), reverse("members:home"))]
    if period is None:
        return [*start, (_("Dossier"), None)]
    return [*start, (_("Dossier"), reverse("dossier:show", args=[period.pk])), (here, None)]
