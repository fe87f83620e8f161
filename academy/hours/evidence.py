"""Evidence: cleaned files in private storage, counted only from the row that names them.

The file is written first, the row after it in the caller's transaction: a crash between the two leaves a file that nothing
names, which `sweep` removes after a day. A row that no draft and no entry uses goes the same way.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from lvv_site import storage, uploads
from lvv_site.members.models import Person

from .models import Entry, Evidence, EvidenceUse

MAX_BYTES = 10 * 1024 * 1024
KINDS = (uploads.Kind.PDF, uploads.Kind.IMAGE)
FOLDER = "evidence"
GRACE = dt.timedelta(days=1)


def keep(person: Person, file: UploadedFile | IO[bytes]) -> Evidence:
    """Clean a file and keep it for a person; it proves nothing until an entry uses it.

    Raises:
        ValidationError: it is not what it says, too large, or cannot be cleaned; the text is for the sender.
    """
    clean = uploads.check(file, KINDS, MAX_BYTES)
    return Evidence.objects.create(
        person=person, file=clean.file, name=clean.name[:150], content_type=clean.content_type, size=len(clean.content),
        sha256=hashlib.sha256(clean.content).hexdigest(),
    )  # fmt: skip


def use(entry: Entry, evidence: Sequence[Evidence]) -> None:
    """Let an entry rest on these files; from here on they are frozen."""
    EvidenceUse.objects.bulk_create(EvidenceUse(entry=entry, evidence=one) for one in evidence)


def is_intact(evidence: Evidence) -> bool:
    """Whether the stored file is still the one that was received. A missing file is not."""
    try:
        with evidence.file.storage.open(str(evidence.file.name)) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == evidence.sha256
    except FileNotFoundError:
        return False


def sweep(now: dt.datetime | None = None, *, dry_run: bool = False) -> int:
    """Remove rows that nothing uses and files that no row names, when older than a day. Return how many."""
    before = (now or timezone.now()) - GRACE
    orphans = _sweep_files(
        before, dry_run=dry_run
    )  # first: a row that goes below still names its file until the commit
    unused = list(Evidence.objects.filter(uploaded_at__lt=before, uses=None, drafts=None))
    if not dry_run:
        for one in unused:
            remove(one)
    return orphans + len(unused)


def remove(evidence: Evidence) -> None:
    """Delete a row and, once that is certain, its file."""
    store, name = evidence.file.storage, evidence.file.name
    evidence.delete()
    transaction.on_commit(lambda: store.delete(str(name)))


def _sweep_files(before: dt.datetime, *, dry_run: bool) -> int:
    old = storage.private_files(FOLDER, before)
    named = set(Evidence.objects.filter(file__in=old).values_list("file", flat=True))
    orphans = [name for name in old if name not in named]
    if not dry_run:
        for name in orphans:
            storage.private().delete(name)
    return len(orphans)
