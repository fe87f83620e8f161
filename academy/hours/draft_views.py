"""Writing an own claim: nothing typed is lost, whatever is wrong with it."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lvv_site.members import people
from lvv_site.members.models import Person, User
from lvv_site.members.rules import person_of
from lvv_site.uploads.early import dropped, dropping_large_files

from . import claims, drafting, evidence, wording
from .forms import ClaimForm
from .models import ClaimDraft, Entry
from .refusals import EvidenceRequiredError, LedgerError

SUBMIT, REMOVE, WARNED = "submit", "remove", "warned"


@login_required
@never_cache
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Begin a claim: its draft has an address before it has a word."""
    return redirect("hours:draft", uuid.uuid4())


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@dropping_large_files(evidence.MAX_BYTES, drafting.TOGETHER)
def edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show a draft, keep it, or submit it."""
    person = person_of(request)
    if person is None:
        return redirect("members:details")
    if submitted := Entry.objects.filter(source_ref=drafting.reference(key)).first():
        return _to_claim(submitted, person)
    if request.method == "POST":
        return _posted(request, person, key)
    draft = ClaimDraft.objects.filter(key=key).first()
    if draft and draft.person_id not in people.ids_of(person):
        raise Http404
    return _page(request, ClaimForm.of(draft) if draft else ClaimForm(), key, draft)


@login_required
@require_POST
def discard(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Throw a draft away, and its files."""
    person = person_of(request)
    mine = people.ids_of(person) if person else []
    drafting.discard(get_object_or_404(ClaimDraft, key=key, person__in=mine))
    messages.success(request, _("Het concept is weggegooid."))
    return redirect("hours:overview")


def _posted(request: HttpRequest, person: Person, key: uuid.UUID) -> HttpResponse:
    """Keep what can be kept first; only then look whether it may be submitted."""
    form = ClaimForm(request.POST, request.FILES, complete=SUBMIT in request.POST)
    form.is_valid()
    try:
        draft = drafting.keep(person, key, form.readable())
    except LookupError:
        raise Http404 from None
    if draft is None or not _receive(request, form, draft):
        return redirect("hours:draft", key)  # which leads to the claim that it became
    if form.errors:
        if SUBMIT in request.POST and not form.has_error("evidence") and not draft.evidence.exists():
            form.add_error("evidence", str(EvidenceRequiredError.message))
        return _page(request, form, key, draft)
    if SUBMIT in request.POST:
        return _submit(request, form, draft)
    messages.success(request, _("Je concept is bewaard."))
    return redirect(reverse("hours:draft", args=[key]))


def _receive(request: HttpRequest, form: ClaimForm, draft: ClaimDraft) -> bool:
    """Take off what must go, add what came in, say what is wrong with it beside the field. False: submitted meanwhile."""
    gone = [int(pk) for pk in request.POST.getlist(REMOVE) if pk.isdecimal() and len(pk) < 19]
    drafting.let_go(draft, list(draft.evidence.filter(pk__in=gone)))
    received = drafting.receive(
        draft.person, request.FILES.getlist("evidence"), draft.evidence.all(), _account(request).pk
    )
    if not drafting.attach(draft, received.kept):
        return False
    for mistake in [*drafting.too_large(dropped(request)), *received.mistakes]:
        form.add_error("evidence", mistake)
    for remark in received.remarks:
        messages.info(request, remark)
    return True


def _submit(request: HttpRequest, form: ClaimForm, draft: ClaimDraft) -> HttpResponse:
    found = wording.hints(draft.title, draft.text)
    if set(found) - set(request.POST.get(WARNED, "").split()):
        return _page(request, form, draft.key, draft, found)
    try:
        entry = claims.submit(draft, _account(request))
    except LedgerError as refusal:
        form.add_error(refusal.field, str(refusal))
        return _page(request, form, draft.key, draft)
    messages.success(request, _("Je opgave is ingediend. Het bureau kijkt ernaar."))
    return redirect("hours:claim", entry.pk)


def _page(
    request: HttpRequest, form: ClaimForm, key: uuid.UUID, draft: ClaimDraft | None, found: Sequence[wording.Hint] = ()
) -> HttpResponse:
    context = {
        "form": form,
        "key": key,
        "draft": draft,
        "pieces": list(draft.evidence.order_by("pk")) if draft else [],
        "hints": [wording.WORDS[one] for one in found],
        "warned": " ".join(found),
    }
    return render(request, "hours/claim_form.html", context)


def _to_claim(entry: Entry, person: Person) -> HttpResponse:
    if entry.person_id not in people.ids_of(person):
        raise Http404
    return redirect("hours:claim", entry.pk)


def _account(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every caller requires a login
    return request.user
