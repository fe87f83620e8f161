"""The queue's rows. A message's state follows from facts: when it was sent or withdrawn, how often it was tried."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# How long after each try the next may follow: mail servers are away for minutes more often than for days.
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))
MAX_ATTEMPTS = len(WAITS)


class State(models.TextChoices):
    """Where a message is."""

    QUEUED = "queued", _("in de wacht")
    SENT = "sent", _("verstuurd")
    STUCK = "stuck", _("vastgelopen")
    WITHDRAWN = "withdrawn", _("niet meer nodig")


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by state."""

    def open(self) -> MessageQuerySet:
        """Neither sent nor withdrawn."""
        return self.filter(sent_at__isnull=True, withdrawn_at__isnull=True)

    def due(self, now: dt.datetime | None = None) -> MessageQuerySet:
        """May be tried at this moment."""
        return self.open().filter(attempts__lt=MAX_ATTEMPTS, not_before__lte=now or timezone.now())

    def stuck(self) -> MessageQuerySet:
        """Will not be tried again unless somebody asks for it."""
        return self.open().filter(attempts__gte=MAX_ATTEMPTS)


class Message(models.Model):
    """One message to one address. Ids say what it is about; a body is kept only when it is private, and encrypted."""

    reference = models.UUIDField(_("kenmerk"), default=uuid.uuid4, unique=True, editable=False)
    template = models.CharField(_("soort bericht"), max_length=100)
    to = models.EmailField(_("aan"), blank=True)
    language = models.CharField(_("taal"), max_length=5, blank=True)
    context_ids = models.JSONField(_("gaat over"), default=dict)
    dedupe_key = models.CharField(_("sleutel tegen dubbel versturen"), max_length=200, unique=True)
    sealed = models.BinaryField(null=True, editable=False)
    queued_at = models.DateTimeField(_("klaargezet"), default=timezone.now)
    not_before = models.DateTimeField(_("niet eerder dan"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("pogingen"), default=0)
    failure = models.CharField(_("laatste fout"), max_length=100, blank=True)  # a code, never what a server said
    sent_at = models.DateTimeField(_("verstuurd"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("ingetrokken"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("bericht")
        verbose_name_plural = _("berichten")
        default_permissions = ("view", "change")
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"],
                name="mail_message_open",
                condition=Q(sent_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.Index(fields=["-queued_at"], name="mail_message_recent"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sealed__isnull=True), name="mail_message_sent_keeps_no_body"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(withdrawn_at__isnull=True), name="mail_message_sent_or_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.reference}"

    @property
    def state(self) -> State:
        """Where the message is, from its facts."""
        if self.sent_at:
            return State.SENT
        if self.withdrawn_at:
            return State.WITHDRAWN
        return State.STUCK if self.attempts >= MAX_ATTEMPTS else State.QUEUED

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(self.state.label)

    @property
    def next_attempt(self) -> dt.datetime | None:
        """When it is tried again at the earliest; None when it is not."""
        return self.not_before if self.state == State.QUEUED else None


class BouncedAddress(models.Model):
    """An address that a mail server refused for good. Nothing is sent to it until somebody lifts the mark."""

    address = models.EmailField(_("e-mailadres"), unique=True)  # lower case
    code = models.CharField(_("antwoord van de mailserver"), max_length=20)
    at = models.DateTimeField(_("op"), default=timezone.now)

    class Meta:
        verbose_name = _("adres waar niets aankomt")
        verbose_name_plural = _("adressen waar niets aankomt")

    def __str__(self) -> str:
        return self.address
