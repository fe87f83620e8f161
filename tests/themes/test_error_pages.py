"""Pages for when something is wrong need no database, no request and no context."""

import pytest
from django.template.loader import render_to_string

PLAIN = {
    "400.html": "Dit verzoek klopt niet",
    "403_csrf.html": "Dit formulier is verlopen",
    "429.html": "Even wachten",
    "500.html": "Dit ging mis, door ons",
    "503.html": "De site is even niet bereikbaar",
}


@pytest.mark.parametrize(("template", "heading"), PLAIN.items())
def test_it_renders_from_nothing(template: str, heading: str) -> None:
    html = render_to_string(template)  # without the mark `django_db`, any query fails this test
    assert f"<h1>{heading}</h1>" in html
    assert "| LVV</title>" in html
    assert '<main id="inhoud">' in html


@pytest.mark.parametrize("template", PLAIN)
def test_it_does_not_apologise_in_babytalk(template: str) -> None:
    text = render_to_string(template).casefold()
    assert [word for word in ("helaas", "oeps", "sorry", "!</") if word in text] == []


def test_waiting_says_how_long() -> None:
    assert "Probeer het over 12 seconden opnieuw." in render_to_string("429.html", {"retry_after": 12})
    assert "Probeer het over 1 seconde opnieuw." in render_to_string("429.html", {"retry_after": 1})
