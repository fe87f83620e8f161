"""Members-only content: decided once, held everywhere."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Page

from lvv_site import civil
from lvv_site.pages.models import ContentPage, NewsIndexPage, NewsPage, SiteDocument
from lvv_site.pages.visibility import visible_to
from tests.factories.members import MembershipFactory, PersonFactory, UserFactory, sign_in
from tests.factories.pages import home, publish, text

pytestmark = pytest.mark.django_db
SECRET = "alleenvoorleden4711"
TODAY = civil.today()


@pytest.fixture
def pages():
    news = publish(NewsIndexPage(title="Nieuws", slug="nieuws"))
    return {
        "open": publish(ContentPage(title="Open pagina", slug="open", body=text())),
        "closed": publish(
            ContentPage(
                title=f"Besloten {SECRET}", slug="besloten", members_only=True, show_in_menus=True, body=text(SECRET)
            )
        ),
        "open_news": publish(NewsPage(title="Open bericht", slug="bericht", introduction="Kort"), news),
        "closed_news": publish(
            NewsPage(title=f"Bericht {SECRET}", slug="b2", introduction=SECRET, members_only=True), news
        ),
    }


@pytest.fixture
def member():
    person = PersonFactory()
    MembershipFactory(person=person, start=TODAY - dt.timedelta(days=10), until=None)
    return UserFactory(person=person)


@pytest.fixture
def former_member():
    person = PersonFactory()
    MembershipFactory(person=person, start=TODAY - dt.timedelta(days=400), until=TODAY - dt.timedelta(days=1))
    return UserFactory(person=person)


def test_anonymous_is_asked_to_sign_in_and_reads_nothing(client, pages):
    response = client.get("/besloten/")
    assert (response.status_code, response["Location"]) == (302, "/account/login/?next=/besloten/")
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("kind", ["guest", "former"])
def test_who_is_no_member_today_is_refused(client, pages, former_member, kind):
    client.force_login(former_member if kind == "former" else UserFactory(person=PersonFactory()))
    response = client.get("/besloten/")
    assert response.status_code == 403
    assert SECRET not in response.content.decode()


def test_a_member_reads_it(client, pages, member):
    client.force_login(member)
    response = client.get("/besloten/")
    assert response.status_code == 200
    assert SECRET in response.content.decode()
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/nieuws/", "/nieuws/feed.xml", "/sitemap.xml", "/open/"])
def test_members_content_is_absent_from_public_surfaces(client, pages, path):
    response = client.get(path)
    assert response.status_code == 200
    body = response.content.decode()
    assert SECRET not in body
    assert "/besloten/" not in body


def test_members_see_members_news_in_the_list(client, pages, member):
    client.force_login(member)
    assert SECRET in client.get("/nieuws/").content.decode()


@pytest.mark.parametrize("model", [Page, ContentPage])
def test_visible_to_narrows_one_type_and_all_types(pages, member, model):
    seen = {page.pk for page in visible_to(model.objects.all(), None, TODAY)}
    assert pages["open"].pk in seen
    assert pages["closed"].pk not in seen
    assert pages["closed"].pk in {page.pk for page in visible_to(model.objects.all(), member.person, TODAY)}


def test_membership_counts_on_the_asked_date_only(pages, former_member):
    person = former_member.person
    yesterday = TODAY - dt.timedelta(days=1)
    assert pages["closed"].pk not in {p.pk for p in visible_to(ContentPage.objects.all(), person, TODAY)}
    assert pages["closed"].pk in {p.pk for p in visible_to(ContentPage.objects.all(), person, yesterday)}


@pytest.fixture
def document():
    made = SiteDocument.objects.create(title="Stuk", file=ContentFile(SECRET.encode(), "stuk.txt"), members_only=True)
    yield made
    made.file.delete(save=False)


def test_a_members_document_is_refused_like_a_page(client, document, member):
    assert client.get(document.url).status_code == 302
    client.force_login(UserFactory(person=PersonFactory()))
    refused = client.get(document.url)
    assert (refused.status_code, SECRET in refused.content.decode()) == (403, False)
    client.force_login(member)
    assert b"".join(client.get(document.url).streaming_content) == SECRET.encode()


def test_a_document_lies_outside_the_media_folder_and_has_no_address_there(client, document, settings):
    assert not Path(document.file.path).is_relative_to(settings.MEDIA_ROOT)
    assert client.get(f"{settings.MEDIA_URL}{document.file.name}").status_code == 404
    with pytest.raises(NotImplementedError):
        _ = document.file.url


def test_an_editor_opens_a_document_in_the_admin(client, document):
    sign_in(client, UserFactory(role="editor", second_factor=True))
    page = client.get(f"/beheer/documents/edit/{document.pk}/")
    assert page.status_code == 200
    assert document.url in page.content.decode()


def test_home_stays_public(client, pages):
    assert client.get(home().url).status_code == 200
