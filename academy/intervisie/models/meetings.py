"""A meeting: its plan, which may change, and what was recorded afterwards, which may not."""

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.hours.models import Entry, Fact
from lvv_site import civil
from lvv_site.hours_kind import UNIT
from lvv_site.members.models import Person

from ..enums import ChangeKind
from .groups import Group

USER = settings.AUTH_USER_MODEL


class Meeting(models.Model):
    """One meeting of a group on a civil date. `sequence` counts the changes of its plan, for calendars.

    `place` and `link` are erased by retention: a place may be somebody's home.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    on = models.DateField(_("datum"))
    starts = models.TimeField(_("begin"), null=True, blank=True)
    ends = models.TimeField(_("einde"), null=True, blank=True)
    place = models.CharField(_("plaats"), max_length=200, blank=True)
    link = models.URLField(_("link voor online"), max_length=500, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(_("afgezegd op"), null=True, blank=True)

    class Meta:
        verbose_name = _("intervisiebijeenkomst")
        verbose_name_plural = _("intervisiebijeenkomsten")
        ordering: ClassVar = ["-on", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            # Two phones that record the same unplanned meeting must not make two of it.
            models.UniqueConstraint(
                fields=["group", "on"], condition=Q(cancelled_at__isnull=True), name="meeting_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True) | Q(starts__lt=F("ends")),
                name="meeting_starts_before_it_ends",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["on"], condition=Q(cancelled_at__isnull=True), name="meeting_on")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.on:%Y-%m-%d}"

    @property
    def planned_minutes(self) -> int:
        """How long the plan says it lasts; 0 for a meeting that was never planned."""
        if self.starts is None or self.ends is None:
            return 0
        return (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute

    def moment(self, time: dt.time) -> dt.datetime:
        """Return the moment of a time on its day, in Amsterdam."""
        return dt.datetime.combine(self.on, time, civil.AMSTERDAM)


class MeetingChange(Fact):
    """The plan of a meeting was made, moved or cancelled."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="changes", db_index=False)
    sequence = models.PositiveIntegerField()
    kind = models.CharField(_("wat"), max_length=10, choices=ChangeKind.choices)
    on = models.DateField(_("datum"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)

    class Meta:
        verbose_name = _("wijziging van een bijeenkomst")
        verbose_name_plural = _("wijzigingen van bijeenkomsten")
        ordering: ClassVar = ["meeting", "sequence"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "sequence"], name="meeting_change_sequence_unique"),
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="meeting_change_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.sequence} {self.kind}"


class Recording(Fact):
    """What was recorded of a meeting: the day and the integer minutes. A correction is the next revision."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="recordings", db_index=False)
    revision = models.PositiveSmallIntegerField(_("versie"))
    on = models.DateField(_("datum"))
    minutes = models.PositiveIntegerField(_("duur in minuten"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)

    class Meta:
        verbose_name = _("vastlegging van een bijeenkomst")
        verbose_name_plural = _("vastleggingen van bijeenkomsten")
        ordering: ClassVar = ["meeting", "revision"]
        default_permissions = ()
        permissions: ClassVar = [("correct_recording", _("Kan een vastgelegde bijeenkomst corrigeren"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "revision"], name="recording_revision_unique"),
            models.CheckConstraint(condition=Q(revision__gt=0, minutes__gt=0), name="recording_positive"),
            models.CheckConstraint(condition=Exact(Mod("minutes", UNIT), 0), name="recording_whole_units"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.revision}"

    @property
    def keyword(self) -> str:
        """The theme, as far as it is still kept."""
        return self.theme.text if hasattr(self, "theme") else ""


class Theme(models.Model):
    """What the meeting was about, in a keyword. Erasable: somebody may have typed more than that."""

    recording = models.OneToOneField(Recording, on_delete=models.PROTECT, related_name="theme")
    text = models.CharField(_("thema"), max_length=60)

    class Meta:
        verbose_name = _("thema van een bijeenkomst")
        verbose_name_plural = _("thema's van bijeenkomsten")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class Presence(Fact):
    """This person was there, and this award in the ledger came of it; a later revision may rest on the same award."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="presences", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("persoon"))
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("aanwezigheid bij een bijeenkomst")
        verbose_name_plural = _("aanwezigheid bij bijeenkomsten")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recording", "person"], name="presence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.recording_id} {self.person_id}"
