"""What the portal's tests do with pages and letters."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from academy.accreditation.models import Provider, ProviderRequest
from lvv_site import forms
from lvv_site.mail import delivery, sending
from tests.factories.accreditation import provider

ASKED = {
    "name": "Trainingsbureau De Luwte", "kvk_number": "9000 0024", "place": "Assen", "website": "https://luwte.example/",
    "contact": "Hanneke Postma", "email": "hanneke@luwte.example", "phone": "", "message": "Wij geven trainingen.",
}  # fmt: skip


def post_without_account(client: Client, address: str, scope: str, data: dict[str, Any] | None = None) -> Any:
    """Post a public form, from our own page."""
    sent = {**(data or {}), forms.TOKEN: forms.token(scope)}
    return client.post(address, sent, headers={"Sec-Fetch-Site": "same-origin"})


def letters() -> list[delivery.Letter]:
    """Send what waits and return it."""
    delivery.outbox.clear()
    sending.send_due()
    return list(delivery.outbox)


def link_in(letter: delivery.Letter) -> str:
    """Return the path of the link to the portal in a letter."""
    found = re.search(r"https?://[^/\s]+(\S*/opleider/\S+)", letter.text)
    assert found, letter.text
    return found[1]


def request_for(name: str = "Trainingsbureau De Luwte", **fields: Any) -> ProviderRequest:
    """A request that is not saved through the page."""
    told = {**ASKED, "kvk_number": "90000024", "name": name, **fields}
    return ProviderRequest.objects.create(**told)


def page(view: str, of: Provider, *arguments: int | str) -> str:
    """The address of a page of a provider."""
    return reverse(f"provider:{view}", args=[of.slug, *arguments])


def a_provider(name: str = "Academie Proef", **fields: str) -> Provider:
    """A provider."""
    return provider(name, **fields)
