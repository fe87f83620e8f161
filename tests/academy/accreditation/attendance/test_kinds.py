"""As what the hours of a run count: the decisions about its training, and its last day."""

import datetime as dt
from collections.abc import Callable

import pytest

from academy.accreditation import decisions
from academy.accreditation.decisions import Granting
from academy.accreditation.models import Training
from academy.accreditation.queries import kind_on
from tests.factories.accreditation import accredited, decision, granted, training

pytestmark = pytest.mark.django_db
D = dt.date
DAY = dt.timedelta(days=1)


def withdrawn() -> Training:
    of = accredited("a", D(2026, 1, 1), D(2027, 1, 1))
    decisions.withdraw(of, of.accreditations.get().pk, D(2026, 6, 15), decision(of))
    return of


def corrected_longer() -> Training:
    of = accredited("b", D(2026, 1, 1), D(2026, 6, 15))
    decisions.correct_grant(
        of, of.accreditations.get().pk, Granting(D(2026, 2, 1), D(2026, 9, 1), 480, "course"), decision(of)
    )
    return of


def with_a_gap() -> Training:
    of = accredited("c", D(2026, 1, 1), D(2026, 4, 1))
    granted(of, D(2026, 7, 1), None)
    return of


def as_extra() -> Training:
    of = accredited("d", D(2026, 1, 1), D(2026, 7, 1), hours_kind="extra")
    granted(of, D(2026, 7, 1), None)
    return of


def withdrawal_corrected() -> Training:
    of = withdrawn()
    last = of.accreditations.order_by("-pk")[0]
    decisions.correct_withdrawal(of, last.pk, D(2026, 8, 1), decision(of))
    return of


def annulled() -> Training:
    of = accredited("e", D(2026, 1, 1), None)
    decisions.annul(of, of.accreditations.get().pk, decision(of))
    return of


CASES = [
    (withdrawn, {D(2025, 12, 31): "extra", D(2026, 1, 1): "course", D(2026, 6, 14): "course", D(2026, 6, 15): "extra"}),
    (corrected_longer, {D(2026, 1, 1): "extra", D(2026, 2, 1): "course", D(2026, 6, 15): "course", D(2026, 9, 1): "extra"}),
    (with_a_gap, {D(2026, 3, 31): "course", D(2026, 4, 1): "extra", D(2026, 6, 30): "extra", D(2026, 7, 1): "course"}),
    (as_extra, {D(2026, 6, 30): "extra", D(2026, 7, 1): "course"}),
    (withdrawal_corrected, {D(2026, 6, 15): "course", D(2026, 7, 31): "course", D(2026, 8, 1): "extra"}),
    (annulled, {D(2026, 1, 1): "extra", D(2026, 6, 1): "extra"}),
    (training, {D(2026, 6, 1): "extra"}),
]  # fmt: skip


@pytest.mark.parametrize(("made", "days"), CASES)
def test_kind_on_the_last_day(made: Callable[[], Training], days: dict[D, str]) -> None:
    of = made()
    assert {day: kind_on(of, day).value for day in days} == days
