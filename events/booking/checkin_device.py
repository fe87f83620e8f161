"""What the page at the door keeps working with when there is no network: its shell, the list, and the scans it sends.

The shell holds no names and may be kept by the browser. The list holds no codes, only their hashes, and says until when a
device may keep it. Nothing here is kept by a cache on the way.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from pydantic import ValidationError

from lvv_site import civil

from . import checkin_codes, checkin_list, checkin_recording, checkin_views
from .checkin_forms import MOST_BYTES, Batch, Sent
from .checkin_list import Slot
from .checkin_recording import Outcome
from .checkin_rules import by, door_device
from .models import Occasion

KEPT = dt.timedelta(hours=12)


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker; it lives here because it may only serve what is below its own address."""
    context = {"static": settings.STATIC_URL}
    return render(request, "booking/checkin/worker.js", context, content_type="text/javascript")


@require_safe
@never_cache
@door_device
def shell(request: HttpRequest, occasion: str) -> HttpResponse:
    """Give the page at the door without anybody on it."""
    return checkin_views.door_page(request, checkin_views.occasion_of(occasion), is_shell=True)


@require_safe
@never_cache
@door_device
def attendees(request: HttpRequest, occasion: str) -> HttpResponse:
    """Give the list that a device works with."""
    found = checkin_views.occasion_of(occasion)
    slots, now = checkin_list.slots_of(found), timezone.now()
    expected = [
        {
            "place": row.place.pk, "digest": checkin_codes.digest(found.code, row.place.code), "name": row.name,
            "present": {key: fact.minutes for key, fact in row.facts.items()},
        }
        for row in checkin_list.rows(found)
    ]  # fmt: skip
    others = [
        {"digest": checkin_codes.digest(found.code, one.code), "refused": checkin_recording.refusal(one)}
        for one in checkin_list.others(found)
    ]
    return JsonResponse(
        {"now": now, "until": _kept_until(found, slots, now), "token": get_token(request), "attendees": expected, "others": others}
    )  # fmt: skip


def _kept_until(occasion: Occasion, slots: list[Slot], now: dt.datetime) -> dt.datetime:
    """Return until when a device may keep names: half a day, and not past the day on which the occasion ends."""
    last = checkin_list.last_day(occasion, slots)
    if last is None:
        return now + KEPT
    midnight = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), civil.AMSTERDAM)
    return max(now, min(now + KEPT, midnight))


@require_POST
@never_cache
@door_device
def sync(request: HttpRequest, occasion: str) -> HttpResponse:
    """Record what a device scanned; every scan gets an answer of its own."""
    found = checkin_views.occasion_of(occasion)
    if len(request.body) > MOST_BYTES:
        return JsonResponse({"error": "too_large"}, status=413)
    try:
        batch = Batch.model_validate_json(request.body)
    except ValidationError:
        return JsonResponse({"error": "unreadable"}, status=400)
    slots, user = checkin_list.slots_of(found), by(request)
    answers = [_answer(one, checkin_recording.record(found, slots, one.scanned(), user)) for one in batch.scans]
    return JsonResponse({"now": timezone.now(), "answers": answers})


def _answer(sent: Sent, outcome: Outcome) -> dict[str, Any]:
    name = outcome.place.name if outcome.place else ""
    verdict = outcome.verdict
    return {
        "scan": sent.scan,
        "verdict": verdict,
        "said": verdict.label,
        "name": name,
        "place": outcome.place and outcome.place.pk,
    }
