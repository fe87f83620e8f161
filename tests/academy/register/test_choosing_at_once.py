"""Two windows save a photo at the same moment, over connections of their own: one picture stays, on disk as in the row."""

import contextlib
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from academy.register import choices
from academy.register.models import Profile
from tests.factories.register import adviser

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def save_twice(monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[int, bool]:
    """Let two saves read the same row before either writes; return how many files there are, and whether one is shown."""
    made = adviser()
    both_read = threading.Barrier(2, timeout=2)
    original = Profile.save

    def save_when_both_have_read(self: Profile, *args: Any, **kwargs: Any) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):  # then the other one waits for our lock
            both_read.wait()
        original(self, *args, **kwargs)

    monkeypatch.setattr(Profile, "save", save_when_both_have_read)

    def save(photo: bytes) -> None:
        try:
            choices.save(made.pk, choices.Choices(), photo)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[photo]) for photo in (b"een", b"twee")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    made.refresh_from_db()
    files = [one for one in folder.rglob("*") if one.is_file()]
    return len(files), folder / str(made.photo.name) in files


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_the_last_photo_stays_and_no_other(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    assert save_twice(monkeypatch, folder) == (1, True)


def test_without_the_lock_one_would_be_left_behind(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(choices, "_locked", lambda pk: Profile.objects.get(pk=pk))
    assert save_twice(monkeypatch, folder) == (2, True)
