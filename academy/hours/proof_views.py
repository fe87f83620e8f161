"""The public check of a participation proof: no account, no cookie, and only what is true today."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lvv_site import civil, signing
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.ratelimit import check as count
from lvv_site.ratelimit import client_address, limited
from lvv_site.ratelimit.views import too_many

from . import proofs
from .forms import CodeForm
from .models import Proof

UNKNOWN = "unknown_proof"


@dataclass(frozen=True)
class Shown:
    """What the public reads of a proof: the name is empty for somebody whose data were erased, 0 minutes is withdrawn."""

    proof: Proof
    name: str
    minutes: int

    @property
    def is_reduced(self) -> bool:
        """Whether a part was taken back."""
        return 0 < self.minutes < self.proof.entry.minutes


@require_safe
@never_cache
@limited("read")
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and lead to its page."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("hours:proof", proofs.written(form.cleaned_data["code"]) or "-")
    return render(request, "hours/check.html", {"form": form})


@require_safe
@never_cache
@limited("read")
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """Say what a proof stands for today."""
    found = proofs.find(code)
    if found is None:
        return _unknown(request, code)
    if code != found.code:
        return redirect("hours:proof", found.code)
    context = {"shown": _shown(found), "checked_at": civil.now(), "address": request.build_absolute_uri(request.path)}
    return render(request, "hours/proof.html", context)


@require_safe
@never_cache
@limited("read")
def statement(request: HttpRequest, code: str) -> HttpResponse:
    """Give the same, signed: whoever keeps it can show later what we said, and on which moment."""
    found = proofs.find(code)
    if found is None:
        return _unknown(request, code)
    shown = _shown(found)
    claims = {
        "sub": found.code, "url": request.build_absolute_uri(reverse("hours:proof", args=[found.code])),
        "name": shown.name or None, "kind": found.entry.kind, "on": found.entry.on.isoformat(), "minutes": shown.minutes,
        "valid": bool(shown.minutes),
    }  # fmt: skip
    response = HttpResponse(signing.sign(claims), content_type="application/jwt")
    response.headers["Content-Disposition"] = f'attachment; filename="bewijs-{found.code}.jwt"'
    return response


def _shown(found: Proof) -> Shown:
    entry = found.entry
    person = Person.objects.get(pk=people.resolve(entry.person_id))
    return Shown(
        proof=found,
        name="" if person.erased_at else person.full_name,
        minutes=proofs.minutes_left(found),
    )


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    """Answer 404 with a way to try again; whoever tries many codes is stopped."""
    verdict = count(UNKNOWN, client_address(request))
    if not verdict.allowed:
        return too_many(request, verdict.retry_after)
    return render(request, "hours/proof_unknown.html", {"form": CodeForm()}, status=404)
