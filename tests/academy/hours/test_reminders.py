"""Who is reminded of hours, when, once, and in which words."""

import datetime as dt
from collections.abc import Mapping
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from django.core.management import call_command
from wagtail import hooks

from academy.certification import adjustments, decisions
from academy.certification.dates import months_later
from academy.certification.enums import EventKind
from academy.certification.models import Period
from academy.hours.planned import Planned
from academy.hours.reminders import due, milestone
from lvv_site.mail import registry, rendering
from lvv_site.mail.models import Message
from lvv_site.members.models import Person
from tests.factories import hours
from tests.factories.certification import certificate, event
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 5, 3)
DAY = dt.timedelta(days=1)
ENOUGH = {"course": 24, "intervisie": 32, "extra": 16}


@pytest.fixture(autouse=True)
def _on_a_day():
    with at(TODAY):
        yield


def at(day: dt.date):
    return time_machine.travel(dt.datetime.combine(day, dt.time(8), dt.UTC), tick=False)


def holder(end: dt.date, *, scheme: str = "lvv-2024", **person: object) -> tuple[Person, Period]:
    """Somebody whose four years end (exclusive) on a day."""
    made = certificate(PersonFactory.create(**person))
    event(made, EventKind.GRANTED, months_later(end, -48), end - DAY, scheme=scheme)
    return made.person, Period.objects.get(certificate=made)


def named(today: dt.date = TODAY) -> list[tuple[str, str]]:
    return [(one.template, one.to) for one in due(today)]


def give(person: Person, wanted: Mapping[str, float], on: dt.date) -> None:
    for kind, number in wanted.items():
        left = int(number * 60)
        while left:
            part = min(left, 480)
            hours.entry(person, kind, part, on)
            left -= part
            on -= DAY


@pytest.mark.parametrize(
    ("end", "today", "months"),
    [
        (dt.date(2028, 5, 3), TODAY, 12),
        (dt.date(2027, 11, 3), TODAY, 6),
        (dt.date(2027, 8, 3), TODAY, 3),
        (dt.date(2027, 6, 3), TODAY, 1),
        (dt.date(2028, 5, 3), TODAY - DAY, None),
        (dt.date(2028, 5, 3), TODAY + 13 * DAY, 12),  # a day was missed
        (dt.date(2028, 5, 3), TODAY + 14 * DAY, None),  # too late to be of use
        (dt.date(2027, 5, 31), dt.date(2027, 2, 28), 3),  # clamps back
        (dt.date(2027, 5, 31), dt.date(2027, 4, 30), 1),
        (dt.date(2027, 5, 31), dt.date(2027, 4, 29), None),
        (dt.date(2028, 2, 29), dt.date(2027, 2, 28), 12),
    ],
)
def test_the_days_before_the_end(end, today, months):
    assert milestone(dt.date(2024, 1, 1), end, today) == months


def test_a_period_that_was_granted_shorter_has_no_reminder_before_its_start():
    assert milestone(TODAY + DAY, dt.date(2028, 5, 3), TODAY + 2 * DAY) is None


@pytest.mark.parametrize("months", [12, 6, 3, 1])
def test_who_is_behind_is_reminded_each_once(months):
    person, period = holder(months_later(TODAY, months))
    first = list(due(TODAY))
    assert {(one.template, one.to) for one in first} >= {("hours/reminder", person.email)}
    assert [one.context_ids for one in first if one.template == "hours/reminder"] == [{"period": period.pk}]
    call_command("remind")
    assert named() == []
    for days in (1, 5, 13):
        with at(TODAY + days * DAY):
            call_command("remind")
    assert Message.objects.filter(template="hours/reminder").count() == 1


def test_who_has_enough_is_left_alone():
    person, _period = holder(dt.date(2027, 11, 3))
    give(person, ENOUGH, TODAY - 40 * DAY)
    assert named() == []


def test_who_waits_for_the_office_or_has_booked_enough_is_left_alone():
    waiting, _period = holder(dt.date(2027, 11, 3))
    give(waiting, ENOUGH | {"extra": 15.5}, TODAY - 40 * DAY)
    hours.claim(waiting, "extra", 30)
    booked, _period = holder(dt.date(2027, 11, 3))
    give(booked, ENOUGH | {"course": 20}, TODAY - 40 * DAY)

    def room(person: Person) -> list[Planned]:
        return [Planned(TODAY + 20 * DAY, "run:1", "course", 240, "Cursus")] if person.pk == booked.pk else []

    with hooks.register_temporarily("planned_hours", room):
        assert named() == []
    assert named() == [("hours/reminder", booked.email)]


def test_what_is_only_suggested_makes_up_for_nothing():
    person, _period = holder(dt.date(2027, 11, 3))
    give(person, ENOUGH | {"course": 20}, TODAY - 40 * DAY)
    offer = Planned(TODAY + 20 * DAY, "run:1", "course", 240, "Cursus", booked=False)
    with hooks.register_temporarily("planned_hours", lambda _person: [offer]):
        assert named() == [("hours/reminder", person.email)]


@pytest.mark.parametrize("kind", [EventKind.RESIGNED, EventKind.STRUCK_OFF])
def test_only_for_a_certificate_in_force(kind):
    person, period = holder(dt.date(2027, 11, 3))
    by, second = UserFactory.create_batch(2)
    event(period.certificate, kind, TODAY - DAY, by=by, second_by=second if kind == EventKind.STRUCK_OFF else None)
    assert named() == []
    holder(TODAY)  # ended yesterday
    assert named() == []
    assert person.email


def test_a_suspended_adviser_is_reminded():
    person, period = holder(dt.date(2027, 11, 3))
    event(period.certificate, EventKind.SUSPENDED, TODAY - DAY, TODAY + DAY)
    assert named() == [("hours/reminder", person.email)]


def test_without_an_address_or_a_name_nobody_is_reminded():
    holder(dt.date(2027, 11, 3), email=None)
    person, _period = holder(dt.date(2027, 11, 3))
    person.erased_at = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    person.save()
    assert named() == []


def test_after_an_extension_the_days_are_counted_from_the_new_end():
    _person, period = holder(dt.date(2027, 11, 3))
    call_command("remind")
    decision = decisions.Decision(UserFactory.create(), TODAY, "Ziekte", decisions.last_event(period.certificate))
    adjustments.extend(period, 6, decision)
    assert named() == [("hours/reminder", _person.email)]  # 12 months before the new end is today too
    call_command("remind")
    with at(dt.date(2027, 11, 3)):
        assert len(named(dt.date(2027, 11, 3))) == 1
    assert Message.objects.count() == 2


# lvv-1.11: at most 16 + 16 + 4 hours a year, 32 + 32 + 8 needed: two full years at least.
def test_when_the_goal_is_about_to_get_out_of_reach():
    end = dt.date(2029, 6, 20)  # the second year ends on 20 June 2027: after that two years are left
    person, period = holder(end, scheme="lvv-1.11")
    give(person, {"course": 8, "intervisie": 16, "extra": 4}, dt.date(2026, 12, 1))
    assert named() == []  # what is short fits in two years
    late_end = dt.date(2028, 6, 20)  # the third year ends on 20 June 2027: then one year is left
    late, its = holder(late_end, scheme="lvv-1.11")
    give(late, {"course": 8, "intervisie": 16, "extra": 4}, dt.date(2026, 12, 1))
    (one,) = due(TODAY)
    assert (one.template, one.to, one.dedupe_key) == ("hours/reach", late.email, f"hours/reach:{its.pk}:20270619")
    assert [len(list(due(day))) for day in (dt.date(2027, 4, 19), dt.date(2027, 4, 20), dt.date(2027, 6, 19))] == [
        0,
        1,
        1,
    ]
    assert person.email
    assert period.pk


def test_what_is_out_of_reach_already_is_not_about_to_be():
    holder(dt.date(2028, 6, 20), scheme="lvv-1.11")  # nothing done, one year and seven weeks left
    assert list(due(dt.date(2027, 7, 20))) == []


def test_it_goes_out_once_for_each_limit():
    late, _its = holder(dt.date(2028, 6, 20), scheme="lvv-1.11")
    give(late, {"course": 8, "intervisie": 16, "extra": 4}, dt.date(2026, 12, 1))
    for days in range(0, 47, 9):
        with at(TODAY + days * DAY):
            call_command("remind")
    assert Message.objects.filter(template="hours/reach").count() == 1


def test_where_no_year_has_a_maximum_the_limit_is_the_end():
    person, _period = holder(dt.date(2027, 6, 25))
    assert named() == [("hours/reach", person.email)]
    assert named(dt.date(2027, 4, 24)) == []


@pytest.mark.parametrize(
    ("language", "end", "scheme", "words"),
    [
        ("nl", dt.date(2027, 11, 3), "lvv-2024", ["2 november 2027", "Intervisie: 32 uur", "Je dossier is open."]),
        (
            "nl",
            dt.date(2027, 6, 25),
            "lvv-2024",
            ["Je certificaat geldt tot en met 24 juni 2027", "Extra activiteiten: 16 uur"],
        ),
        ("nl", dt.date(2028, 6, 20), "lvv-1.11", ["uiterlijk op 19 juni 2027", "Bij- en nascholing: 8 uur"]),
        ("en", dt.date(2027, 11, 3), "lvv-2024", ["2 November 2027", "/en/mijn/uren/"]),
    ],
)
def test_the_letter_reads_well(language, end, scheme, words):
    person, _period = holder(end, scheme=scheme, language=language, given_name="Vera")
    if scheme == "lvv-1.11":
        give(person, {"course": 8, "intervisie": 16, "extra": 4}, dt.date(2026, 12, 1))
    call_command("remind")
    letter = message_from_bytes(rendering.render(Message.objects.get()).as_bytes(), policy=default)
    plain, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain
    assert html
    text = plain.get_content()
    assert "Vera" in text
    assert all(word in text for word in words), text
    assert all(word.rpartition(": ")[2] in html.get_content() for word in words)
    assert "Vera" not in letter["Subject"]


def test_the_letter_says_what_is_short_in_the_readers_language():
    person, _period = holder(dt.date(2027, 11, 3), language="nl")
    give(person, ENOUGH | {"intervisie": 28.5}, TODAY - 40 * DAY)
    other, _period = holder(dt.date(2027, 11, 3), language="en")
    (first, second) = sorted(due(TODAY), key=lambda one: one.to != person.email)
    context = registry.find(first.template).builder(first.context_ids)
    assert (context["language"], context["short"], context["last_day"]) == (
        "nl", [("Intervisie", 210)], dt.date(2027, 11, 2),
    )  # fmt: skip
    assert context["url"].endswith("/mijn/uren/")
    english = registry.find(second.template).builder(second.context_ids)
    assert (english["language"], english["url"].endswith("/en/mijn/uren/")) == ("en", True)
    assert other.email == second.to


def test_the_letter_about_a_limit_says_how_much_before_when():
    late, _its = holder(dt.date(2028, 6, 20), scheme="lvv-1.11")
    give(late, {"course": 8, "intervisie": 16, "extra": 4}, dt.date(2026, 12, 1))
    (one,) = due(TODAY)
    context = registry.find(one.template).builder(one.context_ids)
    assert context["limit"].until == dt.date(2027, 6, 19)
    assert context["needed"] == [("Bij- en nascholing", 480)]


@pytest.mark.parametrize("template", ["hours/reminder", "hours/reach"])
def test_who_catches_up_before_the_letter_leaves_gets_none(template):
    months = {"hours/reminder": dt.date(2027, 11, 3), "hours/reach": dt.date(2027, 6, 25)}
    person, _period = holder(months[template])
    (one,) = due(TODAY)
    assert one.template == template
    give(person, ENOUGH, TODAY - 40 * DAY)
    with pytest.raises(registry.Withdrawn):
        registry.find(template).builder(one.context_ids)


def test_a_person_that_was_merged_is_written_once_at_the_address_of_today():
    from lvv_site.members import people

    old, _period = holder(dt.date(2027, 11, 3))
    new = PersonFactory.create(email="nieuw@voorbeeld.example")
    people.merge(old, new)
    assert named() == [("hours/reminder", "nieuw@voorbeeld.example")]


def test_whose_dates_say_that_nothing_is_due_costs_no_reading_of_hours(django_assert_max_num_queries):
    for _number in range(5):
        holder(dt.date(2030, 1, 1))
    with django_assert_max_num_queries(6):
        assert list(due(TODAY)) == []
