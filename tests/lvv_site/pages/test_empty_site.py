"""A site that nobody has filled yet: every link leads somewhere, and what is made later is linked at once."""

import re

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from lvv_site.pages.models import ContentPage, SiteSettings
from tests.factories.faq import question
from tests.factories.members import UserFactory, sign_in
from tests.factories.pages import publish

pytestmark = pytest.mark.django_db
LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)')
FILES = ("/static/", "/media/")


def walk(client: Client, *starts: str) -> dict[str, str]:
    """Follow every link of ours; return the addresses that are not there, each with a page that names it."""
    todo, named, lost = list(starts), dict.fromkeys(starts, "start"), {}
    while todo:
        address = todo.pop()
        response = client.get(address)
        if response.status_code in {404, 500}:
            lost[address] = named[address]
        if response.streaming or "html" not in response.headers.get("Content-Type", ""):
            continue
        for found in LINK.findall(response.content.decode().replace("&amp;", "&")):
            if found not in named and not found.startswith(FILES) and "logout" not in found:
                named[found] = address
                todo.append(found)
    return lost


def settings_of(**fields: object) -> SiteSettings:
    chosen = SiteSettings.for_site(Site.objects.get())
    for name, value in fields.items():
        setattr(chosen, name, value)
    chosen.save()
    return chosen


def footer(*addresses: str) -> list[tuple[str, dict[str, object]]]:
    links = [{"label": f"Naar {address}", "page": None, "address": address} for address in addresses]
    return [("column", {"title": "Kolom", "links": links})]


def test_no_link_of_an_empty_site_is_lost(client: Client) -> None:
    assert walk(client, "/", "/en/", "/register/", "/kenniscentrum/zoeken/?q=pesten", "/account/login/") == {}


def test_no_link_is_lost_for_who_signed_in_to_an_empty_site(client: Client) -> None:
    sign_in(client, UserFactory(role="office", second_factor=True))
    assert walk(client, "/mijn/", "/mijn/gegevens/") == {}


def test_a_page_that_is_not_there_still_shows_no_lost_link(client: Client) -> None:
    page = client.get("/bestaat-niet/").content.decode()
    assert "/kenniscentrum/zoeken/" in page
    assert 'href="/kenniscentrum/"' not in page


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/register/", True), ("/en/", True), ("/en/register/", True), ("/", True), ("https://voorbeeld.example/", True),
        ("/er-is-iets/", True), ("/er-is-iets/?a=1", True), ("/verhuisd/", True),
        ("/er-is-niets/", False), ("/concept/", False),
    ],
)  # fmt: skip
def test_the_footer_and_contact_link_to_what_is_there(client: Client, address: str, shown: bool) -> None:
    publish(ContentPage(title="Iets", slug="er-is-iets"))
    publish(ContentPage(title="Concept", slug="concept")).unpublish()
    Redirect.objects.create(old_path="/verhuisd", redirect_link="/er-is-iets/")
    settings_of(footer_columns=footer(address), contact_url=address, complaint_url=address)

    page = client.get("/en/").content.decode().partition("site-footer")[2]

    assert (f'href="{address}">Naar' in page) is shown
    assert page.count(f'href="{address}"') == 2 * shown
    assert SiteSettings.objects.get().contact_url == address  # what the office typed stays


def test_contact_shows_once_the_page_is_there(client: Client) -> None:
    address = question().get_url()
    assert "Stel uw eigen vraag" not in client.get(address).content.decode()
    publish(ContentPage(title="Contact", slug="contact"))
    assert "Stel uw eigen vraag" in client.get(address).content.decode()
    assert walk(client, address, "/") == {}
