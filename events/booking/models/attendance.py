"""Who was there: facts, taken back by facts. A trigger lets a place have one standing attendance for each part."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site.hours_kind import UNIT
from lvv_site.operations.append_only import Fact

from ..enums import WithdrawalReason
from .bookings import Place
from .occasions import Part

USER = settings.AUTH_USER_MODEL


class Attendance(Fact):
    """The attendee of a place was there, for so many minutes; without a part: at the whole occasion."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="attendances")
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(_("datum"))
    minutes = models.PositiveIntegerField(_("minuten"))
    scan = models.UUIDField(null=True, blank=True, unique=True)
    at = models.DateTimeField(_("ingecheckt op"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("door"))

    class Meta:
        verbose_name = _("aanwezigheid")
        verbose_name_plural = _("aanwezigheid")
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Exact(Mod("minutes", UNIT), 0), name="attendance_whole_units"),
        ]

    def __str__(self) -> str:
        return self.source_ref

    @property
    def source_ref(self) -> str:
        """The name of this one fact, for the ledger of hours."""
        return f"attendance:{self.pk}"


class AttendanceWithdrawal(Fact):
    """An attendance was taken back."""

    attendance = models.OneToOneField(Attendance, models.PROTECT, related_name="withdrawal")
    reason_code = models.CharField(_("reden"), max_length=20, choices=WithdrawalReason.choices)
    at = models.DateTimeField(_("op"), default=timezone.now)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("door"))

    class Meta:
        verbose_name = _("ingetrokken aanwezigheid")
        verbose_name_plural = _("ingetrokken aanwezigheid")
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reason_code__in=WithdrawalReason.values), name="withdrawal_reason_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id} {self.reason_code}"
