"""Deciding about accreditation: what is refused, what follows, and what the database itself keeps true."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.accreditation import decisions, periods, projection
from academy.accreditation.decisions import Decision, Granting, OutdatedError, RefusedError
from academy.accreditation.models import Accreditation, AccreditationReason, AccreditationSpan, Training
from academy.accreditation.queries import facts_of, kind_on, minutes_on, spans_from
from lvv_site.members.models import User
from tests.factories.accreditation import STARTS, UNTIL, accredited, decision, granted, provider, training
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
D = dt.date
DAY = dt.timedelta(days=1)


def spans(of: Training) -> list[tuple[Any, ...]]:
    rows = AccreditationSpan.objects.filter(training=of).order_by("during")
    return [(one.during.lower, one.during.upper, one.minutes) for one in rows]


def test_a_granted_period_is_the_kind_of_hours_and_the_minutes() -> None:
    of = accredited(minutes=450)
    expected = [(STARTS - DAY, "extra", None), (STARTS, "course", 450), (UNTIL - DAY, "course", 450), (UNTIL, "extra", None)]  # fmt: skip
    assert [(on, kind_on(of, on), minutes_on(of, on)) for on, _kind, _minutes in expected] == expected
    assert spans(of) == [(STARTS, UNTIL, 450)]


def test_what_was_never_accredited_is_extra() -> None:
    of = training()
    assert (kind_on(of, STARTS), minutes_on(of, STARTS)) == ("extra", None)


def test_what_is_accredited_as_extra_stays_extra() -> None:
    of = accredited(hours_kind="extra")
    assert (kind_on(of, STARTS), minutes_on(of, STARTS)) == ("extra", 480)


def test_without_an_end_it_holds_on() -> None:
    of = accredited(until=None)
    assert kind_on(of, D(2200, 1, 1)) == "course"
    assert spans(of) == [(STARTS, None, 480)]


def test_from_the_day_of_a_withdrawal_it_is_extra() -> None:
    of = accredited()
    decisions.withdraw(of, of.accreditations.get().pk, D(2026, 6, 1), decision(of))
    assert [kind_on(of, D(2026, 5, 31)), kind_on(of, D(2026, 6, 1))] == ["course", "extra"]
    assert spans(of) == [(STARTS, D(2026, 6, 1), 480)]


def test_withdrawn_on_its_first_day_it_never_held() -> None:
    of = accredited()
    decisions.withdraw(of, of.accreditations.get().pk, STARTS, decision(of))
    assert kind_on(of, STARTS) == "extra"
    assert spans(of) == []


def test_another_training_is_left_alone() -> None:
    of, other = accredited(), accredited(minutes=60)
    decisions.annul(of, of.accreditations.get().pk, decision(of))
    assert (spans(of), spans(other)) == ([], [(STARTS, UNTIL, 60)])
    assert kind_on(other, STARTS) == "course"


def test_a_correction_names_what_it_replaces_and_keeps_it() -> None:
    of = accredited()
    first = of.accreditations.get()
    made = decisions.correct_grant(
        of, first.pk, Granting(STARTS, None, 360, "course"), decision(of, reason=" Typefout ")
    )
    assert made.replaces == first
    assert made.reason.text == "Typefout"
    assert spans(of) == [(STARTS, None, 360)]
    assert of.accreditations.count() == 2


def test_the_day_of_a_withdrawal_is_corrected() -> None:
    of = accredited()
    made = decisions.withdraw(of, of.accreditations.get().pk, D(2026, 6, 1), decision(of))
    decisions.correct_withdrawal(of, made.pk, D(2026, 8, 1), decision(of))
    assert spans(of) == [(STARTS, D(2026, 8, 1), 480)]


def test_a_withdrawal_taken_back_lets_the_period_hold_to_its_end() -> None:
    of = accredited()
    made = decisions.withdraw(of, of.accreditations.get().pk, D(2026, 6, 1), decision(of))
    decisions.annul(of, made.pk, decision(of))
    assert spans(of) == [(STARTS, UNTIL, 480)]


def test_a_withdrawal_not_taken_back_while_a_new_period_holds() -> None:
    of = accredited()
    made = decisions.withdraw(of, of.accreditations.get().pk, D(2026, 6, 1), decision(of))
    granted(of, D(2026, 9, 1), None)
    with pytest.raises(RefusedError, match="twee periodes"):
        decisions.annul(of, made.pk, decision(of))
    assert spans(of) == [(STARTS, D(2026, 6, 1), 480), (D(2026, 9, 1), None, 480)]


@pytest.mark.parametrize(
    ("granting", "field"),
    [
        (Granting(D(2026, 5, 1), None, 480, "course"), "starts"),
        (Granting(UNTIL - DAY, None, 480, "course"), "starts"),
        (Granting(D(2025, 1, 1), STARTS + DAY, 480, "course"), "starts"),
        (Granting(D(2028, 1, 1), D(2028, 1, 1), 480, "course"), "last_day"),
        (Granting(D(2028, 1, 1), D(2027, 1, 1), 480, "course"), "last_day"),
        (Granting(D(2028, 1, 1), None, 0, "course"), "minutes"),
        (Granting(D(2028, 1, 1), None, -30, "course"), "minutes"),
        (Granting(D(2028, 1, 1), None, 45, "course"), "minutes"),
        (Granting(D(2028, 1, 1), None, 60, "intervisie"), "hours_kind"),
    ],
)
def test_a_period_that_cannot_be_is_refused_beside_its_field(granting: Granting, field: str) -> None:
    of = accredited()
    with pytest.raises(RefusedError) as refusal:
        decisions.grant(of, granting, decision(of))
    assert refusal.value.field == field
    assert of.accreditations.count() == 1


def test_a_period_may_follow_another_at_once() -> None:
    of = accredited()
    granted(of, UNTIL, None, 60)
    assert spans(of) == [(STARTS, UNTIL, 480), (UNTIL, None, 60)]


@pytest.mark.parametrize("on", [STARTS - DAY, UNTIL, UNTIL + DAY])
def test_a_day_outside_the_period_is_no_day_to_withdraw_it(on: dt.date) -> None:
    of = accredited()
    with pytest.raises(RefusedError) as refusal:
        decisions.withdraw(of, of.accreditations.get().pk, on, decision(of))
    assert refusal.value.field == "starts"


def test_a_period_is_withdrawn_once() -> None:
    of = accredited()
    first = of.accreditations.get().pk
    decisions.withdraw(of, first, D(2026, 6, 1), decision(of))
    with pytest.raises(RefusedError, match="al ingetrokken"):
        decisions.withdraw(of, first, D(2026, 7, 1), decision(of))


@pytest.mark.parametrize(
    ("starts", "until", "field"), [(D(2026, 7, 1), UNTIL, "starts"), (STARTS, D(2026, 6, 1), "last_day")]
)
def test_a_corrected_period_still_holds_its_withdrawal(starts: dt.date, until: dt.date, field: str) -> None:
    of = accredited()
    first = of.accreditations.get().pk
    decisions.withdraw(of, first, D(2026, 6, 1), decision(of))
    with pytest.raises(RefusedError, match="01-06-2026") as refusal:
        decisions.correct_grant(of, first, Granting(starts, until, 480, "course"), decision(of))
    assert refusal.value.field == field
    decisions.correct_grant(of, first, Granting(STARTS - DAY, D(2026, 6, 2), 480, "course"), decision(of))
    assert spans(of) == [(STARTS - DAY, D(2026, 6, 1), 480)]


def test_what_was_corrected_is_not_corrected_again() -> None:
    of = accredited()
    first = of.accreditations.get().pk
    decisions.annul(of, first, decision(of))
    granting = Granting(STARTS, UNTIL, 480, "course")
    for again in (
        lambda: decisions.annul(of, first, decision(of)),
        lambda: decisions.correct_grant(of, first, granting, decision(of)),
        lambda: decisions.withdraw(of, first, D(2026, 6, 1), decision(of)),
        lambda: decisions.correct_withdrawal(of, first, D(2026, 6, 1), decision(of)),
        lambda: decisions.annul(of, accredited().accreditations.get().pk, decision(of)),
    ):
        with pytest.raises(RefusedError):
            again()
    assert of.accreditations.count() == 2


def test_who_did_not_see_the_last_decision_is_told() -> None:
    of = accredited()
    seen = Decision(UserFactory.create(), STARTS, "Reden", None)
    with pytest.raises(OutdatedError):
        decisions.grant(of, Granting(UNTIL, None, 480, "course"), seen)


def test_a_decision_needs_a_reason() -> None:
    of = training()
    with pytest.raises(RefusedError) as refusal:
        decisions.grant(of, Granting(STARTS, None, 480, "course"), decision(of, reason=" \n"))
    assert refusal.value.field == "reason"


def test_what_is_accredited_from_a_day_on() -> None:
    over, now, later = accredited(until=D(2026, 5, 1)), accredited(), accredited(starts=UNTIL, until=None)
    assert {one.training for one in spans_from(D(2026, 5, 1))} == {now, later}
    assert {one.training for one in spans_from(D(2026, 4, 30))} == {over, now, later}


def test_the_projection_is_rebuilt_from_the_decisions() -> None:
    of, other = accredited(), accredited(until=None)
    before = (spans(of), spans(other))
    AccreditationSpan.objects.all().delete()
    assert projection.rebuild() == 2
    assert (spans(of), spans(other)) == before


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["grant", "withdraw", "correct_grant", "correct_withdrawal", "annul"]),
        st.integers(0, 5), st.integers(0, 40), st.none() | st.integers(1, 20), st.sampled_from([30, 60, 90]),
    ),
    max_size=10,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_whatever_is_decided_the_projection_equals_the_decisions_on_every_day(moves: Any) -> None:
    with transaction.atomic():
        of, by = training(), UserFactory.create()
        for move in moves:
            _try(of, by, *move)
        facts, rows = facts_of(of), AccreditationSpan.objects.filter(training=of)
        for offset in range(-1, 62):
            on = STARTS + offset * DAY
            told = [row.minutes for row in rows if row.during.lower <= on and (row.during.upper is None or on < row.during.upper)]  # fmt: skip
            assert told == [term.minutes for term in periods.terms(facts) if term.holds_on(on)]
            assert ([minutes_on(of, on)] if told else []) == told
            assert kind_on(of, on) == ("course" if told else "extra")
        transaction.set_rollback(True)


def _try(  # noqa: PLR0917
    of: Training, by: User, verb: str, which: int, day: int, length: int | None, minutes: int
) -> None:  # fmt: skip
    starts = STARTS + day * DAY
    granting = Granting(starts, None if length is None else starts + length * DAY, minutes, "course")
    refs = list(of.accreditations.order_by("pk").values_list("pk", flat=True)) or [0]
    ref, decided = refs[which % len(refs)], decision(of, by)
    made = {
        "grant": lambda: decisions.grant(of, granting, decided),
        "withdraw": lambda: decisions.withdraw(of, ref, starts, decided),
        "correct_grant": lambda: decisions.correct_grant(of, ref, granting, decided),
        "correct_withdrawal": lambda: decisions.correct_withdrawal(of, ref, starts, decided),
        "annul": lambda: decisions.annul(of, ref, decided),
    }[verb]
    try:
        made()
    except RefusedError:
        return


def raw(of: Training, **fields: Any) -> Accreditation:
    return Accreditation(training=of, decided_on=STARTS, **fields)


GRANTED = {"kind": "granted", "starts": STARTS, "minutes": 60, "hours_kind": "course"}
WRONG = [
    ({**GRANTED, "minutes": 45}, "accreditation_whole_units"),
    ({**GRANTED, "minutes": 0}, "accreditation_fields_of_its_kind"),
    ({**GRANTED, "minutes": None}, "accreditation_fields_of_its_kind"),
    ({**GRANTED, "starts": None}, "accreditation_fields_of_its_kind"),
    ({**GRANTED, "hours_kind": "intervisie"}, "accreditation_fields_of_its_kind"),
    ({**GRANTED, "hours_kind": ""}, "accreditation_fields_of_its_kind"),
    ({**GRANTED, "kind": "refused"}, "accreditation_fields_of_its_kind"),
    ({**GRANTED, "until": STARTS}, "accreditation_until_after_from"),
    ({"kind": "withdrawn", "starts": STARTS}, "accreditation_fields_of_its_kind"),
    ({"kind": "annulled"}, "accreditation_fields_of_its_kind"),
]


@pytest.mark.parametrize(("fields", "constraint"), WRONG)
def test_the_database_refuses_a_decision_that_cannot_be(fields: dict[str, Any], constraint: str) -> None:
    of = training()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        raw(of, **fields).save()


def test_the_database_keeps_decisions_of_trainings_apart() -> None:
    of, other = accredited(), training()
    first = of.accreditations.get()
    for fields, said in (
        ({"kind": "withdrawn", "starts": STARTS, "withdraws": first}, "about another"),
        ({**GRANTED, "replaces": first}, "about another"),
    ):
        with pytest.raises(DatabaseError, match=said), transaction.atomic():
            raw(other, **fields).save()


def test_the_database_refuses_a_correction_of_another_kind_and_a_second_one() -> None:
    of = accredited()
    first = of.accreditations.get()
    withdrawal = decisions.withdraw(of, first.pk, D(2026, 6, 1), decision(of))
    annulment = decisions.annul(of, withdrawal.pk, decision(of))
    for fields, said in (
        ({**GRANTED, "replaces": annulment}, "same kind"),
        ({"kind": "withdrawn", "starts": STARTS, "withdraws": first, "replaces": first}, "same kind"),
        ({"kind": "withdrawn", "starts": STARTS, "withdraws": withdrawal}, "only what was granted"),
        ({"kind": "annulled", "replaces": withdrawal}, "unique"),
    ):
        with pytest.raises(DatabaseError, match=said), transaction.atomic():
            raw(of, **fields).save()


def test_the_database_refuses_two_periods_on_one_day() -> None:
    of = accredited()
    span = AccreditationSpan.objects.get(training=of)
    span.pk = None
    with pytest.raises(IntegrityError, match="accreditation_span_no_overlap"), transaction.atomic():
        span.save(force_insert=True)


@pytest.mark.parametrize(
    "statement", ["UPDATE accreditation_accreditation SET minutes = 90", "DELETE FROM accreditation_accreditation"]
)
def test_decisions_are_never_edited(statement: str) -> None:
    of = accredited()
    AccreditationReason.objects.all().delete()  # the reason can go, the decision stays
    AccreditationSpan.objects.all().delete()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert of.accreditations.count() == 1


def test_what_has_a_history_is_not_deleted() -> None:
    of = accredited()
    for one in (of, of.provider):
        with pytest.raises(IntegrityError):
            one.delete()


@pytest.mark.parametrize("number", ["1234567", "1234567a", "123456789"])
def test_a_kvk_number_has_eight_digits(number: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        provider(kvk_number=number)
