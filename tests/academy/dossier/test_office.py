"""The office's screens: who may see and do what, and what an outcome does."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from academy.certification import decisions
from academy.certification.models import Period, SchemeVersion, StatusEvent
from academy.dossier.models import Handover, Outcome, Requirement
from lvv_site import civil
from tests.factories import hours
from tests.factories.dossier import Holder, holder
from tests.factories.members import UserFactory, sign_in

pytestmark = pytest.mark.django_db
MARKER = "Zonderlingsma"
ROLES = ["treasurer", "editor", "question_editor", "committee", "assessor", "board", "provider"]
SCREENS = ("index", "inspect", "vog", "outcome", "pdf", "zip", "csv")


@pytest.fixture
def one() -> Holder:
    made = holder(name=MARKER)
    made.complete()
    hours.claim(made.person, "extra", 60, decided="approved", title=f"Lezing {MARKER}")
    made.hand_over()
    return made


def address(name: str, one: Holder | None = None) -> str:
    if name == "index" or one is None:
        return reverse("dossier_office:index")
    return reverse(f"dossier_office:{name}", args=[one.period.pk, *([1] if name in {"pdf", "zip", "csv"} else [])])


def office(client: Client):
    user = UserFactory.create(role="office", second_factor=True)
    sign_in(client, user)
    return user


def text(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


def answers(one: Holder, **fields: object) -> dict[str, object]:
    return {
        "kind": "granted", "decided_on": str(civil.today()), "reason": "", "seen": 0,
        "scheme": SchemeVersion.objects.get(code="lvv-2024").pk, "seen_event": decisions.last_event(one.certificate),
    } | fields  # fmt: skip


@pytest.mark.parametrize("visitor", ["anonymous", "member", *ROLES])
@pytest.mark.parametrize("name", SCREENS)
def test_only_the_office_comes_here(client: Client, one: Holder, visitor: str, name: str) -> None:
    if visitor != "anonymous":
        sign_in(client, UserFactory.create(role=visitor if visitor in ROLES else None, second_factor=True))
    response = client.get(address(name, one))
    absent = client.get(address(name, one).replace(f"/{one.period.pk}/", "/999999/"))
    assert response.status_code in {302, 403}
    assert (absent.status_code, absent.headers.get("Location", "").partition("?")[0]) == (
        response.status_code, response.headers.get("Location", "").partition("?")[0],
    )  # fmt: skip
    assert MARKER not in text(response)
    if name in {"vog", "outcome"}:
        client.post(address(name, one), answers(one))
        assert not Outcome.objects.exists()
        assert not Requirement.objects.filter(kind="vog").exists()


@pytest.mark.parametrize("name", SCREENS)
def test_the_office_sees_and_takes_out(client: Client, one: Holder, name: str) -> None:
    office(client)
    response = client.get(address(name, one))
    assert response.status_code == 200
    if name in {"pdf", "zip", "csv"}:
        assert response.headers["Cache-Control"].startswith("private, no-store")
        assert len(text(response)) > 100
        assert ModelLogEntry.objects.get(action="dossier.export").object_id == str(one.person.pk)
    else:
        assert MARKER in text(response)


def test_the_list_says_how_each_stands_and_finds_by_name_and_number(client: Client, one: Holder) -> None:
    open_one, complete, early, late = holder(), holder(7, name="Compleetsma"), holder(20, name="Vroegsma"), holder(-3)
    complete.complete()
    office(client)
    page = text(client.get(address("index")))
    for number in (one, open_one, complete, late):
        assert number.certificate.number in page
    assert early.certificate.number not in page
    assert "overgedragen" in page
    assert f'href="{address("inspect", one)}"' in page
    for state, expected in {
        "open": {open_one, late}, "complete": {complete}, "handed_over": {one}, "granted": set(), "held": set(),
    }.items():  # fmt: skip
        page = text(client.get(address("index"), {"state": state}))
        shown = {each.certificate.number for each in (one, open_one, complete, late) if each.certificate.number in page}
        assert shown == {each.certificate.number for each in expected}, state
    assert "Compleetsma" in text(client.get(address("index"), {"q": "compleetsma"}))
    assert MARKER not in text(client.get(address("index"), {"q": complete.certificate.number.lower()}))


def test_who_left_or_goes_on_already_is_not_in_the_list(client: Client) -> None:
    left, followed = holder(), holder(-1)
    decision = decisions.Decision(
        UserFactory.create(), civil.today(), "Op verzoek", decisions.last_event(left.certificate)
    )
    decisions.resign(left.certificate, civil.today(), decision)
    decision = decisions.Decision(
        UserFactory.create(), civil.today(), "Verleend", decisions.last_event(followed.certificate)
    )
    decisions.grant(followed.certificate, civil.today(), None, followed.period.scheme, decision)
    office(client)
    page = text(client.get(address("index")))
    assert left.certificate.number not in page
    assert followed.certificate.number not in page


def test_the_export_of_the_list_runs_nothing(client: Client) -> None:
    holder(name="=HYPERLINK(1)")
    office(client)
    exported = text(client.get(address("index"), {"export": "csv"}))
    assert "HYPERLINK" in exported
    assert ",=HYPERLINK" not in exported


def test_recording_that_a_vog_was_seen(client: Client) -> None:
    one, by = holder(), office(client)
    today = civil.today()
    filled = {"issued_on": str(today - dt.timedelta(days=30)), "on": str(today), "profile": "on"}
    assert client.post(address("vog", one), filled).status_code == 302
    seen = Requirement.objects.get()
    assert (seen.kind, seen.profile, seen.on, seen.by, seen.person) == ("vog", "75", today, by, one.person)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"profile": ""}, "Alleen een VOG met profiel 75 telt."),
        ({"issued_on": "2020-01-01"}, "De VOG was toen ouder dan een jaar."),
        ({"on": "2099-01-01"}, "Deze dag moet nog komen."),
        ({"issued_on": "today", "on": "yesterday"}, "De VOG is dan nog niet afgegeven."),
        ({"issued_on": "31-02-2026"}, "Deze dag bestaat niet."),
        ({"issued_on": ""}, "Dit is een verplicht veld."),
    ],
)
def test_what_is_wrong_with_a_vog_is_told_and_keeps_what_was_typed(client: Client, changes, said: str) -> None:
    one, today = holder(), civil.today()
    office(client)
    words = {"today": str(today), "yesterday": str(today - dt.timedelta(days=1))}
    filled = {"issued_on": str(today), "on": str(today), "profile": "on"} | {
        name: words.get(value, value) for name, value in changes.items()
    }
    page = text(client.post(address("vog", one), filled))
    assert said in page
    assert all(f'value="{value}"' in page for name, value in filled.items() if name != "profile" and value)
    assert not Requirement.objects.exists()


def test_granting_gives_the_next_period_and_tells_when_it_starts(client: Client, one: Holder) -> None:
    by = office(client)
    response = client.post(address("outcome", one), answers(one), follow=True)
    end = one.period.during.upper
    assert f"De nieuwe periode begint op {end:%d-%m-%Y}." in text(response)
    assert Period.objects.get(certificate=one.certificate, during__startswith=end).scheme.code == "lvv-2024"
    assert StatusEvent.objects.latest("pk").by == by
    page = text(client.get(address("inspect", one)))
    assert "verleend" in page
    assert address("outcome", one) not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "refused"}, "Geef de reden die de certificerende instelling noemt."),
        ({"kind": ""}, "Dit is een verplicht veld."),
        ({"scheme": ""}, "Kies de regeling van de volgende periode."),
        ({"decided_on": "2099-01-01"}, "Deze dag moet nog komen."),
        ({"decided_on": "2020-01-01"}, "Het dossier was toen nog niet overgedragen."),
        ({"seen": 3}, "Intussen is er iets veranderd."),
        ({"seen_event": 1}, "Iemand anders heeft zojuist over dit certificaat besloten."),
    ],
)
def test_what_is_wrong_with_an_outcome_is_told_and_writes_nothing(
    client: Client, one: Holder, fields: dict[str, object], said: str
) -> None:
    office(client)
    page = text(client.post(address("outcome", one), answers(one, **fields)))
    assert said in page
    assert not Outcome.objects.exists()
    assert StatusEvent.objects.count() == 1


def test_a_question_for_more_lets_the_member_hand_over_again(client: Client, one: Holder) -> None:
    office(client)
    client.post(address("outcome", one), answers(one, kind="held", reason="Graag een bewijs erbij"))
    assert "Graag een bewijs erbij" in text(client.get(address("inspect", one)))
    one.hand_over(2)
    assert Handover.objects.count() == 2
    page = text(client.get(address("inspect", one)))
    assert "Overzicht 2 (pdf)" in page
    assert "Overzicht 1 (pdf)" in page


def test_what_was_not_handed_over_has_no_outcome(client: Client) -> None:
    one = holder()
    office(client)
    page = text(client.post(address("outcome", one), answers(one)))
    assert "Dit dossier is nog niet overgedragen." in page
    assert not Outcome.objects.exists()


@pytest.mark.parametrize(("role", "shown"), [("office", True), ("board", False), ("treasurer", False)])
def test_a_persons_page_shows_dossiers_to_the_office_only(client: Client, one: Holder, role: str, shown: bool) -> None:
    sign_in(client, UserFactory.create(role=role, second_factor=True))
    page = text(client.get(reverse("person:inspect", args=[one.person.pk])))
    assert MARKER in page
    assert (address("inspect", one) in page) is shown
    assert (Handover.objects.get().sha256[:16] in page) is shown
