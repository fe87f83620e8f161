"""Days and times as people type them, in the browser's own fields."""

import datetime as dt

import pytest
from django import forms

from lvv_site.civil_fields import ClockField, DayField


class Form(forms.Form):
    day = DayField()
    time = ClockField()


class Later(DayField):
    earliest = dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-09-03", dt.date(2027, 9, 3)),
        ("03-09-2027", dt.date(2027, 9, 3)),
        ("3-9-2027", dt.date(2027, 9, 3)),
        ("1980-01-01", dt.date(1980, 1, 1)),
        ("1979-12-31", None),
        ("2201-01-01", None),
        ("31-02-2027", None),
        ("morgen", None),
    ],
)
def test_a_day(typed: str, day: dt.date | None) -> None:
    form = Form({"day": typed, "time": "9:30"})
    assert form.is_valid() == (day is not None)
    assert form.cleaned_data.get("day") == day


@pytest.mark.parametrize(
    ("typed", "time"), [("09:30", dt.time(9, 30)), ("9.30", dt.time(9, 30)), ("24:00", None), ("half tien", None)]
)
def test_a_time(typed: str, time: dt.time | None) -> None:
    form = Form({"day": "2027-09-03", "time": typed})
    assert form.is_valid() == (time is not None)
    assert form.cleaned_data.get("time") == time


def test_a_kind_of_day_may_begin_later() -> None:
    with pytest.raises(forms.ValidationError):
        Later().clean("2019-12-31")
    assert DayField().clean("2019-12-31") == dt.date(2019, 12, 31)


def test_the_browser_is_asked_for_its_own_fields() -> None:
    page = Form(initial={"day": dt.date(2027, 9, 3), "time": dt.time(9, 30)}).as_p()
    assert '<input type="date" name="day" value="2027-09-03"' in page
    assert '<input type="time" name="time" value="09:30"' in page
