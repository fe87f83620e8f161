"""The member's pages: what they show to whom, and what they do."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from academy.hours.models import Entry, Proof
from academy.intervisie import contests, joining, links
from academy.intervisie.models import Confirmation, Contest, Group, Invitation, Meeting, Recording, Request
from academy.intervisie.queries import contact_of, participants, takes_part
from lvv_site import civil
from lvv_site.mail.models import Message
from lvv_site.members.models import Person, User
from tests.factories import intervisie as make
from tests.factories.members import MembershipFactory, PersonFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db
MARKER = "Zonderlingsma"
TOMORROW = civil.today() + dt.timedelta(days=1)


def url(name: str, *args: int | str) -> str:
    return reverse(f"intervisie:{name}", args=args)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def group() -> Group:
    """A group whose people all bear the marker."""
    contact = make.member(person=PersonFactory.create(given_name="Contact", family_name=MARKER))
    made = make.group(others=0, contact=contact, name=f"Groep {MARKER}", newcomers=False, place=f"Plaats {MARKER}")
    for number in range(3):
        make.join(
            made, UserFactory.create(person=PersonFactory.create(given_name=f"Lid{number}", family_name=MARKER)).person
        )
    return made


@pytest.fixture
def recorded(group: Group) -> Recording:
    return make.recorded(group, theme="markeerthema")


def signed_in(client: Client, group: Group, who: str) -> User | None:
    """Sign in as the contact person, a participant, who left, another member, a guest; or do not."""
    user: User | None = None
    if who == "contact":
        user = make.contact_of(group)
    elif who == "participant":
        user = User.objects.get(person=make.people_of(group)[1])
    elif who == "member":
        user = make.member()
    elif who == "guest":
        user = UserFactory.create()
    if user:
        sign_in(client, user)
    return user


ALL = ("contact", "participant", "member", "guest", "anonymous")
# Page → who may see it; others get 404, a participant of a page for the contact person 403.
INSIDE, LEADS = ("contact", "participant"), ("contact",)
GROUP_PAGES = {
    "group": INSIDE, "leave": INSIDE, "edit": LEADS, "change_contact": LEADS, "invite": LEADS, "plan": LEADS,
    "record_unplanned": LEADS,
}  # fmt: skip
MEETING_PAGES = {
    "meeting": INSIDE, "contest": INSIDE, "proof": INSIDE, "record": LEADS, "move": LEADS, "cancel": LEADS,
}  # fmt: skip


@pytest.mark.parametrize("who", ALL)
@pytest.mark.parametrize("name", [*GROUP_PAGES, *MEETING_PAGES])
def test_who_sees_a_page_of_a_group(client: Client, group: Group, recorded: Recording, name: str, who: str) -> None:
    signed_in(client, group, who)
    address = url(name, group.pk) if name in GROUP_PAGES else url(name, recorded.meeting_id)
    allowed = (GROUP_PAGES | MEETING_PAGES)[name]
    response = client.get(address)
    if who == "anonymous":
        assert (response.status_code, response.url.partition("?")[0]) == (302, "/account/login/")
    elif who in allowed:
        assert response.status_code == 200
        if name != "proof":
            assert MARKER in response.content.decode()
    else:
        assert response.status_code == (403 if who == "participant" else 404)
    if who not in allowed:
        assert MARKER not in response.content.decode()
        assert "markeerthema" not in response.content.decode()


POSTS: dict[str, dict[str, Any]] = {
    "edit": {"name": "Gekaapt", "place": "Gekaapt"},
    "invite": {"email": "gekaapt@voorbeeld.example"},
    "plan": {"on": TOMORROW, "starts": "19:00", "ends": "21:00"},
    "record_unplanned": {"on": TOMORROW, "minutes": 120, "seen": 0},
    "change_contact": {"person": 1},
    "leave": {},
}
MEETING_POSTS: dict[str, dict[str, Any]] = {
    "record": {"minutes": 150, "seen": 1}, "move": {"on": TOMORROW, "starts": "19:00", "ends": "21:00"}, "cancel": {},
    "confirm": {"seen": 1}, "contest": {"reason": "other", "seen": 1},
}  # fmt: skip


def state() -> tuple[Any, ...]:
    return (
        list(Group.objects.values()), list(Meeting.objects.values()), Recording.objects.count(), Invitation.objects.count(),
        Message.objects.count(), Contest.objects.count(), Confirmation.objects.count(), Entry.objects.count(),
    )  # fmt: skip


@pytest.mark.parametrize("who", ["participant", "member", "guest", "anonymous"])
@pytest.mark.parametrize("name", [*POSTS, *MEETING_POSTS])
def test_who_may_not_do_it_changes_nothing(
    client: Client, group: Group, recorded: Recording, name: str, who: str
) -> None:
    if who == "participant" and name in {"leave", "confirm", "contest"}:
        return
    signed_in(client, group, who)
    before = state(), participants(group)
    if name in POSTS:
        response = client.post(url(name, group.pk), POSTS[name])
    else:
        response = client.post(url(name, recorded.meeting_id), MEETING_POSTS[name])
    assert response.status_code == (302 if who == "anonymous" else 403 if who == "participant" else 404)
    assert (state(), participants(group)) == before
    assert MARKER not in response.content.decode()


@pytest.mark.parametrize("who", ["participant", "member", "guest", "anonymous"])
def test_only_the_contact_person_answers_and_withdraws(client: Client, group: Group, who: str) -> None:
    request = Request.objects.create(group=group, person=PersonFactory.create())
    invitation = joining.invite(group.pk, "iemand@voorbeeld.example", make.contact_of(group))
    signed_in(client, group, who)
    for address in (url("answer_request", group.pk, request.pk), url("withdraw_invitation", group.pk, invitation.pk)):
        response = client.post(address, {"answer": "accept"})
        assert response.status_code == (302 if who == "anonymous" else 403 if who == "participant" else 404)
    request.refresh_from_db()
    invitation.refresh_from_db()
    assert (request.answer, invitation.answer) == ("", "")


@pytest.mark.parametrize("who", ["member", "guest"])
def test_the_overview_and_the_search_hold_nothing_of_others(
    client: Client, group: Group, recorded: Recording, who: str
) -> None:
    signed_in(client, group, who)
    for name in ("overview", "groups"):
        response = client.get(url(name))
        assert response.status_code == 200
        assert MARKER not in response.content.decode()


def test_an_account_without_a_person_first_tells_its_name(client: Client) -> None:
    sign_in(client, UserFactory.create(person=None))
    assert client.get(url("overview")).url == reverse("members:details")


def test_an_open_group_shows_its_contact_person_to_members_only(client: Client, group: Group) -> None:
    Group.objects.update(open=True)
    for who, shown in (("member", True), ("guest", False)):
        signed_in(client, group, who)
        for address in (url("groups"), url("group", group.pk)):
            page = text(client.get(address))
            assert f"Groep {MARKER}" in page
            assert (f"Contact van {MARKER}" in page) is shown, (who, address)
            assert f"Lid0 van {MARKER}" not in page


def test_only_members_start_a_group(client: Client) -> None:
    sign_in(client, UserFactory.create())
    assert client.get(url("start")).status_code == 403
    client.post(url("start"), {"name": "Van een gast", "place": "Ede", "open": "on"})
    assert not Group.objects.exists()


def test_starting_a_group(client: Client) -> None:
    make.rules()
    user = make.member()
    sign_in(client, user)
    response = client.post(url("start"), {"name": "IJsselstreek", "place": "Zwolle", "open": "on"}, follow=True)
    made = Group.objects.get()
    assert contact_of(made) == user.person
    assert "jij bent de contactpersoon" in text(response)
    assert "nog niet geregistreerd" in text(response)


@pytest.mark.parametrize(
    ("answers", "field"), [({"name": "", "place": "Zwolle"}, "name"), ({"name": "Ergens"}, "place")]
)
def test_a_group_needs_a_name_and_a_place_or_online(client: Client, answers: dict[str, str], field: str) -> None:
    sign_in(client, make.member())
    response = client.post(url("start"), answers)
    assert list(response.context["form"].errors) == [field]
    assert not Group.objects.exists()


def test_finding_by_place_and_online(client: Client) -> None:
    make.group(name="Zwolse", place="Zwolle")
    make.group(name="Verre", place="Maastricht", online=True)
    make.group(name="Dichte", place="Zwolle", newcomers=False)
    make.group(name="Volle", place="Zwolle", others=7)
    sign_in(client, make.member())
    found = {
        query: {
            name
            for name in ("Zwolse", "Verre", "Dichte", "Volle")
            if name in text(client.get(f"{url('groups')}{query}"))
        }
        for query in ("", "?q=zwol", "?q=maas", "?online=on", "?q=nergens")
    }
    assert found == {
        "": {"Zwolse", "Verre"},
        "?q=zwol": {"Zwolse"},
        "?q=maas": {"Verre"},
        "?online=on": {"Verre"},
        "?q=nergens": set(),
    }


def test_asking_and_being_let_in(client: Client) -> None:
    made, asker = make.group(), make.member()
    sign_in(client, asker)
    assert "Je aanmelding is verstuurd" in text(client.post(url("ask", made.pk), follow=True))
    request = Request.objects.get()
    contact = make.contact_of(made)
    sign_in(client, contact)
    assert asker.person.full_name in text(client.get(url("overview")))
    client.post(url("answer_request", made.pk, request.pk), {"answer": "accept"})
    assert takes_part(made, asker.person)


def test_inviting_too_often_is_stopped(client: Client, group: Group) -> None:
    signed_in(client, group, "contact")
    answers = [client.post(url("invite", group.pk), {"email": f"p{number}@voorbeeld.example"}) for number in range(31)]
    assert [answer.status_code for answer in answers] == [302] * 30 + [429]
    assert Invitation.objects.count() == 30


def test_answering_an_invitation_without_an_account(client: Client, group: Group) -> None:
    invitation = joining.invite(group.pk, "gast@voorbeeld.example", make.contact_of(group))
    address = url("invitation", links.token_of(invitation))
    assert group.name in text(client.get(address))
    refused = client.post(address, {"answer": "accept", "given_name": "", "family_name": "Gast"})
    assert list(refused.context["form"].errors) == ["given_name"]
    said = client.post(address, {"answer": "accept", "given_name": "Gijs", "family_name": "Gast"})
    assert "Je doet mee met" in text(said)
    assert takes_part(group, Person.objects.get(email="gast@voorbeeld.example"))
    assert client.get(address).status_code == 410
    assert "_auth_user_id" not in client.session


def test_declining_an_invitation(client: Client, group: Group) -> None:
    invitation = joining.invite(group.pk, "gast@voorbeeld.example", make.contact_of(group))
    address = url("invitation", links.token_of(invitation))
    assert "Je doet niet mee" in text(client.post(address, {"answer": "decline"}))
    assert not Person.objects.filter(email="gast@voorbeeld.example").exists()
    assert client.post(address, {"answer": "accept", "given_name": "A", "family_name": "B"}).status_code == 410


def test_who_is_signed_in_answers_as_who_they_are(client: Client, group: Group) -> None:
    user = make.member()
    sign_in(client, user)
    invitation = joining.invite(group.pk, "ander-adres@voorbeeld.example", make.contact_of(group))
    address = url("invitation", links.token_of(invitation))
    assert user.person.full_name in text(client.get(address))
    assert client.post(address, {"answer": "accept"}).url == url("group", group.pk)
    assert takes_part(group, user.person)


def test_planning_recording_and_downloading_the_own_proof(client: Client, group: Group) -> None:
    user = signed_in(client, group, "contact")
    assert user is not None
    client.post(url("plan", group.pk), {"on": civil.today(), "starts": "00:00", "ends": "02:00", "place": "Thuis"})
    meeting = Meeting.objects.get()
    present = [one.pk for one in make.people_of(group)[:3]]
    form = client.get(url("record", meeting.pk)).context["form"]
    assert (form.initial["minutes"], form.initial["seen"]) == (120, 0)
    answers = {"on": civil.today(), "minutes": 120, "present": present, "theme": "grenzen", "seen": 0}
    response = client.post(url("record", meeting.pk), answers, follow=True)
    assert "De bijeenkomst is vastgelegd" in text(response)
    assert Entry.objects.count() == 3
    proof = client.get(url("proof", meeting.pk))
    assert proof["Content-Type"] == "application/pdf"
    assert proof.content.startswith(b"%PDF")
    assert proof["Cache-Control"].startswith("max-age=0, no-cache, no-store")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"on": TOMORROW}, "on", "moet nog komen"),
        ({"on": civil.today() - dt.timedelta(days=61)}, "on", "te laat"),
        ({"on": "31-02-2026"}, "on", "bestaat niet"),
        ({"minutes": 75}, "minutes", "half uur"),
        ({"minutes": 60}, "minutes", "te kort"),
        ({"minutes": 0}, "minutes", "meer dan 0"),
        ({"minutes": "veel"}, "minutes", "Kies hoe lang"),
        ({"present": []}, "present", "Vink aan"),
        ({"present": "two"}, "present", "minstens 3"),
        ({"present": "stranger"}, "present", "deed op deze dag niet mee"),
        ({"theme": "bel anna@bedrijf.example"}, "theme", "geen adressen"),
        ({"theme": "alles wat er vorige week gebeurde met haar"}, "theme", "trefwoord"),
    ],
)
def test_each_mistake_is_told_beside_its_field_and_loses_nothing(
    client: Client, group: Group, changes: dict[str, Any], field: str, words: str
) -> None:
    signed_in(client, group, "contact")
    meeting = make.meeting(group)
    people = [one.pk for one in make.people_of(group)]
    sets = {"two": people[:2], "stranger": [*people, PersonFactory.create().pk]}
    changes = {key: sets.get(value, value) if isinstance(value, str) else value for key, value in changes.items()}
    answers = {"on": civil.today(), "minutes": 120, "present": people, "theme": "grenzen", "seen": 0, **changes}
    response = client.post(url("record", meeting.pk), answers)
    assert response.status_code == 200
    assert words in str(response.context["form"].errors[field])
    assert not Recording.objects.exists()
    if field != "theme":
        assert 'value="grenzen"' in response.content.decode()


def test_a_second_phone_is_told(client: Client, group: Group, recorded: Recording) -> None:
    signed_in(client, group, "contact")
    people = [one.pk for one in make.people_of(group)]
    answers = {"on": recorded.on, "minutes": 150, "present": people, "theme": "grenzen", "seen": 0}
    response = client.post(url("record", recorded.meeting_id), answers)
    assert "Iemand anders heeft deze bijeenkomst net vastgelegd" in text(response)
    assert Recording.objects.count() == 1


def test_confirming_and_contesting(client: Client, group: Group, recorded: Recording) -> None:
    signed_in(client, group, "participant")
    address = url("meeting", recorded.meeting_id)
    assert "Door jou bevestigd" in text(client.post(url("confirm", recorded.meeting_id), {"seen": 1}, follow=True))
    said = client.post(
        url("contest", recorded.meeting_id), {"reason": "wrong_date", "text": "Een dag eerder", "seen": 1}, follow=True
    )
    assert "Je melding is bij het bureau" in text(said)
    assert "Het bureau kijkt ernaar" in text(client.get(address))
    assert Contest.objects.get().reason == "wrong_date"


def test_a_decision_is_shown_to_who_contested(client: Client, group: Group, recorded: Recording) -> None:
    user = signed_in(client, group, "participant")
    assert user is not None
    made = contests.contest(recorded.meeting, user.person, "other", "", 1)
    contests.uphold(made.pk, "Goed zo", UserFactory.create(role="office"))
    assert "De bijeenkomst blijft zoals hij is vastgelegd" in text(client.get(url("meeting", recorded.meeting_id)))


def test_who_left_still_sees_the_own_meeting_but_not_the_group(
    client: Client, group: Group, recorded: Recording
) -> None:
    user = signed_in(client, group, "participant")
    assert user is not None
    client.post(url("leave", group.pk))
    assert client.get(url("group", group.pk)).status_code == 404
    assert client.get(url("meeting", recorded.meeting_id)).status_code == 200
    assert client.get(url("proof", recorded.meeting_id)).status_code == 200
    assert recorded.on.strftime("%Y") in text(client.get(url("overview")))


def test_a_proof_that_holds_no_longer_is_not_given(client: Client, group: Group, recorded: Recording) -> None:
    from academy.hours import ledger

    user = signed_in(client, group, "participant")
    assert user is not None
    entry = Proof.objects.get(entry__person=user.person).entry
    ledger.reverse(entry, 120, "other", None, text="Vergissing")
    assert client.get(url("proof", recorded.meeting_id)).status_code == 404


def test_the_calendar_file_of_a_plan(client: Client, group: Group) -> None:
    signed_in(client, group, "contact")
    client.post(url("plan", group.pk), {"on": TOMORROW, "starts": "19:00", "ends": "21:00"})
    response = client.get(url("calendar", Meeting.objects.get().pk))
    assert response.content.startswith(b"BEGIN:VCALENDAR")
    assert client.get(url("calendar", make.meeting(group).pk)).status_code == 404


def test_the_newest_meetings_first_the_others_on_request(client: Client) -> None:
    made = make.group()
    for days in range(10):
        make.recorded(made, civil.today() - dt.timedelta(days=days))
    sign_in(client, make.contact_of(made))
    for name, args in (("overview", []), ("group", [made.pk])):
        page = client.get(url(name, *args))
        assert "Toon ook 2 oudere bijeenkomsten" in text(page)
        assert "oudere bijeenkomst" not in text(client.get(f"{url(name, *args)}?alle=1"))


def test_english_pages_exist(client: Client, group: Group) -> None:
    signed_in(client, group, "contact")
    response = client.get(f"/en{url('group', group.pk)}")
    assert response.status_code == 200
    assert 'lang="en"' in response.content.decode()


def test_the_member_panel_names_what_waits(client: Client) -> None:
    made = make.group(name="Panelgroep")
    make.meeting(made, civil.today() - dt.timedelta(days=1))
    sign_in(client, make.contact_of(made))
    assert "Panelgroep : 1 bijeenkomst om vast te leggen" in text(client.get(reverse("members:home")))
    other = make.member()
    MembershipFactory.create()
    sign_in(client, other)
    assert "Panelgroep" not in text(client.get(reverse("members:home")))
