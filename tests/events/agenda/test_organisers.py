"""Who gives what the association does not give itself stands with it: on the page, in the feed and for search engines."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from wagtail import hooks

from events.agenda import organisers
from events.booking.enums import OccasionKind
from tests.factories import booking as make

pytestmark = pytest.mark.django_db
NAME = "Academie <Overkant>"


def given(**values: Any) -> Any:
    told = {"bookable": False, "external_url": "https://overkant.example/", "kind": OccasionKind.PROVIDER_RUN} | values
    return make.occasion(priced=False, **told)


def test_it_stands_on_the_page_and_in_the_feed(client: Client) -> None:
    one = given()
    with hooks.register_temporarily(organisers.HOOK, lambda ids: {pk: NAME for pk in ids if pk == one.pk}):
        page = client.get("/agenda/").content.decode()
        feed = client.get("/agenda.ics").content.decode().replace("\r\n ", "")
        plain = client.get(f"/agenda/{one.code}/").content.decode()
    assert "Academie &lt;Overkant&gt;" in page
    assert "Academie <Overkant>" in feed
    (told,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', plain, re.DOTALL)
    assert json.loads(told)["@graph"][0]["organizer"] == {"@type": "Organization", "name": NAME}
    assert "krijgt de link kort voor het begin" not in plain


def test_nobody_is_asked_about_our_own(django_assert_num_queries: Any) -> None:
    ours = make.occasion()
    with django_assert_num_queries(0):
        assert organisers.of([ours]) == {}
