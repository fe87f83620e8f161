"""Attendance becomes hours: once, after its day, as the right kind; and stops being hours when it is withdrawn."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from academy.courses import awarding
from academy.courses.models import Doubt
from academy.hours import ledger
from academy.hours.models import Entry, Proof
from events.booking import attendance
from events.booking.enums import WithdrawalReason
from events.booking.models import Attendance, Occasion, Place
from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.mail.models import Message
from lvv_site.members import people
from tests.factories import accreditation, booking
from tests.factories import courses as make
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 2, 10)
NOON, AFTER = dt.time(12), dt.time(0, 1)


def moment(day: dt.date, time: dt.time = NOON) -> dt.datetime:
    return dt.datetime.combine(day, time, civil.AMSTERDAM)


def at(day: dt.date, time: dt.time = NOON) -> time_machine.travel:
    return time_machine.travel(moment(day, time), tick=False)


def next_day() -> time_machine.travel:
    return at(DAY + dt.timedelta(days=1), AFTER)


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with at(DAY):
        yield


def occasion_today(**values: object) -> Occasion:
    return booking.occasion(days=1, **values)


def place(of: Occasion | None = None, **values: object) -> Place:
    of = of or occasion_today(**values)
    made = make.place(of)
    make.on_day(of, DAY)
    made.refresh_from_db()
    return made


def hours_of(held: Place) -> int:
    assert held.person_id
    entries = Entry.objects.filter(person__in=people.ids_of(people.resolve(held.person_id)))
    return int(entries.aggregate(sum=Sum("minutes"))["sum"] or 0)


def letters() -> int:
    return Message.objects.filter(template="courses/proof").count()


def test_nothing_is_awarded_before_the_day_has_ended() -> None:
    held = place()
    attendance.check_in(held)
    assert make.run_due() == 0
    awarding.settle(held.pk)
    with at(DAY, dt.time(23, 59)):
        assert make.run_due() == 0
        assert hours_of(held) == 0
    with next_day():
        assert make.run_due() == 1
    entry = Entry.objects.get()
    assert (entry.person_id, entry.minutes, entry.on, entry.kind) == (held.person_id, 240, DAY, "extra")
    assert entry.source_ref == Attendance.objects.get().source_ref
    assert (entry.source, entry.activity) == ("attendance", f"occasion:{held.occasion_id}")


def test_a_task_that_comes_early_comes_back() -> None:
    held = place()
    attendance.check_in(held)
    assert awarding.settle(held.pk) == DAY
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("day", "ended"),
    [
        (dt.date(2027, 2, 10), "2027-02-10T23:00+00:00"),
        (dt.date(2027, 3, 27), "2027-03-27T23:00+00:00"),  # the day before the clock goes forward
        (dt.date(2027, 3, 28), "2027-03-28T22:00+00:00"),  # 23 hours
        (dt.date(2027, 7, 1), "2027-07-01T22:00+00:00"),
        (dt.date(2027, 10, 30), "2027-10-30T22:00+00:00"),
        (dt.date(2027, 10, 31), "2027-10-31T23:00+00:00"),  # 25 hours
        (dt.date(2027, 12, 31), "2027-12-31T23:00+00:00"),
    ],
)
def test_a_day_ends_in_amsterdam(day: dt.date, ended: str) -> None:
    assert awarding.day_is_over(day).isoformat(timespec="minutes") == ended


def test_what_is_recorded_afterwards_is_awarded_at_once() -> None:
    held = place()
    with at(DAY + dt.timedelta(days=3)):
        attendance.check_in(held)
        assert make.run_due() == 1
    assert hours_of(held) == 240
    assert Entry.objects.get().on == DAY


def test_tick_untick_and_tick_again_counts_once() -> None:
    held = place()
    first = attendance.check_in(held)
    attendance.withdraw(first, WithdrawalReason.MISTAKE, None)
    attendance.check_in(held, at=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))
    with next_day():
        make.run_due()
    assert hours_of(held) == 240
    assert Entry.objects.count() == 1


def test_untick_after_the_award_takes_it_back_and_ticking_again_gives_it_again() -> None:
    held = place()
    first = attendance.check_in(held)
    with next_day():
        make.run_due()
        attendance.withdraw(first, WithdrawalReason.WRONG_PERSON, None)
        make.run_due()
        assert hours_of(held) == 0
        assert Entry.objects.get(minutes__lt=0).reason_code == "wrong_person"
    with at(DAY + dt.timedelta(days=2)):
        attendance.check_in(held)
        make.run_due()
    assert hours_of(held) == 240
    assert Entry.objects.count() == 3


def test_a_withdrawal_before_the_award_leaves_nothing() -> None:
    held = place()
    attendance.withdraw(attendance.check_in(held), WithdrawalReason.ABSENT, None)
    with next_day():
        assert make.run_due() == 2
    assert not Entry.objects.exists()
    assert letters() == 0


@pytest.mark.parametrize("times", [1, 2, 5])
def test_as_often_as_asked_is_once(times: int) -> None:
    held = place()
    fact = attendance.check_in(held)
    with next_day():
        for _each in range(times):
            awarding.settle(held.pk)
        assert (Entry.objects.count(), Proof.objects.count(), letters()) == (1, 1, 1)
        attendance.withdraw(fact, WithdrawalReason.MISTAKE, None)
        for _each in range(times):
            awarding.settle(held.pk)
    assert hours_of(held) == 0
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    ("announced", "begins", "until", "kind"),
    [
        ("course", dt.date(2026, 1, 1), None, "course"),
        ("course", DAY, None, "course"),
        ("course", dt.date(2026, 1, 1), DAY, "extra"),  # until is the first day after
        ("course", DAY + dt.timedelta(days=1), None, "extra"),
        ("extra", dt.date(2026, 1, 1), None, "course"),  # what was accredited wins over what was announced
        ("", dt.date(2026, 1, 1), None, None),
    ],
)
def test_a_run_counts_as_its_training_is_accredited_on_the_day(
    announced: str, begins: dt.date, until: dt.date | None, kind: str | None
) -> None:
    training = accreditation.accredited(starts=begins, until=until)
    run = make.run(training=training, hours_kind=announced, days=1)
    held = place(run.occasion)
    attendance.check_in(held)
    with next_day():
        make.run_due()
    assert [entry.kind for entry in Entry.objects.all()] == ([kind] if kind else [])


def test_a_run_without_a_training_and_a_network_meeting_count_as_extra() -> None:
    for of in (make.run(days=1).occasion, occasion_today(kind="network", hours_kind="extra")):
        attendance.check_in(place(of))
    with next_day():
        make.run_due()
    assert {entry.kind for entry in Entry.objects.all()} == {HoursKind.EXTRA}
    assert Entry.objects.count() == 2


def test_the_kind_is_fixed_when_the_award_is_written() -> None:
    run = make.run(days=1)
    held = place(run.occasion)
    attendance.check_in(held)
    with next_day():
        make.run_due()
        run.training = accreditation.accredited(starts=dt.date(2026, 1, 1), until=None)
        run.save()
        awarding.settle(held.pk)
    assert Entry.objects.get().kind == "extra"
    assert not Doubt.objects.exists()


def test_each_part_counts_by_itself_and_the_proofs_go_in_one_mail() -> None:
    of = occasion_today()
    parts = [booking.part(of, 120), booking.part(of, 120, 2)]
    held = place(of)
    attendance.check_in(held, parts[0])
    late = attendance.check_in(held, parts[1], minutes=75)
    with next_day():
        make.run_due()
        assert hours_of(held) == 120 + 60
        assert (Proof.objects.count(), letters()) == (2, 1)
        attendance.withdraw(late, WithdrawalReason.WRONG_MINUTES, None)
        attendance.check_in(held, parts[1], minutes=90, at=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))
        make.run_due()
    assert hours_of(held) == 120 + 90
    assert letters() == 1  # the first award stands: once for an occasion


def test_less_than_a_unit_gives_nothing() -> None:
    held = place()
    attendance.check_in(held, minutes=29)
    with next_day():
        make.run_due()
        awarding.settle(held.pk)
    assert not Entry.objects.exists()


def test_who_becomes_known_later_gets_the_hours_then() -> None:
    of = occasion_today()
    held = booking.confirmed(of)
    make.on_day(of, DAY)
    attendance.check_in(held)
    with next_day():
        assert make.run_due() == 0
        assert awarding.settle(held.pk) is None
        person = PersonFactory.create()
        attendance.link(held, person, None)
        make.run_due()
    assert Entry.objects.get().person == person


def test_merged_entries_of_one_person_are_one_person() -> None:
    held = place()
    attendance.check_in(held)
    into = PersonFactory.create()
    assert held.person
    people.merge(held.person, into)
    with next_day():
        make.run_due()
        assert Entry.objects.get().person == into
        people.merge(into, PersonFactory.create())
        awarding.settle(held.pk)
    assert Entry.objects.count() == 1
    assert not Doubt.objects.exists()


def test_a_conflict_is_kept_for_a_person_to_see(caplog: pytest.LogCaptureFixture) -> None:
    held = place()
    fact = attendance.check_in(held)
    ledger.award(PersonFactory.create(), "extra", 60, DAY, "", "import", fact.source_ref)
    with next_day():
        make.run_due()
        awarding.settle(held.pk)
    assert hours_of(held) == 0
    assert [(one.attendance_id, one.code) for one in Doubt.objects.all()] == [(fact.pk, "conflict")]
    assert f"attendance {fact.pk} did not become hours: conflict" in caplog.text
    assert letters() == 0


def test_one_refused_part_does_not_keep_the_other_from_counting() -> None:
    of = occasion_today()
    parts = [booking.part(of, 60), booking.part(of, 60, 2)]
    held = place(of)
    refused = attendance.check_in(held, parts[0])
    attendance.check_in(held, parts[1])
    ledger.award(PersonFactory.create(), "extra", 60, DAY, "", "import", refused.source_ref)
    with next_day():
        make.run_due()
    assert hours_of(held) == 60
    assert Doubt.objects.get().attendance == refused


def test_what_the_office_took_back_in_the_ledger_stays_taken_back() -> None:
    held = place()
    attendance.check_in(held)
    with next_day():
        make.run_due()
        ledger.reverse(Entry.objects.get(), 240, "entered_twice", None)
        awarding.settle(held.pk)
        assert hours_of(held) == 0
        attendance.withdraw(Attendance.objects.get(), WithdrawalReason.MISTAKE, None)
        make.run_due()
    assert hours_of(held) == 0
    assert Entry.objects.count() == 2


def test_days_of_an_occasion_count_together_on_its_last() -> None:
    of = occasion_today(minutes=2 * 18 * 60)
    held = make.place(of)
    make.on_day(of, DAY - dt.timedelta(days=1), hours=30)
    attendance.check_in(held)
    with next_day():
        make.run_due()
    entry = Entry.objects.get()
    assert (entry.started_on, entry.on, entry.minutes) == (DAY - dt.timedelta(days=1), DAY, 2160)


STEPS = st.lists(st.sampled_from(["tick", "untick", "settle", "tasks", "next day"]), max_size=12)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
@pytest.mark.django_db(transaction=False)
def test_whatever_the_order_what_stands_counts_once(steps: list[str]) -> None:
    held = place()
    now = moment(DAY)
    for step in [*steps, "next day", "tasks"]:
        now += dt.timedelta(days=1) if step == "next day" else dt.timedelta(minutes=1)
        with time_machine.travel(now, tick=False):
            standing = held.attendances.filter(withdrawal=None).first()
            if step == "tick":
                attendance.check_in(held)
            elif step == "untick" and standing:
                attendance.withdraw(standing, WithdrawalReason.MISTAKE, None)
            elif step == "settle":
                awarding.settle(held.pk)
            elif step == "tasks":
                make.run_due()
    assert hours_of(held) == 240 * held.attendances.filter(withdrawal=None).count()
    assert not Doubt.objects.exists()
