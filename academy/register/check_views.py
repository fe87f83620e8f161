"""Checking a list of numbers on a page: for who must check many. Nothing that is sent is kept."""

import csv
import io
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lvv_site import civil
from lvv_site.forms import anonymous_form, anonymous_post
from lvv_site.pages.templatetags.site import status_word
from lvv_site.ratelimit import limited
from lvv_site.spreadsheets import harmless
from lvv_site.uploads.early import LargeFileHandler, dropped

from . import guessing
from .adviser import live_address
from .check_forms import MAX_FILE, CheckForm
from .checking import MOST, Line, check, unknown
from .checking_words import told

SCOPE = "register_numbers"  # one for checking and watching: a checked list goes on to be watched

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def small_files[**P](view: View[P]) -> View[P]:
    """Drop a file that is too large while it comes in; the form then says that it is."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        handler = LargeFileHandler(request, MAX_FILE, MAX_FILE)
        request.upload_handlers.insert(0, handler)
        request.large_file_handler = handler  # type: ignore[attr-defined]  # where `dropped` looks
        return view(request, *args, **kwargs)

    return guarded


@limited("read")
@require_http_methods(["GET", "HEAD", "POST"])
@small_files
@anonymous_post(SCOPE)
def check_page(request: HttpRequest) -> HttpResponse:
    """Ask for numbers, or show what is public of each of them now; with `as=csv` as a file."""
    form = anonymous_form(request, CheckForm)
    if dropped(request):
        form.add_error("file", _("Het bestand is groter dan 1 MB. Neem alleen de kolom met nummers over."))
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    lines = check(form.listed, civil.today())
    if len(lines) > MOST:
        form.refuse_amount(len(lines))
        return _page(request, form)
    if wait := guessing.seconds_to_wait(request, unknown(lines)):
        return _slowed(request, form, wait)
    if request.POST.get("as") == "csv":
        return _csv(lines)
    return _page(request, form, lines)


def _page(
    request: HttpRequest, form: CheckForm, lines: Sequence[Line] = (), status: int = 200
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form,
        "lines": lines,
        "told": "\n".join(line.number for line in lines),
        "in_force": sum(line.is_in_force for line in lines if not line.same_as),
        "different": sum(not line.same_as for line in lines),
        "doubles": sum(bool(line.same_as) for line in lines),
        "wrong": sum(bool(line.remark) for line in lines if not line.same_as),
        "checked_at": civil.now(),
        "known": {"unknown": sorted(unknown(lines))},
        "breadcrumb": [(_("Home"), "/"), (_("Register"), reverse("register:search")), (_("Nummers controleren"), None)],
    }
    response = render(request, "register/check.html", context, status=status)
    if request.method == "POST":
        add_never_cache_headers(response)
    return response


def _slowed(request: HttpRequest, form: CheckForm, wait: int) -> HttpResponse:
    """Say why there is no answer; the list stands there still."""
    form.add_error(None, guessing.sentence(wait))
    response = _page(request, form, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


def _csv(lines: Sequence[Line]) -> HttpResponse:
    """Return the answers as a file that a spreadsheet program shows and does not run."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        [_("nummer"), _("status"), _("geldig tot en met"), _("opmerking"), _("nagekeken op"), _("actuele pagina")]
    )
    moment = timezone.localtime(civil.now()).isoformat(timespec="seconds")
    for line in lines:
        cells = [
            line.number,
            status_word(line.status.status),
            line.status.valid_until or "",
            told(line),
            moment,
            address(line),
        ]
        writer.writerow([harmless(str(cell)) for cell in cells])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="registercontrole.csv"'
    add_never_cache_headers(response)
    return response


def address(line: Line) -> str:
    """Return the live page of a number that was issued."""
    return live_address(line.answer.certificate) if line.answer else ""
