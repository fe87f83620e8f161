"""The dated settings of the room."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.hours.models import Fact

from ..validity import Rules

USER = settings.AUTH_USER_MODEL


class RoomRules(Fact):
    """What holds for groups and meetings from a day on. Of two rows for one day the last added holds."""

    valid_from = models.DateField(_("geldig vanaf"))
    min_group = models.PositiveSmallIntegerField(_("kleinste groep"))
    max_group = models.PositiveSmallIntegerField(_("grootste groep"))
    min_minutes = models.PositiveSmallIntegerField(_("kortste bijeenkomst, in minuten"))
    min_present = models.PositiveSmallIntegerField(_("minste aanwezigen"))
    latest_recording_days = models.PositiveSmallIntegerField(_("vastleggen binnen zoveel dagen"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)

    class Meta:
        verbose_name = _("regels voor intervisie")
        verbose_name_plural = _("regels voor intervisie")
        ordering: ClassVar = ["-valid_from", "-id"]
        default_permissions = ("view",)
        permissions: ClassVar = [("set_rules", _("Kan de regels voor intervisie vaststellen"))]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(min_group__gte=2, max_group__gte=F("min_group"), max_group__lte=100),
                name="rules_group_size",
            ),
            models.CheckConstraint(
                condition=Q(min_present__gte=2, min_present__lte=F("max_group")), name="rules_present"
            ),
            models.CheckConstraint(condition=Q(min_minutes__gte=30, min_minutes__lte=1440), name="rules_minutes"),
            models.CheckConstraint(condition=Q(latest_recording_days__gte=1), name="rules_latest_recording"),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m-%d}"

    def as_rules(self) -> Rules:
        """Return the plain value that `validity.py` reads."""
        return Rules(self.min_group, self.max_group, self.min_minutes, self.min_present, self.latest_recording_days)
