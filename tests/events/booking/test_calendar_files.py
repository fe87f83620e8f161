"""The calendar file: one entry that follows every change, with nothing left to the library's chance."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.booking import calendar_files, changing
from events.booking.models import Occasion, Place
from tests.factories import booking as make

pytestmark = pytest.mark.django_db


def again(place: Place) -> Place:
    return Place.objects.select_related("occasion").get(pk=place.pk)


def read(place: Place, **values: Any) -> tuple[str, Any]:
    calendar = Calendar.from_ical(calendar_files.of(again(place), **values))
    assert "VTIMEZONE" not in {part.name for part in calendar.walk()}
    (event,) = calendar.walk("VEVENT")
    return str(calendar["method"]), event


def test_the_entry_of_a_place():
    place = make.confirmed(make.occasion(title="Gesprekken; voeren"))
    method, event = read(place)
    assert (method, str(event["status"]), event["sequence"]) == ("PUBLISH", "CONFIRMED", 0)
    assert (str(event["summary"]), str(event["location"])) == ("Gesprekken; voeren", "Utrecht")
    assert (event.start, event.end) == (place.occasion.starts, place.occasion.ends)
    assert event["dtstamp"].dt == again(place).confirmed_at.replace(microsecond=0)


def test_the_same_place_is_the_same_file_byte_for_byte():
    place = again(make.confirmed(make.occasion()))
    assert calendar_files.of(place) == calendar_files.of(place)


def test_the_link_is_in_it_only_when_asked():
    place = make.confirmed(make.occasion(online_link="https://online.example/kamer", place=""))
    assert "location" not in read(place)[1]
    assert str(read(place, with_link=True)[1]["location"]) == "https://online.example/kamer"


def test_every_change_has_the_same_uid_and_a_higher_sequence():
    course = make.occasion(None, starts=None, ends=None)
    run, other = make.occasion(parent=course), make.occasion(parent=course)
    place = make.confirmed(run)
    events = [read(place)[1]]
    Occasion.objects.filter(pk=run.pk).update(sequence=3, planned_at=timezone.now())
    events.append(read(place)[1])
    moved = changing.move(again(place), other)
    events.append(read(moved)[1])
    changing.cancel(moved)
    method, last = read(moved)
    events.append(last)
    assert [one["sequence"] for one in events] == [0, 3, 4, 5]
    assert {str(one["uid"]) for one in events} == {f"plaats-{place.uid}"}
    assert (method, str(last["status"])) == ("CANCEL", "CANCELLED")


def test_what_was_called_off_is_a_cancellation():
    place = make.confirmed(make.occasion())
    changing.call_off(place.occasion, None)
    method, event = read(place)
    assert (method, event["sequence"]) == ("CANCEL", 1)
    assert event["dtstamp"].dt.utcoffset() == dt.timedelta(0)


def test_the_attachment_names_its_method_and_without_dates_there_is_none():
    attached = calendar_files.attachment(again(make.confirmed(make.occasion())))
    assert attached is not None
    assert (attached.filename, attached.content_type) == (
        "afspraak.ics",
        "text/calendar; method=PUBLISH; charset=utf-8",
    )
    undated = make.confirmed(make.occasion(starts=None, ends=None))
    assert calendar_files.attachment(again(undated)) is None
    with pytest.raises(ValueError, match="no dates"):
        calendar_files.of(again(undated))
