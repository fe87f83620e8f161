"""Static files of production: collecting them compresses each one, which takes the better part of a minute.

So it is done only when it would give something else: a stamp beside the folder says from which files, with which
software, and to which result the last collection led. It is written last: one that was cut off is done again.
"""

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import storages
from django.core.management import call_command


def collect() -> bool:
    """Collect when needed, and return whether it was."""
    stamp = _root().with_suffix(".stamp")
    sources = _sources()
    if stamp.exists() and stamp.read_text() == f"{sources} {_result()}":
        return False
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(f"{sources} {_result()}")
    return True


def _root() -> Path:
    return Path(str(settings.STATIC_ROOT))


def _sources() -> str:
    """Return a hash of everything that decides what a collection gives."""
    digest = hashlib.sha256()
    for software in ("django", "whitenoise", "brotli"):
        digest.update(f"{software} {version(software)}\0".encode())
    digest.update(repr((storages.backends["staticfiles"], settings.STATIC_URL)).encode())
    for name, content in _found():
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _found() -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file in the order in which the first one of a name wins."""
    for finder in get_finders():
        for path, storage in finder.list(None):
            with storage.open(path) as file:
                yield f"{getattr(storage, 'prefix', None) or ''}/{path}", file.read()


def _result() -> str:
    """Return a hash of the names and sizes in the folder: what somebody threw away is missed."""
    root = _root()
    files = sorted((str(path.relative_to(root)), path.stat().st_size) for path in root.rglob("*") if path.is_file())
    return hashlib.sha256(repr(files).encode()).hexdigest()
