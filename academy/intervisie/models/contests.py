"""What people say about a recording that concerns them, and what the office decided about it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.hours.models import Fact
from lvv_site.members.models import Person

from ..enums import ContestReason, Outcome
from .meetings import Recording

USER = settings.AUTH_USER_MODEL


class Confirmation(Fact):
    """Somebody says that a recording is right about them."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="confirmations", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("persoon"))
    at = models.DateTimeField(_("op"), default=timezone.now)

    class Meta:
        verbose_name = _("bevestiging van een bijeenkomst")
        verbose_name_plural = _("bevestigingen van bijeenkomsten")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recording", "person"], name="confirmation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.recording_id} {self.person_id}"


class Contest(Fact):
    """Somebody says that a recording is wrong. It waits for the office until there is a `Ruling`."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="contests", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("persoon"))
    reason = models.CharField(_("wat klopt er niet"), max_length=15, choices=ContestReason.choices)
    at = models.DateTimeField(_("betwist op"), default=timezone.now)

    class Meta:
        verbose_name = _("betwiste bijeenkomst")
        verbose_name_plural = _("betwiste bijeenkomsten")
        ordering: ClassVar = ["-at", "-id"]
        default_permissions = ("view",)
        permissions: ClassVar = [("decide_contest", _("Kan beslissen over een betwiste bijeenkomst"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recording", "person"], name="contest_once"),
            models.CheckConstraint(condition=Q(reason__in=ContestReason.values), name="contest_reason_known"),
        ]

    def __str__(self) -> str:
        return f"{self.recording_id} {self.person_id}"


class ContestText(models.Model):
    """The words of who contests. Erasable."""

    contest = models.OneToOneField(Contest, on_delete=models.PROTECT, related_name="text")
    text = models.TextField(_("toelichting"))

    class Meta:
        verbose_name = _("toelichting bij een betwisting")
        verbose_name_plural = _("toelichtingen bij betwistingen")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class Ruling(Fact):
    """What the office decided about a contest, once."""

    contest = models.OneToOneField(Contest, on_delete=models.PROTECT, related_name="ruling")
    outcome = models.CharField(_("besluit"), max_length=10, choices=Outcome.choices)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))
    at = models.DateTimeField(_("besloten op"), default=timezone.now)

    class Meta:
        verbose_name = _("besluit over een betwisting")
        verbose_name_plural = _("besluiten over betwistingen")
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="ruling_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.outcome}"


class RulingText(models.Model):
    """What the office wrote to the member. Erasable."""

    ruling = models.OneToOneField(Ruling, on_delete=models.PROTECT, related_name="text")
    text = models.TextField(_("toelichting"))

    class Meta:
        verbose_name = _("toelichting bij een besluit over een betwisting")
        verbose_name_plural = _("toelichtingen bij besluiten over betwistingen")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text
