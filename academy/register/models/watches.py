"""Who wants to know when the status of a number changes. No account: an e-mail address and a link that only its reader has."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.certification.enums import Status
from academy.certification.models import Certificate


def new_nonce() -> str:
    """Return what makes the link of one watch another than every other one's."""
    return secrets.token_urlsafe(16)


class Watch(models.Model):
    """A list of numbers that somebody wants to be told about. It is work in progress and goes for good when it ends.

    Nothing is mailed but the question whether it was meant, until `confirmed_at`. Its link is not kept: it is signed over the
    nonce with the site's key (`watch_links.py`).
    """

    email = models.EmailField(_("e-mailadres"))
    language = models.CharField(_("taal"), max_length=5, default=settings.LANGUAGE_CODE)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    asked_at = models.DateTimeField(_("gevraagd op"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("bevestigd op"), null=True, blank=True)
    renewed_on = models.DateField(_("laatst bevestigd op"), null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, renewed_on__isnull=True)
                | Q(confirmed_at__isnull=False, renewed_on__isnull=False),
                name="watch_confirmed_is_dated",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["email"], name="watch_email")]

    def __str__(self) -> str:
        return f"{self.pk}"


class WatchedNumber(models.Model):
    """One number of a list, and the status that its watcher knows: as the page showed it, or as the last mail told it."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="numbers")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="+")
    told = models.CharField(_("laatst gemelde status"), max_length=20, choices=Status.choices)
    told_at = models.DateTimeField(_("gemeld op"), default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["watch", "certificate"], name="watched_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.watch_id} {self.certificate_id}"
