"""What stands around a page is kept for a few seconds, and never longer than a change of our own."""

import pytest
from wagtail.models import Site

from lvv_site.pages import shell
from lvv_site.pages.models import ContentPage, SiteSettings
from tests.factories.members import MembershipFactory, UserFactory
from tests.factories.pages import publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings):
    settings.SHELL_SECONDS = 60
    shell.forget()
    yield
    shell.forget()


def test_the_second_page_asks_nothing_for_what_stands_around_it(client, django_assert_num_queries):
    client.get("/en/")
    with django_assert_num_queries(0):
        client.get("/en/")


def test_a_new_page_is_in_the_menu_at_once(client, django_capture_on_commit_callbacks):
    assert "Zusterpagina" not in client.get("/en/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        publish(ContentPage(title="Zusterpagina", slug="vereniging", show_in_menus=True))
    assert "Zusterpagina" in client.get("/en/").content.decode()


def test_a_page_taken_offline_is_gone_from_the_menu_at_once(client, django_capture_on_commit_callbacks):
    page = publish(ContentPage(title="Zusterpagina", slug="vereniging", show_in_menus=True))
    assert "Zusterpagina" in client.get("/en/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert "Zusterpagina" not in client.get("/en/").content.decode()


def test_a_changed_setting_shows_at_once(client, django_capture_on_commit_callbacks):
    client.get("/en/")
    with django_capture_on_commit_callbacks(execute=True):
        chosen = SiteSettings.for_site(Site.objects.get())
        chosen.footer_note = "Een nieuwe slotzin"
        chosen.save()
    assert "Een nieuwe slotzin" in client.get("/en/").content.decode()


def test_a_change_of_another_process_shows_when_it_is_old(client, settings):
    client.get("/en/")
    SiteSettings.objects.update(footer_note="Van elders")
    assert "Van elders" not in client.get("/en/").content.decode()
    settings.SHELL_SECONDS = 0
    assert "Van elders" in client.get("/en/").content.decode()


def test_a_members_page_in_the_menu_is_kept_from_others(client):
    publish(ContentPage(title="Alleen leden", slug="leden", show_in_menus=True, members_only=True))
    member = UserFactory()
    MembershipFactory(person=member.person, until=None)
    client.force_login(member)
    assert "Alleen leden" in client.get("/en/").content.decode()
    client.logout()
    assert "Alleen leden" not in client.get("/en/").content.decode()


def test_each_language_has_its_own_header_and_footer(client):
    dutch, english = client.get("/register/").content.decode(), client.get("/en/register/").content.decode()
    assert "Inloggen" in dutch
    assert "Inloggen" not in english


def test_each_place_marks_its_own_menu_item(client):
    publish(ContentPage(title="Eerste", slug="eerste", show_in_menus=True))
    publish(ContentPage(title="Tweede", slug="tweede", show_in_menus=True))
    for slug in ("eerste", "tweede", "eerste"):
        page = client.get(f"/{slug}/").content.decode()
        assert f'href="/{slug}/" aria-current="page"' in page
        assert page.partition('class="site-nav"')[2].partition("</nav>")[0].count("aria-current") == 1
