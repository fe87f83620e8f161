"""A provider's runs in its portal: the list, one run, adding, changing and calling off."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.booking.refusals import BookingError
from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.members.models import User

from . import runs as room
from . import taking_place
from .access import portal, user_of
from .attendance_forms import RunForm, initial_of
from .attendance_listing import lists_of, present_of
from .attendance_refusals import AttendanceError, tell
from .attendance_state import run_facts
from .models import Provider, ProviderRun, Training

PAGE_SIZE = 25


def own_run(provider: Provider, code: str) -> ProviderRun:
    """Return a run of a provider; 404 for everything else."""
    found = room.runs_of(provider).filter(occasion__code=code).first()
    if found is None:
        raise Http404
    return found


@require_safe
@portal
def runs(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Show what comes, what was, and of what a list is missing."""
    mine, now = room.runs_of(provider), timezone.now()
    past = Paginator(room.past(mine, now), PAGE_SIZE).get_page(request.GET.get("pagina"))
    context = {
        "provider": provider,
        "coming": list(room.coming(mine, now)),
        "missing": list(room.without_list(mine, now)),
        "past": past,
        "may_add": Training.objects.filter(provider=provider).exists(),
    }
    return render(request, "accreditation/attendance/runs.html", context)


@require_safe
@portal
def run(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """Show one run: its plan, as what its hours count, who was there and the lists that were sent."""
    found = own_run(provider, code)
    facts = run_facts(found)
    context = {
        "provider": provider,
        "run": found,
        "facts": facts,
        "extra": facts.kind == HoursKind.EXTRA,
        "over": facts.last_day < civil.today(),
        "sessions": room.planned_of(found).sessions,
        "present": present_of(found),
        "lists": lists_of(found),
        "may_change": not facts.called_off and facts.held and not room.has_hours(found),
    }
    return render(request, "accreditation/attendance/run.html", context)


@require_http_methods(["GET", "POST"])
@portal
def add(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Add a run."""
    form = RunForm(request.POST or None, provider=provider, initial={"training": request.GET.get("opleiding")})
    if request.method == "POST" and form.is_valid():
        made = room.add(form.planned(), user_of(request))
        messages.success(request, _("De uitvoering staat in de agenda."))
        return redirect("provider:run", provider.slug, made.occasion.code)
    return _form(request, provider, form, None)


@require_http_methods(["GET", "POST"])
@portal
def change(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """Change a run while no hours of it stand."""
    found = own_run(provider, code)
    initial = initial_of(room.planned_of(found)) | {"seen": found.occasion.sequence}
    form = RunForm(request.POST or None, provider=provider, fixed=found.training, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            room.change(found, form.planned(), user_of(request), form.cleaned_data["seen"] or 0)
        except AttendanceError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Gewijzigd. De agenda toont het meteen."))
            return redirect("provider:run", provider.slug, code)
    return _form(request, provider, form, found)


def _form(request: HttpRequest, provider: Provider, form: RunForm, found: ProviderRun | None) -> HttpResponse:
    context: dict[str, Any] = {"provider": provider, "form": form, "run": found}
    return render(request, "accreditation/attendance/run_form.html", context)


@require_http_methods(["GET", "POST"])
@portal
def call_off(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """Call a run off, after asking."""
    done = _("De uitvoering is afgelast. De agenda toont het meteen.")
    return _asked(request, own_run(provider, code), "accreditation/attendance/call_off.html", room.call_off, done)


@require_http_methods(["GET", "POST"])
@portal
def not_held(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """Say that a run that is over did not take place, after asking."""
    done = _("Vastgelegd: de uitvoering heeft niet plaatsgevonden.")
    act = taking_place.say_not_held
    return _asked(request, own_run(provider, code), "accreditation/attendance/not_held.html", act, done)


def _asked(
    request: HttpRequest, found: ProviderRun, template: str, act: Callable[[ProviderRun, User], None], done: str
) -> HttpResponse:
    """Ask, and do it or say why not."""
    provider, refused = found.training.provider, ""
    if request.method == "POST":
        try:
            act(found, user_of(request))
        except (AttendanceError, BookingError) as refusal:
            refused = str(refusal)
        else:
            messages.success(request, done)
            return redirect("provider:run", provider.slug, found.occasion.code)
    return render(request, template, {"provider": provider, "run": found, "refused": refused})
