"""What can be attended: an occasion and its parts. Its plan may change; that it was called off is a fact."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site import civil
from lvv_site.hours_kind import UNIT, HoursKind
from lvv_site.operations.append_only import Fact

from ..availability import Registration
from ..enums import OccasionKind

USER = settings.AUTH_USER_MODEL
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def civil_date(moment: dt.datetime) -> dt.date:
    """Return the date of a moment in Amsterdam."""
    return moment.astimezone(civil.AMSTERDAM).date()


class Occasion(models.Model):
    """Anything that can be attended. Without moments (e-learning) it is not in the agenda; without capacity never full.

    `hours_kind` and `minutes` are what is announced. `sequence` counts the changes of the plan, for calendars.
    """

    code = models.CharField(
        _("code"),
        max_length=100,
        unique=True,
        validators=[RegexValidator(SLUG)],
        help_text=_("In het adres: /boeken/…/"),
    )
    kind = models.CharField(_("soort"), max_length=20, choices=OccasionKind.choices)
    title = models.CharField(_("titel"), max_length=200)
    starts = models.DateTimeField(_("begin"), null=True, blank=True)
    ends = models.DateTimeField(_("einde"), null=True, blank=True)
    place = models.CharField(_("plaats"), max_length=200, blank=True)
    online_link = models.URLField(_("link voor online"), max_length=500, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    capacity = models.PositiveIntegerField(_("aantal plaatsen"), null=True, blank=True)
    opens_at = models.DateTimeField(_("inschrijving opent"), null=True, blank=True)
    closes_at = models.DateTimeField(_("inschrijving sluit"), null=True, blank=True)
    hours_kind = models.CharField(_("soort uren"), max_length=10, blank=True, choices=HoursKind.choices)
    minutes = models.PositiveIntegerField(_("duur in minuten"), default=0)
    landing = models.ForeignKey("wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="+")
    external_url = models.URLField(_("aanmelden op een andere site"), max_length=500, blank=True)
    bookable = models.BooleanField(_("hier te boeken"), default=True)
    terms = models.ForeignKey("booking.TermsVersion", models.PROTECT, null=True, blank=True, related_name="+")
    sequence = models.PositiveIntegerField(default=0, editable=False)
    planned_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("activiteit")
        verbose_name_plural = _("activiteiten")
        ordering: ClassVar = ["starts", "id"]
        default_permissions = ("view",)
        permissions: ClassVar = [
            ("check_in", _("Kan aanwezigheid vastleggen")),
            ("change_occasion", _("Kan activiteiten toevoegen, wijzigen en afgelasten")),
            ("set_prices", _("Kan prijzen, kortingscodes en voorwaarden vaststellen")),
        ]
        indexes: ClassVar = [models.Index(fields=["landing", "kind"], name="occasion_runs")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(code__regex=SLUG), name="occasion_code_is_slug"),
            models.CheckConstraint(condition=Q(kind__in=OccasionKind.values), name="occasion_kind_known"),
            models.CheckConstraint(condition=Q(hours_kind__in=["", *HoursKind.values]), name="occasion_hours_kind_known"),
            models.CheckConstraint(condition=Exact(Mod("minutes", UNIT), 0), name="occasion_whole_units"),
            models.CheckConstraint(
                condition=Q(starts=None, ends=None) | Q(starts__isnull=False, ends__gt=F("starts")),
                name="occasion_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="occasion_closes_after_opening",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="occasion_not_its_own_parent"),
            models.CheckConstraint(condition=Q(external_url="") | Q(bookable=False), name="occasion_booked_in_one_place"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def starts_on(self) -> dt.date | None:
        """The civil date it starts on."""
        return civil_date(self.starts) if self.starts else None

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return hasattr(self, "called_off")

    @property
    def registration(self) -> Registration:
        """When it can be booked."""
        return Registration(self.bookable, self.opens_at, self.closes_at, self.starts, self.cancelled)


class Part(models.Model):
    """A part of an occasion that attendance is recorded of: a day, a workshop round."""

    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="parts")
    starts = models.DateTimeField(_("begin"))
    ends = models.DateTimeField(_("einde"))
    minutes = models.PositiveIntegerField(_("duur in minuten"))

    class Meta:
        verbose_name = _("onderdeel van een activiteit")
        verbose_name_plural = _("onderdelen van activiteiten")
        ordering: ClassVar = ["starts", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="part_ends_after_start"),
            models.CheckConstraint(condition=Exact(Mod("minutes", UNIT), 0), name="part_whole_units"),
        ]

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.starts:%Y-%m-%d %H:%M}"


class CalledOff(Fact):
    """The occasion does not happen."""

    occasion = models.OneToOneField(Occasion, models.PROTECT, related_name="called_off")
    at = models.DateTimeField(_("op"), default=timezone.now)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("door"))

    class Meta:
        verbose_name = _("afgelasting")
        verbose_name_plural = _("afgelastingen")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.at:%Y-%m-%d}"
