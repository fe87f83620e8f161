"""The page that explains recertification: to everybody, and with one's own place in it."""

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.blocks import StructBlockValidationError
from wagtail.models import Site

from academy.dossier import steps
from academy.dossier.models import RecertificationSettings
from lvv_site.pages.models import SiteDocument
from tests.factories.dossier import Holder, holder
from tests.factories.members import UserFactory, sign_in

pytestmark = pytest.mark.django_db
HERE = re.compile(r'<li class="now" aria-current="step">\s*<h3[^>]*>\s*\d\. ([^<]*?)\s*<span')


def text(client: Client, name: str) -> str:
    response = client.get(reverse(f"dossier:{name}"))
    assert response.status_code == 200
    return response.content.decode()


def place(client: Client) -> str:
    found = HERE.findall(text(client, "explained_mine"))
    assert len(found) == 1
    return str(found[0])


def test_everybody_may_read_it_without_a_cookie(client: Client) -> None:
    response = client.get(reverse("dossier:explained"))
    page = response.content.decode()
    assert response.cookies == {}
    assert reverse("dossier:explained") == "/hercertificering/"
    for step in (*steps.FIRST, *steps.RENEWAL):
        assert str(step.title) in page
        assert all(source.url in page for source in step.sources)
    assert "jij bent hier" not in page
    assert "https://www.mijncertificatie.nl/" in page
    assert "https://skv.examenmanagementomgeving.nl/" in page


def test_the_numbers_are_those_of_the_scheme(client: Client) -> None:
    page = re.sub(r"<[^>]+>|\s+", " ", text(client, "explained"))
    assert re.search(r"Regeling 2024 vraagt: 72 uur in 4 jaar", page)
    assert re.search(
        r"Bij- en nascholing\s+24\s+niet bekend\s+Intervisie\s+32\s+niet bekend\s+Extra activiteiten\s+16", page
    )


def test_ones_own_scheme_counts(client: Client) -> None:
    sign_in(client, holder(scheme="lvv-1.11").user)
    page = re.sub(r"<[^>]+>|\s+", " ", text(client, "explained_mine"))
    assert re.search(r"Bij- en nascholing\s+32\s+16\s+Intervisie\s+32\s+16\s+Extra activiteiten\s+8\s+4", page)


def complete(one: Holder) -> None:
    one.complete()


def handed_over(one: Holder) -> None:
    one.complete()
    one.hand_over()


@pytest.mark.parametrize(
    ("months_left", "prepare", "title"),
    [
        (30, None, "Uren verzamelen, vier jaar lang"),
        (8, None, "Het dossier compleet maken"),
        (8, complete, "Overdragen en aanvragen"),
        (8, handed_over, "De certificerende instelling beoordeelt"),
        (-1, None, "Het dossier compleet maken"),
    ],
)
def test_it_says_where_one_is(client: Client, months_left: int, prepare, title: str) -> None:
    one = holder(months_left)
    if prepare:
        prepare(one)
    sign_in(client, one.user)
    assert place(client) == title


def test_without_a_certificate_one_is_at_the_start(client: Client) -> None:
    sign_in(client, UserFactory.create())
    assert place(client) == "De basisopleiding volgen"
    page = text(client, "explained_mine")
    assert page.index("Een eerste certificaat") < page.index("Het certificaat verlengen")


def test_who_is_not_signed_in_is_asked_to(client: Client) -> None:
    assert client.get(reverse("dossier:explained_mine")).status_code == 302
    sign_in(client, UserFactory.create(person=None))
    assert client.get(reverse("dossier:explained_mine")).headers["Location"] == reverse("members:details")


def document(name: str) -> SiteDocument:
    made: SiteDocument = SiteDocument.objects.create(title=name, file=ContentFile(b"x", name))
    return made


def test_a_video_with_captions_has_its_place(client: Client) -> None:
    chosen = RecertificationSettings.for_site(Site.objects.get())
    video = {
        "title": "Zo werkt het",
        "video": document("uitleg.mp4"),
        "captions": document("uitleg.vtt"),
        "transcript": "",
    }
    chosen.video = [("video", video)]
    chosen.save()
    page = text(client, "explained")
    assert "<video controls" in page
    assert 'kind="captions"' in page
    assert "Zo werkt het" in page


def test_a_video_without_captions_is_refused() -> None:
    block = RecertificationSettings._meta.get_field("video").stream_block.child_blocks["video"]
    value = block.to_python({"title": "Zonder", "video": document("uitleg.mp4").pk, "captions": None, "transcript": ""})
    with pytest.raises(StructBlockValidationError):
        block.clean(value)


@pytest.mark.parametrize(("role", "may"), [("office", True), ("editor", True), ("board", False), ("committee", False)])
def test_who_may_change_it(client: Client, role: str, may: bool) -> None:
    sign_in(client, UserFactory.create(role=role, second_factor=True))
    response = client.get("/beheer/settings/dossier/recertificationsettings/", follow=True)
    assert ("certifier_name" in response.content.decode()) is may
