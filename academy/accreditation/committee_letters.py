"""Letters of the committee: made from a template, read over and changed before they are sent, kept with the step, and on paper."""

import datetime as dt
from dataclasses import dataclass

from django.utils import translation

from academy.certification.dates import DAY
from academy.hours.templatetags.hours import in_hours
from lvv_site import civil, pdf
from lvv_site.hours_kind import HoursKind
from lvv_site.pages.templatetags.site import long_date

from . import committee_mails, letter_texts, states
from .decisions import Granting
from .enums import LetterKind
from .models import AccreditationSettings, Application, LetterTemplate, Meeting, Step

LANGUAGE = "nl"  # letters are in Dutch, in whatever language somebody reads the portal


@dataclass(frozen=True)
class Told:
    """What a letter tells: of which day it is, about which meeting, why, and what was granted."""

    on: dt.date | None = None
    meeting: Meeting | None = None
    reason: str = ""
    granting: Granting | None = None


def register() -> None:
    """Say from what each mail of the committee is made."""
    committee_mails.register()


def template_of(kind: str) -> LetterTemplate:
    """Return the text from which a letter is made; the first time that is the default."""
    found, _made = LetterTemplate.objects.get_or_create(kind=kind, defaults={"body": letter_texts.DEFAULTS[kind]})
    return found


def compose(kind: LetterKind, application: Application, title: str, told: Told) -> str:
    """Return a letter about an application, to be read over before it is sent."""
    on = told.on or civil.today()
    weeks = AccreditationSettings.load().objection_weeks
    with translation.override(LANGUAGE):
        values = {
            "opleiding": title,
            "opleider": application.provider.name,
            "kenmerk": application.code,
            "soort": str(application.get_kind_display()),
            "datum": long_date(on),
            "vergadering": long_date(told.meeting.on) if told.meeting else "",
            "toelichting": told.reason.strip(),
            "bezwaar_tot": long_date(states.last_day_to_object(on, weeks)),
            **(_granted(told.granting) if told.granting else {}),
        }
    return letter_texts.fill(template_of(kind).body, values)


def letter_pdf(step: Step) -> bytes:
    """Return the letter of a step on paper: tagged, in the theme's layout.

    Raises:
        ValueError: there is no letter with this step.
    """
    text = step.text.letter if hasattr(step, "text") else ""
    if not text:
        raise ValueError("this step has no letter")
    paragraphs = [block.split("\n") for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return pdf.render(
        "committee_letter",
        {
            "language": LANGUAGE,
            "title": f"Brief over aanvraag {step.application.code}",
            "to": step.application.provider.name,
            "place": step.application.provider.place,
            "paragraphs": paragraphs,
        },
    )


def filename(step: Step) -> str:
    """Return what the file of a letter is called."""
    return f"brief-{step.application.code.lower()}-{step.number}.pdf"


def _granted(granting: Granting) -> dict[str, str]:
    return {
        "vanaf": long_date(granting.starts),
        "tot_en_met": long_date(granting.until - DAY) if granting.until else "een nieuw besluit",
        "uren": in_hours(granting.minutes),
        "telt_als": str(HoursKind(granting.hours_kind).label),
    }
