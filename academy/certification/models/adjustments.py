"""What changes the demands of a period, decided for one person or for many at once."""

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.certification.enums import AdjustmentKind
from lvv_site.hours_kind import HoursKind

from .certificates import Period, StatusEvent
from .schemes import SchemeVersion

USER = settings.AUTH_USER_MODEL


class CollectiveDecision(models.Model):
    """One decision for everybody whose period runs on a day, or a part of them.

    `scheme`, `ends_from` and `ends_until` narrow it down; the last two are last valid days, both included. The periods it
    is about are its targets; each adjustment that came of it names it. `key` makes one decision of two clicks.
    """

    APPEND_ONLY = True

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("soort"), max_length=12, choices=AdjustmentKind.choices)
    months = models.PositiveSmallIntegerField(_("maanden"), null=True, blank=True)
    hours_kind = models.CharField(_("soort uren"), max_length=10, blank=True, choices=HoursKind.choices)
    minutes = models.PositiveIntegerField(_("minuten"), null=True, blank=True)
    runs_on = models.DateField(_("periode loopt op"))
    scheme = models.ForeignKey(
        SchemeVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("regeling")
    )
    ends_from = models.DateField(_("laatste dag vanaf"), null=True, blank=True)
    ends_until = models.DateField(_("laatste dag tot en met"), null=True, blank=True)
    decided_on = models.DateField(_("besloten op"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("door"))

    class Meta:
        verbose_name = _("besluit voor velen")
        verbose_name_plural = _("besluiten voor velen")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=AdjustmentKind.EXTENSION, months__gt=0, hours_kind="", minutes__isnull=True)
                | (Q(kind=AdjustmentKind.EXEMPTION, minutes__gt=0, months__isnull=True) & ~Q(hours_kind="")),
                name="collective_complete",
            ),
        ]
        permissions: ClassVar = [("decide_for_many", _("Kan periodes van velen tegelijk aanpassen"))]

    def __str__(self) -> str:
        return f"{self.kind} {self.runs_on:%Y-%m-%d}"


class CollectiveReason(models.Model):
    """The free text beside a decision for many. Erasable."""

    decision = models.OneToOneField(CollectiveDecision, on_delete=models.PROTECT, related_name="reason")
    text = models.TextField(_("reden"))

    class Meta:
        verbose_name = _("reden van een besluit voor velen")
        verbose_name_plural = _("redenen van besluiten voor velen")

    def __str__(self) -> str:
        return self.text


class CollectiveTarget(models.Model):
    """This period was chosen when the decision was taken, whatever changed before it was carried out."""

    APPEND_ONLY = True

    decision = models.ForeignKey(CollectiveDecision, on_delete=models.PROTECT, related_name="targets", db_index=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("gekozen periode")
        verbose_name_plural = _("gekozen periodes")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "period"], name="collective_target_once"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.period_id}"


class Adjustment(models.Model):
    """What changes the demands of one period: an extension (months), a suspension (days), an exemption (minutes).

    `until` is the first day after. A correction is a new row that `replaces` the old one; an exemption that is taken back
    is replaced by one of 0 minutes.
    """

    APPEND_ONLY = True

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="adjustments")
    kind = models.CharField(_("soort"), max_length=12, choices=AdjustmentKind.choices)
    months = models.PositiveSmallIntegerField(_("maanden"), null=True, blank=True)
    starts = models.DateField(_("vanaf"), null=True, blank=True, db_column="from")
    until = models.DateField(_("tot"), null=True, blank=True)
    hours_kind = models.CharField(_("soort uren"), max_length=10, blank=True, choices=HoursKind.choices)
    minutes = models.PositiveIntegerField(_("minuten"), null=True, blank=True)
    event = models.ForeignKey(StatusEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="adjustments")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    collective = models.ForeignKey(
        CollectiveDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="adjustments", db_index=False
    )
    decided_on = models.DateField(_("besloten op"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("aanpassing van een periode")
        verbose_name_plural = _("aanpassingen van periodes")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=AdjustmentKind.EXTENSION, months__gt=0, event__isnull=False)
                | Q(kind=AdjustmentKind.SUSPENSION, starts__isnull=False, until__gte=F("starts"), event__isnull=False)
                | (
                    Q(kind=AdjustmentKind.EXEMPTION)
                    & ~Q(hours_kind="")
                    & (Q(minutes__gt=0) | Q(minutes=0, replaces__isnull=False))
                ),
                name="adjustment_complete",
            ),
            # Carrying out a decision for many twice, or going on after a crash, adjusts nobody twice.
            models.UniqueConstraint(
                fields=["collective", "period"],
                condition=Q(collective__isnull=False),
                name="adjustment_once_per_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.kind}"

    @property
    def hours(self) -> float:
        """The exempted minutes in hours."""
        return (self.minutes or 0) / 60

    @property
    def counts(self) -> bool:
        """Whether no other row replaced it."""
        return not hasattr(self, "replaced_by")

    @property
    def last_day(self) -> dt.date | None:
        """The last day of a suspension; None for what has no days."""
        return self.until - dt.timedelta(days=1) if self.until else None


class AdjustmentReason(models.Model):
    """The free text beside an adjustment that no event explains. Erasable."""

    adjustment = models.OneToOneField(Adjustment, on_delete=models.PROTECT, related_name="reason")
    text = models.TextField(_("reden"))

    class Meta:
        verbose_name = _("reden van een aanpassing")
        verbose_name_plural = _("redenen van aanpassingen")

    def __str__(self) -> str:
        return self.text
