"""The office's screens: who may see and do what, and what deciding looks like."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from academy.accreditation import decisions
from academy.accreditation.models import Accreditation, Provider, Training
from academy.accreditation.queries import kind_on, minutes_on
from academy.certification.dates import months_later
from lvv_site import civil
from lvv_site.members.models import User
from tests.factories.accreditation import accredited, decision, provider, training
from tests.factories.members import UserFactory, sign_in

pytestmark = pytest.mark.django_db
TODAY = civil.today()
DAY = dt.timedelta(days=1)
SINCE = TODAY - 100 * DAY
ROLES = [
    ("office", True, True), ("board", True, False), ("committee", True, False), ("editor", False, False), ("treasurer", False, False),
    ("assessor", False, False), ("question_editor", False, False), ("provider", False, False),
]  # fmt: skip


def made() -> Training:
    return accredited("bns-geheim", SINCE, None, title="Geheime titel", provider=provider("Geheime opleider"))


def signed_in(client: Client, role: str | None, *permissions: str) -> User:
    user: User = UserFactory.create(role=role, second_factor=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    sign_in(client, User.objects.get(pk=user.pk))
    return user


def downloaded(response: Any) -> str:
    return b"".join(response.streaming_content).decode()


def verb_addresses(of: Training) -> dict[str, str]:
    fact = of.accreditations.latest("pk").pk
    return {
        "new": reverse("accreditation_training:new"),
        **{name: reverse(f"accreditation_training:{name}", args=[of.pk]) for name in ("change", "grant", "withdraw")},
        **{name: reverse(f"accreditation_training:{name}", args=[of.pk, fact]) for name in ("correct", "annul")},
        "provider_new": reverse("accreditation_provider:new"),
        "provider_change": reverse("accreditation_provider:change", args=[of.provider_id]),
    }


def answers(of: Training, **fields: Any) -> dict[str, Any]:
    return {"reason": "Besluit 7", "decided_on": str(TODAY), "seen": decisions.last_fact(of) or "", **fields}


def everything(of: Training) -> dict[str, Any]:
    """A form that every verb would take."""
    return answers(
        of, starts=str(TODAY), last_day="", minutes="4", hours_kind="course", grant=of.accreditations.earliest("pk").pk,
        title="Ander", code="bns-ander", name="Ander", slug="ander", kind="course", provider=of.provider_id,
    )  # fmt: skip


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Accreditation, Training, Provider))


def test_a_visitor_is_sent_to_login(client: Client) -> None:
    of = made()
    lists = [reverse("accreditation_training:index"), reverse("accreditation_provider:index")]
    for address in (*verb_addresses(of).values(), *lists):
        response = client.get(address)
        assert response.status_code == 302, address
        assert "/account/login/" in response.headers["Location"]


@pytest.mark.parametrize(("role", "may_look", "may_decide"), ROLES)
def test_roles_see_and_decide_only_what_is_theirs(client: Client, role: str, may_look: bool, may_decide: bool) -> None:
    of = made()
    signed_in(client, role)
    page = ""
    for room, pk in (("training", of.pk), ("provider", of.provider_id)):
        for address in (reverse(f"accreditation_{room}:index"), reverse(f"accreditation_{room}:inspect", args=[pk])):
            response = client.get(address)
            shown = response.content.decode()
            page += shown
            assert (response.status_code == 200) is may_look, address
            assert ("Geheime" in shown) is may_look, address
        export = client.get(reverse(f"accreditation_{room}:index"), {"export": "csv"})
        exported = downloaded(export) if export.streaming else export.content.decode()
        assert export.status_code == (200 if may_decide else 403 if may_look or role == "provider" else 302)
        assert ("Geheime" in exported) is may_decide
    for name, address in verb_addresses(of).items():
        assert (f'href="{address}"' in page) is may_decide, name
        assert (client.get(address).status_code == 200) is may_decide, name
        before = counts()
        if not may_decide:
            client.post(address, everything(of))
            assert counts() == before, name
    of.refresh_from_db()
    assert of.title == "Geheime titel"


@pytest.mark.parametrize("role", ["board", "editor", "treasurer", "assessor", "provider"])
def test_a_refusal_does_not_tell_whether_a_training_exists(client: Client, role: str) -> None:
    of = made()
    signed_in(client, role)
    for name in ("change", "grant", "withdraw"):
        there, absent = (client.get(reverse(f"accreditation_training:{name}", args=[pk])) for pk in (of.pk, of.pk + 1))
        assert there.status_code == absent.status_code != 200, name
        assert there.headers.get("Location") == absent.headers.get("Location"), name


def test_adding_a_provider_and_its_training_and_accrediting_it(client: Client) -> None:
    user = signed_in(client, "office")
    client.post(
        reverse("accreditation_provider:new"),
        {"name": "Academie", "slug": "academie", "place": "Zwolle", "website": "", "kvk_number": "00000101"},
    )
    by = Provider.objects.get(slug="academie")
    client.post(
        reverse("accreditation_training:new"),
        {"title": "Luisteren", "code": "bns-luisteren", "provider": by.pk, "kind": "course", "website": ""},
    )
    of = Training.objects.get(code="bns-luisteren")
    assert kind_on(of, TODAY) == "extra"
    fields = {"starts": str(SINCE), "last_day": str(TODAY), "minutes": "7,5", "hours_kind": "course"}
    response = client.post(reverse("accreditation_training:grant", args=[of.pk]), answers(of, **fields))
    assert response.status_code == 302, response.content.decode()
    assert [kind_on(of, TODAY), kind_on(of, TODAY + DAY), minutes_on(of, TODAY)] == ["course", "extra", 450]
    fact = of.accreditations.get()
    assert (fact.by, fact.until, fact.reason.text) == (user, TODAY + DAY, "Besluit 7")
    assert ModelLogEntry.objects.filter(user=user, action="wagtail.create").count() == 2


def test_changing_a_title_keeps_the_code(client: Client) -> None:
    of = made()
    signed_in(client, "office")
    client.post(
        reverse("accreditation_training:change", args=[of.pk]),
        {"title": "Nieuw", "code": "anders", "provider": of.provider_id, "kind": "basic", "website": ""},
    )
    of.refresh_from_db()
    assert (of.title, of.code, of.kind) == ("Nieuw", "bns-geheim", "basic")
    client.post(
        reverse("accreditation_provider:change", args=[of.provider_id]),
        {"name": "Anders", "slug": "anders", "place": "", "website": "", "kvk_number": ""},
    )
    of.provider.refresh_from_db()
    assert (of.provider.name, of.provider.slug != "anders") == ("Anders", True)


def test_withdrawing_correcting_and_annulling(client: Client) -> None:
    of = made()
    signed_in(client, "office")
    first = of.accreditations.get().pk
    client.post(reverse("accreditation_training:withdraw", args=[of.pk]), answers(of, grant=first, starts=str(TODAY)))
    assert kind_on(of, TODAY) == "extra"
    withdrawal = of.accreditations.latest("pk").pk
    correct = reverse("accreditation_training:correct", args=[of.pk, withdrawal])
    assert f'value="{TODAY}"' in client.get(correct).content.decode()
    client.post(correct, answers(of, starts=str(TODAY + DAY)))
    assert [kind_on(of, TODAY), kind_on(of, TODAY + DAY)] == ["course", "extra"]
    last = of.accreditations.latest("pk").pk
    client.post(reverse("accreditation_training:annul", args=[of.pk, last]), answers(of))
    assert kind_on(of, TODAY + DAY) == "course"
    correct = reverse("accreditation_training:correct", args=[of.pk, first])
    assert 'value="8"' in client.get(correct).content.decode()
    fields = {"starts": str(SINCE), "last_day": "", "minutes": "6", "hours_kind": "course"}
    client.post(correct, answers(of, **fields))
    assert minutes_on(of, TODAY) == 360
    page = client.get(reverse("accreditation_training:inspect", args=[of.pk])).content.decode()
    assert page.count("Besluit 7") == 4
    assert f"in plaats van besluit {first}" in page
    late = client.get(correct, follow=True)
    assert "Dit besluit is al gecorrigeerd." in late.content.decode()


@pytest.mark.parametrize(
    ("verb", "fields", "said"),
    [
        ("grant", {"starts": str(TODAY)}, "Deze opleiding heeft dan twee periodes op dezelfde dag."),
        ("grant", {"starts": "2020-02-01", "last_day": "2020-01-01"}, "De laatste dag ligt voor de eerste dag."),
        ("grant", {"starts": "31-02-2026"}, "Deze dag bestaat niet."),
        ("grant", {"starts": "2020-01-01", "last_day": "2020-02-01", "minutes": "1,25"}, "Uren tellen per half uur."),
        ("grant", {"starts": "2020-01-01", "last_day": "2020-02-01", "minutes": "-3"}, "Uren tellen per half uur."),
        ("grant", {"starts": "2020-01-01", "minutes": "veel"}, "Vul een getal in, bijvoorbeeld 2 of 1,5."),
        ("grant", {"starts": "2020-01-01", "last_day": "9999-12-31"}, "2200"),
        ("grant", {"starts": "2020-01-01", "hours_kind": "intervisie"}, "intervisie"),
        ("grant", {"starts": "2020-01-01", "decided_on": "2190-01-01"}, "Deze dag moet nog komen."),
        ("grant", {"starts": "2020-01-01", "reason": " "}, "Dit is een verplicht veld."),
        ("grant", {"starts": "2020-01-01", "last_day": "2020-02-01", "seen": "0"}, "Iemand anders heeft zojuist"),
        ("withdraw", {"starts": "2020-01-01"}, "Kies een dag in de periode."),
        ("withdraw", {"starts": str(TODAY), "grant": "0"}, "Selecteer een geldige keuze."),
    ],
)
def test_a_refusal_is_told_and_keeps_what_was_typed(
    client: Client, verb: str, fields: dict[str, str], said: str
) -> None:
    of = made()
    signed_in(client, "office")
    response = client.post(reverse(f"accreditation_training:{verb}", args=[of.pk]), everything(of) | fields)
    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    assert fields["starts"] in page
    assert of.accreditations.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("kvk_number", "1234", "Een KvK-nummer heeft 8 cijfers."),
        ("kvk_number", "00000101", "Er is al een opleider met dit KvK-nummer."),
        ("slug", "Hoofdletters", "Gebruik alleen kleine letters, cijfers en streepjes."),
        ("website", "javascript:alert(1)", "URL"),
        ("name", "", "Dit is een verplicht veld."),
    ],
)
def test_a_provider_that_cannot_be_is_told(client: Client, field: str, value: str, said: str) -> None:
    provider("Al bekend", kvk_number="00000101")
    signed_in(client, "office")
    fields = {"name": "Academie", "slug": "academie", "place": "Zwolle", "website": "", "kvk_number": "", field: value}
    response = client.post(reverse("accreditation_provider:new"), fields)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert Provider.objects.count() == 1


def test_a_code_in_capitals_is_told_beside_the_field(client: Client) -> None:
    signed_in(client, "office")
    fields = {"title": "Titel", "code": "BNS-1", "provider": provider().pk, "kind": "course", "website": ""}
    response = client.post(reverse("accreditation_training:new"), fields)
    assert response.status_code == 200
    assert response.context["form"].errors["code"] == ["Gebruik alleen kleine letters, cijfers en streepjes."]
    assert not Training.objects.exists()


def test_reasons_only_for_who_may_read_them(client: Client) -> None:
    of = made()
    address = reverse("accreditation_training:inspect", args=[of.pk])
    signed_in(client, None, "access_admin", "view_training")
    page = client.get(address).content.decode()
    assert "Geheime titel" in page
    assert "Besluit van de commissie" not in page
    other = Client()
    signed_in(other, "committee")
    assert "Besluit van de commissie" in other.get(address).content.decode()


SOON = months_later(TODAY, 3)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"nu", "straks-over", "net-niet", "verlengd", "over", "komt", "nooit", "weg"}),
        ({"accredited": "true"}, {"nu", "straks-over", "net-niet", "verlengd"}),
        ({"accredited": "false"}, {"over", "komt", "nooit", "weg"}),
        ({"soon": "true"}, {"straks-over"}),
        ({"soon": "false"}, {"nu", "net-niet", "verlengd", "over", "komt", "nooit", "weg"}),
        ({"kind": "basic"}, {"nooit"}),
        ({"q": "straks"}, {"straks-over"}),
        ({"q": "OPLEIDER VAN NU"}, {"nu"}),
        ({"q": "bestaat niet"}, set()),
    ],
)
def test_the_list_is_searched_and_filtered(client: Client, query: dict[str, str], expected: set[str]) -> None:
    accredited("nu", SINCE, None, provider=provider("Opleider van nu"))
    accredited("straks-over", SINCE, SOON)
    accredited("net-niet", SINCE, SOON + DAY)
    renewed = accredited("verlengd", SINCE, TODAY + DAY)
    accredited("over", SINCE, TODAY)
    accredited("komt", TODAY + DAY, None)
    training("nooit", kind="basic")
    gone = accredited("weg", SINCE, None)
    decisions.withdraw(gone, gone.accreditations.get().pk, TODAY, decision(gone))
    decisions.grant(renewed, decisions.Granting(TODAY + DAY, None, 60, "course"), decision(renewed))
    signed_in(client, "office")
    response = client.get(reverse("accreditation_training:index"), query)
    assert {one.code for one in response.context["object_list"]} == expected


def test_the_list_of_providers_counts_their_trainings(client: Client) -> None:
    one, none = provider("Met", kvk_number="00000101"), provider("Zonder")
    accredited("a", SINCE, None, provider=one)
    training("b", provider=one)
    signed_in(client, "office")
    address = reverse("accreditation_provider:index")
    listed = client.get(address).context["object_list"]
    assert [(found, found.offered, found.accredited) for found in listed] == [(one, 2, 1), (none, 0, 0)]
    for query, expected in (
        ({"accredited": "true"}, [one]), ({"accredited": "false"}, [none]), ({"q": "0000 0101"}, [one]), ({"q": "zonder"}, [none]),
    ):  # fmt: skip
        assert list(client.get(address, query).context["object_list"]) == expected, query


def test_an_export_cannot_run_formulas(client: Client) -> None:
    accredited(title="=HYPERLINK(1)", provider=provider("@SUM(A1)"))
    signed_in(client, "office")
    for room in ("training", "provider"):
        exported = downloaded(client.get(reverse(f"accreditation_{room}:index"), {"export": "csv"}))
        assert "@SUM" in exported
        assert ",=HYPERLINK" not in exported
        assert ",@SUM" not in exported
        assert "\n@SUM" not in exported


def test_the_list_asks_the_same_number_of_queries_however_long(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, "office")
    for _each in range(12):
        accredited(starts=SINCE, until=None)
    address = reverse("accreditation_training:index")
    client.get(address)
    with django_assert_max_num_queries(14):
        client.get(address)
