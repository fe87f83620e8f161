"""The ledger of hours: facts that are appended, never edited.

- An `Entry` awards minutes of one kind to a person on a civil date, or takes them back: a reversal names its award, has
  negative minutes and with the others never exceeds it. The database checks that under a lock on the award.
- A `Decision` says what was done about an own claim; the last one holds. Two people who decide at once write the same
  `number`: the database lets one of them win. Nobody decides about their own hours.
- `Evidence` is frozen from the moment that an entry uses it.

Free text stands beside the facts (`EntryText`, `DecisionText`), so that erasing somebody keeps the facts.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.files.storage import Storage
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.certification.models import Certificate
from academy.hours.enums import DecisionKind, RejectionReason, ReversalReason, Source
from lvv_site import storage
from lvv_site.hours_kind import UNIT, HoursKind
from lvv_site.members.models import Person
from lvv_site.operations.append_only import Fact

USER = settings.AUTH_USER_MODEL
REF_LENGTH = 200


class Activity(models.Model):
    """What an activity is called. Entries hold its code only."""

    code = models.CharField(_("code"), max_length=100, unique=True)
    title = models.CharField(_("titel"), max_length=200)

    class Meta:
        verbose_name = _("activiteit")
        verbose_name_plural = _("activiteiten")

    def __str__(self) -> str:
        return self.title


class Entry(Fact):
    """Minutes of one kind, on one civil date; negative when it reverses another entry."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="hour_entries", db_index=False, verbose_name=_("persoon")
    )
    kind = models.CharField(_("soort uren"), max_length=10, choices=HoursKind.choices)
    minutes = models.IntegerField(_("minuten"))
    on = models.DateField(_("datum"))
    started_on = models.DateField(_("eerste dag"), null=True, blank=True)
    activity = models.CharField(_("activiteit"), max_length=100, blank=True)
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    source = models.CharField(_("herkomst"), max_length=10, choices=Source.choices)
    source_ref = models.CharField(_("verwijzing naar de herkomst"), max_length=REF_LENGTH)
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)
    recorded_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("door")
    )
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversals", db_index=False
    )
    reason_code = models.CharField(_("reden"), max_length=30, blank=True, choices=ReversalReason.choices)

    class Meta:
        verbose_name = _("regel in het urenoverzicht")
        verbose_name_plural = _("regels in het urenoverzicht")
        ordering: ClassVar = ["on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source_ref"], name="entry_source_ref_unique"),
            models.CheckConstraint(condition=~Q(source_ref=""), name="entry_has_source_ref"),
            models.CheckConstraint(condition=Q(kind__in=HoursKind.values), name="entry_kind_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="entry_source_known"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, minutes__gt=0, reason_code="")
                | (Q(reverses__isnull=False, minutes__lt=0) & ~Q(reason_code="")),
                name="entry_awards_or_reverses",
            ),
            models.CheckConstraint(condition=Exact(Mod("minutes", UNIT), 0), name="entry_whole_units"),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True) | Q(started_on__lte=F("on")), name="entry_starts_before_it_ends"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "on"], name="entry_person_on"),
            models.Index(fields=["reverses"], condition=Q(reverses__isnull=False), name="entry_reverses"),
            models.Index(fields=["certificate"], condition=Q(certificate__isnull=False), name="entry_certificate"),
            # The office's queue asks for claims only, a small part of a large ledger.
            models.Index(fields=["recorded_at"], condition=Q(source=Source.CLAIM), name="entry_claims"),
        ]
        permissions: ClassVar = [
            ("decide_claim", _("Kan eigen opgaven van uren goedkeuren of afwijzen")),
            ("award_entry", _("Kan uren opgeven namens een lid")),
            ("reverse_entry", _("Kan uren terugnemen")),
            ("import_hours", _("Kan uren importeren")),
            ("export_hours", _("Kan uren exporteren")),
            ("sample_evidence", _("Kan een steekproef van bewijzen trekken")),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.on:%Y-%m-%d} {self.minutes}"

    @property
    def hours(self) -> float:
        """The minutes in hours; a multiple of half an hour is exact."""
        return self.minutes / 60


class EntryText(models.Model):
    """Free text beside an entry: a claim's title and description, or why the office took hours back. Erasable."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="text")
    title = models.CharField(_("titel"), max_length=200, blank=True)
    text = models.TextField(_("toelichting"), blank=True)

    class Meta:
        verbose_name = _("toelichting bij uren")
        verbose_name_plural = _("toelichtingen bij uren")

    def __str__(self) -> str:
        return self.title


class Decision(Fact):
    """What was done about a claim, in order of `number`. Approved and rejected never by the owner (a trigger too)."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    number = models.PositiveSmallIntegerField(_("volgnummer"))
    kind = models.CharField(_("besluit"), max_length=10, choices=DecisionKind.choices)
    reason_code = models.CharField(_("reden"), max_length=30, blank=True, choices=RejectionReason.choices)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))
    decided_at = models.DateTimeField(_("besloten op"), default=timezone.now)

    class Meta:
        verbose_name = _("besluit over een opgave")
        verbose_name_plural = _("besluiten over opgaven")
        ordering: ClassVar = ["entry", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "number"], name="decision_number_unique"),
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="decision_kind_known"),
            models.CheckConstraint(
                condition=(Q(kind=DecisionKind.REJECTED) & ~Q(reason_code=""))
                | (~Q(kind=DecisionKind.REJECTED) & Q(reason_code="")),
                name="decision_rejection_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.number} {self.kind}"


class DecisionText(models.Model):
    """What the decider wrote to the member. Erasable."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="text")
    text = models.TextField(_("toelichting"))

    class Meta:
        verbose_name = _("toelichting bij een besluit")
        verbose_name_plural = _("toelichtingen bij besluiten")

    def __str__(self) -> str:
        return self.text


def private_storage() -> Storage:
    """Return the storage of evidence; a function, so that no path stands in a migration."""
    return storage.private()


class Evidence(models.Model):
    """A cleaned file of a person. Belongs to the person, not to an account. A trigger freezes it once an entry uses it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("persoon"))
    file = models.FileField(_("bestand"), storage=private_storage, upload_to="evidence", max_length=200)
    name = models.CharField(_("naam van het bestand"), max_length=150)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(_("grootte in bytes"))
    sha256 = models.CharField(_("vingerafdruk"), max_length=64)
    uploaded_at = models.DateTimeField(_("ontvangen op"), default=timezone.now)

    class Meta:
        verbose_name = _("bewijs")
        verbose_name_plural = _("bewijzen")

    def __str__(self) -> str:
        return self.name


class EvidenceUse(Fact):
    """This entry rests on this evidence."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="evidence_uses", db_index=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")

    class Meta:
        verbose_name = _("gebruik van een bewijs")
        verbose_name_plural = _("gebruik van bewijzen")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "evidence"], name="evidence_use_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.evidence_id}"


class ClaimDraft(models.Model):
    """An own claim that is not submitted yet. Work in progress: may change, and goes when submitted or thrown away."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("soort uren"), max_length=10, blank=True, choices=HoursKind.choices)
    on = models.DateField(_("datum"), null=True, blank=True)
    started_on = models.DateField(_("eerste dag"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("duur in minuten"), null=True, blank=True)
    title = models.CharField(_("titel"), max_length=200, blank=True)
    text = models.TextField(_("beschrijving"), blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="drafts")
    updated_at = models.DateTimeField(_("bijgewerkt op"), auto_now=True)

    class Meta:
        verbose_name = _("concept van een opgave")
        verbose_name_plural = _("concepten van opgaven")
        ordering: ClassVar = ["-updated_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def source_ref(self) -> str:
        """The reference of the entry that it becomes: submitting twice gives one entry."""
        return f"claim:{self.key}"


class Proof(Fact):
    """A participation proof: the code that `/bewijs/<CODE>/` answers to. Whether it still holds follows from the ledger."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="proof")
    code = models.CharField(_("code"), max_length=20, unique=True)
    issued_at = models.DateTimeField(_("uitgegeven op"), default=timezone.now)

    class Meta:
        verbose_name = _("bewijs van deelname")
        verbose_name_plural = _("bewijzen van deelname")

    def __str__(self) -> str:
        return self.code
