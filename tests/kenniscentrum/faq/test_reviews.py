import datetime as dt

import pytest
from pytest_django import Settings

from kenniscentrum.faq.reviews import due_on


@pytest.mark.parametrize(
    ("reviewed", "law", "due"),
    [
        (dt.date(2026, 11, 3), True, dt.date(2027, 5, 3)),
        (dt.date(2026, 11, 3), False, dt.date(2027, 11, 3)),
        (dt.date(2026, 8, 31), True, dt.date(2027, 2, 28)),
        (dt.date(2024, 2, 29), False, dt.date(2025, 2, 28)),
        (dt.date(2026, 12, 31), True, dt.date(2027, 6, 30)),
    ],
)
def test_the_next_review_follows_from_the_last(reviewed: dt.date, law: bool, due: dt.date) -> None:
    assert due_on(reviewed, law) == due


def test_the_terms_are_settings(settings: Settings) -> None:
    settings.FAQ_REVIEW_MONTHS_WITH_LAW = 3
    assert due_on(dt.date(2026, 11, 3), law_involved=True) == dt.date(2027, 2, 3)
