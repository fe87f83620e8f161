"""Editors write course pages in the admin, with a preview before the page is there; they do not touch runs."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from academy.courses.models import CoursePage
from tests.factories import courses as make
from tests.factories.members import UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    sign_in(client, UserFactory.create(role="editor", second_factor=True))
    return client


def typed(**values: Any) -> dict[str, Any]:
    return nested_form_data({
        "title": "Nieuwe les", "slug": "nieuwe-les", "kind": "course", "introduction": "Waar het over gaat.",
        "form": "Eén dag", "for_whom": "Iedereen", "learning": "Luisteren\n\nZwijgen", "cover": "",
        "programme": streamfield([("item", {"time": "09:30", "title": "Begin", "text": "", "pause": ""})]),
        "teachers": streamfield([("teacher", {"name": "Een docent", "about": ""})]),
        "body": streamfield([("text", rich_text("<p>Tekst.</p>"))]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0},
    } | values)  # fmt: skip


def test_a_new_page_is_previewed_and_published(editor: Client) -> None:
    index = make.index()
    where = ("courses", "coursepage", index.pk)
    preview = reverse("wagtailadmin_pages:preview_on_add", args=where)
    assert editor.post(preview, typed()).json()["is_valid"]
    page = editor.get(preview)
    assert page.status_code == 200
    assert "Van wie je leert" in page.content.decode()
    # The editor shows it in a frame; everything else of the policy is what visitors get.
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'self';" in policy
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    add = reverse("wagtailadmin_pages:add", args=where)
    response = editor.post(add, typed() | {"action-publish": "1"})
    assert response.status_code == 302
    made = CoursePage.objects.get()
    assert (made.live, made.kind, made.lessons) == (True, "course", ["Luisteren", "Zwijgen"])
    text = editor.get("/academie/nieuwe-les/").content.decode()
    assert "frame-ancestors 'none'" in editor.get("/academie/nieuwe-les/").headers["Content-Security-Policy"]
    for words in ("9.30", "Een docent", "Zwijgen", "Er is nu geen uitvoering gepland."):
        assert words in text


def test_a_kind_that_is_no_course_is_refused(editor: Client) -> None:
    add = reverse("wagtailadmin_pages:add", args=("courses", "coursepage", make.index().pk))
    response = editor.post(add, typed(kind="congress"))
    assert response.status_code == 200
    assert "kind" in response.context["form"].errors
    assert not CoursePage.objects.exists()


def test_a_course_with_runs_can_be_deleted_by_an_editor(editor: Client) -> None:
    run = make.run()
    assert run.page
    response = editor.post(reverse("wagtailadmin_pages:delete", args=[run.page.pk]))
    assert response.status_code == 302
    run.refresh_from_db()
    assert run.page is None
