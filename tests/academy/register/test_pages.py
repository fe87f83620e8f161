"""The public pages: what they say, to whom, and what they never say."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from academy.certification.enums import EventKind
from academy.register.models import Profile
from tests.factories.certification import event
from tests.factories.members import UserFactory
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def main(response: Any) -> str:
    return text(response).split("Naar de inhoud", 1)[1]


def in_status(status: str, **fields: Any) -> Profile:
    """Somebody whose status on 1 June 2026 is this one."""
    profile = adviser("Anna van der Berg", number="VP-1", **fields)
    user, second = UserFactory.create(), UserFactory.create()
    of = profile.certificate
    if status == "conditional":
        event(of, EventKind.CONDITIONAL, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    elif status == "suspended":
        event(of, EventKind.SUSPENDED, dt.date(2026, 5, 1), dt.date(2026, 9, 30))
    elif status == "expired":
        event(of, EventKind.END_CHANGED, dt.date(2024, 7, 1), dt.date(2026, 5, 31))
    elif status == "resigned":
        event(of, EventKind.RESIGNED, dt.date(2026, 5, 1))
    elif status == "struck_off":
        event(of, EventKind.STRUCK_OFF, dt.date(2026, 5, 1), by=user, second_by=second)
    profile.refresh_from_db()
    return profile


@pytest.mark.parametrize(
    ("status", "word", "sentence"),
    [
        ("registered", "Geregistreerd", "De registratie loopt tot en met 30 juni 2028."),
        ("conditional", "Voorwaardelijk", "De voorwaarde geldt van 1 januari 2026 tot en met 31 december 2026."),
        ("suspended", "Geschorst", "is geschorst van 1 mei 2026 tot en met 30 september 2026."),
        ("expired", "Verlopen", "liep tot en met 31 mei 2026 en is niet verlengd."),
        ("resigned", "Uitgeschreven", "is op 1 mei 2026 uit het register gegaan, op eigen verzoek."),
        ("struck_off", "Doorgehaald", "is op 1 mei 2026 beëindigd na een besluit."),
    ],
)
def test_each_status_is_said_at_a_glance(client: Client, status: str, word: str, sentence: str) -> None:
    in_status(status)
    response = client.get("/register/VP-1/")
    assert response.status_code == 200
    assert f"verdict--{status}" in response.content.decode()
    said = main(response)
    assert f"{word} Anna van der Berg Registernummer VP-1 Zojuist nagekeken: maandag 1 juni 2026 om 12.00 uur." in said
    assert sentence in said


def test_the_page_sets_no_cookie_and_is_never_kept(client: Client) -> None:
    in_status("registered")
    response = client.get("/register/VP-1/")
    assert not response.cookies
    assert "no-store" in response.headers["Cache-Control"]
    assert "style=" not in response.content.decode().split("<main", 1)[1].split("</main>")[0]


@pytest.mark.parametrize("written", ["vp-1", "VP 1", "vp1", "v/p/1"])
def test_a_number_may_be_written_in_any_form(client: Client, written: str) -> None:
    in_status("registered")
    response = client.get(f"/register/{written}/")
    assert response.status_code == 200
    assert 'rel="canonical" href="http://127.0.0.1:8000/register/VP-1/"' in response.content.decode()


def test_an_unknown_number_is_404_with_a_search_and_no_data(client: Client) -> None:
    in_status("registered")
    response = client.get("/register/VP-2/")
    assert response.status_code == 404
    assert "Wij vinden niemand met dit nummer." in text(response)
    assert "Berg" not in text(response)
    assert 'role="search"' in response.content.decode()


def test_a_typing_error_in_our_number_is_told_as_such(client: Client) -> None:
    response = client.get("/register/LVV-100001-A/")
    assert response.status_code == 404
    assert "Dit nummer bestaat niet. Kijk de laatste letter na." in text(response)


@pytest.mark.parametrize(
    "path",
    ["/register/%00/", "/register/---/", "/register/" + "9" * 5000 + "/", "/register/../", "/register/%F0%9F%99%82/"],
)
def test_hostile_numbers_are_harmless(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_after_the_public_term_the_number_has_no_name_on_any_date(client: Client, settings: Any) -> None:
    in_status("struck_off")
    settings.MEASURE_PUBLIC_MONTHS = {"struck_off": 1}
    for path in ("/register/VP-1/", "/register/VP-1/?on=2025-01-01"):
        response = client.get(path)
        assert response.status_code == 200
        said = main(response)
        assert "Niet geregistreerd Registernummer VP-1" in said
        for secret in ("Anna", "Berg", "Zwolle", "2024", "2025", "Doorgehaald"):
            assert secret not in said


def test_an_erased_person_leaves_a_number_without_a_name(client: Client) -> None:
    from academy.register import privacy

    profile = in_status("registered")
    privacy.erase(profile.certificate.person)
    assert "Niet geregistreerd Registernummer VP-1" in main(client.get("/register/VP-1/"))


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2026-04-30", "Op 30 april 2026 was de status: Geregistreerd"),
        ("01-05-2026", "Op 1 mei 2026 was de status: Geschorst"),
        ("2024-06-30", "Op 30 juni 2024 was de status: Niet geregistreerd"),
        ("2026-06-02", "Deze dag moet nog komen."),
        ("31-02-2026", "Deze dag bestaat niet."),
        ("gisteren", "Deze dag bestaat niet."),
    ],
)
def test_the_status_on_another_day(client: Client, on: str, said: str) -> None:
    in_status("suspended")
    assert said in main(client.get("/register/VP-1/", {"on": on}))


@pytest.mark.parametrize(
    ("status", "period"),
    [
        ("conditional", "Voorwaardelijk van 1 januari 2026 tot en met 31 december 2026"),
        ("suspended", "Geschorst van 1 mei 2026 tot en met 30 september 2026"),
    ],
)
def test_a_measure_on_another_day_is_told_with_its_period(client: Client, status: str, period: str) -> None:
    in_status(status)
    assert period in text(client.get("/register/VP-1/?on=2026-05-02"))


def test_a_condition_stands_in_the_list_with_its_last_day(client: Client) -> None:
    in_status("conditional")
    assert "Voorwaardelijk tot en met 31 december 2026" in text(client.get("/register/?q=Berg"))


def test_history_is_told_the_newest_first(client: Client) -> None:
    in_status("suspended", first_registered=dt.date(2016, 7, 1))
    said = main(client.get("/register/VP-1/")).split("Verloop van de registratie", 1)[1]
    moments = ["1 juli 2027", "1 oktober 2026", "1 mei 2026 tot nu", "1 juli 2024", "1 juli 2016"]
    del moments[0]  # who is suspended is not told about renewing
    assert [said.index(moment) for moment in moments] == sorted(said.index(moment) for moment in moments)


def test_only_the_closed_list_of_fields_is_shown(client: Client) -> None:
    profile = in_status("registered")
    person = profile.certificate.person
    person.email = "geheim@prive.example"
    person.save()
    said = client.get("/register/VP-1/").content.decode()
    assert "geheim@prive.example" not in said


def test_the_list_shows_who_is_findable_and_not_who_is_not(client: Client) -> None:
    adviser("Rik Zichtbaar", number="VP-7")
    adviser("Ida Onzichtbaar", findable=False)
    response = client.get("/register/")
    said = main(response)
    assert "1 mens" in said
    assert "Rik Zichtbaar" in said
    assert "Onzichtbaar" not in said
    assert not response.cookies


def test_chosen_filters_are_links_that_take_them_away(client: Client) -> None:
    adviser("Rik Zichtbaar")
    page = client.get("/register/", {"plaats": "Zwolle", "straal": "40", "soort": "extern"}).content.decode()
    assert "1 mens binnen 40 km van Zwolle" in page
    assert 'href="/register/?soort=extern"' in page
    assert 'href="/register/?plaats=Zwolle&amp;straal=40"' in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"plaats": "Urk", "straal": "5"}, ["Niemand binnen 5 km van Urk", "Binnen 40 km staat er 1."]),
        ({"plaats": "Zwole"}, ["Wij kennen de plaats ‘Zwole’ niet", "Zwolle"]),
        (
            {"q": "zichtbaar", "soort": "intern"},
            ["Niemand gevonden voor ‘zichtbaar’", "ook past bij uw andere keuzes", "Zonder keuzes staat er 1."],
        ),
        (
            {"q": "xqzwvk"},
            [
                "Niemand gevonden voor ‘xqzwvk’",
                "met dit in de naam: xqzwvk.",
                "alleen op de volledige naam of het nummer",
            ],
        ),
        ({"q": "LVV-100001-A"}, ["Dit nummer bestaat niet", "Kijk de laatste letter na."]),
        ({"q": "rik molenaar"}, ["Niemand in de lijst heet", "Dit zijn anderen, met een deel van die naam."]),
        ({"q": "rick zichtbar"}, ["Niemand in de lijst heet precies ‘rick zichtbar’.", "met een naam die erop lijkt"]),
        ({"q": "rik zichtbaar kampen"}, ["Wij lazen ‘Kampen’ als plaats."]),
    ],
)
def test_zero_results_are_explained(client: Client, query: dict[str, str], said: list[str]) -> None:
    adviser("Rik Zichtbaar", place="Kampen")
    page = main(client.get("/register/", query))
    for sentence in said:
        assert sentence in page


def test_who_is_no_longer_registered_stands_apart(client: Client) -> None:
    adviser("Vic Verlopen", number="VP-8", until=dt.date(2026, 5, 31))
    page = main(client.get("/register/", {"q": "vic verlopen"}))
    assert "Niemand gevonden die nu geregistreerd is" in page
    assert "Staat nu niet als geregistreerd in het register" in page
    assert "Vic Verlopen" in page
    assert "Vic Verlopen" not in main(client.get("/register/", {"q": "verlopen"}))


def test_the_map_counts_and_keeps_the_search(client: Client, django_assert_max_num_queries: Any) -> None:
    adviser("Rik Zichtbaar", place="Zwolle")
    adviser("Bo Zichtbaar", place="Utrecht", kind="internal")
    client.get("/register/kaart/")
    with django_assert_max_num_queries(10):
        response = client.get("/register/kaart/?q=zichtbaar&soort=extern&pagina=3")
    page = response.content.decode()
    assert 'href="/register/?q=zichtbaar&amp;soort=extern&amp;provincie=Overijssel"' in page
    assert "provincie=Utrecht" not in page
    assert 'aria-label="Overijssel: 1 mens"' in page
    assert not response.cookies
    assert "style=" not in page.split("<main", 1)[1].split("</main>")[0]
    assert 'href="/register/kaart/?q=zichtbaar"' in client.get("/register/?q=zichtbaar&pagina=1").content.decode()


def test_an_unknown_choice_is_told_beside_its_field(client: Client) -> None:
    adviser("Rik Zichtbaar")
    response = client.get("/register/", {"taal": "klingon", "straal": "x", "q": "\0"})
    assert response.status_code == 200
    assert response.content.decode().count("field--error") == 3


@pytest.mark.parametrize("page", ["0", "-1", "9999", "x", "²", "99999999999999999999"])
def test_odd_page_numbers_give_a_page(client: Client, page: str) -> None:
    adviser("Rik Zichtbaar")
    assert "Rik Zichtbaar" in main(client.get("/register/", {"pagina": page}))


def test_text_of_the_visitor_is_escaped(client: Client) -> None:
    page = client.get("/register/", {"q": "<script>x</script>"}).content.decode()
    assert "<script>x" not in page


def test_who_tries_many_unknown_numbers_is_slowed_down_and_others_are_not(client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"unknown_number": (3, 60)}
    in_status("registered")
    answers = [client.get(f"/register/X{n}/", REMOTE_ADDR="192.0.2.1").status_code for n in range(5)]
    assert answers == [404, 404, 404, 429, 429]
    assert client.get("/register/VP-1/", REMOTE_ADDR="192.0.2.1").status_code == 200
    assert client.get("/register/X9/", REMOTE_ADDR="192.0.2.2").status_code == 404


def test_reading_has_a_limit_too(client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"read": (2, 60)}
    answers = [client.get("/register/", REMOTE_ADDR="192.0.2.3").status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_pages_cost_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    in_status("registered")
    for path in ("/register/VP-1/", "/register/?q=berg&plaats=Zwolle&straal=40"):
        client.get(path)
        with django_assert_max_num_queries(10):
            client.get(path)


def test_posting_is_not_possible(client: Client) -> None:
    assert client.post("/register/").status_code == 405


def test_the_page_exists_in_english(client: Client) -> None:
    in_status("registered")
    assert client.get("/en/register/VP-1/").status_code == 200


def test_at_midnight_in_amsterdam_the_status_changes_without_a_job(client: Client) -> None:
    adviser("Anna Berg", number="VP-1", until=dt.date(2026, 6, 1))
    for moment, status in ((21, "registered"), (22, "expired")):
        with time_machine.travel(dt.datetime(2026, 6, 1, moment, 59 if moment == 21 else 0, tzinfo=dt.UTC), tick=False):
            assert f"verdict--{status}" in client.get("/register/VP-1/").content.decode()
            assert ("Anna Berg" in main(client.get("/register/"))) is (status == "registered")
