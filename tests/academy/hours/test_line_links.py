"""A room adds a link to the lines that came from it, and to no other."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail import hooks

from academy.hours.line_links import HOOK, LineLink
from academy.hours.lines import lines
from tests.factories.hours import account_of, entry
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


def test_only_the_lines_of_the_room_have_its_link(client: Client) -> None:
    person = PersonFactory.create()
    ours, other = entry(person, title="Van ons"), entry(person, title="Van een ander")
    link = LineLink("/ergens/anders/", "Klopt dit niet?")
    with hooks.register_temporarily(HOOK, lambda entries: {one.pk: link for one in entries if one.pk == ours.pk}):
        assert [one.link for one in lines([ours, other])] == [link, None]
        client.force_login(account_of(person))
        page = client.get(reverse("hours:entries")).content.decode()
    assert page.count("Klopt dit niet?</a>") == 1
    assert 'href="/ergens/anders/"' in page


def test_without_a_room_there_is_no_link() -> None:
    assert [one.link for one in lines([entry()])] == [None]
