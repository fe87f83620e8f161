"""The office's list of people and the one page per person."""

import csv
import io

import pytest
from django.test import Client
from django.utils.html import strip_tags
from wagtail.models import ModelLogEntry

from lvv_site.mail.models import Message
from lvv_site.members import roles
from lvv_site.members.models import Invitation, Person, PersonMerge, User
from tests.factories.members import MembershipFactory, PersonFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> User:
    user = UserFactory(role="office", second_factor=True)
    sign_in(client, user)
    return user


def inspect(person: Person) -> str:
    return f"/beheer/mensen/inspect/{person.pk}/"


@pytest.mark.parametrize("query", ["q=noel", "q=L0042", "q=noel@voor", "member=true&q=jager", "account=false&q=jager"])
def test_the_list_finds_by_name_address_and_number(client: Client, office: User, query: str) -> None:
    person = PersonFactory(given_name="Noël", infix="de", family_name="Jager", email="noel@voorbeeld.example")
    MembershipFactory(person=person, number="L0042")
    PersonFactory(given_name="Andere", family_name="Mens")

    page = client.get(f"/beheer/mensen/?{query}").content.decode()

    assert "Noël de Jager" in page
    assert "L0042" in page
    assert "Andere" not in page


@pytest.mark.parametrize("verb", ["wijzigen", "samenvoegen", "rollen", "wissen"])
def test_every_verb_says_about_whom_it_is(client: Client, office: User, verb: str) -> None:
    person = UserFactory().person

    page = client.get(f"/beheer/mensen/{verb}/{person.pk}/").content.decode()

    assert person.full_name in strip_tags(page.partition("<h1")[2].partition("</h1>")[0])
    assert ("button serious" in page) is (verb == "wissen")


def test_the_first_page_offers_only_what_the_office_can_do(client: Client, office: User) -> None:
    page = client.get("/beheer/").content.decode()

    assert "Kies in het menu" in page
    assert "Doorzoek alle pagina" not in page
    assert "guide.wagtail.org" not in page


@pytest.mark.parametrize(("query", "said"), [("account=false", "Account: Nee"), ("member=true", "Lid: Ja")])
def test_a_chosen_filter_is_told_in_words(client: Client, office: User, query: str, said: str) -> None:
    page = client.get(f"/beheer/mensen/?{query}").content.decode()

    assert said in " ".join(strip_tags(page).split())


def test_the_list_leaves_out_merged_entries_and_offers_no_adding_or_deleting(client: Client, office: User) -> None:
    source, into = PersonFactory(given_name="Dubbele"), PersonFactory(given_name="Blijvende")
    PersonMerge.objects.create(source=source, into=into)

    page = client.get("/beheer/mensen/").content.decode()

    assert "Dubbele" not in page
    assert "Blijvende" in page
    assert "/new/" not in page
    for path in ("new/", f"delete/{into.pk}/", f"edit/{into.pk}/", f"copy/{into.pk}/"):
        assert client.get(f"/beheer/mensen/{path}").status_code == 404


def test_the_page_of_a_merged_entry_leads_to_the_one_that_stands(client: Client, office: User) -> None:
    source, into = PersonFactory(), PersonFactory()
    PersonMerge.objects.create(source=source, into=into)

    assert client.get(inspect(source)).url == inspect(into)
    assert client.get(f"/beheer/mensen/wijzigen/{source.pk}/").status_code == 404
    assert source.full_name in client.get(inspect(into)).content.decode()


def test_one_page_shows_account_membership_and_what_can_be_done(client: Client, office: User) -> None:
    person = MembershipFactory(number="L0042", person=UserFactory(role="board", second_factor=True).person).person

    page = client.get(inspect(person)).content.decode()

    assert all(text in page for text in (person.full_name, person.email, "L0042", "Bestuur", "Tweede stap staat aan"))
    assert f"/beheer/mensen/rollen/{person.pk}/" in page
    assert f"/beheer/mensen/uitnodigen/{person.pk}/" not in page


def test_the_export_holds_everybody_and_no_formula(client: Client, office: User) -> None:
    PersonFactory(given_name="=1+1", family_name="@som", email="formule@voorbeeld.example")

    response = client.get("/beheer/mensen/?export=csv")

    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row.values()]
    assert any("formule@voorbeeld.example" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_changing_details_is_noted(client: Client, office: User) -> None:
    person = PersonFactory()
    fields = {"given_name": "Anna", "infix": "", "family_name": "Bos", "email": "", "language": "en"}

    response = client.post(f"/beheer/mensen/wijzigen/{person.pk}/", fields)

    assert response.url == inspect(person)
    person.refresh_from_db()
    assert (person.full_name, person.email, person.language) == ("Anna Bos", None, "en")
    assert ModelLogEntry.objects.get().action == "members.change"


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\x07"])
def test_a_character_that_nobody_sees_is_no_part_of_a_name(client: Client, office: User, unseen: str) -> None:
    person = PersonFactory(given_name="Anna")
    fields = {"given_name": f"An{unseen}na", "family_name": "Bos", "language": "nl"}

    page = client.post(f"/beheer/mensen/wijzigen/{person.pk}/", fields)

    assert "een teken in dat niet te zien is" in page.content.decode()
    person.refresh_from_db()
    assert person.given_name == "Anna"


def test_an_address_of_somebody_else_is_refused_and_what_was_typed_stays(client: Client, office: User) -> None:
    person, other = PersonFactory(), PersonFactory()
    fields = {"given_name": "Getypte", "family_name": "Naam", "email": (other.email or "").upper(), "language": "nl"}

    page = client.post(f"/beheer/mensen/wijzigen/{person.pk}/", fields)

    assert page.status_code == 200
    assert "Getypte" in page.content.decode()
    person.refresh_from_db()
    assert person.given_name != "Getypte"


def test_inviting_sends_a_mail(client: Client, office: User) -> None:
    person = PersonFactory()

    client.post(f"/beheer/mensen/uitnodigen/{person.pk}/")

    assert Invitation.objects.get().by == office
    assert Message.objects.get().to == person.email


def test_inviting_somebody_who_cannot_be_says_why(client: Client, office: User) -> None:
    person = UserFactory().person

    page = client.post(f"/beheer/mensen/uitnodigen/{person.pk}/", follow=True).content.decode()

    assert "heeft al een account" in page
    assert not Invitation.objects.exists()
    assert not ModelLogEntry.objects.exists()


def test_inviting_all_members_is_asked_first(client: Client, office: User) -> None:
    MembershipFactory.create_batch(2)

    asked = client.get("/beheer/mensen/uitnodigen/")
    assert "2 leden met een e-mailadres en zonder account krijgen" in asked.content.decode()
    done = client.post("/beheer/mensen/uitnodigen/", follow=True)

    assert "2 leden krijgen een mail." in done.content.decode()


def test_merging_searches_shows_and_asks_first(client: Client, office: User) -> None:
    source, into = PersonFactory(given_name="Dubbele"), PersonFactory(given_name="Blijvende")
    path = f"/beheer/mensen/samenvoegen/{source.pk}/"

    found = client.get(f"{path}?q=blijv").content.decode()
    assert f"?into={into.pk}" in found
    assert f"?into={source.pk}" not in client.get(f"{path}?q=dubbele").content.decode()
    asked = client.get(f"{path}?into={into.pk}").content.decode()
    assert "niet terugdraaien" in asked
    assert not PersonMerge.objects.exists()
    done = client.post(path, {"into": into.pk})

    assert done.url == inspect(into)
    merge = PersonMerge.objects.get()
    assert (merge.source, merge.into, merge.by) == (source, into, office)


@pytest.mark.parametrize("into", ["", "0", "99999999999999999999", "x"])
def test_merging_with_nobody_changes_nothing(client: Client, office: User, into: str) -> None:
    response = client.post(f"/beheer/mensen/samenvoegen/{PersonFactory().pk}/", {"into": into})

    assert response.status_code == 200
    assert not PersonMerge.objects.exists()


def test_roles_are_given_and_taken(client: Client, office: User) -> None:
    user = UserFactory(role="board")

    client.post(f"/beheer/mensen/rollen/{user.person_id}/", {"roles": ["editor", "assessor"]})

    assert [role.code for role in roles.of(user)] == ["editor", "assessor"]
    client.post(f"/beheer/mensen/rollen/{user.person_id}/", {"roles": ["superuser"]})
    assert [role.code for role in roles.of(user)] == ["editor", "assessor"]


def test_nobody_gives_themselves_roles_or_erases_themselves(client: Client, office: User) -> None:
    for verb in ("rollen", "wissen"):
        client.post(f"/beheer/mensen/{verb}/{office.person_id}/", {"roles": ["treasurer"]})

    office.refresh_from_db()
    assert [role.code for role in roles.of(office)] == ["office"]
    assert office.person is not None
    page = client.get(inspect(office.person)).content.decode()
    assert "/rollen/" not in page
    assert "/wissen/" not in page


def test_erasing_is_asked_first(client: Client, office: User) -> None:
    person = PersonFactory(given_name="Vergeet")

    assert "niet terugdraaien" in client.get(f"/beheer/mensen/wissen/{person.pk}/").content.decode()
    client.post(f"/beheer/mensen/wissen/{person.pk}/")

    person.refresh_from_db()
    assert person.full_name == "(gewist)"
    assert "Vergeet" not in str(list(ModelLogEntry.objects.values()))
    page = client.get(inspect(person)).content.decode()
    assert "/mensen/wijzigen/" not in page
    assert client.get(f"/beheer/mensen/wijzigen/{person.pk}/").status_code == 404
