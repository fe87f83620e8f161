"""Hours are planned and counted in half hours."""

import pytest

from lvv_site.hours_kind import UNIT, HoursKind, whole_units


def test_kinds_are_those_of_the_contract() -> None:
    assert [kind.value for kind in HoursKind] == ["course", "intervisie", "extra"]
    assert UNIT == 30


@pytest.mark.parametrize(("minutes", "counted"), [(0, 0), (29, 0), (30, 30), (59, 30), (60, 60), (419, 390)])
def test_partial_attendance_rounds_down(minutes: int, counted: int) -> None:
    assert whole_units(minutes) == counted


def test_attendance_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        whole_units(-1)
