"""At the door: the page of an occasion, one attendee, and what the QR code of a place leads to. All of it works without script."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lvv_site import civil, ratelimit
from lvv_site.members import middleware
from lvv_site.ratelimit.views import too_many

from . import attendance, checkin_list, checkin_recording
from .checkin_forms import CodeForm, MinutesForm, SlotForm, WithdrawForm
from .checkin_list import Slot
from .checkin_recording import Verdict
from .checkin_rules import PERMISSION, by, door_only
from .enums import WithdrawalReason
from .models import Occasion, Place
from .refusals import BookingError

UNKNOWN = ("unknown_place", (60, 60))  # codes that nobody has, per address
PART = "onderdeel"
# What the list of occasions shows: those of last week may still be put right, those of next week prepared.
BEFORE, AFTER = dt.timedelta(days=7), dt.timedelta(days=7)


@require_safe
@never_cache
@door_only
def index(request: HttpRequest) -> HttpResponse:
    """Show what people can be checked in for these days, for who comes without a link."""
    today = civil.today()
    around = (today - BEFORE, today + AFTER)
    these_days = Occasion.objects.filter(called_off=None, starts__date__lte=around[1], ends__date__gte=around[0])
    return render(request, "booking/checkin/index.html", {"occasions": these_days.order_by("starts", "pk")})


@require_safe
@never_cache
@door_only
def door(request: HttpRequest, occasion: str) -> HttpResponse:
    """Show who is expected at a part, who is there, and the field that takes a code."""
    return door_page(request, occasion_of(occasion))


def door_page(
    request: HttpRequest, occasion: Occasion, form: CodeForm | None = None, *, is_shell: bool = False
) -> HttpResponse:
    """Render the page; its shell has nobody on it and nothing of the visitor's session."""
    slots = checkin_list.slots_of(occasion)
    slot = form.slots.get(_key(form.data.get("part"))) if form else None
    slot = slot or _chosen(request, slots)
    rows = [] if is_shell else checkin_list.rows(occasion)
    context = {
        "occasion": occasion, "slots": slots, "slot": slot, "is_shell": is_shell,
        "rows": [(row, row.facts.get(slot.key)) for row in rows],
        "present": sum(slot.key in row.facts for row in rows),
        "form": form or CodeForm(initial={"part": slot.key}, slots=slots),
        "warning": _warning(occasion), "words": words(),
    }  # fmt: skip
    return render(request, "booking/checkin/door.html", context, status=422 if form else 200)


def _chosen(request: HttpRequest, slots: list[Slot]) -> Slot:
    asked = _key(request.GET.get(PART))
    return next((one for one in slots if one.key == asked), None) or checkin_list.going_on(slots, timezone.now())


def _key(asked: str | None) -> int:
    return int(asked) if asked and asked.isdecimal() and len(asked) < 10 else -1


def _warning(occasion: Occasion) -> str:
    if occasion.cancelled:
        return _("Deze activiteit gaat niet door.")
    if occasion.starts_on and occasion.starts_on > civil.today():
        return _("Deze activiteit is nog niet begonnen. Wat je nu vastlegt, telt wel.")
    return ""


def words() -> dict[str, str]:
    """Return what the script on the page says."""
    verdicts = {verdict.value: str(verdict.label) for verdict in Verdict}
    return verdicts | {
        "welcome": _("Welkom"), "kept": _("Bewaard op dit toestel. Het wordt verstuurd zodra er verbinding is."),
        "unsure": _("Deze code staat niet op de lijst van dit toestel. Hij wordt nagekeken zodra er verbinding is."),
        "unreadable": _("Dit is geen code van een plaats"), "online": _("Verbonden"), "offline": _("Geen verbinding"),
        "waiting": _("Nog te versturen:"), "nothing_waiting": _("Alles is verstuurd."),
        "login": _("Je bent uitgelogd. Log opnieuw in; wat je scande, is bewaard."),
        "failed": _("Versturen lukte niet. Wat je scande, is bewaard; we proberen het opnieuw."),
        "no_list": _("De lijst staat niet meer op dit toestel. Scannen kan; namen zie je als er weer verbinding is."),
        "no_camera": _("De camera is niet te gebruiken. Typ de code, of zoek de naam in de lijst."),
        "wiped": _("De namen zijn van dit toestel gewist."),
        "tick": _("Aanwezig"), "change": _("Wijzig"),
        "checking": _("Even kijken"), "stop_camera": _("Stop de camera"), "start_camera": _("Scan met de camera"),
        "still_waiting": _("Er zijn nog scans die niet zijn verstuurd. Die blijven bewaard."),
    }  # fmt: skip


@require_POST
@never_cache
@door_only
def typed(request: HttpRequest, occasion: str) -> HttpResponse:
    """Check in whose code was typed."""
    found = occasion_of(occasion)
    form = CodeForm(request.POST, slots=checkin_list.slots_of(found))
    if not form.is_valid():
        return door_page(request, found, form)
    place = Place.objects.filter(code=form.cleaned_data["code"]).first()
    if place is None or place.occasion_id != found.pk:
        form.add_error("code", str(Verdict.OTHER.label if place else Verdict.UNKNOWN.label))
        return door_page(request, found, form)
    _check_in(request, place, form.cleaned_data["part"])
    return _to_door(found, form.cleaned_data["part"])


def _check_in(request: HttpRequest, place: Place, slot: Slot) -> None:
    """Check somebody in for all of it, and say what came of it."""
    name = place.name or place.code
    if slot.key in checkin_list.row(place).facts:
        messages.info(request, _("%(name)s was al ingecheckt.") % {"name": name})
        return
    try:
        attendance.check_in(place, slot.part, by(request))
    except BookingError:
        why = (checkin_recording.refusal(place) or Verdict.CONFLICT).label
        messages.error(request, _("%(name)s is niet ingecheckt: %(why)s.") % {"name": name, "why": why})
    else:
        messages.success(request, _("Welkom! %(name)s is ingecheckt.") % {"name": name})


def _to_door(occasion: Occasion, slot: Slot) -> HttpResponse:
    return redirect(f"{reverse('checkin:door', args=[occasion.code])}?{PART}={slot.key}")


@require_safe
@never_cache
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Lead the person at the door to the attendee; anybody else learns nothing but where their own page is."""
    if not request.user.has_perm(PERMISSION):
        return render(request, "booking/checkin/not_here.html", {"code": code, "breadcrumb": []})
    if refused := middleware.refusal(request):
        return refused
    found = Place.objects.filter(code=code).select_related("occasion").first()
    if found:
        return redirect("checkin:attendee", found.occasion.code, found.pk)
    verdict = ratelimit.check(UNKNOWN[0], ratelimit.client_address(request), UNKNOWN[1])
    if not verdict.allowed:
        return too_many(request, verdict.retry_after)
    return render(request, "booking/checkin/unknown.html", status=404)


@require_safe
@never_cache
@door_only
def attendee(request: HttpRequest, occasion: str, pk: int) -> HttpResponse:
    """Show one attendee: each part, for how long, and how to take it back."""
    return _attendee_page(request, _place(occasion, pk))


def _attendee_page(request: HttpRequest, found: Place, refused: SlotForm | None = None) -> HttpResponse:
    """Render the page; a form that was refused comes back at its own part with what was typed."""
    slots, row = checkin_list.slots_of(found.occasion), checkin_list.row(found)
    parts = [_part(slots, slot, row.facts.get(slot.key), refused) for slot in slots]
    context = {
        "occasion": found.occasion, "row": row, "refusal": checkin_recording.refusal(found), "parts": parts,
        "now": _chosen(request, slots),
    }  # fmt: skip
    return render(request, "booking/checkin/attendee.html", context, status=422 if refused else 200)


def _part(slots: list[Slot], slot: Slot, fact: Any, refused: SlotForm | None) -> dict[str, Any]:
    is_refused = refused is not None and _key(refused.data.get("part")) == slot.key
    lasts = {"part": slot.key, "minutes": fact.minutes if fact else slot.minutes}
    return {
        "slot": slot,
        "fact": fact,
        "minutes": refused if is_refused else MinutesForm(initial=lasts, slots=slots, auto_id=f"duur-{slot.key}-%s"),
        "withdraw": WithdrawForm(initial={"part": slot.key}, slots=slots, auto_id=f"terug-{slot.key}-%s"),
    }


@require_POST
@never_cache
@door_only
def tick(request: HttpRequest, occasion: str, pk: int) -> HttpResponse:
    """Check somebody in for all of a part, from the list or from their own page."""
    found = _place(occasion, pk)
    form = SlotForm(request.POST, slots=checkin_list.slots_of(found.occasion))
    if not form.is_valid():
        messages.error(request, _("Kies een onderdeel van deze activiteit."))
        return redirect("checkin:attendee", found.occasion.code, pk)
    _check_in(request, found, form.cleaned_data["part"])
    if "list" in request.POST:
        return _to_door(found.occasion, form.cleaned_data["part"])
    return redirect("checkin:attendee", found.occasion.code, pk)


@require_POST
@never_cache
@door_only
def minutes(request: HttpRequest, occasion: str, pk: int) -> HttpResponse:
    """Say for how long somebody was there; another length than before is a new fact."""
    found = _place(occasion, pk)
    slots = checkin_list.slots_of(found.occasion)
    form = MinutesForm(request.POST, slots=slots, auto_id=f"duur-{_key(request.POST.get('part'))}-%s")
    if not form.is_valid():
        return _attendee_page(request, found, form)
    try:
        fact = checkin_recording.set_minutes(
            found, form.cleaned_data["part"], form.cleaned_data["minutes"], by(request)
        )
    except BookingError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Vastgelegd: %(minutes)d minuten aanwezig.") % {"minutes": fact.minutes})
    return redirect("checkin:attendee", found.occasion.code, pk)


@require_POST
@never_cache
@door_only
def withdraw(request: HttpRequest, occasion: str, pk: int) -> HttpResponse:
    """Take an attendance back, with the reason; hours that were given for it go back too."""
    found = _place(occasion, pk)
    form = WithdrawForm(request.POST, slots=checkin_list.slots_of(found.occasion))
    fact = form.is_valid() and checkin_list.row(found).facts.get(form.cleaned_data["part"].key)
    if fact:
        attendance.withdraw(fact, WithdrawalReason(form.cleaned_data["reason"]), by(request))
        messages.success(request, _("De aanwezigheid is teruggenomen. Gaf ze uren, dan gaan die er ook af."))
    else:
        messages.error(request, _("Er was niets om terug te nemen. Kijk eerst wat er nu staat."))
    return redirect("checkin:attendee", found.occasion.code, pk)


def occasion_of(code: str) -> Occasion:
    """Return an occasion with what these pages need of it; 404 when there is none."""
    return get_object_or_404(Occasion.objects.prefetch_related("parts").select_related("called_off"), code=code)


def _place(occasion: str, pk: int) -> Place:
    found = Place.objects.select_related("occasion__called_off").prefetch_related("occasion__parts")
    return get_object_or_404(found, pk=pk, occasion__code=occasion)
