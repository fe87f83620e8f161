"""Who may download the register, who did, and what changed since.

`ListingChange` is a projection that the database writes itself, whatever changed a profile (the triggers of its migration).
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.certification.models import Certificate
from lvv_site.operations.append_only import Fact

USER = settings.AUTH_USER_MODEL


class DownloadKey(models.Model):
    """A key with which an organisation downloads the register. Only a digest is kept; it is shown once."""

    organisation = models.CharField(_("organisatie"), max_length=120)
    purpose = models.CharField(_("waarvoor"), max_length=200)
    prefix = models.CharField(_("begint met"), max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("beëindigd op"), null=True, blank=True)
    ended_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("sleutel voor het register")
        verbose_name_plural = _("sleutels voor het register")
        default_permissions = ("view",)
        ordering: ClassVar = ["-made_at", "-pk"]
        permissions: ClassVar = [("issue_downloadkey", _("Kan sleutels voor het register uitgeven en beëindigen"))]

    def __str__(self) -> str:
        return self.organisation


class Download(Fact):
    """One download that began. `since` None is the whole list, else the changes from that moment on."""

    key = models.ForeignKey(DownloadKey, on_delete=models.PROTECT, related_name="downloads")
    at = models.DateTimeField(_("wanneer"), default=timezone.now)
    since = models.DateTimeField(_("vanaf"), null=True, blank=True)

    class Meta:
        verbose_name = _("download van het register")
        verbose_name_plural = _("downloads van het register")
        default_permissions = ()
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="download_latest")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.at:%Y-%m-%d}"


class ListingChange(models.Model):
    """When the profile of a certificate last changed, and when it was last taken out of the list by choice or erasure."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, primary_key=True, related_name="+")
    changed_at = models.DateTimeField(db_index=True)
    unlisted_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}"
