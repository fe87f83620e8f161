"""Search engines learn who chose to be in the list today, and of nobody else."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from academy.register.models import Profile
from academy.register.sitemaps import AdviserSitemap
from lvv_site.pages import sitemaps
from tests.academy.register.test_pages import TODAY, in_status
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db


def listed(client: Client, path: str = "/sitemap.xml") -> list[str]:
    return re.findall(r"<loc>http://testserver/register/((?:VP|LVV)[^<]*)/</loc>", client.get(path).content.decode())


@pytest.mark.parametrize(
    ("status", "shown"),
    [("registered", True), ("conditional", True), ("suspended", False), ("expired", False), ("resigned", False),
     ("struck_off", False)],
)  # fmt: skip
@pytest.mark.parametrize("findable", [True, False])
def test_only_who_is_in_the_list_today(client: Client, status: str, shown: bool, findable: bool) -> None:
    with time_machine.travel(TODAY, tick=False):
        in_status(status, findable=findable)
        assert listed(client) == (["VP-1"] if shown and findable else [])


def test_it_follows_the_date_and_the_choice_at_once(client: Client) -> None:
    profile = adviser("Anna Berg", number="VP-1", until=dt.date(2026, 6, 1))
    with time_machine.travel("2026-06-01T21:59:59+00:00", tick=False):
        assert listed(client) == ["VP-1"]
        Profile.objects.filter(pk=profile.pk).update(findable=False)
        assert listed(client) == []
        Profile.objects.filter(pk=profile.pk).update(findable=True)
    with time_machine.travel("2026-06-01T22:00:00+00:00", tick=False):
        assert listed(client) == []


def test_thousands_come_in_pieces_behind_an_index(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "TOGETHER", 5)
    monkeypatch.setattr(AdviserSitemap, "limit", 2)
    with time_machine.travel(TODAY, tick=False):
        for place in range(3):
            adviser(f"Anna Berg{place}", number=f"VP-{place}")
        index = client.get("/sitemap.xml").content.decode()
        pieces = re.findall(r"<loc>http://testserver(/sitemap-advisers\.xml[^<]*)</loc>", index)
        assert pieces == ["/sitemap-advisers.xml", "/sitemap-advisers.xml?p=2"]
        assert [listed(client, one) for one in pieces] == [["VP-0", "VP-1"], ["VP-2"]]
        assert "/sitemap-pages.xml" in index
    assert client.get("/sitemap-niets.xml").status_code == 404


def test_robots_may_read_the_pieces(client: Client) -> None:
    assert "Allow: /sitemap-" in client.get("/robots.txt").content.decode()


def test_a_longer_list_costs_no_more_queries(client: Client) -> None:
    counted = []
    with time_machine.travel(TODAY, tick=False):
        client.get("/sitemap-advisers.xml")  # what a process remembers from then on
        for place in range(3):
            adviser(f"Anna Berg{place}", number=f"VP-{place}")
            with CaptureQueriesContext(connection) as queries:
                client.get("/sitemap-advisers.xml")
            counted.append(len(queries))
    assert len(set(counted)) == 1
