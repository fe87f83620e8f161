"""Private files: names that tell nothing, no address, and downloads that no cache and no browser plays with."""

import io
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.db import models
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.test.utils import isolate_apps
from pytest_django import Settings

from lvv_site.storage import private, private_file_response

pytestmark = pytest.mark.django_db  # closing a response closes old connections too
REQUEST = RequestFactory().get("/mijn/bewijs/1/")


@pytest.fixture(autouse=True)
def root(settings: Settings, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.STORAGES = dict(settings.STORAGES)  # makes Django forget the storages it made
    return tmp_path / "private"


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response)


def test_name_tells_nothing_and_cannot_be_guessed(root: Path) -> None:
    names = [private().save("evidence/Jan de Vries.PDF", ContentFile(b"x")) for _ in range(2)]
    assert len(set(names)) == 2
    for name in names:
        folder, start, file = name.split("/")
        assert (folder, file[:2], Path(file).suffix, len(Path(file).stem)) == ("evidence", start, ".pdf", 32)
        assert (root / name).stat().st_mode & 0o777 == 0o600
        assert (root / name).parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("name", "ending"), [("a.tar.gz", ".gz"), ("zonder", ""), ("a.b c", ""), ("x.phtml;.jpg", ".jpg")]
)
def test_ending_is_kept_when_it_is_plain(name: str, ending: str) -> None:
    assert Path(private().save(name, ContentFile(b"x"))).suffix == ending


@pytest.mark.parametrize("name", ["../buiten.pdf", "/etc/x.pdf", "a/../../x.pdf"])
def test_no_name_leads_outside(name: str) -> None:
    with pytest.raises(SuspiciousFileOperation):
        private().save(name, ContentFile(b"x"))


def test_private_file_has_no_address() -> None:
    with pytest.raises(ValueError, match="no public address"):
        private().url(private().save("a.pdf", ContentFile(b"x")))


@isolate_apps("lvv_site.mail")
def test_field_uses_it_and_response_sends_it() -> None:
    class Evidence(models.Model):  # noqa: DJ008
        file = models.FileField(storage=private, upload_to="evidence")

        class Meta:
            app_label = "mail"

    evidence = Evidence()
    evidence.file.save("bewijs.pdf", ContentFile(b"%PDF-"), save=False)
    response = private_file_response(REQUEST, evidence.file, "Bewijs van Zoë.pdf")
    assert body(response) == b"%PDF-"
    assert str(evidence.file.name).startswith("evidence/")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == "attachment; filename*=utf-8''Bewijs%20van%20Zo%C3%AB.pdf"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    response.close()


@isolate_apps("lvv_site.mail")
def test_web_server_may_send_it_itself(settings: Settings) -> None:
    class Evidence(models.Model):  # noqa: DJ008
        file = models.FileField(storage=private, upload_to="evidence")

        class Meta:
            app_label = "mail"

    settings.PRIVATE_ACCEL_PREFIX = "/_private/"
    evidence = Evidence()
    evidence.file.save("bewijs.pdf", ContentFile(b"%PDF-"), save=False)
    response = private_file_response(REQUEST, evidence.file, "a.pdf")
    assert response.headers["X-Accel-Redirect"] == f"/_private/{evidence.file.name}"
    assert body(response) == b""
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("filename", ["a\r\nSet-Cookie: x=y", 'a"; filename="b.exe'])
def test_filename_cannot_write_headers(filename: str) -> None:
    response = private_file_response(REQUEST, io.BytesIO(b"x"), filename)
    assert "\n" not in response.headers["Content-Disposition"]
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert "Set-Cookie" not in response.headers
