"""The feed and the file of one activity, read back by the library that wrote them."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar

from events.booking import changing
from events.booking.models import Occasion
from tests.events.agenda.planning import SECRET, moment, on_page, page
from tests.events.agenda.test_list import cost, member
from tests.factories import booking as make

pytestmark = pytest.mark.django_db


def read(client, address="/agenda.ics"):
    response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    calendar = Calendar.from_ical(response.content)
    assert {part.name for part in calendar.walk()} <= {"VCALENDAR", "VEVENT"}
    return calendar, calendar.walk("VEVENT")


def test_the_feed_has_a_name_and_says_when_to_ask_again(client):
    calendar, events = read(client)
    assert events == []
    assert (str(calendar["x-wr-calname"]), calendar["refresh-interval"].dt) == (
        "Agenda van de LVV",
        dt.timedelta(hours=1),
    )
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in client.get("/agenda.ics").content


@pytest.mark.parametrize(
    ("starts", "ends", "in_utc"),
    [
        # The clock goes forward, and back: two o'clock comes never, or twice.
        (moment(2030, 3, 31, 1, 30), moment(2030, 3, 31, 3, 30), ("20300331T003000Z", "20300331T013000Z")),
        (moment(2030, 10, 27, 2, 30), moment(2030, 10, 27, 2, 30, fold=1), ("20301027T003000Z", "20301027T013000Z")),
        (moment(2030, 7, 1, 9, 30), moment(2030, 7, 1, 12), ("20300701T073000Z", "20300701T100000Z")),
    ],
)
def test_moments_are_in_utc(client, starts, ends, in_utc):
    make.occasion(starts=starts.astimezone(dt.UTC), ends=ends.astimezone(dt.UTC))
    _calendar, (event,) = read(client)
    assert (event["dtstart"].to_ical().decode(), event["dtend"].to_ical().decode()) == in_utc


def test_an_entry(client):
    made = make.occasion(
        code="een", title="Wie; zegt, wat", minutes=150, hours_kind="extra", online_link=SECRET,
        planned_at=moment(2026, 3, 1, 12),
    )  # fmt: skip
    _calendar, (event,) = read(client)
    assert {name: str(event[name]) for name in ("uid", "status", "summary", "location", "description", "url")} == {
        "uid": f"activiteit-{made.pk}@127.0.0.1", "status": "CONFIRMED", "summary": "Wie; zegt, wat",
        "location": "Utrecht", "description": "2,5 uur extra activiteiten", "url": "http://127.0.0.1:8000/agenda/een/",
    }  # fmt: skip
    assert (event["sequence"], event["dtstamp"].dt) == (0, dt.datetime(2026, 3, 1, 11, tzinfo=dt.UTC))


def test_changes_keep_the_uid_and_raise_the_sequence(client):
    made = make.occasion(place="")
    (first,) = read(client)[1]
    Occasion.objects.filter(pk=made.pk).update(
        code="anders", title="Anders", place="Zwolle", sequence=2, planned_at=timezone.now()
    )
    (second,) = read(client)[1]
    changing.call_off(made, None)
    (last,) = read(client)[1]
    assert [str(one["uid"]) for one in (first, second, last)] == [str(first["uid"])] * 3
    assert [one["sequence"] for one in (first, second, last)] == [0, 2, 3]
    assert [str(one["location"]) for one in (first, second)] == ["Online", "Zwolle"]
    assert (str(last["status"]), str(last["description"])) == ("CANCELLED", "Gaat niet door")
    assert first["dtstamp"].dt <= second["dtstamp"].dt <= last["dtstamp"].dt


def test_only_what_comes_and_everybody_may_know_also_for_members(client):
    make.occasion(title="Komt")
    make.occasion(title="Was", days=-3)
    on_page(page("Voor leden", members_only=True), title="Besloten")
    on_page(page("Klad", live=False), title="Klad")
    member(client)
    assert [str(event["summary"]) for event in read(client)[1]] == ["Komt"]


def test_who_has_it_already_gets_it_not_again(client):
    with time_machine.travel(moment(2026, 11, 20, 12), tick=False):
        make.occasion()
        first = client.get("/agenda.ics")
        assert first.headers["Cache-Control"] == "public, max-age=900"
        again = client.get("/agenda.ics", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        make.occasion(days=2)
        changed = client.get("/agenda.ics", headers={"If-None-Match": first.headers["ETag"]})
        assert changed.status_code == 200


def test_the_feed_costs_the_same_for_many(client):
    make.occasion()
    client.get("/agenda.ics")
    few = cost(client, "/agenda.ics")
    for number in range(60):
        make.occasion(days=number + 1)
    assert cost(client, "/agenda.ics") == few == 8  # the four of the shell, the limit, the occasions, places, prices


def test_the_file_of_one(client):
    made = make.occasion(code="een", online_link=SECRET)
    make.occasion(title="Een andere")
    assert client.get("/agenda/een/afspraak.ics").headers["Content-Disposition"] == 'attachment; filename="een.ics"'
    calendar, (event,) = read(client, "/agenda/een/afspraak.ics")
    assert (str(event["uid"]), "method" in calendar) == (f"activiteit-{made.pk}@127.0.0.1", False)


def test_in_english_it_leads_to_english(client):
    make.occasion(code="een", minutes=60, hours_kind="extra")
    _calendar, (event,) = read(client, "/en/agenda.ics")
    assert str(event["url"]) == "http://127.0.0.1:8000/en/agenda/een/"
