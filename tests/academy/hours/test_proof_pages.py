"""The public check of a participation proof: what is true today, to nobody's harm."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from academy.hours import ledger, proofs
from academy.hours.enums import ReversalReason
from academy.hours.models import EntryText
from lvv_site import signing
from lvv_site.members import people, personal_data
from tests.factories import hours
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
NAME = "Zonderlingsma"
NEVER = "2222-2222-2222"


@pytest.fixture(autouse=True)
def _on_a_day():
    with time_machine.travel(dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def entry():
    person = PersonFactory.create(given_name="Anna", infix="van der", family_name=NAME)
    return hours.entry(person, "intervisie", 150, dt.date(2026, 4, 2), title="Groep Geheim")


@pytest.fixture
def proof(entry):
    return proofs.issue(entry)


def shown(code, client=None):
    return (client or Client()).get(reverse("hours:proof", args=[code]))


def test_it_says_who_what_when_and_how_much_and_sets_no_cookie(proof):
    response = shown(proof.code)
    page = response.content.decode()
    assert response.status_code == 200
    assert not response.cookies
    assert response.headers["Cache-Control"].startswith("max-age=0")
    for part in (
        f"Anna van der {NAME}", "Intervisie", "2 april 2026", "2,5 uur", "1 mei 2026", proof.code, "Dit bewijs geldt",
    ):  # fmt: skip
        assert part in page, part
    assert '<meta name="robots" content="noindex">' in page


def test_it_says_nothing_more(proof):
    """Neither what the activity was called, nor an address, nor what somebody wrote about it."""
    EntryText.objects.create(entry=proof.entry, title="Eigen titel", text="Eigen tekst")
    page = shown(proof.code).content.decode()
    for secret in ("Groep Geheim", "Eigen titel", "Eigen tekst", proof.entry.person.email, "@voorbeeld"):
        assert secret not in page, secret


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: code.replace("-", ""), lambda code: f"{code[:4]} {code[5:]}"]
)
def test_a_code_may_be_typed_in_any_way_and_has_one_address(proof, change):
    response = shown(change(proof.code))
    assert response.status_code == 302
    assert response.url == reverse("hours:proof", args=[proof.code])


def test_what_was_taken_back_in_part_shows_what_is_left(proof):
    ledger.reverse(proof.entry, 60, ReversalReason.MEETING_CORRECTED, None, text="Reden voor het bureau")
    page = shown(proof.code).content.decode()
    assert "1,5 uur" in page
    assert "Op het bewijs stond 2,5 uur" in page
    assert "Dit bewijs geldt" in page
    assert "Reden voor het bureau" not in page


def test_what_was_wholly_taken_back_is_withdrawn(proof):
    ledger.reverse(proof.entry, 150, ReversalReason.WRONG_PERSON, None)
    page = shown(proof.code).content.decode()
    assert "Ingetrokken" in page
    assert "Dit bewijs geldt" not in page
    assert "verdict--registered" not in page


def test_the_name_of_somebody_erased_is_not_shown(proof):
    personal_data.erase(proof.entry.person)
    page = shown(proof.code).content.decode()
    assert NAME not in page
    assert "(gewist)" not in page
    assert "Naam gewist op verzoek" in page
    assert "2,5 uur" in page


def test_the_name_is_that_of_the_entry_that_stands_for_the_person_now(proof):
    now = PersonFactory.create(given_name="Anna", infix="", family_name="Nieuwenaam")
    people.merge(proof.entry.person, now)
    page = shown(proof.code).content.decode()
    assert "Anna Nieuwenaam" in page
    assert NAME not in page


@pytest.mark.parametrize("code", [NEVER, "onzin", "x" * 300, "'; --", "%00", "ÅÄÖ"])
def test_a_wrong_code_answers_404_with_a_way_on_and_no_data(proof, code):
    response = shown(code)
    page = response.content.decode()
    assert response.status_code == 404
    assert "Deze code kennen we niet" in page
    assert f'action="{reverse("hours:check")}"' in page
    assert NAME not in page
    assert not response.cookies


def test_who_tries_many_codes_is_stopped_and_who_has_a_good_one_is_not(proof, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"unknown_proof": (2, 60)}
    answers = [shown(NEVER).status_code for _ in range(3)]
    statement = Client().get(reverse("hours:statement", args=[NEVER]))
    assert (answers, statement.status_code) == ([404, 404, 429], 429)
    assert shown(proof.code).status_code == 200


def test_the_form_leads_to_the_page_of_a_code(proof):
    response = Client().get(reverse("hours:check"), {"code": proof.code.lower().replace("-", " ")})
    assert response.url == reverse("hours:proof", args=[proof.code])


@pytest.mark.parametrize(
    ("code", "status"), [("", 200), ("   ", 200), ("-", 302), ("..", 302), ("/", 302), ("x" * 41, 200)]
)
def test_odd_input_in_the_form(code, status):
    response = Client().get(reverse("hours:check"), {"code": code})
    assert response.status_code == status
    if status == 302:
        assert Client().get(response.url).status_code == 404


def test_the_form_sets_no_cookie_and_is_not_indexed():
    response = Client().get(reverse("hours:check"))
    assert not response.cookies
    assert 'content="noindex"' in response.content.decode()
    assert "Vul de code in." not in response.content.decode()


def test_an_empty_code_is_told_beside_the_field():
    assert "Vul de code in." in Client().get(reverse("hours:check"), {"code": ""}).content.decode()


def test_the_statement_is_signed_and_says_the_same(proof):
    ledger.reverse(proof.entry, 60, ReversalReason.MEETING_CORRECTED, None)
    response = Client().get(reverse("hours:statement", args=[proof.code]))
    claims = signing.verify(response.content.decode())
    assert claims.pop("iat")
    assert claims == {
        "sub": proof.code, "url": f"http://testserver/bewijs/{proof.code}/", "name": f"Anna van der {NAME}",
        "kind": "intervisie", "on": "2026-04-02", "minutes": 90, "valid": True,
    }  # fmt: skip
    assert "attachment" in response.headers["Content-Disposition"]
    assert not response.cookies


def test_the_statement_of_a_withdrawn_proof_says_so(proof):
    ledger.reverse(proof.entry, 150, ReversalReason.WRONG_PERSON, None)
    claims = signing.verify(Client().get(reverse("hours:statement", args=[proof.code])).content.decode())
    assert (claims["minutes"], claims["valid"]) == (0, False)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("name", ["proof", "statement"])
def test_it_only_answers_questions(proof, method, name):
    response = getattr(Client(), method)(reverse(f"hours:{name}", args=[proof.code]))
    assert response.status_code == 405


def test_there_is_an_english_page(proof):
    client = Client()
    client.force_login(UserFactory.create())
    assert '<html lang="en"' in client.get(f"/en/bewijs/{proof.code}/").content.decode()
