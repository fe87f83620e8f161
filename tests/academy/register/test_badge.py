"""The badge: small, inert, right today, and embeddable anywhere."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.test import Client

from academy.certification.enums import Status
from academy.certification.models import Certificate
from academy.register import badge
from academy.register.qr import qr_svg
from lvv_site.pages.templatetags.site import STATUSES
from tests.academy.register.surfaces import SVG
from tests.academy.register.test_pages import TODAY, in_status
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
COLOURS = {
    "registered": "#17633d", "conditional": "#b86e00", "suspended": "#9c2219", "struck_off": "#9c2219",
    "expired": "#50565c", "resigned": "#50565c", "not_registered": "#50565c",
}  # fmt: skip
ALLOWED = {"svg", "title", "desc", "rect", "path", "circle", "g", "text"}


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def drawn(svg: str) -> ET.Element:
    root = ET.fromstring(svg)
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= ALLOWED
    assert not re.search(r"\b(?:href|src|style|on\w+|url)\s*[=(]", svg)
    return root


@pytest.mark.parametrize(
    ("status", "word"),
    [("registered", "Geregistreerd"), ("conditional", "Voorwaardelijk"), ("suspended", "Geschorst"),
     ("expired", "Verlopen"), ("resigned", "Uitgeschreven"), ("struck_off", "Doorgehaald")],
)  # fmt: skip
def test_colour_shape_and_words_tell_the_status(client: Client, status: str, word: str) -> None:
    in_status(status)
    response = client.get("/register/badge/VP-1.svg")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    svg = response.content.decode()
    root = drawn(svg)
    assert root.attrib["role"] == "img"
    assert root.findtext(f"{SVG}title") == f"{word}, LVV-register VP-1"
    assert root.findtext(f"{SVG}desc") == (
        f"Nummer VP-1 in het register van de LVV: {word}. Kijk het na op http://127.0.0.1:8000/register/VP-1/"
    )
    assert f'fill="{COLOURS[status]}"' in svg
    assert badge.SHAPES[badge.LOOKS[Status(status)][1]] in svg
    assert "Anna" not in svg
    assert len(response.content) < 10_000


def test_every_status_has_a_look_and_no_two_shapes_are_alike() -> None:
    assert set(badge.LOOKS) == set(Status) == set(STATUSES)
    assert {status: colour for status, (colour, _shape) in badge.LOOKS.items()} == COLOURS
    assert len({shape for _colour, shape in badge.LOOKS.values()} | {badge.UNKNOWN[2]}) == len(Status) + 1


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("colour", "least"), [*((one, 3.0) for one in sorted(set(COLOURS.values()))), (badge.INK, 7.0)]
)
def test_white_stands_out_against_each_colour(colour: str, least: float) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= least


def test_in_english(client: Client) -> None:
    in_status("suspended")
    response = client.get("/register/badge/VP-1.svg?taal=en")
    assert response.headers["Content-Language"] == "en"
    assert 'xml:lang="en"' in response.content.decode()
    assert client.get("/register/badge/VP-1.svg?taal=xx").headers["Content-Language"] == "nl"


def test_with_a_code_it_is_still_small(client: Client) -> None:
    profile = in_status("registered")
    number = "W" * 40
    Certificate.objects.filter(pk=profile.pk).update(number=number, number_key=number)
    response = client.get(f"/register/badge/{number}.svg?qr=ja")
    root = drawn(response.content.decode())
    assert len(root.findall(f"{SVG}svg")) == 1
    assert len(response.content) < 10_000


def test_a_code_leads_to_the_live_page_as_svg_and_png(client: Client) -> None:
    in_status("registered")
    assert client.get("/register/qr/VP-1.svg").content.decode() == qr_svg("http://127.0.0.1:8000/register/VP-1/")
    picture = client.get("/register/qr/VP-1.png")
    assert (picture.headers["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert client.get("/register/qr/VP-2.png").status_code == 404


def test_headers_let_others_embed_it_and_no_cache_keep_it(client: Client) -> None:
    user = UserFactory.create()
    in_status("registered")
    client.force_login(user)  # somebody with a session gets the same
    response = client.get("/register/badge/VP-1.svg", HTTP_ORIGIN="https://elders.example")
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Vary" not in response.headers
    assert not response.cookies


def test_who_has_it_gets_304_until_the_status_changes(client: Client) -> None:
    profile = in_status("registered")
    etag = client.get("/register/badge/VP-1.svg").headers["ETag"]
    again = client.get("/register/badge/VP-1.svg", HTTP_IF_NONE_MATCH=etag)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert again.headers["Cache-Control"] == "public, max-age=300"
    profile.delete()
    changed = client.get("/register/badge/VP-1.svg", HTTP_IF_NONE_MATCH=etag)
    assert (changed.status_code, changed.headers["ETag"] == etag) == (200, False)


def test_head_has_the_headers_and_post_is_refused(client: Client) -> None:
    in_status("registered")
    head = client.head("/register/badge/VP-1.svg")
    assert (head.status_code, head.content, "ETag" in head.headers) == (200, b"", True)
    assert client.post("/register/badge/VP-1.svg").status_code == 405


@pytest.mark.parametrize("number", ["VP-404", "LVV-100001-A", "x" * 5000, "%00", "a/b", "<script>", "../.."])
def test_a_number_nobody_has_is_grey_and_says_so(client: Client, number: str) -> None:
    in_status("registered")
    response = client.get(f"/register/badge/{number}.svg")
    assert response.status_code == 404
    if response.headers["Content-Type"].startswith("image/svg"):
        svg = response.content.decode()
        assert drawn(svg).findtext(f"{SVG}title") == "Nummer niet gevonden, LVV-register"
        assert "script" not in svg


def test_guessing_is_slowed_down_while_others_are_served(client: Client, settings: Any) -> None:
    in_status("registered")
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"unknown_number": (2, 60)}
    answers = [client.get(f"/register/badge/VP-40{place}.svg").status_code for place in range(3)]
    assert answers == [404, 404, 429]
    assert client.get("/register/badge/VP-1.svg").status_code == 200


def test_it_costs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    in_status("registered")
    client.get("/register/badge/VP-1.svg")
    with django_assert_max_num_queries(
        3 + 4
    ):  # limit, number, events; and what stands around pages, asked anew in tests
        client.get("/register/badge/VP-1.svg")
