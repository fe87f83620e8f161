"""The tags that every template may use."""

import datetime as dt
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from lvv_site.pages.templatetags.site import STATUSES, long_date


def render(source: str, **context: Any) -> str:
    return Template("{% load site %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (dt.date(2026, 11, 21), "21 november 2026"),
        (dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC), "1 januari 2027"),
        (None, ""),
    ],
)
def test_dates_are_written_in_full(value: dt.date | None, shown: str) -> None:
    assert long_date(value) == shown


def test_dates_follow_the_language() -> None:
    with translation.override("en"):
        assert long_date(dt.date(2026, 3, 1)) == "1 March 2026"


@pytest.mark.parametrize("status", STATUSES)
def test_a_badge_has_a_word_and_a_shape(status: str) -> None:
    html = render("{% status_badge status %}", status=status)
    assert f'class="badge badge--{status}"' in html
    assert f"icons.svg#i-{STATUSES[status][0]}" in html
    assert str(STATUSES[status][1]) in html


def test_shapes_of_statuses_differ() -> None:
    assert len({shape for shape, _ in STATUSES.values()}) == len(STATUSES) == 7


def test_a_suspension_names_its_last_day() -> None:
    html = render("{% status_badge 'suspended' until=day %}", day=dt.date(2027, 1, 31))
    assert "Geschorst tot en met 31 januari 2027" in html


def test_an_unknown_status_is_no_badge() -> None:
    with pytest.raises(KeyError):
        render("{% status_badge 'vip' %}")


def test_page_numbers_keep_the_question() -> None:
    request = RequestFactory().get("/register/", {"plaats": "Den Haag", "pagina": "2"})
    page = Paginator(range(370), 10).get_page(2)
    html = render("{% pagination page %}", page=page, request=request)
    assert 'href="?plaats=Den+Haag&amp;pagina=3"' in html
    assert '<span aria-current="page"><span class="sr">Pagina </span>2</span>' in html
    assert "11 tot en met 20 van 370" in html


def test_a_list_as_such_has_the_same_numbers_for_everybody() -> None:
    page = Paginator(range(370), 10).get_page(2)
    first, again = (
        render("{% pagination page %}", page=page, request=RequestFactory().get("/register/", query))
        for query in ({"pagina": "2"}, {})
    )
    assert first == again
    assert 'href="?pagina=3"' in first
    with translation.override("en"):
        assert "11 to 20 of 370" in render("{% pagination page %}", page=page, request=RequestFactory().get("/"))


def test_one_page_has_no_numbers() -> None:
    page = Paginator(range(7), 10).get_page(1)
    assert render("{% pagination page %}", page=page, request=RequestFactory().get("/")).strip() == ""


def test_a_capped_count_does_not_pretend() -> None:
    paginator = Paginator(range(370), 10)
    paginator.count_capped = True  # type: ignore[attr-defined]
    html = render("{% pagination page %}", page=paginator.get_page(1), request=RequestFactory().get("/"))
    assert "1 tot en met 10 van meer dan 370" in html


def test_an_absolute_address_has_the_site_s_own_host(settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://lvv.example"
    assert render("{% absolute_url '/register/' %}") == "https://lvv.example/register/"


def test_the_current_item_says_page_or_part() -> None:
    request = RequestFactory().get("/register/LVV-1/")
    assert render("{% current '/register/' %}", request=request) == "true"
    assert render("{% current '/register/LVV-1/' %}", request=request) == "page"
    assert render("{% current '/' %}") == "true"
