"""Mail about reports: to the office that something waits, to who reported it the answer. Ids only, nothing personal in a subject."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from lvv_site import civil, mail
from lvv_site.mail import registry
from lvv_site.pages.models import SiteSettings

from .models import Correction, CorrectionStep

WAITS, ANSWER = "register/correction_waits", "register/correction_answer"


def register() -> None:
    """Say from what each mail is made."""
    registry.register(WAITS, waits_context)
    registry.register(ANSWER, answer_context, private=True)


def tell_office() -> None:
    """Tell the office that something waits: once a day for the same oldest report, however many come."""
    site = Site.objects.filter(is_default_site=True).first()
    to = SiteSettings.for_site(site).contact_email if site else ""
    if to and (oldest := waiting().order_by("pk").values_list("pk", flat=True).first()):
        mail.queue(WAITS, to, {"oldest": oldest}, f"{WAITS}:{civil.today()}:{oldest}")


def send_answer(step: CorrectionStep) -> None:
    """Mail the answer to who reported it."""
    text = step.correction.text
    mail.queue(ANSWER, text.email, {"step": step.pk}, f"{ANSWER}:{step.pk}", text.language)


def waiting() -> Any:
    """Return the reports that the office has not ended."""
    return Correction.objects.exclude(steps__kind__in=("handled", "refused"))


def waits_context(_ids: registry.Ids) -> Mapping[str, Any]:
    """Return how many wait and where; withdraw it when none does any more."""
    number = waiting().count()
    if not number:
        raise registry.Withdrawn
    return {"waiting": number, "link": settings.WAGTAILADMIN_BASE_URL + reverse("register_correction:index")}


def answer_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return the answer; withdraw it when it was erased meanwhile."""
    step = CorrectionStep.objects.select_related("text", "correction__certificate", "correction__text")
    found = step.filter(pk=int(ids["step"]), text__isnull=False, correction__text__isnull=False).first()
    if found is None:
        raise registry.Withdrawn
    return {
        "language": found.correction.text.language,
        "registered": found.correction.certificate.number,
        "day": timezone.localdate(found.correction.at),
        "answer": found.text.text,
    }
