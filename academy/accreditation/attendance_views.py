"""An attendance list in the portal: fill in or upload, look at what it would do, confirm; and the list as a file.

Between looking and confirming the rows travel through the page, signed for this run and this account: nothing is kept of a
list that nobody confirmed. What is written is what was shown, or nothing and the new state is shown.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.hours.refusals import LedgerError
from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.spreadsheets import harmless

from . import attendance_writing as writing
from .access import portal, user_of
from .attendance_forms import ListForm
from .attendance_listing import present_of, table_of
from .attendance_plan import Plan
from .attendance_reading import ExpiredError, Row, as_text, sealed, unsealed
from .attendance_run_views import own_run
from .attendance_state import run_facts
from .attendance_writing import ChangedError, Sender
from .enums import ListSource
from .models import Provider, ProviderRun

HEADINGS = ("nummer", "naam", "uren", "soort", "datum")
RESULTS = ("regel", "nummer", "naam", "uren", "stond er", "resultaat")


@require_http_methods(["GET", "POST"])
@portal
def attendance(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """Ask for a list, and show what it would do."""
    found = own_run(provider, code)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        plan = writing.look(found, form.rows)
        return _preview(request, found, plan, form.rows, form.source)
    return _ask(request, found, form)


@require_POST
@portal
def confirm(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """Write what was shown, or give it as a file."""
    found = own_run(provider, code)
    try:
        rows = unsealed(request.POST.get("list", ""), _salt(request, found))
    except ExpiredError as error:
        form = ListForm({"text": as_text(error.rows)})
        form.full_clean()
        form.errors.clear()
        form.add_error(None, str(error))
        return _ask(request, found, form)
    source = ListSource.FILE if request.POST.get("source") == ListSource.FILE else ListSource.FORM
    if "export" in request.POST:
        return _results_file(found, writing.look(found, rows))
    return _send(request, found, rows, source)


def _send(request: HttpRequest, found: ProviderRun, rows: Sequence[Row], source: ListSource) -> HttpResponse:
    try:
        plan = writing.send(found.pk, rows, Sender(source, user_of(request)), request.POST.get("shown", ""))
    except ChangedError as error:
        told = _("Intussen is er iets veranderd. Er is niets geschreven. Dit zou er nu gebeuren.")
        return _preview(request, found, error.plan, rows, source, told=told)
    except LedgerError as error:
        return _preview(request, found, writing.look(found, rows), rows, source, told=str(error))
    doubtful = [one.row for one in plan.doubts]
    context = {
        **_about(found), "plan": plan, "form": ListForm(initial={"text": as_text(doubtful)}) if doubtful else None,
    }  # fmt: skip
    return render(request, "accreditation/attendance/written.html", context)


@require_safe
@portal
def export(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """Give who was there as a file that is safe to open in a spreadsheet."""
    found = own_run(provider, code)
    return _file(found, HEADINGS, table_of(present_of(found)))


def _ask(request: HttpRequest, found: ProviderRun, form: ListForm) -> HttpResponse:
    facts = run_facts(found)
    context = {
        **_about(found), "form": form, "facts": facts, "extra": facts.kind == HoursKind.EXTRA,
        "open": facts.last_day < civil.today() and not facts.called_off and facts.held,
    }  # fmt: skip
    return render(request, "accreditation/attendance/list.html", context)


def _preview(
    request: HttpRequest, found: ProviderRun, plan: Plan, rows: Sequence[Row], source: ListSource, *, told: str = ""
) -> HttpResponse:
    context = {
        **_about(found),
        "plan": plan,
        "extra": plan.facts.kind == HoursKind.EXTRA,
        "announced": HoursKind(found.occasion.hours_kind) if found.occasion.hours_kind else None,
        "told": told,
        "sealed": sealed(rows, _salt(request, found)),
        "source": source,
        "text": as_text(rows),
    }
    return render(request, "accreditation/attendance/preview.html", context)


def _about(found: ProviderRun) -> dict[str, Any]:
    return {"provider": found.training.provider, "run": found}


def _salt(request: HttpRequest, found: ProviderRun) -> str:
    return f"attendance:{found.pk}:{user_of(request).pk}"


def _results_file(found: ProviderRun, plan: Plan) -> HttpResponse:
    clear: list[tuple[int, list[object]]] = [
        (one.row.line, [one.row.number, one.known.public, one.minutes / 60, one.before / 60, one.result.label])
        for one in plan.matches
    ]
    doubtful: list[tuple[int, list[object]]] = [
        (one.row.line, [one.row.number, "", "" if one.row.minutes is None else one.row.minutes / 60, "", one.doubt.label])
        for one in plan.doubts
    ]  # fmt: skip
    return _file(found, RESULTS, [[line, *rest] for line, rest in sorted([*clear, *doubtful], key=lambda one: one[0])])


def _file(found: ProviderRun, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(headings)
    writer.writerows([harmless(_cell(cell)) for cell in row] for row in rows)
    response = HttpResponse(b"\xef\xbb\xbf" + stream.getvalue().encode(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.occasion.code}.csv"'
    return response


def _cell(cell: object) -> object:
    """Write numbers with a comma, as spreadsheets here read them; labels in the language of the page."""
    if isinstance(cell, float):
        return f"{cell:g}".replace(".", ",")
    return cell if isinstance(cell, int) else str(cell)
