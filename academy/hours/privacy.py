"""What this room knows about people, why, and how long (see `lvv_site/members/privacy.py`).

The facts of the ledger stay: who may say that somebody kept up must be able to show why. What people wrote and the files
they sent go: when their term has passed, and when somebody asks to be erased.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.certification.models import Period
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.privacy import RetentionRow
from lvv_site.operations.append_only import retention

from . import evidence
from .models import (
    ClaimDraft,
    DecisionText,
    Entry,
    EntryText,
    Evidence,
    EvidenceUse,
    PendingImport,
    SampleRemarkText,
)
from .period import months_before

DRAFT_MONTHS = 12
EVIDENCE_MONTHS = 6 * 12
AFTER_PERIOD_MONTHS = 12
PENDING = dt.timedelta(days=1)


def end_drafts(today: dt.date, dry_run: bool) -> int:
    """Delete drafts that nobody touched for a year; their files, which nothing uses any more, go with the next sweep."""
    old = ClaimDraft.objects.filter(updated_at__date__lt=months_before(today, DRAFT_MONTHS))
    count = old.count()
    if not dry_run:
        old.delete()
    return count


def end_unused_evidence(_today: dt.date, dry_run: bool) -> int:
    """Delete files that no draft and no entry uses."""
    return evidence.sweep(dry_run=dry_run)


def end_pending_imports(today: dt.date, dry_run: bool) -> int:
    """Delete uploaded lists that nobody confirmed."""
    old = PendingImport.objects.filter(made_at__date__lt=today - PENDING)
    return old.count() if dry_run else old.delete()[0]


def end_evidence(today: dt.date, dry_run: bool) -> int:
    """Delete evidence and texts six years after the activity, but never before a year after the period it belongs to."""
    old = [entry.pk for entry in _old(today) if not _still_needed(entry, today)]
    if not dry_run:
        _forget(old)
    return len(old)


RETENTION = [
    RetentionRow(
        what=_("Uren: soort, aantal, datum, herkomst en wat erover is besloten"),
        purpose=_("Kunnen laten zien dat iemand genoeg heeft bijgehouden, ook bij bezwaar"),
        term=_("Blijvend, zonder naam als u vraagt om te wissen"),
        how=_("Uw naam, uw teksten en uw bestanden gaan weg; de uren blijven als feit zonder naam"),
    ),
    RetentionRow(
        what=_("Bewijs bij uren (PDF of foto), titel en beschrijving van een opgave, toelichting bij een besluit"),
        purpose=_("Een opgave kunnen beoordelen en een steekproef kunnen doen"),
        term=_("6 jaar na de activiteit, en altijd tot 1 jaar na de termijn waarin zij valt"),
        how=_("Automatisch gewist, met de bestanden"),
        task=end_evidence,
    ),
    RetentionRow(
        what=_("Een concept van een opgave dat niet is ingediend"),
        purpose=_("Later verder kunnen gaan"),
        term=_("12 maanden nadat u er iets aan veranderde"),
        how=_("Automatisch gewist, met de bestanden"),
        task=end_drafts,
    ),
    RetentionRow(
        what=_("Een bestand dat bij geen opgave en geen concept meer hoort"),
        purpose=_("Een formulier met een fout niet opnieuw hoeven te vullen"),
        term=_("1 dag"),
        how=_("Automatisch gewist"),
        task=end_unused_evidence,
    ),
    RetentionRow(
        what=_("Een ingelezen urenlijst die nog niet is bevestigd"),
        purpose=_("Laten zien wat er zou veranderen"),
        term=_("1 dag"),
        how=_("Automatisch gewist"),
        task=end_pending_imports,
    ),
]


def export(person: Person) -> dict[str, Any]:
    """Return what this room knows about a person. The files themselves are on the page of each claim."""
    mine = people.ids_of(person)
    entries = Entry.objects.filter(person__in=mine).select_related("text", "proof").prefetch_related(
        "decisions__text", "evidence_uses__evidence"
    )  # fmt: skip
    drafts = ClaimDraft.objects.filter(person__in=mine).prefetch_related("evidence")
    return {"entries": [_entry(one) for one in entries], "drafts": [_draft(one) for one in drafts]}


def erase(person: Person) -> None:
    """Take away what was written and sent; the hours stay as facts of a person without a name."""
    mine = people.ids_of(person)
    ClaimDraft.objects.filter(person__in=mine).delete()
    with retention():
        _forget(Entry.objects.filter(person__in=mine).values_list("pk", flat=True))
        for one in Evidence.objects.filter(person__in=mine):
            evidence.remove(one)


def _old(today: dt.date) -> Iterable[Entry]:
    """Return entries past the term that still have text or evidence."""
    told = Q(text__isnull=False) | Q(evidence_uses__isnull=False) | Q(decisions__text__isnull=False)
    return Entry.objects.filter(told, on__lt=months_before(today, EVIDENCE_MONTHS)).distinct()


def _still_needed(entry: Entry, today: dt.date) -> bool:
    """Whether the period in which the hours fall runs, or ended less than a year ago: an extension makes it a long one."""
    return Period.objects.filter(
        certificate__person__in=people.ids_of(entry.person_id),
        during__contains=entry.on,
        during__endswith__gt=months_before(today, AFTER_PERIOD_MONTHS),
    ).exists()


def _forget(entries: Iterable[int]) -> None:
    """Delete texts and evidence of entries; a file that another entry still rests on stays."""
    ids = list(entries)
    EntryText.objects.filter(entry__in=ids).delete()
    DecisionText.objects.filter(decision__entry__in=ids).delete()
    SampleRemarkText.objects.filter(remark__claim__entry__in=ids).delete()
    files = list(Evidence.objects.filter(uses__entry__in=ids).distinct())
    EvidenceUse.objects.filter(entry__in=ids).delete()
    for one in files:
        if not one.uses.exists() and not one.drafts.exists():
            evidence.remove(one)


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "minutes": entry.minutes,
        "on": entry.on,
        "from": entry.started_on,
        "activity": entry.activity,
        "source": entry.source,
        "recorded_at": entry.recorded_at,
        "reverses": entry.reverses_id,
        "reason": entry.reason_code,
        "title": getattr(getattr(entry, "text", None), "title", ""),
        "text": getattr(getattr(entry, "text", None), "text", ""),
        "proof": getattr(getattr(entry, "proof", None), "code", ""),
        "decisions": [
            {
                "kind": one.kind,
                "reason": one.reason_code,
                "decided_at": one.decided_at,
                "text": getattr(getattr(one, "text", None), "text", ""),
            }
            for one in entry.decisions.all()
        ],
        "evidence": [_file(use.evidence) for use in entry.evidence_uses.all()],
    }


def _draft(draft: ClaimDraft) -> dict[str, Any]:
    names = ("kind", "minutes", "on", "started_on", "title", "text", "updated_at")
    return {name: getattr(draft, name) for name in names} | {"evidence": [_file(one) for one in draft.evidence.all()]}


def _file(one: Evidence) -> dict[str, Any]:
    return {"name": one.name, "size": one.size, "sha256": one.sha256, "uploaded_at": one.uploaded_at}
