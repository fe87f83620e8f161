"""What may be taken along, what ends when, and what disappears on request."""

import datetime as dt
import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from academy.hours.models import Entry
from academy.intervisie import contests, joining, privacy
from academy.intervisie.models import (
    Contest,
    ContestText,
    Group,
    Invitation,
    Meeting,
    Participation,
    Presence,
    Recording,
    Request,
    RulingText,
    Theme,
)
from academy.intervisie.queries import contact_of, takes_part
from lvv_site import civil
from lvv_site.members import personal_data, retention
from lvv_site.members.models import Person
from lvv_site.operations import append_only
from tests.factories import intervisie as make
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
TODAY = civil.today()


def days_ago(number: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=number)


@pytest.fixture
def story() -> tuple[Person, Group]:
    """Somebody who was there, contested, was answered, leads a group and asked another one."""
    group = make.group(name="Groep IJsselstreek")
    person = make.contact_of(group).person
    made = make.recorded(group)
    contests.contest(made.meeting, person, "other", "Eigen woorden", 1)
    joining.ask(make.group(name="Andere groep").pk, person)
    return person, group


def test_export_holds_everything_about_the_person(story: tuple[Person, Group]) -> None:
    told = privacy.export(story[0])
    assert [one["group_name"] for one in told["groups"]] == ["Groep IJsselstreek"]
    assert [one["group_name"] for one in told["contact_person"]] == ["Groep IJsselstreek"]
    assert [one["group_name"] for one in told["requests"]] == ["Andere groep"]
    assert [(one["minutes"], one["theme"], one["contested"]) for one in told["meetings"]] == [(120, "grenzen", True)]
    assert [one["words"] for one in told["contests"]] == ["Eigen woorden"]
    assert "Eigen woorden" in json.dumps(told, cls=DjangoJSONEncoder)


def test_erasing_takes_words_and_requests_and_keeps_the_facts(story: tuple[Person, Group]) -> None:
    person, group = story
    email = person.email
    Invitation.objects.create(group=group, email=email.upper())
    second = make.people_of(group)[1]
    personal_data.erase(person)
    assert not ContestText.objects.exists()
    assert not Request.objects.exists()
    assert not Invitation.objects.exists()
    assert (Contest.objects.count(), Recording.objects.count(), Presence.objects.count()) == (1, 1, 4)
    assert Entry.objects.filter(person=person).count() == 1
    assert Participation.objects.filter(person=person).count() == 1
    assert not takes_part(group, person)
    assert contact_of(group) == second


def test_invitations_and_answered_requests_end() -> None:
    group = make.group()
    for days in (43, 46):
        Invitation.objects.create(group=group, email=f"p{days}@voorbeeld.example", sent_at=days_ago(days))
    for days, answer in ((80, "declined"), (95, "accepted"), (500, "")):
        Request.objects.create(
            group=group, person=PersonFactory.create(), answer=answer, answered_at=days_ago(days) if answer else None
        )
    assert (privacy.end_invitations(TODAY, True), privacy.end_requests(TODAY, True)) == (1, 1)
    assert (privacy.end_invitations(TODAY, False), privacy.end_requests(TODAY, False)) == (1, 1)
    assert (Invitation.objects.count(), Request.objects.count()) == (1, 2)


def test_places_end_after_a_year_and_themes_after_six() -> None:
    group = make.group(since=dt.date(2015, 1, 1))
    for days in (300, 400, 2500):
        meeting = make.meeting(group, TODAY - dt.timedelta(days=days))
        Theme.objects.create(
            recording=Recording.objects.create(meeting=meeting, revision=1, on=meeting.on, minutes=120), text="grenzen"
        )
    assert (privacy.end_places(TODAY, True), privacy.end_themes(TODAY, True)) == (2, 1)
    with append_only.retention():
        assert (privacy.end_places(TODAY, False), privacy.end_themes(TODAY, False)) == (2, 1)
    assert list(Meeting.objects.exclude(place="").values_list("place", flat=True)) == ["Bij Anna"]
    assert Theme.objects.count() == 2


def test_words_about_a_contest_end_two_years_after_the_decision() -> None:
    from academy.intervisie.models import Ruling

    group = make.group()
    made = make.recorded(group)
    for place, days in ((1, 700), (2, 740)):
        found = contests.contest(made.meeting, make.people_of(group)[place], "other", "Woorden", 1)
        ruling = Ruling.objects.create(contest=found, outcome="upheld", at=days_ago(days))
        RulingText.objects.create(ruling=ruling, text="Antwoord")
    contests.contest(made.meeting, make.people_of(group)[3], "other", "Wacht nog", 1)
    assert privacy.end_words(TODAY, True) == 2
    assert privacy.end_words(TODAY, False) == 2
    assert (ContestText.objects.count(), RulingText.objects.count()) == (2, 1)


def test_every_row_is_on_the_privacy_page_and_carried_out() -> None:
    make.rules()
    rows = {str(row.what) for row, _number in retention.retain(TODAY, dry_run=False)}
    assert {str(row.what) for row in privacy.RETENTION if row.task} <= rows
