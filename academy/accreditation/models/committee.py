"""The committee: when it meets, who may not assess what, who assesses which application, and what they found."""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site.operations.append_only import Fact

from ..enums import Advice, AssignmentEnd, LetterKind, TieKind
from .providers import Provider

USER = settings.AUTH_USER_MODEL
SEATS = 2  # assessors of one application


class Meeting(models.Model):
    """A meeting of the committee. Files that are complete on `files_due` are on its agenda."""

    on = models.DateField(_("vergadering op"), unique=True)
    files_due = models.DateField(_("aanvragen compleet op"))
    place = models.CharField(_("plaats"), max_length=200, blank=True)
    cancelled_at = models.DateTimeField(_("vervallen op"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("vergadering van de commissie")
        verbose_name_plural = _("vergaderingen van de commissie")
        ordering: ClassVar = ["on"]
        default_permissions = ("view", "change")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(files_due__lte=F("on")), name="meeting_after_files"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d-%m-%Y}"


class Tie(models.Model):
    """Somebody of the committee is tied to a provider and may not assess its trainings. An ended one keeps counting for a while."""

    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="accreditation_ties", verbose_name=_("wie"))
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="ties", verbose_name=_("opleider"))
    kind = models.CharField(_("band"), max_length=10, choices=TieKind.choices)
    since = models.DateTimeField(_("gemeld op"), default=timezone.now)
    declared_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(_("geëindigd op"), null=True, blank=True)

    class Meta:
        verbose_name = _("band met een opleider")
        verbose_name_plural = _("banden met opleiders")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=TieKind.values), name="tie_kind_known"),
            models.UniqueConstraint(fields=["user", "provider"], condition=Q(ended_on=None), name="tie_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.provider_id}"


class Assignment(models.Model):
    """An assessor has an application to assess for a meeting, in one of two seats, until it ends."""

    application = models.ForeignKey(
        "accreditation.Application", on_delete=models.PROTECT, related_name="assignments", verbose_name=_("aanvraag")
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("vergadering")
    )
    assessor = models.ForeignKey(
        USER, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("beoordelaar")
    )
    seat = models.PositiveSmallIntegerField(_("plaats"))
    at = models.DateTimeField(_("toegewezen op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))
    ended_at = models.DateTimeField(_("geëindigd op"), null=True, blank=True)
    ended_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end = models.CharField(_("reden van het einde"), max_length=10, blank=True, choices=AssignmentEnd.choices)

    class Meta:
        verbose_name = _("toewijzing")
        verbose_name_plural = _("toewijzingen")
        ordering: ClassVar = ["at", "pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(seat__in=range(1, SEATS + 1)), name="assignment_seat_known"),
            models.UniqueConstraint(
                fields=["application", "seat"], condition=Q(ended_at=None), name="assignment_seat_once"
            ),
            models.UniqueConstraint(
                fields=["application", "assessor"], condition=Q(ended_at=None), name="assignment_assessor_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & Q(end__in=AssignmentEnd.values)),
                name="assignment_ends_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.assessor_id}"


class AssessmentDraft(models.Model):
    """An assessment that is being written. Goes when it is given. `version` counts the saves."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="draft")
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(_("bewaard op"), default=timezone.now)

    class Meta:
        verbose_name = _("beoordeling in bewerking")
        verbose_name_plural = _("beoordelingen in bewerking")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.assignment_id)


class Assessment(Fact):
    """What an assessor found, once for each assignment: an advice and a score in percents of the checklist."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="assessment")
    advice = models.CharField(_("advies"), max_length=10, choices=Advice.choices)
    score = models.PositiveSmallIntegerField(_("score"), validators=[MaxValueValidator(100)])
    at = models.DateTimeField(_("gegeven op"), default=timezone.now)

    class Meta:
        verbose_name = _("beoordeling")
        verbose_name_plural = _("beoordelingen")
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(advice__in=Advice.values), name="assessment_advice_known"),
            models.CheckConstraint(condition=Q(score__lte=100), name="assessment_score_in_percents"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.advice}"


class AssessmentText(models.Model):
    """The checklist with its remarks and scores as it was given. Erasable."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="text")
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    remark = models.TextField(_("toelichting op het advies"), blank=True)

    class Meta:
        verbose_name = _("tekst van een beoordeling")
        verbose_name_plural = _("teksten van beoordelingen")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.assessment_id)


class LetterTemplate(models.Model):
    """The text from which a letter of the committee is made. Fields stand in braces: {opleiding}."""

    kind = models.CharField(_("brief"), max_length=20, choices=LetterKind.choices, unique=True)
    body = models.TextField(_("tekst"), max_length=6000)
    changed_at = models.DateTimeField(_("gewijzigd op"), default=timezone.now)
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("sjabloon van een brief")
        verbose_name_plural = _("sjablonen van brieven")
        ordering: ClassVar = ["kind"]
        default_permissions = ("view", "change")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind_known"),
        ]

    def __str__(self) -> str:
        return str(LetterKind(self.kind).label)
