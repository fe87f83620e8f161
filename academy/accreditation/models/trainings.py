"""Trainings, what was decided about their accreditation, and the projection of that."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.certification.dates import DAY
from lvv_site.hours_kind import UNIT, HoursKind

from ..enums import FactKind, TrainingKind
from ..periods import Fact
from .providers import PLAIN, Provider

USER = settings.AUTH_USER_MODEL
# What the hours of a training can be: a training is never intervisie.
TRAINING_HOURS = [(kind.value, kind.label) for kind in (HoursKind.COURSE, HoursKind.EXTRA)]


class Training(models.Model):
    """Something that a provider teaches. Its code stands with hours in the ledger, so it stays."""

    code = models.SlugField(
        _("code"), max_length=60, unique=True, validators=[PLAIN],
        help_text=_("Kleine letters, cijfers en streepjes. Blijft altijd zo."),
    )  # fmt: skip
    title = models.CharField(_("titel"), max_length=200)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="trainings", verbose_name=_("opleider")
    )
    kind = models.CharField(_("soort"), max_length=10, choices=TrainingKind.choices, default=TrainingKind.COURSE)
    website = models.URLField(_("webpagina"), blank=True)

    class Meta:
        verbose_name = _("opleiding")
        verbose_name_plural = _("opleidingen")
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"), name="training_code_plain"),
            models.CheckConstraint(condition=Q(kind__in=TrainingKind.values), name="training_kind_known"),
        ]
        permissions: ClassVar = [
            ("decide_accreditation", _("Kan accreditatie verlenen, intrekken en corrigeren")),
            ("read_accreditation_reasons", _("Kan de redenen van besluiten over accreditatie lezen")),
            ("export_trainings", _("Kan de lijst van opleidingen exporteren")),
        ]

    def __str__(self) -> str:
        return self.title


class Accreditation(models.Model):
    """One decision about a training. `until` is the first day after; see `periods.py` for what decisions make together."""

    APPEND_ONLY = True

    training = models.ForeignKey(
        Training, on_delete=models.PROTECT, related_name="accreditations", verbose_name=_("opleiding")
    )
    kind = models.CharField(_("besluit"), max_length=10, choices=FactKind.choices)
    starts = models.DateField(_("vanaf"), null=True, blank=True, db_column="from")
    until = models.DateField(_("tot"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("minuten"), null=True, blank=True)
    hours_kind = models.CharField(_("soort uren"), max_length=10, choices=TRAINING_HOURS, blank=True)
    withdraws = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawals",
        verbose_name=_("welke periode"),
    )  # fmt: skip
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by",
        verbose_name=_("in plaats van"),
    )  # fmt: skip
    decided_on = models.DateField(_("besloten op"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)
    by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("door")
    )

    class Meta:
        verbose_name = _("besluit over accreditatie")
        verbose_name_plural = _("besluiten over accreditatie")
        ordering: ClassVar = ["id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    kind=FactKind.GRANTED, starts__isnull=False, minutes__isnull=False, minutes__gt=0, withdraws=None,
                    hours_kind__in=[value for value, _label in TRAINING_HOURS],
                )
                | Q(
                    kind=FactKind.WITHDRAWN, starts__isnull=False, until=None, minutes=None, hours_kind="",
                    withdraws__isnull=False,
                )
                | Q(
                    kind=FactKind.ANNULLED, starts=None, until=None, minutes=None, hours_kind="", withdraws=None,
                    replaces__isnull=False,
                ),
                name="accreditation_fields_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("starts")), name="accreditation_until_after_from"
            ),
            # Hours are planned in whole units; what is not would never fit a run or a ledger entry.
            models.CheckConstraint(condition=Exact(Mod(F("minutes"), UNIT), 0), name="accreditation_whole_units"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.training_id} {self.kind} {self.starts or ''}"

    def as_fact(self) -> Fact:
        """Return the plain value that `periods.py` reads."""
        return Fact(
            self.pk, self.kind, self.starts, self.until, self.minutes or 0, self.hours_kind, self.withdraws_id,
            self.replaces_id,
        )  # fmt: skip

    @property
    def last_day(self) -> dt.date | None:
        """Last accredited day of what was granted; None is open."""
        return self.until - DAY if self.until else None


class AccreditationReason(models.Model):
    """The free text beside a decision. Erasable; the decision stays."""

    accreditation = models.OneToOneField(Accreditation, on_delete=models.PROTECT, related_name="reason")
    text = models.TextField(_("reden"))

    class Meta:
        verbose_name = _("reden van een besluit over accreditatie")
        verbose_name_plural = _("redenen van besluiten over accreditatie")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class AccreditationSpan(models.Model):
    """Projection: when a training is accredited, by which decision and for how much. Written by `projection.py` only."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="spans")
    accreditation = models.ForeignKey(Accreditation, on_delete=models.PROTECT, related_name="+")
    during = DateRangeField(_("gedurende"))
    minutes = models.PositiveIntegerField(_("minuten"))
    hours_kind = models.CharField(_("soort uren"), max_length=10, choices=TRAINING_HOURS)

    class Meta:
        verbose_name = _("accreditatie over een tijd")
        verbose_name_plural = _("accreditaties over een tijd")
        default_permissions = ()
        constraints: ClassVar = [
            ExclusionConstraint(
                name="accreditation_span_no_overlap",
                expressions=[("training", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False), name="accreditation_span_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_id} {self.during}"
