"""A picture that is broken or none at all: told beside the field wherever an editor uploads one, and nothing is kept."""

import io
import json
import random
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lvv_site.pages.models import SiteImage
from tests.factories.members import UserFactory, sign_in

pytestmark = pytest.mark.django_db
BROKEN = "Deze afbeelding is beschadigd."
NO_IMAGE = "geen of een beschadigde afbeelding"


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((60, 40), 60).convert("RGB").save(out, kind)
    return out.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def bomb() -> bytes:
    """A few hundred bytes that would unpack to 60,000 by 60,000 pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def with_broken_chunk() -> bytes:
    whole = picture("PNG")
    start = whole.index(b"IDAT") + 10
    return whole[:start] + bytes(32) + whole[start + 32 :]


FILES = {
    "truncated png": ("foto.png", lambda: picture("PNG")[:-200], BROKEN),
    "png with a broken chunk": ("foto.png", with_broken_chunk, BROKEN),
    "png that is a header only": ("foto.png", lambda: picture("PNG")[:40], BROKEN),
    "truncated jpeg": ("foto.jpg", lambda: picture("JPEG")[:400], BROKEN),
    "jpeg of three bytes": ("foto.jpg", lambda: b"\xff\xd8\xff", BROKEN),
    "truncated webp": ("foto.webp", lambda: picture("WEBP")[:100], BROKEN),
    "bomb": ("foto.png", bomb, "teveel pixels"),
    "svg": ("foto.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Geen ondersteund afbeeldingsformaat"),
    "svg that says png": ("foto.png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Geen geldige .png"),
    "page that says jpg": ("foto.jpg", lambda: b"<html><script>", NO_IMAGE),
    "nothing": ("foto.png", lambda: b"", "Het verstuurde bestand is leeg."),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _editor(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    sign_in(client, UserFactory(role="editor", second_factor=True))


def single(client: Client, file: SimpleUploadedFile) -> str:
    fields = {"title": "Mijn getypte titel", "description": "Wat er te zien is", "collection": "1", "file": file}
    response = client.post("/beheer/images/add/", fields)
    assert response.status_code == 200
    assert "Mijn getypte titel" in response.content.decode()
    return response.content.decode()


def multiple(client: Client, file: SimpleUploadedFile) -> str:
    fields = {"title": "Foto", "collection": "1", "files[]": file}
    response = client.post("/beheer/images/multiple/add/", fields, headers={"X-Requested-With": "XMLHttpRequest"})
    answer = response.json()
    assert (response.status_code, answer["success"]) == (200, False)
    return str(answer["error_message"])


def chooser(client: Client, file: SimpleUploadedFile) -> str:
    fields = {"image-chooser-upload-title": "Foto", "image-chooser-upload-collection": "1",
              "image-chooser-upload-description": "Wat er te zien is", "image-chooser-upload-file": file}  # fmt: skip
    response = client.post("/beheer/images/chooser/create/", fields)
    assert response.status_code == 200
    answer = json.loads(response.content)
    assert answer["step"] == "reshow_creation_form"
    return str(answer["htmlFragment"])


@pytest.mark.parametrize("upload", [single, multiple, chooser], ids=lambda upload: upload.__name__)
@pytest.mark.parametrize("what", FILES)
def test_what_is_no_whole_picture_is_told_and_not_kept(client: Client, upload: Any, what: str, tmp_path: Path) -> None:
    name, make, said = FILES[what]

    assert said in upload(client, SimpleUploadedFile(name, make()))

    assert not SiteImage.objects.exists()
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.webp", "WEBP"), ("a.heic", "HEIF")]
)
def test_every_kind_that_is_offered_is_taken(client: Client, name: str, kind: str) -> None:
    file = SimpleUploadedFile(name, picture(kind))
    fields = {"title": "Foto", "description": "Wat er te zien is", "collection": "1", "file": file}

    assert client.post("/beheer/images/add/", fields).status_code == 302

    image = SiteImage.objects.get()
    assert (image.width, image.height) == (60, 40)
    assert image.filename.endswith(".jpg" if kind == "HEIF" else name[1:])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_no_damage_is_an_error_of_ours(kind: str) -> None:
    from django.core.exceptions import ValidationError

    from lvv_site.pages.forms import SiteImageField

    dice, whole, field = random.Random(f"damage {kind}"), picture(kind), SiteImageField()
    for _ in range(60):
        damaged = bytearray(whole[: dice.choice([len(whole), dice.randrange(1, len(whole))])])
        for _ in range(3):
            damaged[dice.randrange(min(len(damaged), 200))] = dice.randrange(256)
        try:
            assert field.clean(SimpleUploadedFile(f"a.{kind.lower()}", bytes(damaged))).image
        except ValidationError as told:
            assert told.messages  # noqa: PT017 - either it is a picture or somebody is told
