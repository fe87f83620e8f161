"""How a dossier stands: a table of facts and words."""

import datetime as dt

import pytest

from academy.dossier.enums import State
from academy.dossier.state import Handed, applied_on, state_of

END = dt.date(2028, 7, 1)
OPENS = dt.date(2027, 7, 1)
DAY = dt.timedelta(days=1)


def handed(*outcomes: str | None) -> list[Handed]:
    return [Handed(number, OPENS + number * DAY, outcome) for number, outcome in enumerate(outcomes, 1)]


@pytest.mark.parametrize(
    ("on", "turns", "flags", "state"),
    [
        (OPENS - DAY, [], {}, State.EARLY),
        (OPENS - DAY, [], {"complete": True}, State.EARLY),
        (OPENS, [], {}, State.OPEN),
        (OPENS, [], {"complete": True}, State.COMPLETE),
        (END - DAY, [], {"complete": True}, State.COMPLETE),
        (END, [], {"complete": True}, State.COMPLETE),
        (END + 400 * DAY, [], {}, State.OPEN),
        (OPENS, [], {"closed": True, "complete": True}, State.CLOSED),
        (OPENS - DAY, [], {"closed": True}, State.CLOSED),
        (OPENS, handed(None), {"complete": True}, State.HANDED_OVER),
        (OPENS, handed(None), {"closed": True}, State.HANDED_OVER),
        (OPENS, handed("held"), {"complete": True}, State.HELD),
        (OPENS, handed("held", None), {"complete": True}, State.HANDED_OVER),
        (OPENS, handed("held", "granted"), {"closed": True}, State.GRANTED),
        (OPENS, handed("refused"), {}, State.REFUSED),
        (OPENS, handed("refused", None), {}, State.HANDED_OVER),
    ],
)
def test_the_state_follows_from_facts_and_dates(on, turns, flags, state):
    assert state_of(END, on, turns, **flags) == state


@pytest.mark.parametrize(
    ("end", "opens"),
    [
        (dt.date(2028, 3, 1), dt.date(2027, 3, 1)),
        (dt.date(2024, 2, 29), dt.date(2023, 3, 1)),  # that year has no such day: forward
        (dt.date(2029, 1, 1), dt.date(2028, 1, 1)),
    ],
)
def test_the_window_opens_a_year_before_the_end(end, opens):
    assert state_of(end, opens) == State.OPEN
    assert state_of(end, opens - DAY) == State.EARLY


@pytest.mark.parametrize(
    ("outcomes", "number"),
    [
        ([None], 1),
        (["held", None], 1),
        (["held", "held", None], 1),
        ([None, None], 1),
        (["refused", None], 2),
        (["held", "refused", None], 3),
        (["refused", "held", None], 2),
        (["refused"], 1),
        (["granted"], 1),
    ],
)
def test_more_that_was_asked_for_belongs_to_the_application_made_before(outcomes, number):
    assert applied_on(handed(*outcomes)) == OPENS + number * DAY


def test_without_handing_over_nothing_was_applied_for():
    assert applied_on([]) is None
