"""A group of peers, who takes part from when until when, and who wants to."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.hours.models import Fact
from lvv_site.members.models import Person

from ..enums import Answer, RegistrationKind

USER = settings.AUTH_USER_MODEL


class Group(models.Model):
    """A group. Everything dated about it stands in facts of its own; what it is called and where may change."""

    name = models.CharField(_("naam van de groep"), max_length=100)
    place = models.CharField(_("plaats"), max_length=100, blank=True)
    online = models.BooleanField(_("online"), default=False)
    open = models.BooleanField(_("open voor nieuwe deelnemers"), default=True)
    started_at = models.DateTimeField(_("begonnen op"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("intervisiegroep")
        verbose_name_plural = _("intervisiegroepen")
        ordering: ClassVar = ["name", "id"]
        default_permissions = ("view",)
        permissions: ClassVar = [
            ("register_group", _("Kan intervisiegroepen registreren en uitschrijven")),
            ("export_groups", _("Kan de lijst van intervisiegroepen exporteren")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="group_has_name"),
            models.CheckConstraint(condition=Q(online=True) | ~Q(place=""), name="group_meets_somewhere"),
        ]

    def __str__(self) -> str:
        return self.name


class Registration(Fact):
    """The office registered a group with the association from a day on, or took it out."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="registrations")
    kind = models.CharField(_("besluit"), max_length=12, choices=RegistrationKind.choices)
    starts = models.DateField(_("vanaf"), db_column="from")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)

    class Meta:
        verbose_name = _("registratie van een groep")
        verbose_name_plural = _("registraties van groepen")
        ordering: ClassVar = ["starts", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=RegistrationKind.values), name="registration_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.kind} {self.starts:%Y-%m-%d}"


class RegistrationText(models.Model):
    """Why the office did so. Erasable."""

    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="text")
    text = models.TextField(_("reden"))

    class Meta:
        verbose_name = _("reden van een registratie")
        verbose_name_plural = _("redenen van registraties")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class Participation(Fact):
    """Somebody takes part from this day on. A trigger lets nobody take part twice at the same time."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("persoon"))
    starts = models.DateField(_("vanaf"), db_column="from")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)

    class Meta:
        verbose_name = _("deelname aan een groep")
        verbose_name_plural = _("deelnames aan groepen")
        ordering: ClassVar = ["starts", "id"]
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["group", "starts"], name="participation_group")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.person_id} {self.starts:%Y-%m-%d}"


class Departure(Fact):
    """The end of a participation; `until` is its last day."""

    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="departure")
    until = models.DateField(_("tot en met"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)

    class Meta:
        verbose_name = _("vertrek uit een groep")
        verbose_name_plural = _("vertrekken uit groepen")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.participation_id} {self.until:%Y-%m-%d}"


class ContactChange(Fact):
    """From this day on this participant is the contact person; the last one of them holds."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="contacts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("contactpersoon"))
    starts = models.DateField(_("vanaf"), db_column="from")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)

    class Meta:
        verbose_name = _("contactpersoon van een groep")
        verbose_name_plural = _("contactpersonen van groepen")
        ordering: ClassVar = ["id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.group_id} {self.person_id} {self.starts:%Y-%m-%d}"


class Invitation(models.Model):
    """A mail to an address with a link to answer. Work in progress: retention deletes it."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mailadres"))
    sent_at = models.DateTimeField(_("gestuurd op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(_("antwoord"), max_length=10, blank=True, choices=Answer.choices)
    answered_at = models.DateTimeField(_("beantwoord op"), null=True, blank=True)

    class Meta:
        verbose_name = _("uitnodiging voor een groep")
        verbose_name_plural = _("uitnodigingen voor groepen")
        ordering: ClassVar = ["-sent_at", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            # A second invitation of the same address takes the place of the first.
            models.UniqueConstraint(
                F("group"), Lower("email"), condition=Q(answer=Answer.OPEN), name="invitation_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.sent_at:%Y-%m-%d}"


class Request(models.Model):
    """Somebody asks an open group to take part. Work in progress: retention deletes it."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="requests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("gevraagd op"), default=timezone.now)
    answer = models.CharField(_("antwoord"), max_length=10, blank=True, choices=Answer.choices)
    answered_at = models.DateTimeField(_("beantwoord op"), null=True, blank=True)

    class Meta:
        verbose_name = _("aanmelding bij een groep")
        verbose_name_plural = _("aanmeldingen bij groepen")
        ordering: ClassVar = ["made_at", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(answer=Answer.OPEN), name="request_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.person_id}"


# A participation that has not ended. Who leaves is out at once, and still took part on that day: see `taking_part`.
NOT_LEFT = Q(departure=None)


def taking_part(on: dt.date) -> Q:
    """Return the condition that a participation holds on the civil date, its first and last day included."""
    return Q(starts__lte=on) & (Q(departure=None) | Q(departure__until__gte=on))
