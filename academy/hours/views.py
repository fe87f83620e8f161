"""The member's own hours: how far one is, and every line of the ledger. Only one's own, whatever the address asks."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from academy.certification.enums import LISTED
from academy.certification.models import Period
from academy.certification.queries import public_status_on
from lvv_site import civil
from lvv_site.members.models import Person
from lvv_site.members.rules import person_of

from .lines import Line, awards_of, lines
from .overview import chosen_period, drafts_of, overview_of, waiting

PERIOD = "periode"


@login_required
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show how far somebody is in a period: the one that runs, or the one that was chosen."""
    person = person_of(request)
    if person is None:
        return redirect("members:details")
    period, periods = _period(request, person)
    if period is None:
        return render(request, "hours/without_certificate.html", _without_period(person))
    today = civil.today()
    context = {
        "overview": overview_of(person, period, today),
        "periods": periods,
        "certificates": len({one.certificate_id for one in periods}),
        "status": public_status_on(period.certificate, today, today).status,
        "listed": {one.value for one in LISTED},
    }
    return render(request, "hours/overview.html", context)


@login_required
@never_cache
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Show every line of the ledger, those of the chosen period with what they count for."""
    person = person_of(request)
    if person is None:
        return redirect("members:details")
    period, periods = _period(request, person)
    if period is None:
        return render(request, "hours/entries.html", {"lines": lines(list(awards_of(person))), "periods": []})
    shown = overview_of(person, period, civil.today())
    context = {
        "overview": shown,
        "lines": shown.own_lines,
        "elsewhere": [one for one in shown.lines if not _in_some(periods, one)],
        "periods": periods,
        "certificates": len({one.certificate_id for one in periods}),
    }
    return render(request, "hours/entries.html", context)


def _in_some(periods: list[Period], line: Line) -> bool:
    """Whether a line falls in some period, where it can be read with what it counts for."""
    return any(one.start <= line.entry.on <= one.last_day for one in periods)


def _period(request: HttpRequest, person: Person) -> tuple[Period | None, list[Period]]:
    try:
        return chosen_period(person, request.GET.get(PERIOD, ""), civil.today())
    except LookupError:
        raise Http404 from None


def _without_period(person: Person) -> dict[str, Any]:
    """Return what there is to show without a certificate: hours, claims and drafts, and no sum."""
    all_lines = lines(list(awards_of(person)))
    return {"lines": all_lines, "waiting": waiting(all_lines), "drafts": drafts_of(person)}
