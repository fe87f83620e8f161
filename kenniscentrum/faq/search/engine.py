"""One index per process, rebuilt when the version in the database is a newer one.

The database is the truth and the index a cache: a process asks for the version at most every ten seconds, and builds
the new index beside the old one, in a thread, while requests go on with the old. Only the very first request waits.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from .index import SearchIndex

CHECK_SECONDS = 10.0


@dataclass(frozen=True)
class Built:
    """An index with the version it was built from."""

    version: int
    index: SearchIndex


class Engine:
    """Keeps the index of this process fresh.

    `version` reads the stamp and `build` makes an index of what is published now; both may ask the database.
    """

    def __init__(self, version: Callable[[], int], build: Callable[[], SearchIndex]) -> None:
        self._version, self._build = version, build
        self._built: Built | None = None
        self._checked_at = 0.0
        self._building = threading.Lock()

    def current(self) -> SearchIndex:
        """Return the index to search in now."""
        built = self._built
        if built is None:
            return self.refresh()
        if time.monotonic() - self._checked_at >= CHECK_SECONDS:
            self._checked_at = time.monotonic()
            if self._version() != built.version:
                self._rebuild_beside()
        return built.index

    def refresh(self) -> SearchIndex:
        """Build at once when the version is another one, and return the index."""
        with self._building:
            # Read before building: what is published in between raises the version again and is found next time.
            version = self._version()
            if self._built is None or self._built.version != version:
                self._built = Built(version, self._build())
            self._checked_at = time.monotonic()
            return self._built.index

    def _rebuild_beside(self) -> None:
        if not self._building.locked():
            threading.Thread(target=self._refresh_in_thread, name="faq-index", daemon=True).start()

    def _refresh_in_thread(self) -> None:
        try:
            self.refresh()
        finally:
            connection.close()  # a thread has a connection of its own, which nobody else would close
