"""The case that the evaluation reads is the one that ledger and certification hold."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.certification import adjustments, decisions
from academy.certification.decisions import Decision
from academy.certification.enums import EventKind
from academy.certification.models import Period, SchemeVersion
from academy.hours import ledger, queries
from academy.hours.enums import ReversalReason, Source
from academy.hours.planned import Planned
from lvv_site.members import people
from tests.factories.certification import certificate, certified, event, shipped
from tests.factories.hours import claim
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


def award(person, minutes=120, on=dt.date(2025, 3, 1), kind="course", ref="", **more):
    return ledger.award(
        person, kind, minutes, on, "", Source.IMPORT, ref or f"import:{person.pk}:{kind}:{on}:{minutes}", **more
    )


def standing(person, as_of=TODAY, **more):
    period = queries.running_period(person, as_of)
    assert period is not None
    return queries.standing_of(person, period, as_of, **more)


def decision(of):
    second = UserFactory.create()
    return Decision(UserFactory.create(), TODAY, "Omdat het zo is", decisions.last_event(of), second_by=second)


def test_awards_reversals_and_claims_stand_as_they_are():
    made = certified()
    person = made.person
    entry = award(person, 240)
    ledger.reverse(entry, 60, ReversalReason.WRONG_MINUTES, None)
    claim(person, minutes=90, on=dt.date(2025, 4, 1), kind="extra")
    progress = standing(person).progress
    assert (progress.credited, progress.pending) == (
        {"course": 180, "intervisie": 0, "extra": 0},
        {"course": 0, "intervisie": 0, "extra": 90},
    )


def test_hours_of_a_merged_entry_count_for_the_person():
    made, old = certified(), PersonFactory.create()
    award(old)
    people.merge(old, into=made.person)
    assert standing(made.person).progress.total == 120


def test_hours_of_somebody_else_do_not():
    made, other = certified(), certified()
    award(other.person)
    assert standing(made.person).progress.total == 0


def test_hours_for_another_certificate_do_not_count():
    made = certified()
    other = certified(made.person, starts=dt.date(2024, 8, 1), until=dt.date(2028, 7, 31))
    award(made.person, certificate=other)
    assert (standing(made.person).progress.total, standing(made.person).progress.other_certificate) == (0, 120)


def test_an_extension_an_exemption_and_a_suspension_reach_the_case():
    made = certified()
    period = made.periods.get()
    adjustments.extend(period, 6, decision(made))
    adjustments.exempt(period, "intervisie", 480, decision(made))
    decisions.suspend(made, dt.date(2025, 2, 1), dt.date(2025, 3, 1), decision(made))
    award(made.person, on=dt.date(2025, 3, 1))
    award(made.person, on=dt.date(2025, 3, 2))
    progress = standing(made.person).progress
    assert progress.end == dt.date(2029, 1, 1) == Period.objects.get().during.upper
    assert (progress.suspended, progress.total, progress.minimum["intervisie"], progress.total_min) == (
        120,
        120,
        1440,
        3840,
    )
    assert [one.months for one in progress.years] == [None] * 4 + [6]


def test_a_lifted_suspension_ends_where_it_was_lifted():
    made = certified()
    measure = decisions.suspend(made, dt.date(2025, 2, 1), dt.date(2025, 6, 1), decision(made))
    decisions.lift(made, measure, dt.date(2025, 3, 1), decision(made))
    award(made.person, on=dt.date(2025, 3, 1))
    assert standing(made.person).progress.total == 120


@pytest.mark.parametrize("until", [dt.date(2028, 3, 31), dt.date(2028, 6, 30), dt.date(2029, 1, 15)])
def test_the_hours_end_on_the_day_that_the_register_says(until):
    made = certified(until=until)
    assert standing(made.person).progress.end == until + dt.timedelta(days=1)


def test_an_imported_end_is_extended_from_there():
    made = certified(until=dt.date(2028, 3, 31))
    adjustments.extend(made.periods.get(), 3, decision(made))
    progress = standing(made.person).progress
    assert (progress.end, progress.years[-1].months) == (dt.date(2028, 7, 1), 3)


def test_what_was_recorded_later_is_not_known_yet():
    made = certified()
    award(made.person)
    assert standing(made.person, known_on=dt.date(2020, 1, 1)).progress.total == 0


def test_planned_hours_are_forecast_only():
    made = certified()
    one = Planned(dt.date(2026, 9, 1), "place:1", "extra", 60, "Netwerkbijeenkomst")
    progress = standing(made.person, planned=[one]).progress
    assert (progress.total, progress.forecast["extra"]) == (0, 60)


def test_a_scheme_that_carries_over_takes_the_surplus_of_the_period_before():
    plain = shipped("lvv-2024")
    rules = plain.rules | {"carry_over_minutes": {"course": 300}}
    carrying = SchemeVersion.objects.create(code="carry", title="Met meenemen", rules=rules, content_hash="x" * 64)
    made = certificate()
    event(made, EventKind.GRANTED, dt.date(2020, 7, 1), dt.date(2024, 6, 30))
    event(made, EventKind.GRANTED, dt.date(2024, 7, 1), dt.date(2028, 6, 30))
    Period.objects.filter(during__startswith=dt.date(2024, 7, 1)).update(scheme=carrying)
    for year in (2021, 2022, 2023):
        award(made.person, 600, on=dt.date(year, 3, 1))
    (same,) = queries.running(TODAY)
    assert standing(made.person).progress.carried["course"] == 300
    assert same.progress == standing(made.person).progress


def test_all_running_periods_are_the_same_as_one_by_one():
    people_ = [certified().person for _one in range(5)]
    merged = PersonFactory.create()
    award(merged)
    people.merge(merged, into=people_[0])
    for one in people_:
        award(one)
        claim(one, minutes=60, on=dt.date(2025, 4, 1), kind="extra")
    for size in (1, 2, 1000):
        assert [one.progress for one in queries.running(TODAY, batch=size)] == [
            standing(one).progress for one in people_
        ]


def test_who_is_expired_resigned_or_struck_off_has_nothing_running():
    expired = certified(starts=dt.date(2020, 1, 1), until=dt.date(2023, 12, 31))
    resigned, suspended, running = certified(), certified(), certified()
    decisions.resign(resigned, dt.date(2026, 1, 1), decision(resigned))
    decisions.suspend(suspended, dt.date(2026, 5, 1), dt.date(2026, 7, 1), decision(suspended))
    assert [one.period.certificate for one in queries.running(TODAY)] == [suspended, running]
    assert queries.running_period(expired.person, TODAY) is None


@pytest.mark.parametrize("entries", [1, 200])
def test_the_queries_do_not_grow_with_the_ledger(entries):
    made = certified()
    for number in range(entries):
        award(made.person, 30, ref=f"import:{number}")
    claim(made.person, minutes=60, on=dt.date(2025, 4, 1), kind="extra")
    with CaptureQueriesContext(connection) as asked:
        standing(made.person)
    assert len(asked) == 6


def test_a_lean_look_says_the_same_but_of_what_was_before():
    made = certified()
    award(made.person, 600, on=dt.date(2023, 3, 1))
    award(made.person, 120)
    (whole,), (lean,) = queries.running(TODAY), queries.running(TODAY, lean=True)
    assert (whole.progress.outside_period, lean.progress.outside_period) == (600, 0)
    assert (lean.progress.credited, lean.progress.years) == (whole.progress.credited, whole.progress.years)


def test_only_the_periods_that_are_worth_it_are_evaluated():
    first, second = certified(), certified()
    found = queries.running(TODAY, only=lambda period: period.certificate_id == second.pk)
    assert [one.period.certificate for one in found] == [second]
    assert first.pk
