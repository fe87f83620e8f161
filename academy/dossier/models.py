"""The facts of a dossier: what was seen or declared, what was handed over, what the certifier decided.

- A `Handover` is a frozen snapshot: the rules, every line of hours with what it counted for, the result, and a hash of all of
  it. Hours that are corrected later change the ledger, never the snapshot.
- An `Outcome` is what the certifier said about a handover; the last one holds. Granted is final, and happens once.
- How a dossier stands is derived from these and from the ledger (`state.py`); there is no column for it.

Free text stands beside the facts (`OutcomeReason`), so that erasing somebody keeps the facts.
"""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from academy.certification.models import Period, SchemeVersion, StatusEvent
from academy.hours.models import Fact
from lvv_site.members.models import Person
from lvv_site.pages.blocks import VideoBlock

from .enums import OutcomeKind, RequirementKind

USER = settings.AUTH_USER_MODEL


class Dossier(Period):
    """A certificate period, seen as the dossier for the next one."""

    class Meta:
        proxy = True
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        permissions: ClassVar = [
            ("record_requirement", _("Kan vastleggen dat een VOG is gezien")),
            ("record_outcome", _("Kan de uitkomst van een dossier vastleggen")),
            ("export_dossier", _("Kan dossiers met bewijzen ophalen")),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.start:%Y}-{self.last_day:%Y}"


class Requirement(Fact):
    """Something beside hours that was seen by the office or declared by the member, on a day. Never the paper itself."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("persoon"))
    kind = models.CharField(_("wat"), max_length=12, choices=RequirementKind.choices)
    on = models.DateField(_("gezien of verklaard op"))
    issued_on = models.DateField(_("afgegeven op"), null=True, blank=True)
    profile = models.CharField(_("screeningsprofiel"), max_length=4, blank=True)
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))

    class Meta:
        verbose_name = _("eis buiten de uren")
        verbose_name_plural = _("eisen buiten de uren")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind", "on"], name="requirement_once_a_day"),
            models.CheckConstraint(
                condition=Q(
                    kind=RequirementKind.VOG, profile="75", issued_on__isnull=False, issued_on__lte=models.F("on")
                )
                | Q(kind=RequirementKind.PRACTICE, profile="", issued_on__isnull=True),
                name="requirement_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.on:%Y-%m-%d}"


class Handover(Fact):
    """A dossier as it was when the member handed it over. `content` is what `snapshot.py` documents, `sha256` its hash."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("periode"))
    number = models.PositiveSmallIntegerField(_("volgnummer"))
    handed_over_on = models.DateField(_("overgedragen op"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))
    scheme = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("regeling"))
    scheme_hash = models.CharField(_("vingerafdruk van de regeling"), max_length=64)
    content = models.JSONField(_("inhoud"), encoder=DjangoJSONEncoder)
    sha256 = models.CharField(_("vingerafdruk"), max_length=64)

    class Meta:
        verbose_name = _("overgedragen dossier")
        verbose_name_plural = _("overgedragen dossiers")
        ordering: ClassVar = ["period", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "number"], name="handover_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="handover_numbered_from_one"),
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="handover_has_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.number}"


class Outcome(Fact):
    """What the certifier said about a handover, in order of `number`. `event` is the grant that followed from it."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="outcomes", db_index=False)
    number = models.PositiveSmallIntegerField(_("volgnummer"))
    kind = models.CharField(_("uitkomst"), max_length=10, choices=OutcomeKind.choices)
    decided_on = models.DateField(_("besloten op"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("door"))
    event = models.OneToOneField(StatusEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("uitkomst van een dossier")
        verbose_name_plural = _("uitkomsten van dossiers")
        ordering: ClassVar = ["handover", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "number"], name="outcome_number_unique"),
            models.UniqueConstraint(
                fields=["handover"], condition=Q(kind=OutcomeKind.GRANTED), name="outcome_granted_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=OutcomeKind.values), name="outcome_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=OutcomeKind.GRANTED, event__isnull=False)
                | (~Q(kind=OutcomeKind.GRANTED) & Q(event__isnull=True)),
                name="outcome_granted_names_event",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.number} {self.kind}"


class OutcomeReason(models.Model):
    """What the certifier gave as its reason. Erasable."""

    outcome = models.OneToOneField(Outcome, on_delete=models.PROTECT, related_name="reason")
    text = models.TextField(_("reden"))

    class Meta:
        verbose_name = _("reden van een uitkomst")
        verbose_name_plural = _("redenen van uitkomsten")

    def __str__(self) -> str:
        return self.text


@register_setting(icon="certificate")
class RecertificationSettings(BaseSiteSetting):
    """Who certifies and who examines now, and the video on the page that explains it."""

    video = StreamField(
        [("video", VideoBlock())], verbose_name=_("video"), blank=True, max_num=1,
        help_text=_("Staat boven de stappen. Een video hoort ondertiteling te hebben."),
    )  # fmt: skip
    certifier_name = models.CharField(
        _("certificerende instelling"), max_length=120, default="Stichting Hobéon SKO Certificatie"
    )
    certifier_url = models.URLField(
        _("adres van de certificerende instelling"),
        default="https://www.mijncertificatie.nl/certificeringen/lvv-registervertrouwenspersoon/",
    )
    exam_name = models.CharField(
        _("instelling van het examen"), max_length=120, default="Stichting Kenniscentrum Vertrouwenspersonen"
    )
    exam_url = models.URLField(_("adres van het examen"), default="https://skv.examenmanagementomgeving.nl/")
    checked_on = models.DateField(_("nagekeken op"), default=dt.date(2025, 1, 31))

    panels: ClassVar = [
        FieldPanel("video"),
        MultiFieldPanel([FieldPanel("certifier_name"), FieldPanel("certifier_url")], _("Certificering")),
        MultiFieldPanel([FieldPanel("exam_name"), FieldPanel("exam_url")], _("Examen")),
        FieldPanel("checked_on"),
    ]

    class Meta:
        verbose_name = _("uitleg over hercertificering")
