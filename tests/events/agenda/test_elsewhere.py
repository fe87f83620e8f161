"""The agenda on the home page, in the sitemap and in the menu of the demonstration."""

import datetime as dt

import pytest
from django.core.cache import cache

from events.agenda import demo
from events.booking import changing
from events.booking.models import Occasion, Part, Price
from lvv_site import civil
from lvv_site.operations.demo import DemoPlan
from lvv_site.pages import demo as pages_demo
from lvv_site.pages import shell
from tests.events.agenda.planning import on_page, page
from tests.events.agenda.test_list import cost, member, titles
from tests.factories import booking as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings):
    """Let a process keep what it keeps in production."""
    settings.SHELL_SECONDS = 10
    shell.forget()
    yield
    shell.forget()


def soon(client):
    return [one.title for one in client.get("/").context.get("activities") or ()]


def test_home_shows_the_first_three_that_go_on(client):
    for number, days in enumerate((9, 5, 7, 3)):
        make.occasion(title=f"Nummer {number}", days=days)
    changing.call_off(make.occasion(title="Afgelast", days=2), None)
    make.occasion(title="Was", days=-1)
    on_page(page("Voor leden", members_only=True), title="Besloten", days=1)
    on_page(page("Klad", live=False), title="Klad", days=1)
    member(client)
    assert soon(client) == ["Nummer 3", "Nummer 1", "Nummer 2"]


def test_home_without_activities_shows_news_instead(client):
    assert soon(client) == []
    assert "home-agenda" not in client.get("/").content.decode()


def test_home_asks_twice_and_then_not_for_ten_seconds(client, kept):
    client.get("/")
    without = cost(client, "/")
    for number in range(5):
        make.waiting(make.occasion(capacity=0, days=number + 1))
    shell.forget()
    client.get("/")
    assert cost(client, "/") == without
    shell.forget()
    first = cost(client, "/")
    Occasion.objects.all().update(title="Anders")
    Occasion.objects.filter(places__isnull=False).update(starts=None, ends=None)
    shell.forget()
    # Of the two only the one for prices is not asked when there is nothing.
    assert first - cost(client, "/") <= 1


def test_home_says_what_the_list_says(client):
    one = make.occasion(capacity=4)
    make.confirmed(one)
    (shown,) = client.get("/").context["activities"]
    ((listed,),) = [month.activities for month in client.get("/agenda/").context["months"]]
    assert (shown.offer, shown.url) == (listed.offer, listed.url)


def test_the_sitemap_lists_what_everybody_may_read(client):
    cache.clear()
    make.occasion(code="eigen")
    make.occasion(code="elders", bookable=False, external_url="https://partner.example/aan")
    make.occasion(code="was", days=-3)
    on_page(page("Tour"), code="tour")
    on_page(page("Klad", live=False), code="klad")
    on_page(page("Voor leden", members_only=True), code="leden")
    text = client.get("/sitemap.xml").content.decode()
    found = [
        name for name in ("/agenda/", "/en/agenda/", "/agenda/eigen/", "/en/agenda/eigen/") if f"{name}</loc>" in text
    ]
    assert found == ["/agenda/", "/en/agenda/", "/agenda/eigen/", "/en/agenda/eigen/"]
    assert [name for name in ("elders", "was", "/agenda/tour", "klad", "leden/</loc>") if name in text] == []
    assert "/tour/</loc>" in text


@pytest.mark.parametrize("today", [civil.today(), dt.date(2026, 10, 20), dt.date(2026, 12, 1), dt.date(2028, 2, 29)])
def test_the_demonstration_is_there_without_members_and_always_the_same(client, today):
    plan = DemoPlan(members=0, seed=1, today=today)
    pages_demo.load(plan)
    demo.load(plan)
    assert Occasion.objects.count() == len(demo.ACTIVITIES) == 11
    assert Price.objects.count() == 19
    assert Part.objects.count() == 12
    for occasion in Occasion.objects.prefetch_related("parts"):
        parts = list(occasion.parts.all())
        assert (parts[0].starts, parts[-1].ends) == (occasion.starts, occasion.ends)
        assert sum(part.minutes for part in parts) == occasion.minutes
        assert (occasion.starts.astimezone(civil.AMSTERDAM).month, occasion.starts.day) not in {
            (12, 25),
            (12, 26),
            (1, 1),
        }


def test_the_demonstration_stands_in_menu_list_and_home(client):
    plan = DemoPlan(members=0, seed=1, today=civil.today())
    pages_demo.load(plan)
    demo.load(plan)
    shell.forget()
    sections = [section.url for section in shell.shell_for(client.get("/").wsgi_request).sections.values()]
    assert sections.index("/agenda/") == sections.index("/register/") + 1
    assert len(titles(client)) == 8
    assert len(titles(client, "/agenda/?voorbij=1")) == 2
    member(client)
    assert len(titles(client)) == 9
    assert client.get("/vereniging/lvv-on-tour/").status_code == 200
