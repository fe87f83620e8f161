"""What editors upload: cleaned by the same door as everybody's files."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form

from lvv_site.pages.models import SiteDocument, SiteImage
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photo_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "CameraMerk"
    exif.get_ifd(0x8825)[2] = (52.0, 5.0, 0.0)
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG", exif=exif)
    return out.getvalue()


def image_form(name: str, content: bytes):
    form_class = get_image_form(SiteImage)
    data = {"title": "Foto", "description": "Een foto", "collection": "1", "tags": ""}
    return form_class(
        data, {"file": SimpleUploadedFile(name, content)}, instance=SiteImage(), user=UserFactory(role="editor")
    )


def document_form(name: str, content: bytes):
    form_class = get_document_form(SiteDocument)
    data = {"title": "Stuk", "collection": "1", "tags": ""}
    return form_class(
        data, {"file": SimpleUploadedFile(name, content)}, instance=SiteDocument(), user=UserFactory(role="editor")
    )


def test_a_photo_loses_its_place_and_camera():
    content = photo_with_place()
    assert b"CameraMerk" in content
    form = image_form("foto.jpg", content)
    assert form.is_valid(), form.errors
    image = form.save()
    with image.file.open("rb") as file:
        kept = file.read()
    assert b"CameraMerk" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert (image.width, image.height) == (40, 30)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tekening.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("foto.jpg", b"<html>"),
        ("foto.png", photo_with_place()),
    ],
)
def test_an_image_that_is_something_else_is_refused(name, content):
    form = image_form(name, content)
    assert not form.is_valid()
    assert list(form.errors) == ["file"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tekst.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHallo"),
        ("film.mp4", b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2mp41" + b"\x00" * 64),
    ],
)
def test_video_and_captions_are_taken(name, content):
    form = document_form(name, content)
    assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tekst.vtt", b"geen ondertiteling"),
        ("tekst.vtt", b"WEBVTT \xff\xfe"),
        ("film.mp4", b"<html>"),
        ("film.webm", b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2mp41" + b"\x00" * 64),
        ("pagina.html", b"<script>"),
        ("programma.exe", b"MZ"),
    ],
)
def test_another_document_is_refused(name, content):
    form = document_form(name, content)
    assert not form.is_valid()
    assert list(form.errors) == ["file"]
