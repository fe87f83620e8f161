"""An application for accreditation: the working copy, what was submitted, and the dated steps that make its state.

`Application.content` may change while its state is draft or incomplete (a trigger refuses it otherwise); every submission keeps a
frozen copy. Steps are facts. The words of people (content, reasons, letters, old and new texts) stand beside the facts.
"""

from typing import ClassVar

from django.conf import settings
from django.core.files.storage import Storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site import storage
from lvv_site.operations.append_only import Fact

from ..enums import FilePurpose, StepKind, TrainingKind
from .committee import Meeting
from .providers import Provider
from .trainings import Accreditation, Training

USER = settings.AUTH_USER_MODEL


def private_storage() -> Storage:
    """Return where files of applications are kept."""
    return storage.private()


class KeptApplications(models.Manager["Application"]):
    """Applications that nobody threw away: all that any page or list knows of."""

    def get_queryset(self) -> models.QuerySet["Application"]:
        """Leave out what was thrown away."""
        return super().get_queryset().filter(discarded_at=None)


class Application(models.Model):
    """A provider asks to accredit a training: a new one, or again one that is (`training`). `version` counts the saves."""

    code = models.CharField(_("kenmerk"), max_length=20, unique=True)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="applications", verbose_name=_("opleider")
    )
    training = models.ForeignKey(
        Training, on_delete=models.PROTECT, null=True, blank=True, related_name="applications",
        verbose_name=_("opleiding"),
    )  # fmt: skip
    kind = models.CharField(_("soort"), max_length=10, choices=TrainingKind.choices, default=TrainingKind.COURSE)
    content = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    version = models.PositiveIntegerField(default=0)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(_("begonnen op"), default=timezone.now)
    started_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(_("bewaard op"), default=timezone.now)
    discarded_at = models.DateTimeField(_("weggegooid op"), null=True, blank=True, editable=False)

    objects = KeptApplications()
    everything: ClassVar[models.Manager["Application"]] = models.Manager()

    class Meta:
        verbose_name = _("aanvraag voor accreditatie")
        verbose_name_plural = _("aanvragen voor accreditatie")
        ordering: ClassVar = ["-started_at", "-pk"]
        default_permissions = ("view",)
        permissions: ClassVar = [
            ("handle_application", _("Kan aanvragen in behandeling nemen, terugsturen en toewijzen")),
            ("decide_application", _("Kan beslissen over aanvragen voor accreditatie")),
            ("assess_application", _("Kan toegewezen aanvragen beoordelen")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=TrainingKind.values), name="application_kind_known"),
            models.CheckConstraint(condition=Q(discarded_at=None) | Q(content={}), name="discarded_application_empty"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        """What the training is called in the working copy."""
        return str(self.content.get("title") or "") or str(_("Nog zonder titel"))


class ApplicationFile(models.Model):
    """A cleaned file of an application. One that was submitted stays, also when the working copy let go of it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="files")
    purpose = models.CharField(_("waarvoor"), max_length=12, choices=FilePurpose.choices)
    teacher = models.CharField(max_length=36, blank=True)  # the key of the teacher in the content whose proof it is
    file = models.FileField(_("bestand"), storage=private_storage, upload_to="accreditation", max_length=200)
    name = models.CharField(_("naam van het bestand"), max_length=150)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(_("grootte in bytes"))
    sha256 = models.CharField(_("vingerafdruk"), max_length=64)
    added_at = models.DateTimeField(_("ontvangen op"), default=timezone.now)
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(_("weggehaald op"), null=True, blank=True)

    class Meta:
        verbose_name = _("bestand bij een aanvraag")
        verbose_name_plural = _("bestanden bij aanvragen")
        ordering: ClassVar = ["added_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Submission(Fact):
    """The application as it was sent in, the first time or completed. What assessors read never changes under them."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("versie"))
    at = models.DateTimeField(_("ingediend op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(_("vingerafdruk"), max_length=64)

    class Meta:
        verbose_name = _("ingediende aanvraag")
        verbose_name_plural = _("ingediende aanvragen")
        ordering: ClassVar = ["number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "number"], name="submission_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.number}"


class SubmittedContent(models.Model):
    """The words and files of a submission. Erasable; the digest stays."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="submitted")
    content = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    files = models.ManyToManyField(ApplicationFile, related_name="submissions")

    class Meta:
        verbose_name = _("inhoud van een ingediende aanvraag")
        verbose_name_plural = _("inhoud van ingediende aanvragen")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.submission_id)


class Step(Fact):
    """Something was done with an application. A trigger keeps to the procedure: `states.NEXT` says what may follow what."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps", db_index=False)
    number = models.PositiveSmallIntegerField(_("volgorde"))
    kind = models.CharField(_("stap"), max_length=12, choices=StepKind.choices)
    decided_on = models.DateField(_("op"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door"))
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="step")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="steps")
    accreditation = models.OneToOneField(
        Accreditation, on_delete=models.PROTECT, null=True, blank=True, related_name="application_step"
    )

    class Meta:
        verbose_name = _("stap in een aanvraag")
        verbose_name_plural = _("stappen in aanvragen")
        ordering: ClassVar = ["number"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "number"], name="step_number_once"),
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="step_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=StepKind.SUBMITTED, submission__isnull=False)
                | (~Q(kind=StepKind.SUBMITTED) & Q(submission=None)),
                name="step_submits_something",
            ),
            models.CheckConstraint(
                condition=Q(kind=StepKind.ACCREDITED, accreditation__isnull=False)
                | (~Q(kind=StepKind.ACCREDITED) & Q(accreditation=None)),
                name="step_grants_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.number} {self.kind}"


class StepText(models.Model):
    """The words that go with a step: what is asked, why, and the letter as it was sent. Erasable."""

    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="text")
    reason = models.TextField(_("toelichting"), blank=True)
    letter = models.TextField(_("brief"), blank=True)

    class Meta:
        verbose_name = _("tekst bij een stap")
        verbose_name_plural = _("teksten bij stappen")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.step_id}"


class Trace(Fact):
    """Who did what to an application or a provider, and when. What was there before and after stands in `TraceText`."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, blank=True, related_name="traces")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="traces")
    at = models.DateTimeField(_("op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField(_("wat"), max_length=40)
    field = models.CharField(_("veld"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("spoor van een aanvraag")
        verbose_name_plural = _("sporen van aanvragen")
        ordering: ClassVar = ["pk"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(provider__isnull=False), name="trace_is_about_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.field}"


class TraceText(models.Model):
    """What was there before, and after. Erasable."""

    trace = models.OneToOneField(Trace, on_delete=models.PROTECT, related_name="text")
    old = models.TextField(_("was"), blank=True)
    new = models.TextField(_("werd"), blank=True)

    class Meta:
        verbose_name = _("oude en nieuwe tekst")
        verbose_name_plural = _("oude en nieuwe teksten")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.trace_id}"
