"""The editors' side in /beheer/."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from kenniscentrum.faq.models import QuestionPage, SynonymGroup
from lvv_site.members.models import User
from tests.factories.faq import SOURCE, question, theme
from tests.factories.members import UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> User:
    user = UserFactory(role="editor", second_factor=True)
    sign_in(client, user)
    return user


def posted(page: QuestionPage, **changes: object) -> dict[str, object]:
    source = {key: str(value) for key, value in SOURCE.items()}
    values = {
        "title": page.title,
        "slug": page.slug,
        "search_description": page.search_description,
        "short_answer": page.short_answer,
        "body": rich_text("<p>Nieuwe uitleg.</p>", features=["h2", "bold", "italic", "ol", "ul", "link"]),
        "audience": "employee",
        "theme": str(theme().pk),
        "sources": streamfield([("source", source), ("source", source)]),
        "reviewed_on": str(page.reviewed_on),
        "related_questions": inline_formset([]),
        "comments": inline_formset([]),
        "action-publish": "1",
    }
    flat: dict[str, object] = nested_form_data(values | changes)
    return flat | {"also_for": ["employer"]}


def test_an_editor_changes_and_publishes_a_question(client: Client, editor: User) -> None:
    page = question()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(address).status_code == 200
    response = client.post(address, posted(page, title="Mag het nu wel?"))
    assert response.status_code == 302
    page.refresh_from_db()
    assert (page.title, page.also_for) == ("Mag het nu wel?", ["employer"])
    assert page.live


def test_a_long_short_answer_is_refused_with_the_number_of_words(client: Client, editor: User) -> None:
    page = question()
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), posted(page, short_answer="woord " * 50))
    assert response.status_code == 200
    assert "telt 50 woorden" in response.text
    page.refresh_from_db()
    assert page.short_answer.startswith("Ja.")


def test_a_single_source_is_not_enough(client: Client, editor: User) -> None:
    page = question()
    source = {key: str(value) for key, value in SOURCE.items()}
    one = streamfield([("source", source)])
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), posted(page, title="Ander", sources=one))
    assert response.status_code == 200
    page.refresh_from_db()
    assert page.title != "Ander"


def test_the_list_shows_what_must_be_reviewed(client: Client, editor: User) -> None:
    late = question(title="Hoe zat het vroeger?", reviewed_on=dt.date(2020, 1, 1))
    question(title="Hoe zit het nu?")
    response = client.get(reverse("faq_overdue"))
    assert response.status_code == 200
    assert late.title in response.text
    assert "Hoe zit het nu?" not in response.text


def test_somebody_without_pages_does_not_see_the_list(client: Client) -> None:
    sign_in(client, UserFactory(role="treasurer", second_factor=True))
    question(title="Hoe zat het vroeger?", reviewed_on=dt.date(2020, 1, 1))
    response = client.get(reverse("faq_overdue"))
    assert response.status_code in {302, 403}
    assert "Hoe zat het vroeger?" not in response.text


def test_the_thesaurus_is_edited_by_who_may(client: Client, editor: User) -> None:
    group = Group.objects.get(name="editor")
    group.permissions.add(*Permission.objects.filter(content_type__app_label="faq", codename__contains="synonymgroup"))
    address = reverse("wagtailsnippets_faq_synonymgroup:add")
    assert client.get(address).status_code == 200
    response = client.post(address, {"words": "slurfdier", "leads_to": ""})
    assert "ten minste twee woorden" in response.text
    response = client.post(address, {"words": "slurfdier\njumbo", "leads_to": "olifant"})
    assert response.status_code == 302
    assert SynonymGroup.objects.get(words__startswith="slurfdier").group.leads_to == ("olifant",)
