"""Runs of a provider's training, the attendance that it sends, and what members say about that."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.booking.models import Occasion
from lvv_site.hours_kind import UNIT, HoursKind
from lvv_site.members.models import Person
from lvv_site.operations.append_only import Fact

from ..enums import ContestOutcome, ContestReason, ListSource
from .providers import ProviderKey
from .trainings import Training

USER = settings.AUTH_USER_MODEL


class ProviderRun(models.Model):
    """One delivery of a training by its provider. Its occasion stands in the agenda and is booked at the provider."""

    occasion = models.OneToOneField(
        Occasion, on_delete=models.PROTECT, related_name="provider_run", verbose_name=_("activiteit")
    )
    training = models.ForeignKey(
        Training, on_delete=models.PROTECT, related_name="provider_runs", verbose_name=_("opleiding")
    )
    added_at = models.DateTimeField(_("toegevoegd op"), default=timezone.now)
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("uitvoering door een opleider")
        verbose_name_plural = _("uitvoeringen door opleiders")
        ordering: ClassVar = ["-occasion__starts", "-pk"]
        default_permissions = ("view",)
        permissions: ClassVar = [
            ("correct_attendance", _("Kan aanwezigheid van een opleider corrigeren en bezwaren afhandelen")),
        ]

    def __str__(self) -> str:
        return f"{self.occasion_id}"


class RunHeld(Fact):
    """Somebody says that a run that is over did not take place, or the office that it did after all. The last word holds."""

    run = models.ForeignKey(ProviderRun, on_delete=models.PROTECT, related_name="words", db_index=False)
    number = models.PositiveSmallIntegerField(_("nummer"))
    held = models.BooleanField(_("vond plaats"))
    at = models.DateTimeField(_("op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))

    class Meta:
        verbose_name = _("of een uitvoering plaatsvond")
        verbose_name_plural = _("of uitvoeringen plaatsvonden")
        ordering: ClassVar = ["number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="run_held_number_once"),
            # First that it did not, then that it did, and so on: each word takes the one before it back.
            models.CheckConstraint(
                condition=Q(Exact(Mod(F("number"), 2), 1), held=False) | Q(Exact(Mod(F("number"), 2), 0), held=True),
                name="run_held_takes_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"


class AttendanceList(Fact):
    """A list that was accepted, for a run. It says only who it names: who is not on it stays as they were."""

    run = models.ForeignKey(ProviderRun, on_delete=models.PROTECT, related_name="lists", db_index=False)
    number = models.PositiveSmallIntegerField(_("nummer"))
    source = models.CharField(_("hoe"), max_length=6, choices=ListSource.choices)
    at = models.DateTimeField(_("op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.ForeignKey(ProviderKey, on_delete=models.PROTECT, null=True, blank=True, related_name="lists")

    class Meta:
        verbose_name = _("aanwezigheidslijst")
        verbose_name_plural = _("aanwezigheidslijsten")
        ordering: ClassVar = ["number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="attendance_list_number_once"),
            models.CheckConstraint(condition=Q(source__in=ListSource.values), name="attendance_list_source_known"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"


class ListedAttendance(Fact):
    """What a list says about one person; the last revision holds. No minutes: was not there.

    `kind` is as what it counts, fixed when it was written. In the ledger: `run:<run>:<person>:<revision>`.
    """

    run = models.ForeignKey(ProviderRun, on_delete=models.PROTECT, related_name="attendances", db_index=False)
    listed = models.ForeignKey(AttendanceList, on_delete=models.PROTECT, related_name="rows")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("persoon"))
    revision = models.PositiveSmallIntegerField(_("keer"))
    minutes = models.PositiveIntegerField(_("minuten"))
    on = models.DateField(_("datum"))
    kind = models.CharField(_("soort uren"), max_length=10, choices=HoursKind.choices)

    class Meta:
        verbose_name = _("aanwezigheid volgens een opleider")
        verbose_name_plural = _("aanwezigheid volgens opleiders")
        ordering: ClassVar = ["pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "person", "revision"], name="listed_attendance_revision_once"),
            models.CheckConstraint(condition=Q(revision__gt=0), name="listed_attendance_revision_counts"),
            models.CheckConstraint(condition=Q(kind__in=HoursKind.values), name="listed_attendance_kind_known"),
            models.CheckConstraint(condition=Exact(Mod(F("minutes"), UNIT), 0), name="listed_attendance_whole_units"),
        ]

    def __str__(self) -> str:
        return self.source_ref

    @property
    def source_ref(self) -> str:
        """What names it in the ledger."""
        return f"run:{self.run_id}:{self.person_id}:{self.revision}"


class AttendanceContest(Fact):
    """A member says that what a list says about them is wrong. Waits for the office."""

    attendance = models.OneToOneField(ListedAttendance, on_delete=models.PROTECT, related_name="contest")
    reason = models.CharField(_("wat klopt er niet"), max_length=10, choices=ContestReason.choices)
    at = models.DateTimeField(_("gemeld op"), default=timezone.now)

    class Meta:
        verbose_name = _("betwiste aanwezigheid")
        verbose_name_plural = _("betwiste aanwezigheid")
        ordering: ClassVar = ["-at", "-pk"]
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reason__in=ContestReason.values), name="attendance_contest_reason_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id} {self.reason}"


class AttendanceContestText(models.Model):
    """The words of who contests. Erasable."""

    contest = models.OneToOneField(AttendanceContest, on_delete=models.PROTECT, related_name="text")
    text = models.TextField(_("toelichting"))

    class Meta:
        verbose_name = _("toelichting bij betwiste aanwezigheid")
        verbose_name_plural = _("toelichtingen bij betwiste aanwezigheid")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class AttendanceRuling(Fact):
    """What the office decided about it, once."""

    contest = models.OneToOneField(AttendanceContest, on_delete=models.PROTECT, related_name="ruling")
    outcome = models.CharField(_("besluit"), max_length=10, choices=ContestOutcome.choices)
    at = models.DateTimeField(_("besloten op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))

    class Meta:
        verbose_name = _("besluit over betwiste aanwezigheid")
        verbose_name_plural = _("besluiten over betwiste aanwezigheid")
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome__in=ContestOutcome.values), name="attendance_ruling_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.outcome}"


class AttendanceRulingText(models.Model):
    """What the office wrote to the member. Erasable."""

    ruling = models.OneToOneField(AttendanceRuling, on_delete=models.PROTECT, related_name="text")
    text = models.TextField(_("toelichting"))

    class Meta:
        verbose_name = _("toelichting bij een besluit over betwiste aanwezigheid")
        verbose_name_plural = _("toelichtingen bij besluiten over betwiste aanwezigheid")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text
