"""Who is reminded of a place, when, once, and in which words."""

import datetime as dt
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from icalendar import Calendar

from events.booking import changing, reminders
from events.booking.models import Booking, Occasion, Place
from lvv_site import civil
from lvv_site.mail import registry, rendering
from lvv_site.mail.models import Message
from lvv_site.members import people
from tests.factories import booking as make
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 3, 1)
DAY = dt.timedelta(days=1)
LINK = "https://online.example/kamer"


@pytest.fixture(autouse=True)
def _on_a_day():
    with at(TODAY):
        yield


def at(day: dt.date, hour: int = 8):
    return time_machine.travel(dt.datetime.combine(day, dt.time(hour), civil.AMSTERDAM), tick=False)


def planned(days: int, hour: int = 10, **values: Any) -> Occasion:
    """An occasion so many days from `TODAY`, of four hours."""
    starts = dt.datetime.combine(TODAY + days * DAY, dt.time(hour), civil.AMSTERDAM)
    return make.occasion(starts=starts, ends=starts + dt.timedelta(hours=4), **values)


def placed(days: int, *, confirmed: int = -30, hour: int = 10, **values: Any) -> Place:
    """A place at an occasion so many days from `TODAY`, confirmed so many days from it."""
    with at(TODAY + confirmed * DAY):
        return make.confirmed(planned(days, hour, **values))


def due(today: dt.date = TODAY, hour: int = 8) -> list[tuple[str, str]]:
    """To whom the reminders of a day go, and which."""
    with at(today, hour):
        return [(one.to, one.dedupe_key.split(":")[2]) for one in reminders.due(today)]


def letter(place: Place, day: dt.date, hour: int = 8):
    """The reminder about a place as it would leave on a day."""
    with at(day, hour):
        (one,) = [found for found in reminders.due(day) if found.context_ids["place"] == place.pk]
        message = Message(template=one.template, to=one.to, context_ids=one.context_ids, queued_at=civil.now())
        return message_from_bytes(bytes(rendering.render(message)), policy=default)


def text_of(mime) -> str:
    return " ".join(mime.get_body(("plain",)).get_content().split())


@pytest.mark.parametrize(
    ("days", "confirmed", "expected"),
    [
        (8, -30, None),
        (7, -30, "first"),
        (5, -30, "first"),  # a few days of silence
        (2, -30, "first"),
        (1, -30, "last"),
        (0, -30, "last"),  # the day before was missed, and it begins at ten
        (-1, -30, None),
        (7, -1, "first"),
        (7, 0, None),  # confirmed when the week began: the confirmation says it all
        (3, -2, None),
        (1, -1, "last"),
        (1, 0, "last"),
    ],
)
def test_when(days: int, confirmed: int, expected: str | None):
    place = placed(days, confirmed=confirmed)
    assert due() == ([(place.email, expected)] if expected else [])


def test_the_setting_says_how_many_days_ahead(settings):
    settings.BOOKING_REMINDER = 14 * DAY
    place = placed(14)
    assert due() == [(place.email, "first")]
    assert due(TODAY - DAY) == []


def test_not_once_it_has_begun():
    place = placed(0, hour=10)
    assert due(hour=9) == [(place.email, "last")]
    assert due(hour=10) == []


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        # Days are those of Amsterdam: each begins an hour or two before the day of Greenwich.
        (dt.datetime(2027, 3, 2, 0, 30, tzinfo=civil.AMSTERDAM), "last"),
        (dt.datetime(2027, 3, 2, 23, 30, tzinfo=civil.AMSTERDAM), "last"),
        (dt.datetime(2027, 3, 3, 0, 30, tzinfo=civil.AMSTERDAM), "first"),
        (dt.datetime(2027, 3, 8, 23, 30, tzinfo=civil.AMSTERDAM), "first"),
        (dt.datetime(2027, 3, 9, 0, 30, tzinfo=civil.AMSTERDAM), None),
    ],
)
def test_days_are_those_of_amsterdam(starts: dt.datetime, expected: str | None):
    place = placed(3)
    Occasion.objects.filter(pk=place.occasion_id).update(starts=starts, ends=starts + dt.timedelta(hours=2))
    assert [which for _to, which in due()] == ([expected] if expected else [])


@pytest.mark.parametrize("today", [dt.date(2027, 3, 28), dt.date(2027, 10, 31)])
def test_the_day_the_clock_changes_is_a_day(today: dt.date):
    starts = dt.datetime.combine(today + DAY, dt.time(1), civil.AMSTERDAM)
    with at(today - 30 * DAY):
        place = make.confirmed(make.occasion(starts=starts, ends=starts + dt.timedelta(hours=2)))
    assert due(today) == [(place.email, "last")]
    assert due(today - DAY) == [(place.email, "first")]


def cancelled(place: Place) -> None:
    changing.cancel(place)


def called_off(place: Place) -> None:
    changing.call_off(place.occasion, None)


def another_day(place: Place) -> None:
    occasion = place.occasion
    assert occasion.starts
    assert occasion.ends
    Occasion.objects.filter(pk=occasion.pk).update(starts=occasion.starts + 2 * DAY, ends=occasion.ends + 2 * DAY)


def set_aside(place: Place) -> None:
    Place.objects.filter(pk=place.pk).update(set_aside=True)


def forgotten(place: Place) -> None:
    Place.objects.filter(pk=place.pk).update(email="", name="")


def substituted(place: Place) -> None:
    changing.substitute(place, make.attendee())


def moved(place: Place) -> None:
    course = make.occasion(None, starts=None, ends=None)
    other = planned(20)
    Occasion.objects.filter(pk__in=[place.occasion_id, other.pk]).update(parent=course)
    changing.move(place, Occasion.objects.get(pk=other.pk))


@pytest.mark.parametrize(
    ("change", "still"), [(cancelled, 0), (called_off, 0), (set_aside, 0), (forgotten, 0), (moved, 0), (another_day, 1), (substituted, 1)]
)  # fmt: skip
def test_what_changed_before_is_not_mailed_as_it_was(change, still):
    place = placed(4)
    change(Place.objects.get(pk=place.pk))
    assert len(due()) == still
    assert due() == [(Place.objects.get(pk=place.pk).email, "first")] * still


@pytest.mark.parametrize("change", [cancelled, called_off, set_aside, moved, another_day, substituted])
def test_what_changes_in_the_queue_is_withdrawn(change):
    place = placed(4)
    (one,) = reminders.due(TODAY)
    change(Place.objects.get(pk=place.pk))
    with pytest.raises(registry.Withdrawn):
        reminders.context(one.context_ids)


def test_what_begins_while_it_waits_is_withdrawn():
    placed(0, hour=10)
    (one,) = reminders.due(TODAY)
    with at(TODAY, 10), pytest.raises(registry.Withdrawn):
        reminders.context(one.context_ids)


def test_only_what_is_confirmed():
    occasion = planned(4)
    with at(TODAY - 30 * DAY):
        make.reserve(occasion)
        make.waiting(planned(4, capacity=0))
    assert due() == []


def test_each_goes_out_once_and_a_new_attendee_and_a_new_day_have_their_own():
    place = placed(4)
    keys = []
    for change in (None, None, substituted, another_day):
        if change:
            change(Place.objects.select_related("occasion").get(pk=place.pk))
        found = list(reminders.due(TODAY))
        call_command("remind")
        keys.append([one.dedupe_key for one in found])
    assert [len(one) for one in keys] == [1, 0, 1, 1]
    assert len({key for some in keys for key in some}) == 3
    assert Message.objects.filter(template=reminders.TEMPLATE).count() == 3


def test_without_an_address_of_the_attendee_it_goes_to_who_booked():
    by = UserFactory.create()
    place = placed(4)
    Place.objects.filter(pk=place.pk).update(email="")
    Booking.objects.filter(pk=place.booking_id).update(by=by)
    assert due() == [(by.email, "first")]


def test_a_week_before_it_says_when_where_and_what_to_do():
    place = placed(7, title="Gesprekken; voeren")
    mime = letter(place, TODAY)
    text = text_of(mime)
    assert mime["Subject"] == "Over 7 dagen: je activiteit"
    for part in (f"Dag {place.name},", "Gesprekken; voeren 8 maart 2027, van 10.00 tot 14.00 uur Utrecht",
                 f"Naar je plaats: http://127.0.0.1:8000/boeking/plaats/{place.code}/",
                 f"Annuleer je plaats of stuur iemand anders: http://127.0.0.1:8000/boeking/{place.booking.code}/"):  # fmt: skip
        assert part in text, part
    assert "link" not in text
    assert list(mime.iter_attachments()) == []


def test_the_link_comes_the_day_before_with_the_calendar_file():
    place = placed(7, online_link=LINK, place="")
    early, late = letter(place, TODAY), letter(place, TODAY + 6 * DAY)
    assert "kamer" not in bytes(early).decode()
    assert "De link om online mee te doen krijg je de dag ervoor." in text_of(early)
    assert (late["Subject"], LINK in text_of(late)) == ("Morgen: je activiteit", True)
    (file,) = late.iter_attachments()
    (event,) = Calendar.from_ical(file.get_content()).walk("VEVENT")
    assert (str(event["location"]), str(event["uid"])) == (LINK, f"plaats-{place.uid}")
    assert text_of(letter(place, TODAY + 7 * DAY)).startswith(f"Dag {place.name}")
    assert letter(place, TODAY + 7 * DAY)["Subject"] == "Vandaag: je activiteit"


def test_without_a_link_yet_it_says_where_that_will_stand():
    assert "staat voor het begin op de pagina van je plaats" in text_of(letter(placed(1, place=""), TODAY))


def test_on_a_place_it_says_that_a_code_gets_one_in():
    assert "de code waarmee je je aanmeldt" in text_of(letter(placed(1), TODAY))
    assert "de code waarmee je je aanmeldt" not in text_of(letter(placed(1, place=""), TODAY))


def test_more_days_are_all_named():
    place = placed(1)
    starts = place.occasion.starts
    assert starts
    Occasion.objects.filter(pk=place.occasion_id).update(ends=starts + 7 * DAY)
    assert "2 maart 2027, 10.00 uur, tot en met 9 maart 2027, 10.00 uur" in text_of(letter(place, TODAY))


def test_who_was_booked_by_somebody_else_asks_them():
    place, colleague = placed(1), UserFactory.create()
    Booking.objects.filter(pk=place.booking_id).update(by=colleague)
    text = text_of(letter(place, TODAY))
    assert "Vraag wie voor je boekte" in text
    assert place.booking.code not in text


def test_after_a_merge_it_is_still_ones_own_booking_in_ones_own_language():
    old, new = PersonFactory.create(email=None), PersonFactory.create(language="en", given_name="Noor")
    by = UserFactory.create(person=new)
    with at(TODAY - 30 * DAY):
        place = make.confirmed(planned(1), attendees=[make.attendee(old.pk)])
    Booking.objects.filter(pk=place.booking_id).update(by=by)
    people.merge(old, new)
    mime = letter(place, TODAY)
    assert mime["Content-Language"] == "en"
    assert f"/en/boeking/{place.booking.code}/" in text_of(mime)
    assert "Noor" in text_of(mime)


def test_many_places_take_few_queries(django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(reminders, "AT_ONCE", 50)
    with at(TODAY - 30 * DAY):
        occasion = planned(4, capacity=None)
        for _each in range(12):
            make.reserve(occasion, people=10)
    Place.objects.update(confirmed_at=dt.datetime.combine(TODAY - 20 * DAY, dt.time(9), civil.AMSTERDAM))
    with django_assert_max_num_queries(4):  # one for the places, one for each fifty
        assert len(list(reminders.due(TODAY))) == 120
