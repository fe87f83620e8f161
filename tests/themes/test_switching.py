"""`THEME` switches the brand; the neutral theme stands on its own."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import RequestFactory
from wagtail.models import Site

from lvv_site.pages.styleguide import THEMES, templates_of, themes

RENDER_500 = """
import django
django.setup()
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
print(finders.find("css/brand.css"))
print(render_to_string("500.html"))
"""


def page(theme: str) -> str:
    """Return the bare page under a theme."""
    request = RequestFactory().get("/", headers={"host": "localhost"})
    return templates_of(theme).get_template("base.html").render({}, request)


@pytest.mark.django_db
@pytest.mark.parametrize("theme", themes())
def test_the_base_page_renders_under_every_theme(theme: str) -> None:
    assert Site.objects.exists()
    html = page(theme)
    assert '<html lang="nl">' in html
    assert '<a class="skip" href="#inhoud">' in html
    assert '<nav class="site-nav" id="menu" popover aria-label="Hoofdmenu">' in html
    assert '<main id="inhoud">' in html


@pytest.mark.django_db
def test_the_neutral_theme_needs_nothing_of_a_brand() -> None:
    assert "fonts/" not in page("basis")
    assert "fonts/ysabeau" in page("lvv")


@pytest.mark.django_db
def test_a_brand_only_overrides_what_it_has() -> None:
    assert 'class="leaf-a"' in page("basis")
    assert "<circle" not in page("basis").split("site-header")[1].split("brand__name")[0]
    assert "<circle" in page("lvv").split("site-header")[1].split("brand__name")[0]


@pytest.mark.parametrize("theme", themes())
def test_the_setting_chooses_templates_and_files(theme: str) -> None:
    """A process of its own, because settings are read once."""
    environment = os.environ | {"THEME": theme, "DJANGO_SETTINGS_MODULE": "lvv_site.settings.test"}
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RENDER_500],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found, _, html = result.stdout.partition("\n")
    assert found == str(THEMES / theme / "static/css/brand.css")
    assert "Dit ging mis, door ons" in html
    assert ("Luisterlijn" in html) is (theme == "lvv")


def test_a_theme_that_is_not_there_stops_the_start() -> None:
    result = subprocess.run(
        [sys.executable, "-c", "import lvv_site.settings.base"],
        cwd=settings.BASE_DIR, env=os.environ | {"THEME": "../lvv"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "THEME=../lvv: there is no such folder in themes/" in result.stderr
