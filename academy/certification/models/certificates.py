"""A certificate, what was decided about its status, and the projections of that."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.certification import status
from academy.certification.dates import DAY
from academy.certification.enums import NEEDS_SECOND_PERSON, EventKind, Source, Status, TransitionMode
from academy.certification.numbers import MAX_LENGTH, address_part
from lvv_site.members.models import Person

from .schemes import SchemeVersion

USER = settings.AUTH_USER_MODEL
BY_TWO_PEOPLE = Q(by__isnull=False, second_by__isnull=False) & ~Q(by=F("second_by"))


class Certificate(models.Model):
    """One person's certificate and its number, from the first grant for ever. A renewal is a new `Period`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("persoon"))
    number = models.CharField(_("registernummer"), max_length=MAX_LENGTH)
    number_key = models.CharField(_("zoekvorm van het nummer"), max_length=MAX_LENGTH, editable=False)

    class Meta:
        verbose_name = _("certificaat")
        verbose_name_plural = _("certificaten")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number_key"], name="certificate_number_key_unique"),
            models.CheckConstraint(
                condition=Q(number_key__regex=r"^[^\s/a-z-]+$"), name="certificate_number_key_is_a_key"
            ),
        ]
        permissions: ClassVar = [
            ("decide_status", _("Kan de status van een certificaat wijzigen")),
            ("confirm_decision", _("Kan als tweede persoon een besluit bevestigen")),
            ("read_reasons", _("Kan de redenen van besluiten lezen")),
            ("export_certificates", _("Kan de lijst van certificaten exporteren")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def address_part(self) -> str:
        """How the number stands in an address."""
        return address_part(self.number)


class Period(models.Model):
    """A granted stretch [start, end) under one scheme; in a transition `other_scheme` and `mode` say what also counts."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="periods")
    during = DateRangeField(_("looptijd"))
    scheme = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("regeling"))
    other_scheme = models.ForeignKey(
        SchemeVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("andere regeling"),
    )
    mode = models.CharField(_("overgang"), max_length=10, choices=TransitionMode.choices, default=TransitionMode.PINNED)

    class Meta:
        verbose_name = _("certificaatperiode")
        verbose_name_plural = _("certificaatperiodes")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="period_no_overlap",
                expressions=[("certificate", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="period_bounded",
            ),
            models.CheckConstraint(
                condition=Q(mode=TransitionMode.PINNED) | Q(other_scheme__isnull=False),
                name="period_either_needs_two_schemes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.start:%Y-%m-%d}"

    @property
    def start(self) -> dt.date:
        """First valid day."""
        return self.during.lower  # type: ignore[no-any-return]

    @property
    def last_day(self) -> dt.date:
        """Last valid day."""
        return self.during.upper - DAY  # type: ignore[no-any-return]


class StatusEvent(models.Model):
    """One decision about a certificate. `until` is a last day; for `end_changed`, `starts` names the period's first day."""

    APPEND_ONLY = True

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("besluit"), max_length=20, choices=EventKind.choices)
    starts = models.DateField(_("vanaf"), db_column="from")
    until = models.DateField(_("tot en met"), null=True, blank=True)
    lifts = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="lifted_by")
    scheme = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    other_scheme = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mode = models.CharField(max_length=10, choices=TransitionMode.choices, default=TransitionMode.PINNED)
    decided_on = models.DateField(_("besloten op"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)
    source = models.CharField(_("herkomst"), max_length=10, choices=Source.choices, default=Source.OFFICE)
    by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("door")
    )
    second_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tweede persoon")
    )

    class Meta:
        verbose_name = _("besluit over een certificaat")
        verbose_name_plural = _("besluiten over certificaten")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=EventKind.END_CHANGED) | Q(until__isnull=True) | Q(until__gte=F("starts")),
                name="event_until_not_before_from",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[EventKind.GRANTED, EventKind.END_CHANGED, EventKind.SUSPENDED])
                | Q(until__isnull=False),
                name="event_until_where_needed",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EventKind.GRANTED) | Q(scheme__isnull=False), name="event_grant_names_scheme"
            ),
            models.CheckConstraint(
                condition=Q(kind=EventKind.LIFTED, lifts__isnull=False)
                | (~Q(kind=EventKind.LIFTED) & Q(lifts__isnull=True)),
                name="event_lift_names_measure",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[EventKind.STRUCK_OFF]) | BY_TWO_PEOPLE, name="event_second_person"
            ),
            # Not validated over what was there before (see the migration); nothing is added any more that breaks it.
            # What a certifier's list or the demonstration brings was decided elsewhere.
            models.CheckConstraint(
                condition=~Q(source=Source.OFFICE) | ~Q(kind__in=sorted(NEEDS_SECOND_PERSON)) | BY_TWO_PEOPLE,
                name="event_measure_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(source=Source.OFFICE) | Q(by__isnull=False), name="event_office_is_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.kind} {self.starts:%Y-%m-%d}"

    def as_fact(self) -> status.Event:
        """Return the plain value that `status.py` reads."""
        return status.Event(self.pk, self.kind, self.starts, self.until, self.lifts_id)


class StatusReason(models.Model):
    """The free text beside a decision. Erasable, so that erasing somebody keeps the facts."""

    event = models.OneToOneField(StatusEvent, on_delete=models.PROTECT, related_name="reason")
    text = models.TextField(_("reden"))

    class Meta:
        verbose_name = _("reden van een besluit")
        verbose_name_plural = _("redenen van besluiten")

    def __str__(self) -> str:
        return self.text


class StatusSpan(models.Model):
    """Projection: which status holds when. Public terms are not in it, they depend on the day of asking."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="spans")
    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    during = DateRangeField(_("gedurende"))

    class Meta:
        verbose_name = _("status over een tijd")
        verbose_name_plural = _("statussen over een tijd")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="status_span_no_overlap",
                expressions=[("certificate", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
        ]
        indexes: ClassVar = [
            # The register's list asks "listed today?" of thousands at once: this answers from the index alone.
            models.Index(
                fields=["certificate"],
                include=["during"],
                condition=Q(status__in=[Status.REGISTERED, Status.CONDITIONAL]),
                name="status_span_listed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.status}"
