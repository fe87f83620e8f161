"""Asking for an account: what is taken, that the address is proven first, and that nothing is told about who is one already."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from academy.accreditation import portal_links
from academy.accreditation.models import ProviderRequest
from academy.accreditation.provider_numbers import kvk_number
from lvv_site import forms
from tests.factories.accreditation import provider

from .pages import ASKED, letters, link_in, post_without_account, request_for

pytestmark = pytest.mark.django_db
ASK = "/opleider/aanmelden/"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MIN_SECONDS", 0)


def ask(client: Client, **fields: str) -> Any:
    return post_without_account(client, ASK, "provider_ask", {**ASKED, **fields})


@pytest.mark.parametrize("typed", ["90000024", " 9000 0024 ", "9000.0024", "9000-0024"])
def test_a_kvk_number_is_eight_digits_however_typed(typed: str) -> None:
    assert kvk_number(typed) == "90000024"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "8 cijfers"), ("1234567", "8 cijfers"), ("00000000", "8 cijfers"), ("9000002a", "8 cijfers"),
        ("٩٠٠٠٠٠٢٤", "8 cijfers"), ("123456789012", "vestigingsnummer"), ("111222333", "RSIN"), ("123456789", "8 cijfers"),
    ],
)  # fmt: skip
def test_what_is_no_kvk_number_is_told_what_it_looks_like(typed: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        kvk_number(typed)


def test_the_page_needs_no_account_and_sets_no_cookie(client: Client) -> None:
    response = client.get(ASK)
    assert response.status_code == 200
    assert not response.cookies


def test_a_request_is_kept_and_mailed_and_not_yet_the_offices(client: Client) -> None:
    response = ask(client)
    assert (response.status_code, response.url) == (302, "/opleider/aanmelden/bedankt/")
    assert "Kijk nu in uw mail" in client.get(response.url).content.decode()
    kept = ProviderRequest.objects.get()
    assert (kept.kvk_number, kept.email, kept.confirmed_at, kept.language) == ("90000024", ASKED["email"], None, "nl")
    [letter] = letters()
    assert "De Luwte" not in letter.subject
    assert "al een opleider" not in letter.text


def test_the_link_does_nothing_until_the_button_is_pressed(client: Client) -> None:
    ask(client)
    [letter] = letters()
    link = link_in(letter)
    shown = client.get(link)
    assert "De Luwte" in shown.content.decode()
    assert ProviderRequest.objects.get().confirmed_at is None
    pressed = post_without_account(client, link, "provider_prove")
    assert "bij het bureau" in pressed.content.decode()
    first = ProviderRequest.objects.get().confirmed_at
    assert first is not None
    assert "al bevestigd" in client.get(link).content.decode()
    post_without_account(client, link, "provider_prove")
    assert ProviderRequest.objects.get().confirmed_at == first


@pytest.mark.parametrize("spoil", ["other", "signature", "letters", "long", "old", "decided"])
def test_another_link_opens_nothing(client: Client, spoil: str) -> None:
    asked = request_for()
    token = portal_links.REQUEST.token_of(asked)
    number, _dash, signature = token.partition("-")
    if spoil == "old":
        asked.asked_at -= portal_links.VALID
    if spoil == "decided":
        asked.decided_at, asked.refusal = timezone.now(), "Nee"
    asked.save()
    tokens = {
        "other": f"{request_for('Ander', email='x@y.example').pk}-{signature}", "signature": f"{number}-x",
        "letters": f"één-{signature}", "long": f"{'9' * 40}-{signature}",
    }  # fmt: skip
    address = reverse("provider:prove", args=[tokens.get(spoil, token)])
    assert client.get(address).status_code == 410
    assert post_without_account(client, address, "provider_prove").status_code == 410
    assert not ProviderRequest.objects.exclude(confirmed_at=None).exists()


def test_a_known_number_gives_the_same_answer_and_another_mail(client: Client) -> None:
    unknown = ask(client)
    [first] = letters()
    provider("Bekende opleider", kvk_number="90000024")
    known = ask(client)
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert known.content == unknown.content
    [second] = letters()
    assert second.subject == first.subject
    assert "al een opleider met dit KvK-nummer" in second.text
    assert "Bekende opleider" not in second.text


@pytest.mark.parametrize("field", ["name", "kvk_number", "place", "contact", "email"])
def test_what_is_missing_is_told_and_nothing_typed_is_lost(client: Client, field: str) -> None:
    response = ask(client, **{field: ""})
    shown = response.content.decode()
    assert response.status_code == 200
    assert "field--error" in shown
    assert all(ASKED[name] in shown for name in ("message", "website"))
    assert not ProviderRequest.objects.exists()


def test_a_post_from_elsewhere_is_refused(client: Client) -> None:
    sent = {**ASKED, forms.TOKEN: forms.token("provider_ask")}
    assert client.post(ASK, sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not ProviderRequest.objects.exists()


def test_a_post_without_the_signed_field_keeps_everything_typed(client: Client) -> None:
    response = client.post(ASK, ASKED, headers={"Sec-Fetch-Site": "same-origin"})
    assert ASKED["message"] in response.content.decode()
    assert not ProviderRequest.objects.exists()


def test_nobody_makes_us_write_to_an_address_without_end(client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "mail_request": (2, 3600)}
    assert [ask(client).status_code for _ in range(3)] == [302, 302, 429]
    assert ProviderRequest.objects.count() == 2


def test_hostile_text_stays_text(client: Client) -> None:
    ask(client, name="<script>alert(1)</script>", message="{{ 7|add:7 }}")
    [letter] = letters()
    assert "<script>alert" not in letter.html
