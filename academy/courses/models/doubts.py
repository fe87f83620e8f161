"""What the ledger refused: attendance that did not become hours, kept until a person has looked at it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.booking.models import Attendance
from lvv_site.operations.append_only import Fact

USER = settings.AUTH_USER_MODEL


class Doubt(Fact):
    """An attendance that the ledger refused to award or to take back, with its code; once for each reason."""

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="+", verbose_name=_("aanwezigheid"))
    code = models.CharField(_("reden"), max_length=40)
    at = models.DateTimeField(_("op"), default=timezone.now)

    class Meta:
        verbose_name = _("aanwezigheid die geen uren werd")
        verbose_name_plural = _("aanwezigheid die geen uren werd")
        ordering: ClassVar = ["-id"]
        default_permissions = ("view",)
        permissions: ClassVar = [("handle_doubt", _("Kan geweigerde uren afhandelen"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attendance", "code"], name="doubt_once_for_each_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id} {self.code}"


class DoubtHandled(Fact):
    """Somebody looked at it and did what was needed."""

    doubt = models.OneToOneField(Doubt, models.PROTECT, related_name="handled")
    at = models.DateTimeField(_("op"), default=timezone.now)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("door"))

    class Meta:
        verbose_name = _("afhandeling")
        verbose_name_plural = _("afhandelingen")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.doubt_id)
