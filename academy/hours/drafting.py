"""Claims that are still being written: kept as they are typed, with the evidence that came in, until they are submitted.

The key of a draft stands in its address from the first moment on, so that the same page sent twice is one draft, and a draft
that was submitted leads to its claim.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lvv_site import ratelimit
from lvv_site.members import people
from lvv_site.members.models import Person

from . import evidence
from .models import ClaimDraft, Entry, Evidence

MOST_PIECES = 10
LIMIT = "evidence"
# A whole post: what a telephone sends in one go, and no more than a disk can bear of many at once.
TOGETHER = 40 * 1024 * 1024


@dataclass
class Received:
    """What became of files: those that were kept, what the sender must mend, what is good to know."""

    kept: list[Evidence] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def reference(key: uuid.UUID) -> str:
    """Return the reference of the entry that a draft with this key becomes."""
    return ClaimDraft(key=key).source_ref


@transaction.atomic
def keep(person: Person, key: uuid.UUID, typed: Mapping[str, Any]) -> ClaimDraft | None:
    """Keep what was typed under this key; None when it was submitted a moment ago.

    Raises:
        LookupError: the key is somebody else's.
    """
    made, _is_new = ClaimDraft.objects.get_or_create(key=key, defaults={"person": person})
    # Submitting locks the draft too: a second click waits here, and then finds that there is nothing left to keep.
    draft = _held(made)
    if draft is None or Entry.objects.filter(source_ref=reference(key)).exists():
        made.delete()
        return None
    if draft.person_id not in people.ids_of(person):
        raise LookupError(key)
    for name, value in typed.items():
        setattr(draft, name, value)
    draft.save()
    return draft


@transaction.atomic
def attach(draft: ClaimDraft, pieces: Sequence[Evidence]) -> bool:
    """Add files to a draft, each content once; False, and the files are gone, when it was submitted meanwhile."""
    held = _held(draft)
    known = set(held.evidence.values_list("sha256", flat=True)) if held else set()
    for one in pieces:
        if held is None or one.sha256 in known:
            evidence.remove(one)
        else:
            held.evidence.add(one)
            known.add(one.sha256)
    return held is not None


def _held(draft: ClaimDraft) -> ClaimDraft | None:
    return ClaimDraft.objects.select_for_update().filter(pk=draft.pk).first()


def receive(person: Person, files: Sequence[UploadedFile], present: Iterable[Evidence], account: int) -> Received:
    """Clean files and keep what is good, beside what is `present` already; `account` is whose limit counts."""
    received, known = Received(), {one.sha256 for one in present}
    if files and not (verdict := ratelimit.check(LIMIT, str(account), times=len(files))).allowed:
        minutes = -(-verdict.retry_after // 60)
        late = ngettext(
            "Dat zijn veel bestanden in korte tijd. Probeer het over %(count)d minuut nog eens.",
            "Dat zijn veel bestanden in korte tijd. Probeer het over %(count)d minuten nog eens.",
            minutes,
        )
        received.mistakes.append(late % {"count": minutes})
        return received
    for file in files:
        if len(known) >= MOST_PIECES:
            received.mistakes.append(
                _("Er kunnen hoogstens %(count)d bestanden bij één opgave.") % {"count": MOST_PIECES}
            )
            break
        _receive(person, file, known, received)
    return received


def _receive(person: Person, file: UploadedFile, known: set[str], received: Received) -> None:
    try:
        one = evidence.keep(person, file)
    except ValidationError as refusal:
        received.mistakes.append(f"{file.name}: {refusal.messages[0]}")
        return
    if one.sha256 in known:
        evidence.remove(one)
        received.remarks.append(_("%(name)s zat er al bij. We bewaren het één keer.") % {"name": one.name})
        return
    known.add(one.sha256)
    received.kept.append(one)
    if _used_before(one):
        received.remarks.append(
            _("%(name)s gebruikte je al bij een andere opgave. Klopt dat, dan hoef je niets te doen.")
            % {"name": one.name}
        )


def _used_before(one: Evidence) -> bool:
    same = Evidence.objects.filter(sha256=one.sha256, person__in=people.ids_of(one.person))
    return same.exclude(uses=None).exists()


def too_large(names: Iterable[str]) -> list[str]:
    """Return what to say of files that were dropped while they came in."""
    most = filesizeformat(evidence.MAX_BYTES).replace("\xa0", " ")
    return [
        _("%(name)s: het bestand is te groot. Het mag hoogstens %(size)s zijn.") % {"name": name, "size": most}
        for name in names
    ]


def let_go(draft: ClaimDraft, wanted: Iterable[Evidence]) -> None:
    """Take files off a draft; what nothing uses any more disappears."""
    for one in wanted:
        draft.evidence.remove(one)
        if not one.uses.exists() and not one.drafts.exists():
            evidence.remove(one)


@transaction.atomic
def discard(draft: ClaimDraft) -> None:
    """Throw a draft away, and its files."""
    let_go(draft, list(draft.evidence.all()))
    draft.delete()


@transaction.atomic
def copied(entry: Entry, person: Person) -> ClaimDraft:
    """Return a new draft with everything of a claim that was turned down or withdrawn, its evidence included."""
    text = getattr(entry, "text", None)
    draft = ClaimDraft.objects.create(
        person=person, kind=entry.kind, on=entry.on, started_on=entry.started_on, minutes=entry.minutes,
        title=getattr(text, "title", ""), text=getattr(text, "text", ""),
    )  # fmt: skip
    draft.evidence.set(Evidence.objects.filter(uses__entry=entry))
    return draft
