"""A plan that changes: who is told, once, with a calendar file that follows; never the link."""

import datetime as dt

import icalendar
import pytest
import time_machine
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events.booking import attendance, changing, office_letters, office_tasks, planning, reserving
from events.booking.models import CalledOff, Occasion, Place
from events.booking.planning import Plan
from events.booking.refusals import AttendedError, NotBookableError, OverError, StaleError
from lvv_site.mail import rendering
from lvv_site.mail.models import Message
from tests.factories import booking as make
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
LINK = "https://video.voorbeeld.example/geheim"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def by():
    return UserFactory.create(role="office")


@pytest.fixture(autouse=True)
def _tasks_at_once(settings):
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}


def later(occasion: Occasion, hours: int = 1) -> Plan:
    assert occasion.starts
    assert occasion.ends
    return Plan(occasion.starts + hours * HOUR, occasion.ends + hours * HOUR, occasion.place, occasion.online_link)


def told(template: str) -> set[str]:
    return set(Message.objects.filter(template=template).values_list("to", flat=True))


def letter(place: Place, template: str):
    return rendering.render(Message.objects.filter(template=template, to=place.email).latest("pk"))


def file_of(message) -> icalendar.Calendar:
    (found,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    return icalendar.Calendar.from_ical(found.get_content())


def test_everyone_with_a_confirmed_place_is_told_once_and_nobody_else(by):
    occasion = make.occasion(3)
    first, second = make.confirmed(occasion), make.confirmed(occasion)
    held = make.reserve(occasion).places.get()
    waits, gone = make.waiting(occasion), make.confirmed(make.occasion())
    changing.cancel(gone)
    reserving.lapse(held.booking)
    plan = later(occasion)
    assert planning.replan(occasion, plan, by)
    assert not planning.replan(occasion, plan, by)
    office_tasks.tell_plan.call(occasion.pk, 1, switched=False)
    assert told("booking/plan_changed") == {first.email, second.email}
    assert Message.objects.filter(template="booking/plan_changed").count() == 2
    assert waits.email not in told("booking/plan_changed")


def test_the_calendar_follows_under_the_same_name(by):
    place = make.confirmed(make.occasion())
    before = icalendar.Calendar.from_ical(office_letters.calendar_files.of(place)).events[0]
    planning.replan(place.occasion, later(place.occasion), by)
    message = letter(place, "booking/plan_changed")
    after = file_of(message).events[0]
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    assert after["DTSTART"].dt - before["DTSTART"].dt == HOUR
    assert place.name not in message["Subject"]
    assert place.occasion.title in message["Subject"]


def test_the_link_is_in_no_mail_file_or_log(by):
    place = make.confirmed(make.occasion())
    stands = place.occasion
    planning.replan(stands, Plan(stands.starts, stands.ends, "", LINK), by)
    message = letter(place, "booking/online")
    written = "".join(str(one.get_content()) for one in message.walk() if not one.is_multipart())
    entry = ModelLogEntry.objects.for_instance(stands).latest("pk")
    assert "geheim" not in written + str(entry.data)
    assert "een dag van tevoren" in written
    assert (entry.action, entry.user, entry.data["place_before"]) == ("booking.online", by, "Utrecht")


def test_online_and_back_mails_each_time_and_knows_where_it_was(by):
    place = make.confirmed(make.occasion())
    stands = place.occasion
    planning.replan(stands, Plan(stands.starts, stands.ends, "", LINK), by)
    assert "Wordt online" in letter(place, "booking/online")["Subject"]
    assert planning.last_place(stands) == "Utrecht"
    planning.replan(stands, Plan(stands.starts, stands.ends, "Utrecht", ""), by)
    assert "Op locatie" in letter(place, "booking/online")["Subject"]
    stands.refresh_from_db()
    assert (stands.place, stands.online_link, stands.sequence) == ("Utrecht", "", 2)
    assert file_of(letter(place, "booking/online")).events[0]["SEQUENCE"] == 2


def test_a_mail_about_a_plan_that_changed_again_is_not_sent(by):
    place = make.confirmed(make.occasion())
    planning.replan(place.occasion, later(place.occasion), by)
    first = Message.objects.get(template="booking/plan_changed")
    planning.replan(place.occasion, later(place.occasion, 2), by)
    with pytest.raises(office_letters.registry.Withdrawn):
        rendering.render(first)
    changing.cancel(place)
    with pytest.raises(office_letters.registry.Withdrawn):
        rendering.render(Message.objects.filter(template="booking/plan_changed").latest("pk"))


def test_who_is_confirmed_after_the_change_is_not_told_of_it(by, settings):
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}  # the task comes later
    occasion = make.occasion()
    early = make.confirmed(occasion)
    planning.replan(occasion, later(occasion), by)
    late = make.confirmed(occasion)
    office_tasks.tell_plan.call(occasion.pk, 1, switched=False)
    assert told("booking/plan_changed") == {early.email}
    assert late.email not in told("booking/plan_changed")


def test_a_correction_of_what_has_been_mails_nobody(by):
    place = make.confirmed(make.occasion())
    with time_machine.travel(timezone.now() + dt.timedelta(days=60), tick=False):
        planning.replan(place.occasion, later(place.occasion), by)
    assert told("booking/plan_changed") == set()


def test_a_plan_based_on_an_old_page_is_refused_and_so_is_one_of_what_is_off(by):
    occasion = make.occasion()
    planning.replan(occasion, later(occasion), by, seen=0)
    with pytest.raises(StaleError):
        planning.replan(occasion, later(occasion, 3), by, seen=0)
    changing.call_off(occasion, by)
    with pytest.raises(NotBookableError):
        planning.replan(occasion, later(occasion, 4), by)


def test_an_attendee_without_an_address_is_told_through_who_booked(by):
    booker = UserFactory.create()
    place = make.confirmed(make.occasion(), by=booker, attendees=[reserving.Attendee("Collega")])
    planning.replan(place.occasion, later(place.occasion), by)
    assert told("booking/plan_changed") == {booker.email}


def test_somebody_is_written_to_in_their_language(by):
    person = PersonFactory.create(language="en")
    place = make.confirmed(make.occasion(), attendees=[make.attendee(person.pk)])
    planning.replan(place.occasion, later(place.occasion), by)
    assert Message.objects.get(template="booking/plan_changed").language == "en"


def test_calling_off_tells_everyone_who_had_or_wanted_a_place_once(by):
    occasion = make.occasion(3)
    lapsed = make.reserve(occasion)
    reserving.lapse(lapsed)
    reserving.set_aside(occasion, 1, by, "kept")
    paid, held, waits = make.confirmed(occasion), make.reserve(occasion).places.get(), make.waiting(occasion)
    assert planning.call_off(occasion, by)
    assert planning.call_off(occasion, by) == []
    office_tasks.tell_called_off.call(occasion.pk)
    assert told("booking/called_off") == {paid.email, held.email, waits.email}
    assert Message.objects.filter(template="booking/called_off").count() == 3
    assert ModelLogEntry.objects.for_instance(occasion).filter(action="booking.call_off").count() == 1
    message = letter(paid, "booking/called_off")
    calendar = file_of(message)
    assert (calendar["METHOD"], calendar.events[0]["STATUS"]) == ("CANCEL", "CANCELLED")
    assert "181,50" in message.get_body(("plain",)).get_content()
    assert "181,50" not in letter(waits, "booking/called_off").get_body(("plain",)).get_content()


@pytest.mark.parametrize("when", ["attended", "over"])
def test_what_has_been_is_not_called_off(by, when):
    place = make.confirmed(make.occasion())
    days = 60 if when == "over" else 0
    if when == "attended":
        fact = attendance.check_in(place)
    with (
        time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False),
        pytest.raises(OverError if when == "over" else AttendedError),
    ):
        planning.call_off(place.occasion, by)
    assert not CalledOff.objects.exists()
    assert Place.objects.get(pk=place.pk).cancelled_at is None
    if when == "attended":
        attendance.withdraw(fact, "mistake", by)
        assert planning.call_off(place.occasion, by)
