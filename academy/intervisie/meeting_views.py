"""Planning, moving, cancelling and recording a meeting; its page; one's own proof; saying whether it is right."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.hours import proofs
from academy.hours.refusals import LedgerError
from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person

from . import calendar_file, contests, meetings, paper, recording
from .forms import USUAL, ContestForm, PlanForm, RecordForm, tell, typed_day
from .models import Group, Meeting, Presence, Recording
from .queries import by_name, is_contact, kind_on, participants_on, rules_on, takes_part, took_part
from .refusals import IntervisieError
from .rules import account, led_group, led_meeting, own_meeting, own_page
from .views import group_crumbs


@require_http_methods(["GET", "POST"])
@own_page
def plan(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Plan a meeting; every participant gets a mail with a file for the calendar."""
    group = led_group(person, pk)
    form = PlanForm(request.POST or None, initial={"place": group.place})
    if request.method == "POST" and form.is_valid():
        try:
            made = meetings.plan(group.pk, form.plan(), account(request))
        except IntervisieError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("De bijeenkomst staat gepland. Alle deelnemers krijgen een mail."))
            return redirect("intervisie:meeting", made.pk)
    context = {"form": form, "group": group, "breadcrumb": group_crumbs(group, _("Bijeenkomst plannen"))}
    return render(request, "intervisie/plan.html", context)


@require_http_methods(["GET", "POST"])
@own_page
def move(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Move a meeting."""
    found = led_meeting(person, pk)
    initial = {name: getattr(found, name) for name in PlanForm.base_fields}
    form = PlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            meetings.move(found.pk, form.plan(), account(request))
        except IntervisieError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("De bijeenkomst is verzet. Alle deelnemers krijgen een mail."))
            return redirect("intervisie:meeting", found.pk)
    context = {
        "form": form, "group": found.group, "meeting": found,
        "breadcrumb": group_crumbs(found.group, _("Bijeenkomst verzetten")),
    }  # fmt: skip
    return render(request, "intervisie/move.html", context)


@require_http_methods(["GET", "POST"])
@own_page
def cancel(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Call a meeting off, after asking."""
    found = led_meeting(person, pk)
    refused = ""
    if request.method == "POST":
        try:
            meetings.cancel(found.pk, account(request))
        except IntervisieError as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("De bijeenkomst is afgezegd. Alle deelnemers krijgen een mail."))
            return redirect("intervisie:group", found.group_id)
    context = {
        "group": found.group, "meeting": found, "refused": refused,
        "breadcrumb": group_crumbs(found.group, _("Bijeenkomst afzeggen")),
    }  # fmt: skip
    return render(request, "intervisie/cancel.html", context)


@require_safe
@own_page
def meeting(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Show a meeting: its plan, or what was recorded of it; the names of who was present to participants."""
    found = own_meeting(person, pk)
    last = recording.latest(found)
    inside = takes_part(found.group, person) or took_part(found.group, person, found.on)
    context = {
        "meeting": found,
        "group": found.group,
        "recording": last,
        "leads": is_contact(found.group, person),
        "inside": inside,
        "may_record": not found.cancelled_at and found.on <= civil.today(),
        "present": _names(last) if last and inside else [],
        **_own(person, last),
        "kind": kind_on(found.group, found.on),
        "breadcrumb": group_crumbs(found.group, _("Bijeenkomst")),
    }
    return render(request, "intervisie/meeting.html", context)


def _names(last: Recording) -> list[Person]:
    return by_name(last.presences.values_list("person", flat=True))


def _own(person: Person, last: Recording | None) -> dict[str, Any]:
    if last is None:
        return {}
    ids = people.ids_of(person)
    contested = last.contests.filter(person__in=ids).select_related("ruling").first()
    return {
        "presence": last.presences.filter(person__in=ids).select_related("entry").first(),
        "confirmed": last.confirmations.filter(person__in=ids).exists(),
        "contested": contested,
        "ruling": getattr(contested, "ruling", None),
    }


@require_safe
@own_page
def calendar(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Give the meeting as a file for one's calendar."""
    found = own_meeting(person, pk)
    change = found.changes.order_by("-sequence").first()
    if change is None:
        raise Http404
    response = HttpResponse(calendar_file.of(found, change.recorded_at), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="intervisie.ics"'
    return response


@require_safe
@own_page
def proof(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Give one's own proof of participation as PDF."""
    found = own_meeting(person, pk)
    last = recording.latest(found)
    presence = last and last.presences.filter(person__in=people.ids_of(person)).select_related("entry").first()
    if not last or not presence:
        raise Http404
    return _proof_of(last, presence, person)


def _proof_of(last: Recording, presence: Presence, person: Person) -> HttpResponse:
    held = proofs.issue(presence.entry)
    if not proofs.minutes_left(held):
        raise Http404
    response = HttpResponse(paper.render(last, held, person), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{paper.filename(last)}"'
    return response


@require_http_methods(["GET", "POST"])
@own_page
def record(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Record a meeting afterwards, or correct what was recorded."""
    found = led_meeting(person, pk)
    return _record(request, found.group, found)


@require_http_methods(["GET", "POST"])
@own_page
def record_unplanned(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Record a meeting that was not planned here."""
    return _record(request, led_group(person, pk), None)


def _record(request: HttpRequest, group: Group, found: Meeting | None) -> HttpResponse:
    last = recording.latest(found) if found else None
    form = record_form(request, group, found, last)
    if request.method == "POST" and form.is_valid():
        try:
            made = _write(request, group, found, form)
        except (IntervisieError, LedgerError) as refusal:
            tell(form, refusal)
        else:
            said = _("De bijeenkomst is opnieuw vastgelegd.") if last else _("De bijeenkomst is vastgelegd.")
            messages.success(request, f"{said} {_('Wie erbij was, krijgt een bewijs per mail.')}")
            return redirect("intervisie:meeting", made.meeting_id)
    page = _("Bijeenkomst corrigeren") if last else _("Bijeenkomst vastleggen")
    context = {
        "form": form, "group": group, "meeting": found, "recording": last, "page": page,
        "rules": rules_on(found.on if found else civil.today()), "breadcrumb": group_crumbs(group, page),
    }  # fmt: skip
    return render(request, "intervisie/record.html", context)


def _write(request: HttpRequest, group: Group, found: Meeting | None, form: RecordForm) -> Recording:
    if found is None:
        return recording.record_unplanned(group.pk, form.wanted(), account(request))
    return recording.record(found.pk, form.wanted(), account(request), form.cleaned_data["seen"])


def record_form(request: HttpRequest, group: Group, found: Meeting | None, last: Recording | None) -> RecordForm:
    """Return the form, with the names of who took part on the day that is filled in."""
    typed = typed_day(request.POST.get("on")) if request.method == "POST" else None
    on = typed or (last.on if last else found.on if found else civil.today())
    initial: dict[str, Any] = {"on": on, "seen": 0, "minutes": (found and found.planned_minutes) or USUAL}
    if last:
        initial |= {"seen": last.revision, "minutes": last.minutes, "theme": last.keyword}
        initial["present"] = list(recording.standing(last))
    return RecordForm(request.POST or None, initial=initial, participants=participants_on(group, on))


@require_POST
@own_page
def confirm(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Say that the recording is right about oneself."""
    found = own_meeting(person, pk)
    try:
        contests.confirm(found, person, _number(request.POST.get("seen")))
    except IntervisieError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Bevestigd. Dank je wel."))
    return redirect("intervisie:meeting", found.pk)


@require_http_methods(["GET", "POST"])
@own_page
def contest(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Say what is wrong with a recording; the office looks at it."""
    found = own_meeting(person, pk)
    last = recording.latest(found)
    if last is None:
        raise Http404
    form = ContestForm(request.POST or None, initial={"seen": last.revision})
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            contests.contest(found, person, answers["reason"], answers["text"], answers["seen"])
        except IntervisieError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Je melding is bij het bureau. Je krijgt een mail met het antwoord."))
            return redirect("intervisie:meeting", found.pk)
    context = {
        "form": form, "group": found.group, "meeting": found, "recording": last,
        "breadcrumb": group_crumbs(found.group, _("Fout melden")),
    }  # fmt: skip
    return render(request, "intervisie/contest.html", context)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else 0
