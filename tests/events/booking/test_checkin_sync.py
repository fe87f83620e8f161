"""What a device sends that was offline: every scan is answered, nothing counts twice, doubt is said and not recorded."""

import datetime as dt
import json
import uuid
from functools import partial

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.booking import attendance, changing, checkin_codes, checkin_list, checkin_recording, reserving
from events.booking.checkin_forms import MOST, MOST_BYTES
from events.booking.checkin_recording import Scan, Verdict
from events.booking.enums import WithdrawalReason
from events.booking.models import Attendance, Occasion, Place
from lvv_site import civil
from tests.factories import booking as make
from tests.factories.members import UserFactory, sign_in

from .racing import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(client: Client) -> Client:
    """Somebody of the office, with a second factor."""
    sign_in(client, UserFactory.create(role="office", second_factor=True))
    return client


@pytest.fixture
def occasion() -> Occasion:
    return make.occasion(None)


def scanned(place: Place | None = None, *, ago: float = 0, **values) -> dict:
    """A scan as the page sends it, so many minutes ago."""
    at = timezone.now() - dt.timedelta(minutes=ago)
    about = {"place": place.pk} if place else {}
    return {"scan": str(uuid.uuid4()), "at": at.isoformat(), "part": 0, **about, **values}


def send(door: Client, occasion: Occasion, *scans: dict) -> list[str]:
    response = door.post(
        reverse("checkin:sync", args=[occasion.code]), json.dumps({"scans": scans}), content_type="application/json"
    )
    assert response.status_code == 200, response.content
    assert [one["scan"] for one in response.json()["answers"]] == [one["scan"] for one in scans]
    return [one["verdict"] for one in response.json()["answers"]]


def test_the_list_holds_names_and_hashes_and_no_codes(door, occasion):
    place = make.confirmed(occasion)
    gone = make.confirmed(occasion)
    changing.cancel(gone)
    attendance.check_in(place, minutes=60)
    response = door.get(reverse("checkin:attendees", args=[occasion.code]))
    told = response.json()
    hashes = [checkin_codes.digest(occasion.code, one.code) for one in (place, gone)]
    assert told["attendees"] == [{"place": place.pk, "digest": hashes[0], "name": place.name, "present": {"0": 60}}]
    assert told["others"] == [{"digest": hashes[1], "refused": "cancelled"}]
    text = response.content.decode()
    assert all(one not in text for one in (place.code, gone.code, place.email, gone.name))


@pytest.mark.parametrize(("days", "hours"), [(5, 12), (-2, 0)])
def test_a_device_keeps_names_half_a_day_and_not_past_the_last_day(door, days, hours):
    occasion = make.occasion(None, days=days)
    told = door.get(reverse("checkin:attendees", args=[occasion.code])).json()
    kept = dt.datetime.fromisoformat(told["until"]) - dt.datetime.fromisoformat(told["now"])
    assert kept == dt.timedelta(hours=hours)


def test_on_the_day_itself_names_go_at_midnight_at_the_latest(door):
    occasion = make.occasion(None, days=0)
    told = door.get(reverse("checkin:attendees", args=[occasion.code])).json()
    midnight = dt.datetime.combine(civil.today() + dt.timedelta(days=1), dt.time(), civil.AMSTERDAM)
    assert dt.datetime.fromisoformat(told["until"]) == min(
        midnight, dt.datetime.fromisoformat(told["now"]) + dt.timedelta(hours=12)
    )


def test_scans_become_attendances_of_the_moment_they_were_made(door, occasion):
    first, second = make.confirmed(occasion), make.confirmed(occasion)
    scans = [scanned(first, ago=50), scanned(code=f"https://lvv.example/inchecken/{second.code}/", ago=10)]
    assert send(door, occasion, *scans) == ["done", "done"]
    assert [str(one.scan) for one in Attendance.objects.order_by("at")] == [one["scan"] for one in scans]
    assert Attendance.objects.get(place=first).at == dt.datetime.fromisoformat(scans[0]["at"])


def test_sent_again_it_is_the_same_fact_and_another_device_finds_them_in(door, occasion):
    place = make.confirmed(occasion)
    scan = scanned(place, ago=5)
    assert [send(door, occasion, scan) for _each in range(3)] == [["done"]] * 3
    assert send(door, occasion, scan, scanned(place), scanned(code=place.code)) == ["done", "already", "already"]
    assert Attendance.objects.count() == 1


def test_each_part_has_its_own_attendance(door, occasion):
    place = make.confirmed(occasion)
    parts = [make.part(occasion), make.part(occasion, hours=2)]
    assert send(door, occasion, *[scanned(place, part=one.pk) for one in parts]) == ["done", "done"]
    stranger = make.part(make.occasion())
    assert send(door, occasion, scanned(place), scanned(place, part=stranger.pk)) == ["no_part", "no_part"]
    assert sorted(Attendance.objects.values_list("part", flat=True)) == [one.pk for one in parts]


@pytest.mark.parametrize(
    ("minutes_ago", "verdict"),
    [(0, "done"), (-4, "done"), (-6, "clock"), (-60 * 24 * 365, "clock"), (60 * 23, "done"), (60 * 24 + 1, "too_old")],
)
def test_moments_that_cannot_be_are_refused(door, occasion, minutes_ago, verdict):
    place = make.confirmed(occasion)
    assert send(door, occasion, scanned(place, ago=minutes_ago)) == [verdict]
    assert Attendance.objects.filter(at__gt=timezone.now()).count() == 0
    assert Attendance.objects.count() == (verdict == "done")


def test_who_was_cancelled_or_never_confirmed_is_a_doubt(door, occasion):
    cancelled = make.confirmed(occasion)
    changing.cancel(cancelled)
    held = make.reserve(occasion).places.get()
    kept = reserving.set_aside(occasion, 1, UserFactory.create(), "kept").places.get()
    assert send(door, occasion, *[scanned(one, ago=30) for one in (cancelled, held, kept)]) == [
        "cancelled", "unconfirmed", "unconfirmed",
    ]  # fmt: skip
    assert Attendance.objects.count() == 0


def test_a_scan_of_before_somebody_else_came_instead_is_a_doubt(door, occasion):
    place = make.confirmed(occasion)
    listed = timezone.now().isoformat()
    changing.substitute(place, make.attendee())
    before, after = scanned(place, ago=30), scanned(place, seen=timezone.now().isoformat())
    showed_the_old_name = scanned(place, seen=listed)
    assert send(door, occasion, before, showed_the_old_name) == ["substituted", "substituted"]
    assert send(door, occasion, after) == ["done"]


def test_a_scan_of_before_it_was_taken_back_does_not_undo_that(door, occasion):
    place = make.confirmed(occasion)
    scan, late = scanned(place, ago=20), scanned(place, ago=10)
    send(door, occasion, scan)
    attendance.withdraw(Attendance.objects.get(), WithdrawalReason.ABSENT, None)
    assert send(door, occasion, scan, late) == ["withdrawn", "withdrawn"]
    assert send(door, occasion, scanned(place)) == ["done"]


def test_another_occasion_and_unknown_codes_are_told_apart_without_a_name(door, occasion):
    elsewhere = make.confirmed(make.occasion())
    scans = [scanned(code=elsewhere.code), scanned(code="2222-AAAA-3333"), scanned(code="?"), scanned(elsewhere)]
    assert send(door, occasion, *scans) == ["other", "unknown", "unknown", "unknown"]
    response = door.post(
        reverse("checkin:sync", args=[occasion.code]), json.dumps({"scans": scans}), content_type="application/json"
    )
    assert elsewhere.name not in response.content.decode()
    assert Attendance.objects.count() == 0


def test_one_id_for_two_places_records_one(door, occasion):
    first, second = make.confirmed(occasion), make.confirmed(occasion)
    scan = scanned(first)
    assert send(door, occasion, scan, scan | {"place": second.pk}) == ["done", "conflict"]
    assert Attendance.objects.get().place == first


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400), ("[]", 400), ('{"scans": 3}', 400), ('{"scans": [{}]}', 400),
        (json.dumps({"scans": [scanned(place=None, at="2026-11-21T10:00:00")]}), 400),
        (json.dumps({"scans": [scanned(code="A" * 201)]}), 400),
        (json.dumps({"scans": [scanned(part=2**40)]}), 400),
        (json.dumps({"scans": [scanned() for _each in range(MOST + 1)]}), 400),
        (" " * (MOST_BYTES + 1), 413),
    ],
)  # fmt: skip
def test_what_no_page_of_ours_sends_is_refused(door, occasion, body, status):
    response = door.post(reverse("checkin:sync", args=[occasion.code]), body, content_type="application/json")
    assert response.status_code == status
    assert Attendance.objects.count() == 0


def test_a_session_that_is_over_is_told_and_nothing_is_recorded(client, occasion):
    place = make.confirmed(occasion)
    response = client.post(
        reverse("checkin:sync", args=[occasion.code]),
        json.dumps({"scans": [scanned(place)]}),
        content_type="application/json",
    )
    assert (response.status_code, response.json()) == (401, {"error": "login"})
    assert Attendance.objects.count() == 0


def test_the_worker_is_ours_and_names_nobody(client):
    response = client.get(reverse("checkin:worker"))
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert client.cookies == {}


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Over connections of their own."""

    def test_ten_equal_syncs_are_one_attendance_each(self):
        occasion, by = make.occasion(None), UserFactory.create()
        scans = [self.scan(make.confirmed(occasion)) for _each in range(3)]
        verdicts: list[Verdict] = []
        at_once(*[partial(self.sync, occasion, scans, by, verdicts)] * 10)
        assert verdicts == [Verdict.DONE] * 30
        assert Attendance.objects.count() == 3

    def test_two_devices_that_scan_the_same_places_are_one_attendance_each(self):
        occasion, by = make.occasion(None), UserFactory.create()
        places = [make.confirmed(occasion) for _each in range(5)]
        verdicts: list[Verdict] = []
        devices = [[self.scan(place) for place in places], [self.scan(place) for place in reversed(places)]]
        at_once(*[partial(self.sync, occasion, scans, by, verdicts) for scans in devices])
        assert sorted(verdicts) == [Verdict.ALREADY] * 5 + [Verdict.DONE] * 5
        assert Attendance.objects.count() == 5

    def test_without_the_lock_the_database_stops_the_others(self, monkeypatch):
        """The control: they do meet. Without the lock in our way only the trigger keeps it at one."""
        occasion, by = make.occasion(None), UserFactory.create()
        scans = [self.scan(make.confirmed(occasion))]
        monkeypatch.setattr(QuerySet, "select_for_update", lambda found, **_rest: found)
        verdicts: list[Verdict] = []
        at_once(*[partial(self.sync, occasion, scans, by, verdicts)] * 10)
        assert Verdict.CONFLICT in verdicts
        assert Attendance.objects.count() == 1

    @staticmethod
    def scan(place: Place) -> Scan:
        now = timezone.now()
        return Scan(uuid.uuid4(), now, now, checkin_list.WHOLE, place.pk)

    @staticmethod
    def sync(occasion, scans, by, verdicts) -> None:
        slots = checkin_list.slots_of(occasion)
        verdicts.extend(checkin_recording.record(occasion, slots, one, by).verdict for one in scans)
