import datetime as dt
from typing import Any

import pytest

from academy.certification.dates import last_day, months_later

D = dt.date


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (D(2024, 1, 31), 1, D(2024, 3, 1)),
        (D(2024, 2, 29), 12, D(2025, 3, 1)),
        (D(2024, 2, 29), 48, D(2028, 2, 29)),
        (D(2024, 10, 31), 1, D(2024, 12, 1)),
        (D(2024, 8, 31), -6, D(2024, 2, 29) + dt.timedelta(days=1)),
        (D(2028, 1, 1), -12, D(2027, 1, 1)),
    ],
)
def test_a_missing_day_rolls_forward(start: dt.date, months: int, expected: Any) -> None:
    assert months_later(start, months) == expected


@pytest.mark.parametrize(
    ("start", "extension", "expected"),
    [(D(2024, 1, 1), 0, D(2027, 12, 31)), (D(2024, 2, 29), 0, D(2028, 2, 28)), (D(2024, 1, 1), 6, D(2028, 6, 30))],
)
def test_last_day_is_the_day_before_the_anniversary(start: dt.date, extension: int, expected: Any) -> None:
    assert last_day(start, 4, extension) == expected
