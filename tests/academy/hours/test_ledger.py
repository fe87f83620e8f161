"""What the ledger takes, what it refuses, and what stands in it afterwards."""

import datetime as dt

import pytest
import time_machine
from django.db import connection, transaction
from django.db.utils import IntegrityError

from academy.hours import ledger, letters
from academy.hours.enums import ReversalReason, Source
from academy.hours.ledger import Existing
from academy.hours.models import Activity, Entry, EntryText, ImmutableError
from academy.hours.refusals import LedgerError
from lvv_site.mail.models import Message
from lvv_site.members import people
from tests.factories import hours as make
from tests.factories.certification import certified
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 5, 1)


@pytest.fixture(autouse=True)
def _on_a_day():
    with time_machine.travel(dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC), tick=False):
        yield


def award(person=None, **changes):
    given = {
        "person": person or PersonFactory.create(), "kind": "course", "minutes": 360, "on": dt.date(2026, 3, 2),
        "activity": "run-12", "source": Source.PROVIDER, "source_ref": "run-12:member-5",
    }  # fmt: skip
    return ledger.award(**given | changes)


def rows():
    return list(Entry.objects.order_by("pk").values_list("kind", "minutes", "on", "source", "source_ref", "reverses"))


def test_an_award_is_one_row_and_names_its_activity():
    entry = award(title="Omgaan met agressie")
    assert rows() == [("course", 360, dt.date(2026, 3, 2), "provider", "run-12:member-5", None)]
    assert (Activity.objects.get().code, letters.title_of(entry)) == ("run-12", "Omgaan met agressie")


def test_the_same_fact_again_is_existing():
    person = PersonFactory.create()
    first, again = award(person), award(person)
    assert again == Existing(first)
    assert len(rows()) == 1


@pytest.mark.parametrize(
    "changes",
    [{"kind": "extra"}, {"minutes": 390}, {"on": dt.date(2026, 3, 3)}, {"person": None}],
    ids=["kind", "minutes", "date", "person"],
)
def test_the_same_reference_with_another_content_is_a_conflict(changes):
    person = PersonFactory.create()
    award(person)
    if changes == {"person": None}:
        changes = {"person": PersonFactory.create()}
    with pytest.raises(LedgerError) as refused:
        award(**{"person": person} | changes)
    assert (refused.value.code, len(rows())) == ("conflict", 1)


def test_the_other_activity_or_source_of_the_same_fact_is_no_conflict():
    person = PersonFactory.create()
    first = award(person)
    assert award(person, activity="run-12b", source=Source.IMPORT) == Existing(first)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"minutes": 75}, "granularity"),
        ({"minutes": 0}, "not_positive"),
        ({"minutes": -30}, "not_positive"),
        ({"on": dt.date(2026, 5, 2)}, "future"),
        ({"minutes": 25 * 60}, "implausible"),
        ({"minutes": 25 * 60, "started_on": dt.date(2026, 3, 2)}, "implausible"),
        ({"minutes": 49 * 60, "started_on": dt.date(2026, 3, 1)}, "implausible"),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(changes, code):
    with pytest.raises(LedgerError) as refused:
        award(**changes)
    assert (refused.value.code, str(refused.value) != "", rows()) == (code, True, [])


@pytest.mark.parametrize(
    "changes",
    [{"on": TODAY}, {"minutes": 24 * 60}, {"minutes": 48 * 60, "started_on": dt.date(2026, 3, 1)}, {"minutes": 30}],
)
def test_what_just_can_be_is_taken(changes):
    award(**changes)
    assert len(rows()) == 1


def test_today_is_today_in_amsterdam():
    with time_machine.travel(dt.datetime(2026, 5, 1, 22, 30, tzinfo=dt.UTC), tick=False):
        award(on=dt.date(2026, 5, 2))
    assert len(rows()) == 1


def test_of_many_awards_one_refusal_writes_none():
    person = PersonFactory.create()
    good = ledger.Award(person, "extra", 60, dt.date(2026, 1, 1), "", Source.IMPORT, "import:1")
    bad = ledger.Award(person, "extra", 75, dt.date(2026, 1, 1), "", Source.IMPORT, "import:2")
    with pytest.raises(LedgerError):
        ledger.award_many([good, bad])
    assert rows() == []


def test_an_import_of_the_same_list_twice_adds_nothing():
    people_ = PersonFactory.create_batch(12)
    list_ = [
        ledger.Award(one, "course", 120, dt.date(2026, 1, 9), "avond", Source.IMPORT, f"import:avond:{one.pk}")
        for one in people_
    ]
    ledger.award_many(list_)
    again = ledger.award_many(list_)
    assert (len(rows()), [type(one) for one in again]) == (12, [Existing] * 12)


def test_two_different_awards_under_one_reference_in_one_list_are_a_conflict():
    person = PersonFactory.create()
    list_ = [
        ledger.Award(person, "extra", minutes, dt.date(2026, 1, 1), "", Source.IMPORT, "import:1")
        for minutes in (60, 90)
    ]
    with pytest.raises(LedgerError) as refused:
        ledger.award_many(list_)
    assert (refused.value.code, rows()) == ("conflict", [])


def test_a_reversal_is_a_row_of_its_own_and_the_member_is_told_once():
    entry = award()
    by = UserFactory.create()
    reversal = ledger.reverse(entry, 120, ReversalReason.WRONG_MINUTES, by, text="Eerder weggegaan")
    assert rows()[1] == ("course", -120, dt.date(2026, 3, 2), "correction", f"reversal:{entry.pk}:1", entry.pk)
    assert (ledger.left(entry), EntryText.objects.get(entry=reversal).text) == (240, "Eerder weggegaan")
    assert [(one.template, one.to) for one in Message.objects.all()] == [("hours/corrected", entry.person.email)]


@pytest.mark.parametrize(
    ("taken", "minutes", "code"),
    [((), 390, "counter_too_large"), ((360,), 30, "counter_too_large"), ((120, 120), 150, "counter_too_large"),
     ((), 0, "not_positive"), ((), -60, "not_positive"), ((), 45, "granularity")],
)  # fmt: skip
def test_reversals_never_exceed_their_award(taken, minutes, code):
    entry = award()
    for part in taken:
        ledger.reverse(entry, part, ReversalReason.WRONG_MINUTES, None)
    with pytest.raises(LedgerError) as refused:
        ledger.reverse(entry, minutes, ReversalReason.WRONG_MINUTES, None)
    assert (refused.value.code, ledger.left(entry)) == (code, 360 - sum(taken))


def test_a_reversal_is_not_reversed():
    reversal = ledger.reverse(award(), 60, ReversalReason.WRONG_MINUTES, None)
    with pytest.raises(LedgerError) as refused:
        ledger.reverse(reversal, 60, ReversalReason.WRONG_MINUTES, None)
    assert refused.value.code == "counter_of_counter"


@pytest.mark.parametrize(("reason", "text"), [("", ""), ("nonsense", "x"), ("other", "  ")])
def test_a_reversal_needs_a_reason(reason, text):
    entry = award()
    with pytest.raises(LedgerError) as refused:
        ledger.reverse(entry, 60, reason, None, text=text)
    assert (refused.value.code, len(rows())) == ("reason_required", 1)


def test_a_reversal_with_a_reference_of_its_own_happens_once():
    entry = award()
    first, again = (ledger.reverse(entry, 60, ReversalReason.OTHER, None, text="x", source_ref="undo:1") for _ in "ab")
    assert (first.pk, ledger.left(entry)) == (again.pk, 300)


def test_tick_untick_tick_again_counts():
    person = PersonFactory.create()
    first = award(person, source_ref="attendance:1")
    ledger.reverse(first, 360, ReversalReason.ATTENDANCE_CORRECTED, None)
    award(person, source_ref="attendance:2")
    assert sum(Entry.objects.values_list("minutes", flat=True)) == 360


def test_a_fact_is_not_saved_again_nor_deleted():
    entry = award()
    entry.minutes = 30
    with pytest.raises(ImmutableError):
        entry.save()
    with pytest.raises(ImmutableError):
        entry.delete()
    assert rows()[0][1] == 360


def insert(**values):
    """Put a row in the ledger past our own code."""
    given = {
        "kind": "course", "minutes": 60, "on": "2026-03-02", "activity": "", "source": "import", "source_ref": "raw",
        "recorded_at": "2026-03-03", "reason_code": "",
    } | values  # fmt: skip
    names = ", ".join(f'"{name}"' for name in given)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO hours_entry ({names}) VALUES ({', '.join(['%s'] * len(given))})", list(given.values())
        )


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"minutes": 0}, "entry_awards_or_reverses"),
        ({"minutes": -60}, "entry_awards_or_reverses"),
        ({"minutes": 45}, "entry_whole_units"),
        ({"minutes": 1470}, "entry_fits_in_its_days"),
        ({"started_on": "2026-03-03"}, "entry_starts_before_it_ends|entry_fits_in_its_days"),
        ({"kind": "conference"}, "entry_kind_known"),
        ({"source": "gift"}, "entry_source_known"),
        ({"source_ref": ""}, "entry_has_source_ref"),
        ({"reason_code": "other"}, "entry_awards_or_reverses"),
    ],
)
def test_the_database_refuses_it_too(changes, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        insert(person_id=PersonFactory.create().pk, **changes)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"minutes": -390}, "exceed"),
        ({"kind": "extra"}, "agrees"),
        ({"on": "2026-03-03"}, "agrees"),
        ({"activity": "another"}, "agrees"),
        ({"person_id": "another"}, "agrees"),
        ({"certificate_id": "some"}, "agrees"),
        ({"reason_code": ""}, "entry_awards_or_reverses"),
    ],
)
def test_the_database_refuses_a_reversal_that_does_not_fit(changes, constraint):
    entry = award()
    given = {
        "person_id": entry.person_id,
        "minutes": -60,
        "activity": "run-12",
        "reason_code": "other",
        "reverses_id": entry.pk,
    }
    if changes.get("person_id"):
        changes = {"person_id": PersonFactory.create().pk}
    if changes.get("certificate_id"):
        changes = {"certificate_id": certified().pk}
    with pytest.raises(IntegrityError, match=constraint):
        insert(**given | changes)


def test_the_database_refuses_a_reversal_of_a_reversal():
    reversal = ledger.reverse(award(), 60, ReversalReason.WRONG_MINUTES, None)
    with pytest.raises(IntegrityError, match="itself a reversal"):
        insert(
            person_id=reversal.person_id, minutes=-30, activity="run-12", reason_code="other", reverses_id=reversal.pk
        )


def test_hours_of_a_merged_entry_are_found_with_the_person():
    old, new = PersonFactory.create(), PersonFactory.create()
    award(old)
    people.merge(old, into=new)
    assert Entry.objects.filter(person__in=people.ids_of(new)).count() == 1


def test_many_are_taken_back_at_once_as_far_as_something_is_left(django_assert_num_queries):
    whole, partly, gone = (make.entry(minutes=120, on=dt.date(2026, 3, 2)) for _time in range(3))
    ledger.reverse(partly, 30, "wrong_minutes", None)
    ledger.reverse(gone, 120, "wrong_minutes", None)
    wanted = [
        ledger.Reversal(one.pk, "attendance_corrected", f"{one.source_ref}:corrected") for one in (whole, partly, gone)
    ]
    with django_assert_num_queries(5):
        taken = ledger.reverse_many(wanted)
    assert [(one.reverses_id, one.minutes) for one in taken] == [(whole.pk, -120), (partly.pk, -90)]
    assert ledger.reverse_many(wanted) == []
    assert [ledger.left(one) for one in (whole, partly, gone)] == [0, 0, 0]
