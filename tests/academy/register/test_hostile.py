"""Whatever is typed or sent: an answer, quickly, and nobody harmed. The pages and the API alike."""

import time
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from academy.register.listing import Filters
from academy.register.models import Profile
from academy.register.search import search
from lvv_site import civil
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db
TEXTS = {
    "10 kB": "x" * 10_000,
    "10 kB of a name": "anna berg " * 1_000,
    "thousands of words": "a " * 5_000,
    "thousands of different words": " ".join(f"naam{number}" for number in range(2_000)),
    "one long word of pieces of names": "annaberg" * 1_000,
    "SQL": "'; DROP TABLE register_profile; --",
    "SQL in a name": "anna' OR '1'='1",
    "placeholders": "%s %(word)s %% {0} {where}",
    "null bytes": "\0anna\0berg\0",
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f\x85",
    "right to left": "\u202egreb anna\u2066\u200f",
    "signs of LIKE": "%_%",
    "signs of expressions": "(a+)+$ [[:<:]] \\",
    "marks without letters": "\u0301" * 5_000,
    "emoji": "🙂" * 2_000,
    "figures": "9" * 10_000,
    "figures of elsewhere": "٩" * 300 + "²½Ⅷ",
    "ligatures that grow": "\ufdfa" * 600,
    "capitals that grow": "ß" * 5_000 + "İ" * 5_000,
    "not a letter": "\uffff\U0010ffff",
}
QUICK = 2.0  # seconds, on a busy machine


@pytest.fixture
def anna() -> Profile:
    return adviser("Anna Berg", number="VP-1")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_hostile_query_is_harmless_and_quick(client: Client, anna: Profile, text: str) -> None:
    started = time.monotonic()
    answers = [
        client.get("/register/", {"q": text}), client.get("/register/", {"q": text, "plaats": text, "straal": text}),
        client.get("/register/kaart/", {"q": text, "provincie": text}),
        client.get("/api/v1/register/advisers", {"q": text}), client.get("/api/v1/register/advisers", {"place": text}),
    ]  # fmt: skip
    assert time.monotonic() - started < QUICK * len(answers)
    assert {answer.status_code for answer in answers} <= {200, 422}
    assert [one.profile.name for one in search("anna berg", Filters(), civil.today()).results] == ["Anna Berg"]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_search_itself_is_harmless_and_quick(anna: Profile, text: str) -> None:
    started = time.monotonic()
    search(text, Filters(), civil.today())
    search(text, Filters(place=text.replace("\0", "")), civil.today())
    assert time.monotonic() - started < QUICK


def test_a_lone_surrogate_is_harmless(client: Client, anna: Profile) -> None:
    search("anna \ud7ff", Filters(), civil.today())
    search("anna \ud800 berg", Filters(), civil.today())
    for path in ("/register/?q=%ED%A0%80", "/register/kaart/?q=%ED%A0%80", "/api/v1/register/advisers?q=%ED%A0%80"):
        assert client.get(path).status_code in {200, 400, 422}


@pytest.mark.parametrize("number", ["\\ud800", "\\u0000", "\\u202eVP-1", "' OR 1=1 --"])
def test_a_hostile_number_in_a_check_is_nobodys(client: Client, anna: Profile, number: str) -> None:
    answer = client.post("/api/v1/register/check", f'{{"numbers": ["{number}X"]}}', content_type="application/json")
    assert answer.status_code in {200, 422}
    assert b"registered" not in answer.content.replace(b"not_registered", b"")


@pytest.mark.parametrize(
    "query", ["q=a&q=b&q=c", "q[]=a", "q=%", "q=%zz", "=", "&&&&", "q=" + "%00" * 3000, "pagina=" + "9" * 5000, "provincie=Utrecht&provincie=x"]
)  # fmt: skip
def test_a_broken_query_string_is_harmless(client: Client, anna: Profile, query: str) -> None:
    for path in ("/register/", "/register/kaart/", "/api/v1/register/advisers"):
        assert client.get(f"{path}?{query}").status_code in {200, 422}


@pytest.mark.parametrize("text", ["x" * 3000, "\0", "\u202e", "'; --", "../../etc/passwd", "🙂", "%s"])
def test_hostile_numbers_are_unknown_numbers(client: Client, anna: Profile, text: str) -> None:
    for path in ("/register/{}/", "/register/{}/klopt-niet/", "/api/v1/register/advisers/{}"):
        answer = client.get(path.format(quote(text, safe="")))
        assert answer.status_code in {400, 404}
        assert "Anna" not in answer.content.decode()


def test_a_thousand_random_numbers_are_slowed_down_while_others_are_served(
    client: Client, anna: Profile, settings: Any
) -> None:
    most, _seconds = settings.RATE_LIMITS["unknown_number"]
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"unknown_number": (most, 3600)}  # a busy machine needs over a minute
    statuses: list[int] = []
    for number in range(1000):
        path = ("/register/?q=VP-9{}", "/register/VP-9{}/", "/api/v1/register/advisers/VP-9{}")[number % 3]
        statuses.append(client.get(path.format(number), REMOTE_ADDR="192.0.2.1").status_code)
        if number % 200 == 100:
            assert client.get("/register/VP-1/", REMOTE_ADDR="192.0.2.2").status_code == 200
            assert client.get("/register/VP-9/", REMOTE_ADDR="192.0.2.2").status_code == 404
    assert sum(status != 429 for status in statuses) == most
    assert set(statuses[most:]) == {429}


def test_a_page_beyond_what_is_shown_says_so(client: Client, anna: Profile, monkeypatch: Any) -> None:
    from academy.register import listing, views
    from academy.register import search as searching

    for module in (listing, searching, views):
        monkeypatch.setattr(module, "COUNT_CAP", 20)
    for number in range(25):
        adviser(f"Bo Berg{number:02}")
    plain = client.get("/register/?pagina=1").content.decode()
    beyond = client.get("/register/?pagina=500").content.decode()
    assert "Verder dan 20 mensen laten wij niet zien" in beyond
    assert "Verder dan 20 mensen" not in plain
    assert "Meer dan 20 mensen" in plain
    assert client.get("/api/v1/register/advisers?page=500").status_code == 422
