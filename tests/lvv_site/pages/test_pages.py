"""Pages, menus, feeds and the addresses they live at."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError
from wagtail.models import Page, Site

from lvv_site.pages.addresses import shadowing_route
from lvv_site.pages.blocks import ActionBlock, BodyBlock, DoorBlock, VideoBlock
from lvv_site.pages.checks import check_shadowed_pages
from lvv_site.pages.models import ContentPage, LinkPage, NewsIndexPage, NewsPage, SiteDocument, SiteSettings
from tests.factories.members import UserFactory
from tests.factories.pages import home, publish, text

pytestmark = pytest.mark.django_db


def test_a_page_shows_its_text_and_where_it_stands(client):
    parent = publish(ContentPage(title="Vereniging", slug="vereniging", introduction="Wie wij zijn."))
    publish(ContentPage(title="Gedragscode", slug="gedragscode", body=text("<p>Wees eerlijk.</p>")), parent)
    body = client.get("/vereniging/gedragscode/").content.decode()
    assert "Wees eerlijk." in body
    crumbs = body[body.index('class="crumbs"') :].partition("</nav>")[0]
    assert [crumbs.index(part) for part in ("Home", "Vereniging", "Gedragscode")] == sorted(
        crumbs.index(part) for part in ("Home", "Vereniging", "Gedragscode")
    )
    assert 'href="/vereniging/"' in crumbs


def test_the_menu_follows_the_tree_and_marks_the_current_page(client):
    publish(ContentPage(title="Vereniging", slug="vereniging", show_in_menus=True))
    publish(ContentPage(title="Verborgen", slug="verborgen"))
    publish(LinkPage(title="Register", slug="naar-register", target="/register/", show_in_menus=True))
    body = client.get("/vereniging/").content.decode()
    menu = body[body.index('class="site-nav"') :].partition("</nav>")[0]
    assert menu.index("Vereniging") < menu.index("Register")
    assert "Verborgen" not in menu
    assert 'href="/register/"' in menu
    assert menu.count("aria-current") == 1


def test_the_footer_is_what_the_office_set(client):
    settings = SiteSettings.for_site(Site.objects.get())
    links = [{"label": "Uw privacy", "page": None, "address": "/privacy/"}]
    settings.footer_columns = [("column", {"title": "Over deze site", "links": links})]
    settings.save()
    publish(ContentPage(title="Privacy", slug="privacy"))
    assert 'href="/privacy/"' in client.get("/").content.decode()


def test_a_link_page_sends_on_and_stays_out_of_the_sitemap(client):
    publish(LinkPage(title="Register", slug="naar-register", target="/register/"))
    assert client.get("/naar-register/")["Location"] == "/register/"
    assert "naar-register" not in client.get("/sitemap.xml").content.decode()


def test_the_sitemap_lists_the_front_pages_of_applications_in_both_languages(client):
    listed = client.get("/sitemap.xml").content.decode()
    for path in ("/register/", "/en/register/", "/hercertificering/", "/en/hercertificering/"):
        assert f"<loc>http://testserver{path}</loc>" in listed
    assert "/mijn/" not in listed


@pytest.mark.parametrize("target", ["javascript:alert(1)", "//elders.example", "http://onveilig.example", "register"])
def test_a_link_page_refuses_other_addresses(target):
    with pytest.raises(ValidationError):
        LinkPage(title="X", slug="x", target=target).clean()


def test_the_feed_has_the_newest_news_first(client):
    index = publish(NewsIndexPage(title="Nieuws", slug="nieuws"))
    for day in (1, 3, 2):
        publish(
            NewsPage(title=f"Bericht {day}", slug=f"b{day}", date=dt.date(2026, 3, day), introduction="Kort"), index
        )
    feed = client.get("/nieuws/feed.xml").content.decode()
    assert [feed.index(f"Bericht {day}") for day in (3, 2, 1)] == sorted(
        feed.index(f"Bericht {day}") for day in (1, 2, 3)
    )


def test_news_is_paged(client):
    index = publish(NewsIndexPage(title="Nieuws", slug="nieuws"))
    for number in range(13):
        publish(
            NewsPage(
                title=f"Bericht {number:02}", slug=f"b{number}", date=dt.date(2026, 3, 1 + number), introduction="K"
            ),
            index,
        )
    assert "Bericht 00" not in client.get("/nieuws/").content.decode()
    assert "Bericht 00" in client.get("/nieuws/?pagina=2").content.decode()
    assert client.get("/nieuws/?pagina=onzin").status_code == 200


@pytest.mark.parametrize(
    ("path", "hidden"),
    [
        ("register/", True),
        ("sitemap.xml", True),
        ("beheer/", True),
        ("kenniscentrum/zoeken/", True),
        ("vereniging/", False),
        ("nieuws/", False),
    ],
)
def test_routes_know_what_they_hide(path, hidden):
    assert bool(shadowing_route(path)) is hidden


def test_the_check_names_a_hidden_page():
    assert check_shadowed_pages(None, ["default"]) == []
    publish(ContentPage(title="Register", slug="register"))
    assert [error.id for error in check_shadowed_pages(None, ["default"])] == ["pages.E001"]


def test_an_editor_cannot_take_the_address_of_an_application(client):
    form_class = ContentPage.get_edit_handler().get_form_class()
    data = {"title": "Register", "slug": "register", "introduction": "", "body-count": "0"}
    form = form_class(data, instance=ContentPage(), parent_page=home(), for_user=UserFactory())
    assert not form.is_valid()
    assert "slug" in form.errors


def test_robots_and_english(client):
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /beheer/" in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    response = client.get("/en/")
    assert response["Content-Language"] == "en"
    assert '<html lang="en"' in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/bestaat-niet/", "/en/", "/robots.txt", "/sitemap.xml"])
def test_public_pages_set_no_cookie(client, path):
    response = client.get(path)
    assert not response.cookies
    assert "Content-Security-Policy" in response
    assert response["Referrer-Policy"] == "same-origin"


def test_an_unknown_address_is_an_honest_404(client):
    response = client.get("/bestaat-niet/")
    assert response.status_code == 404
    assert "<main" in response.content.decode()


@pytest.mark.parametrize("values", [{"page": None, "address": ""}, {"page": None, "address": "javascript:alert(1)"}])
def test_an_action_needs_one_good_target(values):
    block = ActionBlock()
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"title": "T", "text": "", "label": "L"} | values))


def test_a_door_needs_a_good_address():
    block = DoorBlock()
    value = {"title": "T", "text": "x", "link_label": "L", "link_url": "javascript:x", "highlight": False}
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python(value))


class TestVideo:
    @pytest.fixture
    def files(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        return {
            name: SiteDocument.objects.create(title=name, file=ContentFile(b"x", name)).pk
            for name in ("film.mp4", "tekst.vtt", "brief.pdf")
        }

    def clean(self, video, captions):
        block = VideoBlock()
        return block.clean(block.to_python({"title": "Film", "video": video, "captions": captions, "transcript": ""}))

    def test_it_is_published_with_captions(self, files):
        assert self.clean(files["film.mp4"], files["tekst.vtt"])["title"] == "Film"

    def test_it_is_refused_without_captions(self, files):
        with pytest.raises(StructBlockValidationError) as caught:
            self.clean(files["film.mp4"], None)
        assert set(caught.value.block_errors) == {"captions"}

    def test_it_is_refused_with_other_files(self, files):
        with pytest.raises(StructBlockValidationError) as caught:
            self.clean(files["brief.pdf"], files["film.mp4"])
        assert set(caught.value.block_errors) == {"video", "captions"}

    def test_a_draft_may_wait_for_its_captions_but_not_go_online(self, files):
        form_class = ContentPage.get_edit_handler().get_form_class()
        data = {
            "title": "Film", "slug": "film", "introduction": "", "body-count": "1", "body-0-type": "video",
            "body-0-order": "0", "body-0-deleted": "", "body-0-id": "", "body-0-value-title": "Film",
            "body-0-value-video": str(files["film.mp4"]), "body-0-value-captions": "", "body-0-value-transcript": "null",
        }  # fmt: skip
        publish_form = form_class(data, instance=ContentPage(), parent_page=home(), for_user=UserFactory())
        assert not publish_form.is_valid()
        assert list(publish_form.errors) == ["body"]
        draft_form = form_class(data, instance=ContentPage(), parent_page=home(), for_user=UserFactory())
        draft_form.defer_required_fields()
        assert draft_form.is_valid(), draft_form.errors


@pytest.mark.parametrize("name", [child for child in BodyBlock().child_blocks])
def test_every_block_has_a_preview_and_a_word_about_itself(name):
    block = BodyBlock().child_blocks[name]
    assert block.meta.description
    assert block.meta.template.startswith("pages/blocks/")


def test_every_block_renders(client, django_assert_max_num_queries):
    body = [
        *text("<h2>Kop</h2><p>Zin.</p>"),
        ("quote", {"quote": "Luisteren is werk.", "by": "Iemand"}),
        ("action", {"title": "Kop", "text": "Zin", "label": "Ga", "page": None, "address": "/register/"}),
    ]
    publish(ContentPage(title="Alles", slug="alles", body=body))
    client.get("/alles/")
    with django_assert_max_num_queries(10):
        page = client.get("/alles/").content.decode()
    assert "Luisteren is werk." in page
    assert 'href="/register/"' in page


def test_page_tree_is_sound():
    assert Page.find_problems() == ([], [], [], [], [])


def test_streamfield_errors_are_told():
    block = BodyBlock()
    with pytest.raises(StreamBlockValidationError):
        block.clean(block.to_python([{"type": "quote", "value": {"quote": "", "by": ""}}]))
