"""One own claim after it was submitted: what was decided, mending it, taking it back. And one's own evidence."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lvv_site import storage
from lvv_site.members import people
from lvv_site.members.models import Person, User
from lvv_site.members.rules import person_of
from lvv_site.uploads.early import dropped, dropping_large_files

from . import claims, drafting, evidence
from .enums import Source
from .forms import EvidenceForm
from .lines import Line, State, awards_of, lines
from .models import Evidence
from .refusals import EvidenceRequiredError, LedgerError

KEPT = "kept"
SALT = "academy.hours.claim_views.kept"
CAN_COPY = frozenset({State.REJECTED, State.WITHDRAWN})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@dropping_large_files(evidence.MAX_BYTES, drafting.TOGETHER)
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a claim and everything that was decided about it; a post adds evidence to one that was turned down."""
    line = _own(request, pk)
    if request.method == "POST":
        return _resubmitted(request, line)
    return _page(request, line, EvidenceForm(), [])


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a claim back before anybody decided."""
    line = _own(request, pk)
    try:
        claims.withdraw(line.entry.pk, _account(request))
    except LedgerError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Je opgave is ingetrokken."))
    return redirect("hours:claim", pk)


@login_required
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy a claim that was turned down or withdrawn into a new draft."""
    line = _own(request, pk)
    if line.state not in CAN_COPY:
        messages.error(request, _("Deze opgave loopt nog of is goedgekeurd. Je hoeft haar niet opnieuw op te geven."))
        return redirect("hours:claim", pk)
    draft = drafting.copied(line.entry, _person(request))
    messages.info(request, _("Dit is een nieuw concept. Verander wat niet klopte en dien het in."))
    return redirect("hours:draft", draft.key)


@login_required
@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give somebody a file of their own."""
    found = get_object_or_404(Evidence, pk=pk, person__in=people.ids_of(_person(request)))
    if not found.file.storage.exists(str(found.file.name)):
        raise Http404
    return storage.private_file_response(request, found.file, found.name)


def _resubmitted(request: HttpRequest, line: Line) -> HttpResponse:
    """Add the evidence that came in, now or in the try before, and submit the claim again."""
    form = EvidenceForm(request.POST, request.FILES)
    form.is_valid()
    before = _kept(request, line)
    received = drafting.receive(
        _person(request), request.FILES.getlist("evidence"), [*line.evidence, *before], _account(request).pk
    )
    added = [*before, *received.kept]
    mistakes = [*drafting.too_large(dropped(request)), *received.mistakes]
    if not added and not mistakes:
        mistakes = [*received.remarks, str(EvidenceRequiredError.message)][:1]
    for mistake in mistakes:
        form.add_error("evidence", mistake)
    if form.errors:
        return _page(request, line, form, added)
    try:
        claims.resubmit(line.entry.pk, _account(request), added)
    except LedgerError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Je opgave is opnieuw ingediend. Het bureau kijkt ernaar."))
    return redirect("hours:claim", line.entry.pk)


def _kept(request: HttpRequest, line: Line) -> list[Evidence]:
    """Return the good files of a try in which another one was wrong; the page carries their ids, signed for this claim."""
    try:
        ids = signing.loads(request.POST.get(KEPT, ""), salt=f"{SALT}:{line.entry.pk}", max_age=24 * 3600)
    except signing.BadSignature:
        return []
    return list(Evidence.objects.filter(pk__in=ids, person__in=people.ids_of(_person(request)), uses=None))


def _page(request: HttpRequest, line: Line, form: EvidenceForm, kept: list[Evidence]) -> HttpResponse:
    context: dict[str, Any] = {
        "line": line,
        "form": form,
        "kept": kept,
        "signed": signing.dumps([one.pk for one in kept], salt=f"{SALT}:{line.entry.pk}") if kept else "",
        "may_withdraw": line.state is State.SUBMITTED,
        "may_mend": line.state is State.REJECTED,
        "may_copy": line.state in CAN_COPY,
    }
    return render(request, "hours/claim.html", context)


def _own(request: HttpRequest, pk: int) -> Line:
    """Return one's own claim. 404 for everything else, whether it exists or not."""
    found = get_object_or_404(awards_of(_person(request)), pk=pk, source=Source.CLAIM, decisions__number=1)
    return lines([found])[0]


def _person(request: HttpRequest) -> Person:
    person = person_of(request)
    if person is None:
        raise Http404
    return person


def _account(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every caller requires a login
    return request.user
