"""Files of a draft: cleaned, kept in private storage, taken off again. What was submitted stays.

The file is written before the row that names it; the caller's transaction ends with both or with a file that nothing names.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lvv_site import ratelimit, uploads
from lvv_site.members.models import User

from . import drafting, tracing
from .enums import FilePurpose
from .models import Application, ApplicationFile

KINDS = (uploads.Kind.PDF, uploads.Kind.IMAGE, uploads.Kind.OFFICE)
ACCEPTED = "image/*,.heic,application/pdf,.docx,.xlsx,.pptx"
MOST_FILES = 60
TOGETHER = 40 * 1024 * 1024  # a whole post
LIMIT = "evidence"
ADDED, TAKEN_OFF = "file.added", "file.removed"


@dataclass(frozen=True)
class Place:
    """For what a file is: its purpose, and of a proof the key of the teacher."""

    purpose: FilePurpose
    teacher: str = ""


@dataclass
class Received:
    """What became of files: how many were kept, and what the sender must mend."""

    kept: list[ApplicationFile] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)


def standing(application: Application) -> list[ApplicationFile]:
    """Return the files of the working copy, in the order in which they came."""
    return list(application.files.filter(removed_at=None).order_by("pk"))


def receive(application: Application, files: Sequence[UploadedFile], place: Place, by: User) -> Received:
    """Clean files and attach what is good, each content once for each place.

    Raises:
        LockedError: it was sent in meanwhile.
    """
    received = Received()
    if not files:
        return received
    verdict = ratelimit.check(LIMIT, str(by.pk), times=len(files))
    if not verdict.allowed:
        received.mistakes.append(_too_many_at_once(-(-verdict.retry_after // 60)))
        return received
    for file in files:
        try:
            clean = uploads.check(file, KINDS, settings.MAX_APPLICATION_FILE)
        except ValidationError as refusal:
            received.mistakes.append(f"{file.name}: {refusal.messages[0]}")
            continue
        made = attach(application, clean, place, by)
        if made is None:
            received.mistakes.append(
                _("Er kunnen hoogstens %(count)d bestanden bij een aanvraag.") % {"count": MOST_FILES}
            )
            break
        received.kept.append(made)
    return received


@transaction.atomic
def attach(
    application: Application, clean: uploads.CleanUpload, place: Place, by: User | None
) -> ApplicationFile | None:
    """Attach a cleaned file; the one that is there when it is the same content, None when there is no more room.

    Raises:
        LockedError: it was sent in meanwhile.
    """
    held = drafting.hold(application)
    sha256 = hashlib.sha256(clean.content).hexdigest()
    present = held.files.filter(removed_at=None)
    same = present.filter(sha256=sha256, purpose=place.purpose, teacher=place.teacher).first()
    if same is not None or present.count() >= MOST_FILES:
        return same
    made = ApplicationFile.objects.create(
        application=held, purpose=place.purpose, teacher=place.teacher, file=clean.file, name=clean.name[:150],
        content_type=clean.content_type, size=len(clean.content), sha256=sha256, added_by=by,
    )  # fmt: skip
    tracing.trace(tracing.About(held), by, ADDED, field=str(made.pk), new=made.name)
    return made


@transaction.atomic
def take_off(application: Application, files: Iterable[ApplicationFile], by: User | None) -> None:
    """Take files off a draft: one that was ever sent in stays for who read it then, another disappears.

    Raises:
        LockedError: it was sent in meanwhile.
    """
    held = drafting.hold(application)
    for one in files:
        tracing.trace(tracing.About(held), by, TAKEN_OFF, field=str(one.pk), old=one.name)
        if one.submissions.exists():
            one.removed_at = timezone.now()
            one.save(update_fields=["removed_at"])
        else:
            remove(one)


def copy(files: Collection[ApplicationFile], to: Application, by: User | None) -> None:
    """Copy files into another draft: each its own file, so that taking one off never takes the other."""
    for one in files:
        with one.file.storage.open(str(one.file.name)) as stored:
            content = ContentFile(stored.read(), name=one.name)
        ApplicationFile.objects.create(
            application=to, purpose=one.purpose, teacher=one.teacher, file=content, name=one.name,
            content_type=one.content_type, size=one.size, sha256=one.sha256, added_by=by,
        )  # fmt: skip


def too_large(names: Iterable[str]) -> list[str]:
    """Return what to say of files that were dropped while they came in."""
    most = filesizeformat(settings.MAX_APPLICATION_FILE).replace("\xa0", " ")
    return [
        _("%(name)s: het bestand is te groot. Het mag hoogstens %(size)s zijn.") % {"name": name, "size": most}
        for name in names
    ]


def remove(file: ApplicationFile) -> None:
    """Delete a file that was never sent in and, once that is certain, what is stored of it."""
    store, name = file.file.storage, str(file.file.name)
    file.delete()
    transaction.on_commit(lambda: store.delete(name))


def _too_many_at_once(minutes: int) -> str:
    late = ngettext(
        "Dat zijn veel bestanden in korte tijd. Probeer het over %(count)d minuut nog eens.",
        "Dat zijn veel bestanden in korte tijd. Probeer het over %(count)d minuten nog eens.",
        minutes,
    )
    return late % {"count": minutes}
