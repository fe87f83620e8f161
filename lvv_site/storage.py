"""Private files (evidence, attachments, paid material): outside the media address, served by a view that checks who asks.

A file gets a random name: neither what it was called nor whose it is can be read from the disk, and no name can be
guessed. The original name is a field of the room that owns the file.
"""

from __future__ import annotations

import datetime as dt
import mimetypes
import re
import secrets
from pathlib import PurePosixPath
from typing import IO
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.storage.base import Storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

ENDING = re.compile(r"\.[a-z0-9]{1,8}")
# A browser that is talked into showing the file after all may do nothing with it.
POLICY = "default-src 'none'; sandbox"


class HashedNames(Storage):
    """Replaces the name of each file by a random one, below the folder the field names. Put it before any storage."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return `<folder>/<2>/<32 characters><ending>`."""
        path = PurePosixPath(str(name).replace("\\", "/"))
        ending = path.suffix.lower()
        hashed = secrets.token_hex(16) + (ending if ENDING.fullmatch(ending) else "")
        return super().get_available_name(str(path.parent / hashed[:2] / hashed), max_length)


class PrivateStorage(HashedNames, FileSystemStorage):
    """Local private files; another backend (S3) is one setting. Has no address of its own."""

    def __init__(self) -> None:
        super().__init__(location=settings.PRIVATE_ROOT, file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def url(self, name: str | None) -> str:
        """Refuse: a private file has no public address."""
        raise ValueError("a private file has no public address")


class DocumentStorage(FileSystemStorage):
    """Editors' documents: under their own names, as one downloads them, but only by the view that knows whom they are for.

    Below the media address a members' document would be for everybody who guesses its name.
    """

    def __init__(self) -> None:
        super().__init__(location=settings.PRIVATE_ROOT, file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def url(self, name: str | None) -> str:
        """Refuse, as a storage without addresses does: by that Wagtail knows that it must send the file itself."""
        return Storage.url(self, name)


def documents() -> Storage:
    """Return the storage for editors' documents."""
    return storages["documents"]


def private() -> Storage:
    """Return the storage for files that not everybody may see."""
    return storages["private"]


def private_files(folder: str, before: dt.datetime) -> list[str]:
    """Return the names of the private files in a folder, at any depth, that were written before a moment."""
    store = private()
    if not store.exists(folder):
        return []
    folders, files = store.listdir(folder)
    names = [name for name in (f"{folder}/{file}" for file in files) if store.get_modified_time(name) < before]
    return names + [name for inner in folders for name in private_files(f"{folder}/{inner}", before)]


def private_file_response(request: HttpRequest, file: FieldFile | IO[bytes], filename: str) -> HttpResponseBase:
    """Send a private file to somebody who may have it: the caller has checked that.

    Always a download, never kept by a cache, never guessed at. With `settings.PRIVATE_ACCEL_PREFIX` the web server sends
    a local file itself (nginx: an `internal` location of that prefix).
    """
    prefix = getattr(settings, "PRIVATE_ACCEL_PREFIX", "")
    if prefix and isinstance(file, FieldFile) and isinstance(file.storage, FileSystemStorage):
        response: HttpResponseBase = HttpResponse()
        response.headers["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{quote(str(file.name))}"
    else:
        response = FileResponse(file.open("rb") if isinstance(file, FieldFile) else file)
    response.headers["Content-Type"] = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    response.headers["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    return response
