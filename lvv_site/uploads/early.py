"""Files that are too large are dropped while they come in: never whole in memory or on disk, and the form keeps its text.

Django hands a view its files when all of them are there. This handler counts along and skips a file from the byte on that is
one too many; what was typed beside it arrives as usual, and the view tells the sender which file it was.

    @dropping_large_files(each=10 * MB, together=40 * MB)
    def claim(request): ... dropped(request) ...
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


class LargeFileHandler(FileUploadHandler):
    """Skips each file of more than `each` bytes, and every file from `together` bytes on. Goes before all other handlers."""

    def __init__(self, request: HttpRequest, each: int, together: int) -> None:
        super().__init__(request)
        self.each, self.together = each, together
        self.received = self.all_received = 0
        self.dropped: list[str] = []

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Begin to count."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass on what fits.

        Raises:
            SkipFile: it is too much. Not before the first chunk: Django would close the file that came before this one.
        """
        self.received += len(raw_data)
        self.all_received += len(raw_data)
        if self.received > self.each or self.all_received > self.together:
            self.dropped.append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""


def dropping_large_files[**P](each: int, together: int) -> Callable[[View[P]], View[P]]:
    """Let a view take files up to these numbers of bytes. Put it below the decorators that ask who somebody is."""

    def decorate(view: View[P]) -> View[P]:
        # The middleware would read the whole post for its token before any handler of ours is there; so it is told to
        # leave this view alone, and the same check is made once the handler stands.
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            handler = LargeFileHandler(request, each, together)
            request.upload_handlers.insert(0, handler)
            request.large_file_handler = handler  # type: ignore[attr-defined]
            return protected(request, *args, **kwargs)

        return guarded

    return decorate


def dropped(request: HttpRequest) -> list[str]:
    """Return the names of the files that were too large; reads the post first."""
    request.FILES  # noqa: B018 - the handlers work when it is read
    handler: LargeFileHandler | None = getattr(request, "large_file_handler", None)
    return list(handler.dropped) if handler else []
