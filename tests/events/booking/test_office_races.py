"""The office and the door at the same moment: nobody who was there loses the place."""

import time

import pytest

from events.booking import attendance, changing, planning
from events.booking.models import Place
from events.booking.planning import Plan
from events.booking.refusals import AttendedError
from tests.events.booking.racing import at_once
from tests.factories import booking as make
from tests.factories.members import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
ROUNDS = 8


@pytest.mark.parametrize("ends", ["call_off", "cancel"])
def test_who_is_checked_in_at_that_moment_was_there_or_does_not_come(ends: str) -> None:
    by = UserFactory.create()
    for _round in range(ROUNDS):
        place = make.confirmed(make.occasion(1))
        if ends == "cancel":
            outcomes = at_once(lambda one=place: attendance.check_in(one), lambda one=place: changing.cancel(one, by))
        else:
            outcomes = at_once(
                lambda one=place: attendance.check_in(one), lambda one=place: planning.call_off(one.occasion, by)
            )
        assert outcomes["won"] == 1, outcomes
        now = Place.objects.get(pk=place.pk)
        assert now.attendances.exists() != bool(now.cancelled_at)


def test_two_plans_from_one_page_are_one_plan_and_one_told_refusal() -> None:
    occasion, by = make.occasion(), UserFactory.create()
    plans = [Plan(occasion.starts, occasion.ends, place, "") for place in ("Zwolle", "Assen")]
    outcomes = at_once(*(lambda plan=plan: planning.replan(occasion, plan, by, seen=0) for plan in plans))
    assert outcomes == {"won": 1, "stale": 1}
    occasion.refresh_from_db()
    assert occasion.sequence == 1


def test_without_the_lock_on_the_place_somebody_who_was_there_loses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_and_wait(place: Place) -> None:
        if place.attendances.exists():
            raise AttendedError
        time.sleep(0.3)

    monkeypatch.setattr(changing, "_refuse_attended", look_and_wait)
    seen = []
    for _round in range(ROUNDS):
        place = make.confirmed(make.occasion(1))
        at_once(lambda one=place: attendance.check_in(one), lambda one=place: changing.cancel(one))
        now = Place.objects.get(pk=place.pk)
        seen.append(now.attendances.exists() and bool(now.cancelled_at))
    assert any(seen)
