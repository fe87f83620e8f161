"""A question page: what the public sees, and what an editor may not publish."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from kenniscentrum.faq.models import QuestionPage, RelatedQuestion
from lvv_site.pages import shell
from lvv_site.pages.models import SiteSettings
from tests.factories.faq import knowledge_index, question, question_values
from tests.factories.members import MembershipFactory, UserFactory

from .conftest import parse

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
LINE = ("line", {"name": "De Luisterlijn", "when": "Dag en nacht", "phone": "088 0767 000"})


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def help_lines() -> None:
    from wagtail.models import Site

    chosen = SiteSettings.for_site(Site.objects.get())
    chosen.help_strip_text, chosen.help_strip_phone = "Nu met iemand praten?", "088 0767 000"
    chosen.help_lines = [LINE]
    chosen.save()


def text_of(page: Any, path: str) -> str:
    return " ".join(" ".join(element.text_content() for element in page.xpath(path)).split())


def test_it_shows_answer_dates_body_and_sources(client: Client) -> None:
    page = question(title="Mag het?", law_as_of=dt.date(2025, 1, 30), body="<h2>Waarom?</h2><p>Daarom.</p>")
    shown = parse(client.get(page.url))
    assert text_of(shown, "//h1") == "Mag het?"
    assert text_of(shown, "//section[@class='answer']/p") == page.short_answer
    assert text_of(shown, "//dl[@class='checked']//dd") == "2 november 2026 vóór 2 mei 2027 stand per 30 januari 2025"
    assert text_of(shown, "//div[@class='prose']/h2[1]") == "Waarom?"
    assert [
        " ".join(item.text_content().split()) for item in shown.xpath("//h2[@id='bronnen']/following::ul[1]/li")
    ] == [
        "Arbowet, Overheid.nl, bekeken op 31 januari 2025",
        "Arboportaal, Overheid.nl, verschenen op 31 januari 2025",
    ]


def test_without_law_there_is_no_stand_per(client: Client) -> None:
    shown = client.get(question().url).text
    assert "stand per" not in shown
    assert "vóór 2 november 2027" in shown


def test_the_breadcrumb_passes_the_audience(client: Client) -> None:
    page = question(title="Mag het?", audience="employer")
    shown = parse(client.get(page.url))
    crumbs = shown.xpath("//nav[@class='crumbs']//li")
    assert [crumb.text_content().strip() for crumb in crumbs] == [
        "Home",
        "Kenniscentrum",
        "Voor werkgevers",
        "Mag het?",
    ]
    assert crumbs[2].xpath("./a/@href") == ["/kenniscentrum/?voor=employer"]


def test_employees_get_help_lines_and_a_quick_way_out(client: Client, help_lines: None) -> None:
    for_employees = client.get(question(audience="employee").url).text
    assert 'href="tel:0880767000"' in for_employees
    assert "Liever praten?" in for_employees
    assert "Snel weg" in for_employees


def test_others_do_not_get_the_quick_way_out(client: Client, help_lines: None) -> None:
    for_employers = client.get(question(audience="employer", also_for=["employee"]).url).text
    assert "Snel weg" not in for_employers
    assert "Liever praten?" not in for_employers


def test_an_overdue_page_says_so(client: Client) -> None:
    page = question(reviewed_on=dt.date(2025, 11, 21))
    assert "Deze pagina wacht op controle." in client.get(page.url).text
    page.reviewed_on = dt.date(2025, 11, 22)
    page.save_revision().publish()
    assert "Deze pagina wacht op controle." not in client.get(page.url).text


def test_related_questions_stand_in_the_editors_order(client: Client) -> None:
    index = knowledge_index()
    first, second, hidden = question(index), question(index), question(index, members_only=True)
    page = question(index)
    page.related_questions = [
        RelatedQuestion(question=related, sort_order=place) for place, related in enumerate([second, hidden, first])
    ]
    page.save_revision().publish()
    shown = parse(client.get(page.url))
    assert shown.xpath("//div[@class='toc']/a/@href") == [second.url, first.url]


def test_what_is_kept_between_visits_never_mixes_members_and_others(client: Client, settings: Any) -> None:
    settings.SHELL_SECONDS = 60
    shell.forget()
    index = knowledge_index()
    hidden, shown = question(index, members_only=True), question(index)
    page = question(index)
    page.related_questions = [
        RelatedQuestion(question=one, sort_order=place) for place, one in enumerate([hidden, shown])
    ]
    page.save_revision().publish()
    member = UserFactory()
    MembershipFactory(person=member.person, until=None)
    signed_in = Client()
    signed_in.force_login(member)
    related = "//div[@class='toc']/a/@href"
    for _turn in range(2):
        assert parse(client.get(page.url)).xpath(related) == [shown.url]
        assert parse(signed_in.get(page.url)).xpath(related) == [hidden.url, shown.url]
    shell.forget()


def test_the_next_step_is_a_button(client: Client) -> None:
    page = question(next_step="Zoek iemand.", next_step_label="Naar het register", next_step_url="/register/")
    shown = parse(client.get(page.url))
    assert shown.xpath("//a[@class='button'][@href='/register/']/text()") == ["Naar het register"]


def test_search_engines_read_the_question_as_data(client: Client) -> None:
    page = question(short_answer="Ja </script><script>alert(1)</script> & nee.")
    response = client.get(page.url)
    scripts = parse(response).xpath("//script[@type='application/ld+json']/text()")
    described = json.loads(scripts[0])
    assert described["@type"] == "FAQPage"
    assert described["mainEntity"][0]["name"] == page.title
    assert described["mainEntity"][0]["acceptedAnswer"]["text"] == page.short_answer
    assert "<script>alert" not in response.text


def test_it_may_be_indexed_and_sets_no_cookie(client: Client) -> None:
    response = client.get(question().url)
    assert "noindex" not in response.text.lower()
    assert response.cookies == {}
    assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
    assert "style=" not in response.text


def test_links_to_questions_survive_a_new_address(client: Client) -> None:
    index = knowledge_index()
    target = question(index, slug="oud")
    page = question(index, body=f'<p>Lees <a linktype="page" id="{target.pk}">dit</a>.</p>')
    target.slug = "nieuw"
    target.save_revision().publish()
    assert 'href="/kenniscentrum/nieuw/"' in client.get(page.url).text


def test_it_costs_at_most_ten_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    index = knowledge_index()
    target = question(index)
    page = question(index, body=f'<p><a linktype="page" id="{target.pk}">dit</a></p>')
    page.related_questions = [RelatedQuestion(question=target)]
    page.save_revision().publish()
    client.get(page.url)
    with django_assert_max_num_queries(10):
        client.get(page.url)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"short_answer": "woord " * 46}, "short_answer"),
        ({"reviewed_on": dt.date(2026, 11, 22)}, "reviewed_on"),
        ({"law_as_of": dt.date(2027, 1, 1)}, "law_as_of"),
        ({"next_step": "Doe iets."}, "next_step_url"),
        ({"next_step": "Doe.", "next_step_label": "Doe", "next_step_url": "javascript:alert(1)"}, "next_step_url"),
        ({"also_for": ["nobody"]}, "also_for"),
    ],
)
def test_what_is_wrong_is_not_published(values: dict[str, Any], field: str) -> None:
    index = knowledge_index()
    page = QuestionPage(**question_values(**values))
    with pytest.raises(ValidationError) as refused:
        index.add_child(instance=page)
    assert field in refused.value.message_dict


def test_a_question_cannot_relate_to_itself() -> None:
    page = question()
    with pytest.raises(ValidationError):
        RelatedQuestion(page=page, question=page).full_clean()


def test_a_preview_shows_the_page(rf: RequestFactory) -> None:
    page = question(title="Mag het?")
    response = page.make_preview_request(preview_mode=page.default_preview_mode)
    assert response.status_code == 200
    assert "Mag het?" in response.render().text if hasattr(response, "render") else "Mag het?" in response.text
