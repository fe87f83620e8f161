"""The style guide opens for who works here, and serves nothing but the themes' own files."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from lvv_site.pages.styleguide import icon_names, styleguide, theme_file, themes

pytestmark = pytest.mark.django_db


class Colleague(AnonymousUser):
    """Somebody who may enter the admin."""

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return perm == "wagtailadmin.access_admin"


def request(user: Any, **query: str) -> HttpRequest:
    made = RequestFactory().get("/stijlgids/", query, headers={"host": "localhost"})
    made.user = user
    return made


def test_a_visitor_finds_nothing() -> None:
    with pytest.raises(Http404):
        styleguide(request(AnonymousUser()))
    with pytest.raises(Http404):
        theme_file(request(AnonymousUser()), "lvv", "css/brand.css")


def test_a_developer_needs_no_account(settings: Any) -> None:
    settings.DEBUG = True
    assert styleguide(request(AnonymousUser())).status_code == 200


@pytest.mark.parametrize("theme", themes())
@pytest.mark.parametrize("scheme", ["", "licht", "donker"])
def test_it_shows_every_component_under_each_theme(theme: str, scheme: str) -> None:
    html = styleguide(request(Colleague(), thema=theme, stand=scheme)).content.decode()
    assert (f'data-theme="{scheme}"' in html) is bool(scheme)
    assert ("<circle" in html.split("brand__name")[0]) is (theme == "lvv")
    assert (f"/stijlgids/thema/{theme}/css/brand.css" in html) is (theme != "lvv")
    components = [
        "verdict--struck_off",
        "door--light",
        'class="pair"',
        "meters",
        "booking",
        "slot--round",
        "pages",
        "timeline",
    ]
    assert [component for component in components if component not in html] == []
    assert [icon for icon in icon_names() if f"#i-{icon}" not in html] == []


def test_it_shows_a_register_number_in_one_form_and_no_mail_address_of_an_adviser() -> None:
    html = styleguide(request(Colleague())).content.decode()
    numbers = set(re.findall(r"LVV.?\d[\d A-Z-]{4,12}", html))
    assert numbers
    assert [one for one in numbers if not re.match(r"LVV-\d{6}-[A-Z0-9]", one)] == []
    assert "Te bereiken" not in html


@pytest.mark.parametrize("query", [{"thema": "nergens"}, {"thema": "../lvv_site"}, {"stand": "paars"}])
def test_an_unknown_theme_or_scheme_does_not_exist(query: dict[str, str]) -> None:
    with pytest.raises(Http404):
        styleguide(request(Colleague(), **query))


def test_files_come_from_the_theme_s_own_folder() -> None:
    response = theme_file(request(Colleague()), "basis", "css/brand.css")
    assert response["Content-Type"].startswith("text/css")
    response.close()


@pytest.mark.parametrize(
    ("theme", "path"), [("lvv", "../templates/site/mark.html"), ("lvv", "../../../manage.py"), ("nergens", "x")]
)
def test_nothing_else_is_served(theme: str, path: str) -> None:
    with pytest.raises((Http404, SuspiciousFileOperation)):
        theme_file(request(Colleague()), theme, path)
