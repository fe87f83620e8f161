"""Files that are too large are dropped while they come in, and nothing else is."""

import io
import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from lvv_site.uploads.early import dropped, dropping_large_files

MB = 1024 * 1024


class Endless(io.RawIOBase):
    """A post of so many bytes that is never whole in memory."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self.head, self.left, self.tail = io.BytesIO(head), size, io.BytesIO(tail)

    def read(self, size: int = -1) -> bytes:
        if found := self.head.read(size):
            return found
        if self.left:
            now = min(self.left, size)
            self.left -= now
            return b"x" * now
        return self.tail.read(size)


@dropping_large_files(each=MB, together=3 * MB)
def seen(request: HttpRequest) -> HttpResponse:
    assert dropped(request) is not None
    files = [(one.name, len(one.read())) for one in request.FILES.getlist("file")]
    return HttpResponse(repr((files, dropped(request), request.POST.get("text"), request.POST.get("after"))))


def posted(*files, **fields):
    request = RequestFactory().post("/", {"text": "Getypt", "file": list(files), "after": "Ook", **fields})
    request._dont_enforce_csrf_checks = True
    answer = seen(request)
    request.close()  # as the server does
    return eval(answer.content)


def file(name, size):
    return SimpleUploadedFile(name, b"x" * size)


@pytest.mark.parametrize("size", [0, 1, 70_000, MB])
def test_what_fits_comes_through(size):
    assert posted(file("a.pdf", size)) == ([("a.pdf", size)], [], "Getypt", "Ook")


def test_one_byte_too_many_is_dropped_and_told_and_the_text_stays():
    assert posted(file("a.pdf", MB + 1)) == ([], ["a.pdf"], "Getypt", "Ook")


@pytest.mark.parametrize("order", [("klein.pdf", "groot.pdf"), ("groot.pdf", "klein.pdf")])
@pytest.mark.parametrize("small", [100, MB])
def test_a_good_file_before_or_after_a_large_one_is_whole(order, small):
    sizes = {"klein.pdf": small, "groot.pdf": 2 * MB}
    assert posted(*(file(name, sizes[name]) for name in order)) == (
        [("klein.pdf", small)], ["groot.pdf"], "Getypt", "Ook",
    )  # fmt: skip


def test_together_there_is_an_end_too():
    files, gone, text, _after = posted(*(file(f"{number}.pdf", MB) for number in range(5)))
    assert ([name for name, _size in files], gone, text) == (["0.pdf", "1.pdf", "2.pdf"], ["3.pdf", "4.pdf"], "Getypt")


def test_two_hundred_megabytes_leave_nothing_behind(tmp_path, monkeypatch):
    """Neither in memory, which the endless body would show, nor on the disk."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    largest = []
    head = (
        b'--grens\r\nContent-Disposition: form-data; name="text"\r\n\r\nGetypt\r\n'
        b'--grens\r\nContent-Disposition: form-data; name="file"; filename="film.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n"
    )
    size, tail = 200 * MB, b"\r\n--grens--\r\n"

    class Watched(Endless):
        def read(self, size: int = -1) -> bytes:
            largest.append(sum(path.stat().st_size for path in Path(tmp_path).iterdir()))
            return super().read(size)

    request = RequestFactory().generic(
        "POST", "/", b"-", content_type="multipart/form-data; boundary=grens",
        CONTENT_LENGTH=str(len(head) + size + len(tail)),
    )  # fmt: skip
    request._stream = Watched(head, size, tail)
    request._dont_enforce_csrf_checks = True
    answer = seen(request)
    request.close()
    files, gone, text, _after = eval(answer.content)
    assert (files, gone, text) == ([], ["film.pdf"], "Getypt")
    assert max(largest) <= MB
    assert list(tmp_path.iterdir()) == []
