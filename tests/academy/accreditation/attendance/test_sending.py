"""A list that is sent: what it writes, once; what a correction does; what stays."""

import datetime as dt

import pytest
from django.db.models import Sum

from academy.accreditation import attendance_contests, attendance_tasks, attendance_writing, decisions
from academy.accreditation.attendance_reading import Row, from_text
from academy.accreditation.attendance_refusals import AttendanceError
from academy.accreditation.attendance_writing import ChangedError, Sender
from academy.accreditation.enums import ListSource
from academy.accreditation.models import AttendanceList, ListedAttendance, ProviderRun
from academy.hours import ledger
from academy.hours.models import Entry
from lvv_site import civil
from lvv_site.members import people
from tests.factories import accreditation as make
from tests.factories import hours
from tests.factories.certification import certificate, certified
from tests.factories.members import MembershipFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
SENDER = Sender(ListSource.FORM)


def told(plan: object) -> tuple[list[str], list[str]]:
    return [str(one.result) for one in plan.matches], [str(one.doubt) for one in plan.doubts]  # type: ignore[attr-defined]


def ledger_of(person: object) -> list[tuple[str, str, int]]:
    rows = Entry.objects.filter(person=person).order_by("pk")
    return [(one.source_ref.partition(":")[2].partition(":")[2], one.kind, one.minutes) for one in rows]


def total(person: object) -> int:
    return Entry.objects.filter(person=person).aggregate(all=Sum("minutes"))["all"] or 0


def test_a_list_becomes_hours_of_the_accredited_kind_on_the_last_day() -> None:
    run, who = make.run(length=2, minutes=480), certified()
    assert told(make.listed(run, who.number)) == (["new"], [])
    entry = Entry.objects.get(person=who.person)
    assert (entry.kind, entry.minutes, entry.source, entry.activity, entry.source_ref) == (
        "course", 480, "provider", run.training.code, f"run:{run.pk}:{who.person_id}:1",
    )  # fmt: skip
    assert (entry.started_on, entry.on) == (civil.today() - dt.timedelta(days=8), civil.today() - dt.timedelta(days=7))


def test_the_same_list_again_writes_nothing() -> None:
    run, who, other = make.run(), certified(), certified()
    lines = (f"{who.number};6", f"{other.number};4,5")
    make.listed(run, *lines)
    assert told(make.listed(run, *lines)) == (["same", "same"], [])
    assert (AttendanceList.objects.count(), ListedAttendance.objects.count(), Entry.objects.count()) == (1, 2, 2)


def test_other_hours_are_a_reversal_and_a_new_revision_and_zero_a_reversal() -> None:
    run, who = make.run(), certified()
    make.listed(run, f"{who.number};6")
    assert told(make.listed(run, f"{who.number};4,75")) == (["changed"], [])
    assert told(make.listed(run, f"{who.number};0")) == (["removed"], [])
    assert told(make.listed(run, f"{who.number};0")) == (["same"], [])
    assert told(make.listed(run, f"{who.number};3")) == (["new"], [])
    pk = who.person_id
    assert ledger_of(pk) == [
        (f"{pk}:1", "course", 360), (f"{pk}:1:corrected", "course", -360), (f"{pk}:2", "course", 270),
        (f"{pk}:2:corrected", "course", -270), (f"{pk}:4", "course", 180),
    ]  # fmt: skip
    assert list(ListedAttendance.objects.order_by("revision").values_list("minutes", flat=True)) == [360, 270, 0, 180]


def test_who_is_not_on_a_later_list_stays() -> None:
    run, who, other = make.run(), certified(), certified()
    make.listed(run, who.number)
    make.listed(run, other.number)
    assert (total(who.person_id), total(other.person_id)) == (360, 360)


def test_what_is_doubtful_is_not_written_and_the_rest_is() -> None:
    run, who = make.run(), certified()
    struck = certified(PersonFactory.create(erased_at=civil.now()))
    plan = make.listed(
        run, who.number, "VP-onbekend", "LVV-000001-Q", struck.number, certificate().number, ";6", "X;veel"
    )
    assert told(plan) == (
        ["new"], ["unknown", "typing_error", "gone", "not_certified", "unreadable", "bad_hours"],
    )  # fmt: skip
    assert Entry.objects.count() == 1


def test_a_membership_number_leads_to_somebody_unless_it_is_anothers_register_number() -> None:
    run, who, other = make.run(), certified(), certified()
    MembershipFactory.create(person=who.person, number="T77")
    MembershipFactory.create(person=other.person, number="VP1")
    certified(number="VP-1")
    assert told(make.listed(run, "t-77", "vp-1")) == (["new"], ["ambiguous"])
    assert total(who.person_id) == 360


def test_a_name_that_is_somebody_elses() -> None:
    run = make.run()
    who = certified(PersonFactory.create(given_name="Zoë", infix="van der", family_name="Heijden-Smit"))
    assert told(make.listed(run, f"{who.number};6;Jansen, P.")) == ([], ["other_name"])
    assert told(make.listed(run, f"{who.number};6;Z. SMIT")) == (["new"], [])


def test_more_than_a_day_holds_with_what_stands_there() -> None:
    run, who = make.run(minutes=480), certified()
    hours.entry(who.person, "extra", 1200, civil.today() - dt.timedelta(days=7))
    assert told(make.listed(run, who.number)) == ([], ["over_day"])
    assert told(make.listed(run, f"{who.number};4")) == (["new"], [])
    assert told(make.listed(run, f"{who.number};3")) == (["changed"], [])


def test_more_than_the_training_is_accredited_for() -> None:
    day = civil.today() - dt.timedelta(days=7)
    of = make.accredited(starts=day, until=day + dt.timedelta(days=1), minutes=240)
    run, who = make.run(of, minutes=360), certified()
    assert told(make.listed(run, who.number)) == ([], ["over_accredited"])
    assert told(make.listed(run, f"{who.number};4")) == (["new"], [])


@pytest.mark.parametrize(
    ("days_ago", "expected"), [(1, (["new"], [])), (0, ([], ["not_over"])), (-1, ([], ["not_over"]))]
)
def test_nothing_before_the_last_day_has_ended(days_ago: int, expected: tuple[list[str], list[str]]) -> None:
    run, who = make.run(days_ago=days_ago), certified()
    assert told(make.listed(run, who.number)) == expected
    assert Entry.objects.exists() is bool(expected[0])


def test_outside_the_accreditation_the_hours_are_extra() -> None:
    last = civil.today() - dt.timedelta(days=7)
    of = make.accredited(starts=last - dt.timedelta(days=100), until=last)
    run, who = make.run(of, length=2), certified()
    assert run.occasion.hours_kind == "extra"
    assert make.listed(run, who.number).facts.kind == "extra"
    assert Entry.objects.get().kind == "extra"


def test_hours_keep_their_kind_when_the_accreditation_is_taken_back_and_a_correction_has_the_new_one() -> None:
    run, who = make.run(), certified()
    make.listed(run, who.number)
    decisions.annul(run.training, run.training.accreditations.get().pk, make.decision(run.training))
    assert told(make.listed(run, who.number)) == (["same"], [])
    make.listed(run, f"{who.number};3")
    assert [one[1:] for one in ledger_of(who.person_id)] == [("course", 360), ("course", -360), ("extra", 180)]


def test_what_was_confirmed_is_what_is_written() -> None:
    run, who = make.run(), certified()
    rows = from_text(f"{who.number};6")
    shown = attendance_writing.look(run, rows).fingerprint
    make.listed(run, f"{who.number};4")
    with pytest.raises(ChangedError) as changed:
        attendance_writing.send(run.pk, rows, SENDER, shown)
    assert total(who.person_id) == 240
    attendance_writing.send(run.pk, rows, SENDER, changed.value.plan.fingerprint)
    assert total(who.person_id) == 360


def test_two_entries_of_one_human_being_are_one() -> None:
    run, old, now = make.run(), certified(), certified()
    make.listed(run, f"{old.number};6")
    people.merge(old.person, now.person)
    assert told(make.listed(run, f"{now.number};6")) == (["same"], [])
    assert told(make.listed(run, f"{old.number};6", f"{now.number};6")) == (["same"], ["twice"])
    assert told(make.listed(run, f"{now.number};5")) == (["changed"], [])
    assert (total(old.person_id), total(now.person_id)) == (0, 300)


def test_the_office_corrects_and_a_list_does_not_overturn_that() -> None:
    run, who, office = make.run(), certified(), UserFactory.create(role="office")
    make.listed(run, who.number)
    row = ListedAttendance.objects.get()
    made = attendance_contests.correct_row(row, 0, office, row.pk)
    assert (made.revision, made.minutes, made.listed.source, total(who.person_id)) == (2, 0, "office", 0)
    assert told(make.listed(run, who.number)) == ([], ["by_office"])
    assert told(make.listed(run, f"{who.number};0")) == (["same"], [])
    attendance_contests.correct_row(row, 240, office, made.pk)
    assert total(who.person_id) == 240


def test_a_list_does_not_overturn_what_the_office_took_back_in_the_ledger() -> None:
    run, who, office = make.run(), certified(), UserFactory.create(role="office")
    make.listed(run, who.number)
    ledger.reverse(Entry.objects.get(), 60, "wrong_minutes", office)
    assert told(make.listed(run, f"{who.number};6")) == (["same"], [])
    assert told(make.listed(run, f"{who.number};5,5")) == ([], ["by_office"])
    assert total(who.person_id) == 300


@pytest.mark.parametrize(
    ("minutes", "code"), [(360, "nothing_changed"), (390, "too_much")],
)  # fmt: skip
def test_what_the_office_cannot_correct(minutes: int, code: str) -> None:
    run, who = make.run(), certified()
    make.listed(run, who.number)
    row = ListedAttendance.objects.get()
    with pytest.raises(AttendanceError) as refused:
        attendance_contests.correct_row(row, minutes, UserFactory.create(role="office"), row.pk)
    assert refused.value.code == code


def test_the_office_puts_a_kind_right() -> None:
    run, who, office = make.run(), certified(), UserFactory.create(role="office")
    make.listed(run, who.number)
    decisions.annul(run.training, run.training.accreditations.get().pk, make.decision(run.training))
    row = ListedAttendance.objects.get()
    assert attendance_contests.correct_row(row, 360, office, row.pk).kind == "extra"


def test_nobody_corrects_their_own() -> None:
    run, office = make.run(), UserFactory.create(role="office")
    mine, other = certified(office.person), certified()
    make.listed(run, mine.number, other.number, by=office)
    for row in ListedAttendance.objects.all():
        with pytest.raises(AttendanceError) as refused:
            attendance_contests.correct_row(row, 0, office, row.pk)
        assert refused.value.code == "own"


def test_proofs_are_given_once() -> None:
    run, who, gone = make.run(), certified(), certified()
    make.listed(run, who.number, f"{gone.number};0")
    (listed,) = AttendanceList.objects.all()
    for _time in range(2):
        attendance_tasks.prove_list.func(listed.pk)
    assert Entry.objects.get(person=who.person).proof.code


def rows_of(number: int) -> list[Row]:
    return [Row(line, certified().number) for line in range(1, number + 1)]


def queries_of(run: ProviderRun, rows: list[Row]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        attendance_writing.send(run.pk, rows, SENDER)
    return len(seen)


def test_as_many_queries_for_thirty_as_for_two() -> None:
    run, few, many = make.run(), rows_of(2), rows_of(30)
    make.listed(run, certified().number)  # what stands is asked for more
    again = [Row(one.line, one.number, 300) for one in few], [Row(one.line, one.number, 300) for one in many]
    assert queries_of(run, few) == queries_of(run, many)
    assert queries_of(run, again[0]) == queries_of(run, again[1])
