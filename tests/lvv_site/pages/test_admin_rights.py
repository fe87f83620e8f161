"""Who works with pages, documents and images in the admin; to others their titles are nothing."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from wagtail.models import Site

from lvv_site.pages.admin_rights import OPEN_TO
from lvv_site.pages.models import ContentPage, SiteDocument, SiteImage
from tests.factories.members import UserFactory, sign_in
from tests.lvv_site.pages.test_uploads import photo_with_place

pytestmark = pytest.mark.django_db
MARKER = "Zonderling"
EDITORS = ("editor", "question_editor")
OTHERS = ("office", "treasurer", "committee", "assessor", "board")
CHOOSES_PAGES = ("office", *EDITORS)  # the office names pages in the settings of the site


@pytest.fixture
def ids(settings: Any, tmp_path: Path) -> dict[str, int]:
    """A page, a document and an image, each with the marker in its title."""
    settings.MEDIA_ROOT = settings.PRIVATE_ROOT = tmp_path
    page = ContentPage(title=MARKER, slug="zonderling", members_only=True)
    home = Site.objects.get().root_page
    home.add_child(instance=page)
    document = SiteDocument(title=MARKER, members_only=True, file=ContentFile(b"%PDF-1.4", name="stuk.pdf"))
    document.save()
    picture = ImageFile(ContentFile(photo_with_place()), name="foto.jpg")
    image = SiteImage.objects.create(title=MARKER, file=picture, width=40, height=30)
    return {"home": home.pk, "page": page.pk, "document": document.pk, "image": image.pk}


PAGES = ("/beheer/pages/{home}/", "/beheer/pages/{page}/move/{page}/confirm/", "/beheer/api/main/pages/")
CHOOSING_PAGES = (
    "/beheer/choose-page/{home}/", "/beheer/choose-page/{page}/", "/beheer/choose-page/search/?q=" + MARKER,
    "/beheer/choose-page/chosen-multiple/?id={page}",
)  # fmt: skip
FILES = (
    "/beheer/api/main/documents/", "/beheer/api/main/documents/{document}/", "/beheer/api/main/images/",
    "/beheer/api/main/images/{image}/", "/beheer/documents/", "/beheer/documents/chooser/results/",
    "/beheer/documents/chooser/chosen/{document}/", "/beheer/documents/chooser/chosen-multiple/?id={document}",
    "/beheer/documents/usage/{document}/", "/beheer/images/", "/beheer/images/chooser/results/",
    "/beheer/images/chooser/chosen/{image}/", "/beheer/images/usage/{image}/",
)  # fmt: skip
# Wagtail draws a thumbnail here and leaves its file open; that others get none is what matters.
DRAWN = tuple(one for one in FILES if "images" in one and "usage" not in one)
NEED = {**dict.fromkeys([*PAGES, *FILES], EDITORS), **dict.fromkeys(CHOOSING_PAGES, CHOOSES_PAGES)}

CASES = [(role, one) for one in NEED for role in (*EDITORS, *OTHERS) if role in OTHERS or one not in DRAWN]


@pytest.mark.parametrize(("role", "address"), CASES)
def test_titles_are_for_who_works_with_them(client: Client, ids: dict[str, int], role: str, address: str) -> None:
    sign_in(client, UserFactory(role=role, second_factor=True))

    response = client.get(address.format(**ids))

    allowed = role in NEED[address]
    if "search" not in address:  # the search index is filled by a task
        assert (MARKER in response.content.decode()) is allowed
    refused = 403 if "/api/" in address else 302
    assert response.status_code == (200 if allowed else refused)


@pytest.mark.parametrize("prefix", OPEN_TO)
def test_every_rule_guards_an_address_that_is_there(client: Client, prefix: str) -> None:
    sign_in(client, UserFactory(role="committee", second_factor=True))

    assert client.get(prefix).status_code == (403 if "/api/" in prefix else 302)
    assert client.get(prefix, headers={"X-Requested-With": "XMLHttpRequest"}).status_code == 403


def test_who_is_not_signed_in_is_asked_to(client: Client) -> None:
    assert "/account/login/" in client.get("/beheer/api/main/documents/").url


def test_publishing_offers_no_moderation(client: Client, ids: dict[str, int]) -> None:
    sign_in(client, UserFactory(role="editor", second_factor=True))

    page = client.get(f"/beheer/pages/{ids['page']}/edit/").content.decode()

    assert 'name="action-publish"' in page
    assert 'name="action-submit"' not in page
