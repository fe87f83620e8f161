"""The office's screens: who may see and do what, and what a decision looks like."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from academy.certification import decisions, verbs
from academy.certification.enums import EventKind
from academy.certification.models import Certificate, Proposal, SchemeVersion, StatusEvent
from academy.certification.queries import public_status_on
from lvv_site import civil
from lvv_site.members.models import Person, User
from tests.factories.certification import certified
from tests.factories.members import UserFactory, sign_in

pytestmark = pytest.mark.django_db
VERBS = [verb.name for verb in verbs.VERBS]
STARTS, UNTIL = dt.date(2024, 7, 1), dt.date(2099, 6, 30)


def made(name: str = "Geheim") -> Certificate:
    person = Person.objects.create(given_name="Anna", family_name=name, email=f"{name.lower()}@x.example")
    return certified(person, starts=STARTS, until=UNTIL)


def signed_in(client: Client, role: str | None, *permissions: str) -> User:
    user: User = UserFactory.create(role=role, second_factor=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    sign_in(client, User.objects.get(pk=user.pk))
    return user


def downloaded(response: Any) -> str:
    return b"".join(response.streaming_content).decode()


def answers(of: Certificate, **fields: Any) -> dict[str, Any]:
    return {"reason": "Op verzoek", "decided_on": str(civil.today()), "seen": decisions.last_event(of) or "", **fields}


def test_a_visitor_is_sent_to_login(client: Client) -> None:
    of = made()
    for name in ("index", "inspect", *VERBS):
        address = reverse(f"certificate:{name}", args=[] if name == "index" else [of.pk])
        response = client.get(address)
        assert response.status_code == 302, address
        assert "/account/login/" in response.headers["Location"]


@pytest.mark.parametrize(
    ("role", "may_look", "may_decide"),
    [("office", True, True), ("board", True, False), ("committee", True, False), ("editor", False, False),
     ("treasurer", False, False), ("assessor", False, False), ("question_editor", False, False), ("provider", False, False)],
)  # fmt: skip
def test_roles_see_and_decide_only_what_is_theirs(client: Client, role: str, may_look: bool, may_decide: bool) -> None:
    of = made()
    signed_in(client, role)
    for name in ("index", "inspect"):
        response = client.get(reverse(f"certificate:{name}", args=[] if name == "index" else [of.pk]))
        assert (response.status_code == 200) is may_look
        assert ("Geheim" in response.content.decode()) is may_look
    page = client.get(reverse("certificate:inspect", args=[of.pk])).content.decode()
    for name in VERBS:
        address = reverse(f"certificate:{name}", args=[of.pk])
        assert (f'href="{address}"' in page) is may_decide, name
        assert (client.get(address).status_code == 200) is may_decide, name
        before = StatusEvent.objects.count()
        if not may_decide:
            client.post(address, answers(of, starts="2026-06-01", until="2026-06-30"))
            assert StatusEvent.objects.count() == before
    export = client.get(reverse("certificate:index"), {"export": "csv"})
    exported = downloaded(export) if export.streaming else export.content.decode()
    assert export.status_code == (200 if may_decide else 403 if may_look or role == "provider" else 302)
    assert ("Geheim" in exported) is may_decide


@pytest.mark.parametrize("role", ["editor", "treasurer", "assessor", "provider"])
def test_a_refusal_does_not_tell_whether_a_certificate_exists(client: Client, role: str) -> None:
    of = made()
    signed_in(client, role)
    for name in ("inspect", *VERBS):
        there, absent = (client.get(reverse(f"certificate:{name}", args=[pk])) for pk in (of.pk, of.pk + 1))
        assert there.status_code == absent.status_code != 200, name
        assert there.headers.get("Location") == absent.headers.get("Location"), name


@pytest.mark.parametrize(
    ("verb", "fields", "status"),
    [
        ("resign", {"starts": "today"}, "resigned"),
        ("change_end", {"starts": str(STARTS), "until": "2024-12-31"}, "expired"),
    ],
)
def test_a_decision_shows_in_the_register_at_once(
    client: Client, verb: str, fields: dict[str, str], status: str
) -> None:
    of, user, today = made(), signed_in(client, "office"), civil.today()
    fields = {name: str(today) if value == "today" else value for name, value in fields.items()}
    response = client.post(reverse(f"certificate:{verb}", args=[of.pk]), answers(of, **fields))
    assert response.status_code == 302, response.content.decode()
    assert public_status_on(of, today, today).status == status
    assert StatusEvent.objects.filter(certificate=of).latest("pk").by == user


def test_granting_a_period_with_the_length_of_its_scheme(client: Client) -> None:
    person = Person.objects.create(given_name="Nieuw", family_name="Geval")
    of = Certificate.objects.create(person=person, number="VP-0", number_key="VP0")
    signed_in(client, "office")
    scheme = SchemeVersion.objects.get(code="lvv-2024").pk
    client.post(reverse("certificate:grant", args=[of.pk]), answers(of, starts="2026-01-01", until="", scheme=scheme))
    assert StatusEvent.objects.get(certificate=of).until == dt.date(2029, 12, 31)


def confirm(of: Certificate, role: str = "office") -> User:
    """Let somebody else confirm the proposal that waits."""
    other = Client()
    second = signed_in(other, role)
    address = reverse("certificate:confirm", args=[of.pk, Proposal.objects.get(certificate=of).pk])
    response = other.post(address, {"seen": decisions.last_event(of)})
    assert response.status_code == 302, response.content.decode()
    return second


@pytest.mark.parametrize(
    ("verb", "fields", "status"),
    [
        ("condition", {"until": ""}, "conditional"),
        ("suspend", {"until": "2090-01-01"}, "suspended"),
        ("strike_off", {}, "struck_off"),
    ],
)
@pytest.mark.parametrize("role", ["office", "committee"])
def test_a_measure_waits_for_somebody_else(
    client: Client, verb: str, fields: dict[str, str], status: str, role: str
) -> None:
    of, today = made(), civil.today()
    first = signed_in(client, "office")
    client.post(reverse(f"certificate:{verb}", args=[of.pk]), answers(of, starts=str(today), **fields))
    assert public_status_on(of, today, today).status == "registered"
    second = confirm(of, role)
    assert public_status_on(of, today, today).status == status
    event = StatusEvent.objects.filter(certificate=of).latest("pk")
    assert (event.by, event.second_by) == (first, second)


def test_lifting_a_measure(client: Client) -> None:
    of = made()
    signed_in(client, "office")
    today = civil.today()
    client.post(reverse("certificate:suspend", args=[of.pk]), answers(of, starts=str(today), until="2090-01-01"))
    confirm(of)
    measure = StatusEvent.objects.get(kind=EventKind.SUSPENDED)
    client.post(reverse("certificate:lift", args=[of.pk]), answers(of, starts=str(today), measure=measure.pk))
    assert public_status_on(of, today, today).status == "registered"


@pytest.mark.parametrize(
    ("verb", "fields", "said"),
    [
        ("suspend", {"starts": "2026-06-01", "until": "2026-05-01"}, "De laatste dag ligt voor de eerste dag."),
        ("suspend", {"starts": "1999-01-01", "until": "1999-05-01"}, "Op die dag staat deze persoon niet ingeschreven."),
        ("suspend", {"starts": "31-02-2026", "until": ""}, "Deze dag bestaat niet."),
        ("resign", {"starts": "2026-06-01", "decided_on": "2090-01-01"}, "Deze dag moet nog komen."),
        ("resign", {"starts": "2026-06-01", "reason": " "}, "Dit is een verplicht veld."),
        ("resign", {"starts": "9999-12-31"}, "2200"),
        ("resign", {"starts": "2026-06-01", "seen": "0"}, "Iemand anders heeft zojuist over dit certificaat besloten."),
    ],
)  # fmt: skip
def test_a_refusal_is_told_and_keeps_what_was_typed(
    client: Client, verb: str, fields: dict[str, str], said: str
) -> None:
    of = made()
    signed_in(client, "office")
    response = client.post(reverse(f"certificate:{verb}", args=[of.pk]), answers(of, **fields))
    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    assert fields["starts"] in page
    assert StatusEvent.objects.filter(certificate=of).count() == 1


def test_who_proposed_cannot_confirm_and_who_is_late_is_told(client: Client) -> None:
    of, today = made(), civil.today()
    user = signed_in(client, "office")
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    client.post(
        reverse("certificate:strike_off", args=[of.pk]), answers(of, starts=str(today), reason="Na uitspraak 7")
    )
    address = reverse("certificate:confirm", args=[of.pk, Proposal.objects.get().pk])
    refused = client.post(address, {"seen": decisions.last_event(of)})
    assert "Je hebt dit zelf voorgesteld." in refused.content.decode()
    other = Client()
    signed_in(other, "committee")
    assert "Na uitspraak 7" in other.get(address).content.decode()
    confirm(of)
    late = other.post(address, {"seen": ""}, follow=True)
    assert "Iemand anders heeft zojuist over dit certificaat besloten." in late.content.decode()
    assert StatusEvent.objects.filter(kind=EventKind.STRUCK_OFF).count() == 1


def test_what_was_decided_since_the_page_was_opened_is_told_first(client: Client) -> None:
    of, today = made(), civil.today()
    proposal = Proposal.objects.create(
        certificate=of, kind=EventKind.STRUCK_OFF, starts=today, decided_on=today, reason="X", by=UserFactory.create(),
        made_at=civil.now() - dt.timedelta(days=20),
    )  # fmt: skip
    signed_in(client, "office")
    address = reverse("certificate:confirm", args=[of.pk, proposal.pk])
    page = client.get(address).content.decode()
    assert "ligt hier al sinds" in page
    assert "Na dit voorstel is over dit certificaat besloten:" in page  # the grant, recorded today
    assert "Iemand anders heeft zojuist" in client.post(address, {"seen": "1"}).content.decode()
    assert Proposal.objects.filter(pk=proposal.pk).exists()


@pytest.mark.parametrize(
    ("role", "told"),
    [("office", True), ("committee", True), ("board", False), ("treasurer", False), ("editor", False)],
)
def test_the_first_page_tells_what_waits_to_who_may_do_something(client: Client, role: str, told: bool) -> None:
    of, today = made(), civil.today()
    proposal = Proposal.objects.create(
        certificate=of, kind=EventKind.STRUCK_OFF, starts=today, decided_on=today, reason="X", by=UserFactory.create()
    )
    signed_in(client, role)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert (of.number in page) is told
    assert (reverse("certificate:confirm", args=[of.pk, proposal.pk]) in page) is told


def test_the_first_page_offers_nobody_their_own_proposal(client: Client) -> None:
    of = made()
    signed_in(client, "office")
    client.post(reverse("certificate:strike_off", args=[of.pk]), answers(of, starts=str(civil.today())))
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert of.number in page
    assert "Iemand anders moet bevestigen" in page
    assert reverse("certificate:confirm", args=[of.pk, Proposal.objects.get().pk]) not in page


def test_without_the_permission_nobody_confirms(client: Client) -> None:
    of, today = made(), civil.today()
    proposer = UserFactory.create()
    proposal = Proposal.objects.create(
        certificate=of, kind=EventKind.STRUCK_OFF, starts=today, decided_on=today, reason="Geheime reden", by=proposer
    )
    for role in ("board", "editor"):
        other = Client()
        signed_in(other, role)
        for name in ("confirm", "withdraw"):
            response = other.post(reverse(f"certificate:{name}", args=[of.pk, proposal.pk]))
            assert response.status_code in {302, 403}
            assert "Geheime reden" not in response.content.decode()
    assert Proposal.objects.count() == 1


def test_a_proposal_can_be_taken_back(client: Client) -> None:
    of = made()
    signed_in(client, "office")
    client.post(reverse("certificate:strike_off", args=[of.pk]), answers(of, starts=str(civil.today())))
    client.post(reverse("certificate:withdraw", args=[of.pk, Proposal.objects.get().pk]))
    assert Proposal.objects.count() == 0
    assert StatusEvent.objects.count() == 1
    address = reverse("certificate:inspect", args=[of.pk])
    page = client.get(address).content.decode()
    assert "Ingetrokken voorstel" in page
    assert "Op verzoek" in page
    other = Client()
    signed_in(other, None, "access_admin", "view_certificate")
    page = other.get(address).content.decode()
    assert "Ingetrokken voorstel" in page
    assert "Op verzoek" not in page


def test_the_page_tells_the_whole_story_and_reasons_only_to_who_may(client: Client) -> None:
    of = made()
    signed_in(client, "office")
    client.post(
        reverse("certificate:resign", args=[of.pk]), answers(of, starts=str(civil.today()), reason="Eigen woorden")
    )
    address = reverse("certificate:inspect", args=[of.pk])
    assert "Eigen woorden" in client.get(address).content.decode()
    other = Client()
    signed_in(other, None, "access_admin", "view_certificate")
    page = other.get(address).content.decode()
    assert "uitgeschreven op eigen verzoek" in page
    assert "Eigen woorden" not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [({"q": "geheim"}, True), ({"q": "bestaat niet"}, False), ({"status_today": "registered"}, True), ({"status_today": "expired"}, False), ({"status_today": "not_registered"}, False)],
)  # fmt: skip
def test_the_list_is_searched_and_filtered(client: Client, query: dict[str, str], expected: bool) -> None:
    of = made()
    signed_in(client, "office")
    assert (of.number in client.get(reverse("certificate:index"), query).content.decode()) is expected
    assert of.number in client.get(reverse("certificate:index"), {"q": of.number.lower()}).content.decode()


def test_an_export_cannot_run_formulas(client: Client) -> None:
    made("=HYPERLINK(1)")
    signed_in(client, "office")
    response = client.get(reverse("certificate:index"), {"export": "csv"})
    exported = downloaded(response)
    assert "Anna =HYPERLINK" in exported
    assert ",=HYPERLINK" not in exported


def test_a_persons_page_shows_the_certificates_to_who_may_see_them(client: Client) -> None:
    of = made()
    address = reverse("person:inspect", args=[of.person_id])
    signed_in(client, "office")
    assert of.number in client.get(address).content.decode()
    other = Client()
    signed_in(other, "treasurer")
    page = other.get(address).content.decode()
    assert "Geheim" in page
    assert of.number not in page
