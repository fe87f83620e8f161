"""Planning, moving and cancelling; the file for the calendar."""

import datetime as dt

import pytest
from icalendar import Calendar

from academy.intervisie import meetings
from academy.intervisie.meetings import Plan
from academy.intervisie.models import Meeting, MeetingChange
from academy.intervisie.refusals import AlreadyRecordedError, CancelledError, PastError, SameDayError
from lvv_site import civil
from lvv_site.mail import sending
from lvv_site.mail.delivery import outbox
from lvv_site.mail.models import Message
from tests.factories import intervisie as make

pytestmark = pytest.mark.django_db
SUMMER = dt.date(2027, 7, 8)


def plan(on: dt.date = SUMMER, place: str = "Buurthuis") -> Plan:
    return Plan(on, dt.time(19, 30), dt.time(21, 30), place, "https://overleg.example/abc")


def planned() -> Meeting:
    group = make.group()
    return meetings.plan(group.pk, plan(), make.contact_of(group))


def sent() -> list[object]:
    sending.send_due()
    return [letter.mime for letter in outbox]


def files() -> list[Calendar]:
    return [
        Calendar.from_ical(part.get_payload(decode=True))
        for mime in sent()
        for part in mime.walk()
        if part.get_content_type() == "text/calendar"
    ]


def test_every_participant_gets_a_letter_with_a_file_for_the_calendar() -> None:
    meeting = planned()
    (first, *_rest) = found = files()
    (event,) = first.events
    assert len(found) == 4
    assert first["method"] == "PUBLISH"
    assert (event["uid"], event["sequence"], event["status"]) == (f"intervisie-{meeting.uid}", 0, "CONFIRMED")
    assert event.start == dt.datetime(2027, 7, 8, 17, 30, tzinfo=dt.UTC)
    assert event.end == dt.datetime(2027, 7, 8, 19, 30, tzinfo=dt.UTC)
    assert event["dtstamp"].dt.tzinfo is not None
    assert "Buurthuis" in event["location"]
    assert b"VTIMEZONE" not in first.to_ical()


def test_moving_and_cancelling_keep_the_uid_and_count_on() -> None:
    meeting = planned()
    by = make.contact_of(meeting.group)
    meetings.move(meeting.pk, plan(SUMMER + dt.timedelta(days=7)), by)
    meetings.cancel(meeting.pk, by)
    assert list(MeetingChange.objects.values_list("sequence", "kind")) == [
        (0, "planned"),
        (1, "moved"),
        (2, "cancelled"),
    ]
    (last, *_rest) = found = files()
    assert len(found) == 4  # what changed again is not mailed any more
    assert last["method"] == "CANCEL"
    assert (last.events[0]["uid"], last.events[0]["sequence"]) == (f"intervisie-{meeting.uid}", 2)
    assert last.events[0]["status"] == "CANCELLED"


def test_the_subject_says_what_happened_and_nothing_personal() -> None:
    planned()
    assert {str(mime["Subject"]) for mime in sent()} == {"Er is een intervisiebijeenkomst gepland"}


def test_a_group_meets_once_a_day() -> None:
    meeting = planned()
    by = make.contact_of(meeting.group)
    with pytest.raises(SameDayError):
        meetings.plan(meeting.group_id, plan(), by)
    other = meetings.plan(meeting.group_id, plan(SUMMER + dt.timedelta(days=1)), by)
    with pytest.raises(SameDayError):
        meetings.move(other.pk, plan(), by)
    meetings.cancel(meeting.pk, by)
    meetings.move(other.pk, plan(), by)
    assert Meeting.objects.filter(on=SUMMER).count() == 2


def test_a_plan_is_about_a_day_to_come() -> None:
    meeting = planned()
    by = make.contact_of(meeting.group)
    yesterday = civil.today() - dt.timedelta(days=1)
    with pytest.raises(PastError):
        meetings.plan(meeting.group_id, plan(yesterday), by)
    with pytest.raises(PastError):
        meetings.move(meeting.pk, plan(yesterday), by)
    meetings.plan(meeting.group_id, plan(civil.today()), by)


def test_what_was_recorded_or_cancelled_does_not_change() -> None:
    group = make.group()
    by = make.contact_of(group)
    done = make.recorded(group)
    off = meetings.plan(group.pk, plan(), by)
    meetings.cancel(off.pk, by)
    for act in (
        lambda pk: meetings.move(pk, plan(SUMMER + dt.timedelta(days=2)), by),
        lambda pk: meetings.cancel(pk, by),
    ):
        with pytest.raises(AlreadyRecordedError):
            act(done.meeting_id)
        with pytest.raises(CancelledError):
            act(off.pk)


def test_calling_off_what_has_gone_by_bothers_nobody() -> None:
    group = make.group()
    meeting = make.meeting(group, civil.today() - dt.timedelta(days=1))
    meetings.cancel(meeting.pk, make.contact_of(group))
    assert not Message.objects.exists()


def test_who_joined_after_the_planning_is_told_of_a_change() -> None:
    meeting = planned()
    late = make.join(meeting.group, since=civil.today())
    meetings.move(meeting.pk, plan(place="Elders"), make.contact_of(meeting.group))
    assert Message.objects.filter(to=late.email, template="intervisie/meeting").count() == 1
