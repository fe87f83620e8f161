"""The office's screens: who may see and do what, and what they do."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from academy.hours.models import Entry
from academy.intervisie import contests
from academy.intervisie.models import Contest, Group, Recording, Registration, RoomRules, Ruling
from academy.intervisie.queries import contact_of, kind_on, rules_on
from lvv_site import civil
from lvv_site.mail.models import Message
from lvv_site.members.models import User
from tests.factories import intervisie as make
from tests.factories.members import PersonFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db
MARKER = "Zonderlingsma"
OTHERS = ["treasurer", "editor", "question_editor", "committee", "assessor", "board", "provider", None]


@pytest.fixture
def contest() -> Contest:
    contact = make.member(person=PersonFactory.create(given_name="Contact", family_name=MARKER))
    group = make.group(contact=contact, name=f"Groep {MARKER}")
    made = make.recorded(group, present=frozenset(one.pk for one in make.people_of(group)[:3]))
    return contests.contest(made.meeting, make.people_of(group)[3], "was_present", f"Ik {MARKER} was er", 1)


def signed_in(client: Client, role: str | None) -> User:
    user: User = UserFactory.create(role=role, second_factor=True)
    sign_in(client, user)
    return user


def addresses(contest: Contest) -> dict[str, str]:
    meeting = contest.recording.meeting
    return {
        "list": reverse("intervisie_group:index"),
        "group": reverse("intervisie_group:inspect", args=[meeting.group_id]),
        "register": reverse("intervisie_group:register", args=[meeting.group_id]),
        "deregister": reverse("intervisie_group:deregister", args=[meeting.group_id]),
        "contact": reverse("intervisie_group:contact", args=[meeting.group_id]),
        "correct": reverse("intervisie_group:correct", args=[meeting.pk]),
        "correct_contested": reverse("intervisie_group:correct_contested", args=[meeting.pk, contest.pk]),
        "contests": reverse("intervisie_contest:index"),
        "contest": reverse("intervisie_contest:inspect", args=[contest.pk]),
        "uphold": reverse("intervisie_contest:uphold", args=[contest.pk]),
        "rules": reverse("intervisie_rules:index"),
        "set": reverse("intervisie_rules:set"),
    }


def recording_of(contest: Contest, **changes: Any) -> dict[str, Any]:
    everybody = [one.pk for one in make.people_of(contest.recording.meeting.group)]
    return {"on": contest.recording.on, "minutes": 120, "present": everybody, "theme": "grenzen", "seen": 1, **changes}


def posts(contest: Contest) -> dict[str, dict[str, Any]]:
    day = {"starts": civil.today(), "reason": "Gekaapt"}
    return {
        "register": day, "deregister": day, "contact": {"person": make.people_of(contest.recording.meeting.group)[1].pk},
        "correct": recording_of(contest), "correct_contested": recording_of(contest), "uphold": {"text": "Gekaapt"},
        "set": {"valid_from": civil.today(), "min_group": 2, "max_group": 9, "min_minutes": 30, "min_present": 2,
                "latest_recording_days": 1},
    }  # fmt: skip


def state() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Registration, Recording, Ruling, RoomRules, Entry, Message))


def test_the_office_sees_everything(client: Client, contest: Contest) -> None:
    signed_in(client, "office")
    for name, address in addresses(contest).items():
        response = client.get(address)
        assert response.status_code == 200, name
        assert (MARKER in response.content.decode()) is (
            name not in {"contests", "rules", "set", "uphold"}
        ) or name == "contests"


@pytest.mark.parametrize("role", OTHERS)
def test_others_see_and_do_nothing(client: Client, contest: Contest, role: str | None) -> None:
    signed_in(client, role)
    before, contact = state(), contact_of(contest.recording.meeting.group)
    for name, address in addresses(contest).items():
        answers = [client.get(address), client.get(address, {"export": "csv"}), client.get(f"{address}?q={MARKER}")]
        if name in posts(contest):
            answers.append(client.post(address, posts(contest)[name]))
        for response in answers:
            assert response.status_code in {302, 403}, (name, role)
            assert MARKER not in response.content.decode()
    assert state() == before
    assert contact_of(contest.recording.meeting.group) == contact


@pytest.mark.parametrize("role", OTHERS)
def test_a_refusal_does_not_tell_what_there_is(client: Client, contest: Contest, role: str | None) -> None:
    signed_in(client, role)
    for name in ("inspect", "register", "contact", "correct"):
        there, not_there = (
            client.get(reverse(f"intervisie_group:{name}", args=[pk])) for pk in (contest.recording.meeting_id, 999_999)
        )
        assert there.status_code == not_there.status_code
        assert getattr(there, "url", "").partition("?")[0] == getattr(not_there, "url", "").partition("?")[0]


def test_a_visitor_is_sent_to_login(client: Client, contest: Contest) -> None:
    for address in addresses(contest).values():
        response = client.get(address)
        assert response.status_code == 302
        assert "/account/login/" in response.headers["Location"]


def test_the_list_is_filtered_searched_and_exported_safely(client: Client) -> None:
    make.group(name="=HYPERLINK(1)", place="Zwolle", online=True)
    make.group(name="Ongeregistreerd", place="Breda", registered=None, newcomers=False)
    signed_in(client, "office")
    index = reverse("intervisie_group:index")

    def names(query: str) -> set[str]:
        page = client.get(f"{index}?{query}").content.decode()
        return {name for name in ("HYPERLINK", "Ongeregistreerd") if name in page}

    assert names("") == {"HYPERLINK", "Ongeregistreerd"}
    assert names("registered=true") == names("online=true") == names("open=true") == {"HYPERLINK"}
    assert names("registered=false") == names("q=breda") == {"Ongeregistreerd"}
    assert names("empty=true") == set()
    person = make.people_of(Group.objects.get(place="Breda"))[1]
    assert names(f"q={person.family_name}") == {"Ongeregistreerd"}
    exported = b"".join(client.get(index, {"export": "csv"}).streaming_content).decode()
    assert "'=HYPERLINK(1)" in exported
    assert ",=HYPERLINK" not in exported


def test_registering_and_taking_out(client: Client) -> None:
    group = make.group(registered=None)
    signed_in(client, "office")
    since = civil.today() - dt.timedelta(days=10)
    address = reverse("intervisie_group:register", args=[group.pk])
    client.post(address, {"starts": since, "reason": "Aangemeld per mail"})
    assert kind_on(group, since) == "intervisie"
    again = client.post(address, {"starts": civil.today(), "reason": "Nog eens"})
    assert "Op deze dag is dat al zo" in again.content.decode()
    assert 'value="' in again.content.decode()
    assert "Nog eens" in again.content.decode()
    client.post(reverse("intervisie_group:deregister", args=[group.pk]), {"starts": civil.today(), "reason": "Gestopt"})
    assert kind_on(group, civil.today()) == "extra"
    page = client.get(reverse("intervisie_group:inspect", args=[group.pk])).content.decode()
    assert "Aangemeld per mail" in page
    assert "Gestopt" in page


def test_another_contact_person(client: Client) -> None:
    group = make.group()
    signed_in(client, "office")
    other = make.people_of(group)[2]
    client.post(reverse("intervisie_group:contact", args=[group.pk]), {"person": other.pk})
    assert contact_of(group) == other


def test_correcting_long_after(client: Client) -> None:
    group = make.group(since=dt.date(2024, 1, 1))
    on = civil.today() - dt.timedelta(days=59)
    made = make.recorded(group, on)
    signed_in(client, "office")
    address = reverse("intervisie_group:correct", args=[made.meeting_id])
    form = client.get(address).context["form"]
    assert "text" not in form.fields
    earlier = on - dt.timedelta(days=100)
    people = [one.pk for one in make.people_of(group)]
    client.post(address, {"on": earlier, "minutes": 150, "present": people, "theme": "", "seen": 1})
    assert set(Entry.objects.filter(minutes__gt=0, reversals=None).values_list("on", "minutes")) == {(earlier, 150)}
    late = client.post(address, {"on": earlier, "minutes": 75, "present": people, "theme": "", "seen": 2})
    assert "half uur" in late.content.decode()
    outdated = client.post(address, {"on": earlier, "minutes": 180, "present": people, "theme": "", "seen": 1})
    assert "Iemand anders heeft" in outdated.content.decode()
    assert Recording.objects.count() == 2


def test_a_contest_is_corrected(client: Client, contest: Contest) -> None:
    signed_in(client, "office")
    assert "Ik was er wel bij" in client.get(addresses(contest)["contest"]).content.decode()
    client.post(addresses(contest)["correct_contested"], recording_of(contest, text="Je hebt gelijk."))
    assert Ruling.objects.get().outcome == "corrected"
    assert Ruling.objects.get().text.text == "Je hebt gelijk."
    assert Entry.objects.filter(person=contest.person).count() == 1
    assert "Laten staan" not in client.get(addresses(contest)["contest"]).content.decode()


def test_a_contest_is_turned_down_once(client: Client, contest: Contest) -> None:
    signed_in(client, "office")
    client.post(addresses(contest)["uphold"], {"text": "De lijst is getekend."})
    assert Ruling.objects.get().outcome == "upheld"
    again = client.post(addresses(contest)["uphold"], {"text": "Nogmaals"})
    assert "Hierover is al besloten" in again.content.decode()
    waiting = client.get(addresses(contest)["contests"], {"waiting": "true"}).content.decode()
    assert contest.person.full_name not in waiting


def test_nobody_of_the_office_decides_about_their_own(client: Client, contest: Contest) -> None:
    user = UserFactory.create(person=contest.person, role="office", second_factor=True)
    sign_in(client, user)
    refused = client.post(addresses(contest)["uphold"], {"text": "Nee"})
    assert "beslist iemand anders" in refused.content.decode()
    assert not Ruling.objects.exists()


def test_new_rules_are_a_new_row(client: Client) -> None:
    make.rules()
    signed_in(client, "office")
    address, tomorrow = reverse("intervisie_rules:set"), civil.today() + dt.timedelta(days=1)
    answers = {
        "valid_from": tomorrow, "min_group": 4, "max_group": 6, "min_minutes": 120, "min_present": 3, "latest_recording_days": 30,
    }  # fmt: skip
    refused = client.post(address, {**answers, "max_group": 3, "min_minutes": 100})
    assert set(refused.context["form"].errors) == {"max_group", "min_minutes"}
    client.post(address, answers)
    assert (rules_on(civil.today()).max_group, rules_on(tomorrow).max_group) == (8, 6)
    assert RoomRules.objects.count() == 2
    assert client.get(reverse("intervisie_rules:index")).status_code == 200


def test_a_persons_page_shows_groups_and_meetings_to_who_may(client: Client, contest: Contest) -> None:
    person = make.people_of(contest.recording.meeting.group)[1]
    signed_in(client, "office")
    assert f"Groep {MARKER}" in client.get(reverse("person:inspect", args=[person.pk])).content.decode()
    signed_in(client, "board")
    assert f"Groep {MARKER}" not in client.get(reverse("person:inspect", args=[person.pk])).content.decode()
