"""What the committee decides about a file, in a meeting that was held: accredited or refused.

Sending back is in `assigning.py`: it needs no meeting. The first of two deciders wins; the other is told, and nothing of what they
typed is lost. A refusal after an objection is final.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from academy.certification.dates import months_later
from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.members.models import User

from . import (
    assigning,
    committee_files,
    committee_mails,
    conflicts,
    decisions,
    periods,
    states,
    steps,
    submitted,
    tracing,
)
from .decisions import Decision, Granting, OutdatedError, RefusedError
from .enums import AssignmentEnd, LetterKind, StepKind
from .models import SEATS, AccreditationSettings, Application, Meeting, Step, Training
from .queries import facts_of
from .steps import Act, NotAllowedError

CODE_LENGTH = 60


@dataclass(frozen=True)
class Ruling:
    """A decision: who, on which day, having seen which step, why, the letter, and why without both assessments if so."""

    by: User
    decided_on: dt.date
    seen: int
    reason: str
    letter: str
    incomplete_because: str = ""


@transaction.atomic
def accredit(application: Application, granting: Granting, ruling: Ruling) -> Step:
    """Accredit: makes the training if it is new, grants the period, and tells the provider.

    Raises:
        OutdatedError: somebody decided or did something else meanwhile.
        RefusedError: it cannot be decided so; `field` names the entry.
    """
    held, meeting = _held(application, ruling)
    training = held.training or _training(held)
    reason = ruling.reason.strip() or _("Besluit van de commissie over aanvraag %(code)s") % {"code": held.code}
    decision = Decision(ruling.by, ruling.decided_on, reason, decisions.last_fact(training))
    made = decisions.grant(training, granting, decision)
    if held.training_id is None:
        held.training = training
        held.save(update_fields=["training"])
    act = Act(
        StepKind.ACCREDITED, ruling.seen, ruling.decided_on, ruling.reason, ruling.letter, meeting=meeting,
        accreditation=made,
    )  # fmt: skip
    return _decided(held, act, ruling)


@transaction.atomic
def refuse(application: Application, ruling: Ruling) -> Step:
    """Refuse, with a reason, and tell the provider. After an objection this is final.

    Raises:
        OutdatedError, RefusedError: as with `accredit`.
    """
    held, meeting = _held(application, ruling)
    if not ruling.reason.strip():
        raise RefusedError(_("Geef een reden."), "reason")
    act = Act(StepKind.REFUSED, ruling.seen, ruling.decided_on, ruling.reason, ruling.letter, meeting=meeting)
    return _decided(held, act, ruling)


def proposed(application: Application, on: dt.date) -> Granting:
    """Return what accrediting on a day would grant: the study load that was asked, from then on, or after what holds already."""
    starts = on
    if application.training:
        ends = [one.ends for one in periods.holding(facts_of(application.training))]
        starts = max([on, *(day for day in ends if day)])
    months = _settings().term_months
    return Granting(
        starts,
        months_later(starts, months),
        submitted.content_of(submitted.last(application)).minutes,
        HoursKind.COURSE,
    )


def objected(application: Application) -> bool:
    """Whether what is decided now is an objection, or a decision about one that was reopened."""
    return application.steps.filter(kind=StepKind.OBJECTED).exists()


def letter_kind(application: Application, kind: StepKind) -> LetterKind:
    """Return which letter goes with a decision."""
    if kind == StepKind.ACCREDITED:
        return LetterKind.ACCREDITED
    return LetterKind.OBJECTION_REFUSED if objected(application) else LetterKind.REFUSED


def lacking(application: Application) -> int:
    """Return how many of the two assessments there are not; one of somebody with a conflict of interest does not count."""
    given = [one for one in committee_files.considered(application) if hasattr(one, "assessment")]
    tied = conflicts.between([one.assessor for one in given], [application])
    return SEATS - len([one for one in given if not tied[one.assessor_id, application.pk]])


def lock(application_id: int) -> Application:
    """Keep a file until the transaction ends: without it two deciders would both find it undecided."""
    return steps.hold(application_id)


def _held(application: Application, ruling: Ruling) -> tuple[Application, Meeting]:
    held = lock(application.pk)
    if steps.last_number(held) != ruling.seen:
        raise OutdatedError
    if steps.state(held) not in states.ASSESSABLE:
        raise NotAllowedError
    assigning.check_free(ruling.by, held)
    meeting = _meeting(held, ruling.decided_on)
    if lacking(held) and not _one_with_reason(held, ruling):
        raise RefusedError(
            _("Er zijn nog geen twee beoordelingen. Schrijf waarom er nu toch beslist wordt."), "incomplete_because"
        )
    return held, meeting


def _meeting(application: Application, decided_on: dt.date) -> Meeting:
    """Return the meeting in which it is decided: one that was held."""
    meeting = committee_files.meeting_of(application)
    if meeting is None or meeting.cancelled_at is not None:
        raise RefusedError(_("Deze aanvraag staat op geen vergadering die doorgaat. Wijs haar eerst toe."))
    if decided_on > civil.today():
        raise RefusedError(_("Deze dag moet nog komen."), "decided_on")
    if decided_on < meeting.on:
        text = _("De vergadering is op %(day)s. Beslissen kan vanaf die dag.")
        raise RefusedError(text % {"day": f"{meeting.on:%d-%m-%Y}"}, "decided_on")
    return meeting


def _one_with_reason(application: Application, ruling: Ruling) -> bool:
    if lacking(application) == SEATS:
        raise RefusedError(_("Er is nog geen beoordeling gegeven."))
    return bool(ruling.incomplete_because.strip())


def _decided(application: Application, act: Act, ruling: Ruling) -> Step:
    step = steps.append(application, act, ruling.by)
    about = tracing.About(application)
    if ruling.incomplete_because.strip():
        tracing.trace(about, ruling.by, "decided.with_one", new=ruling.incomplete_because.strip())
    assigning.end_all(application, AssignmentEnd.DECIDED, ruling.by)
    committee_mails.tell_decided(step)
    return step


def _training(application: Application) -> Training:
    """Make the training of an application, with a code from its title that no other has, also when somebody takes it just now."""
    told = submitted.content_of(submitted.last(application))
    title = (told.title.strip() or application.code)[:200]
    for code in _codes(title):
        with suppress(IntegrityError), transaction.atomic():
            return Training.objects.create(
                code=code, title=title, provider=application.provider, kind=application.kind,
                website=_website(told.website),
            )  # fmt: skip
    raise RefusedError(_("Er zijn te veel opleidingen met deze titel."))


def _codes(title: str) -> Iterator[str]:
    """Yield codes from a title that are free now: the plain one, then with a number behind it."""
    plain = slugify(title)[: CODE_LENGTH - 4].strip("-") or "opleiding"
    taken = set(Training.objects.filter(code__startswith=plain).values_list("code", flat=True))
    yield from (one for one in (plain, *(f"{plain}-{number}" for number in range(2, 1000))) if one not in taken)


def _website(told: str) -> str:
    """Return an address as the register shows it: nothing when it is none."""
    try:
        URLValidator(schemes=["http", "https"])(told)
    except ValidationError:
        return ""
    return told if len(told) <= 200 else ""


def _settings() -> AccreditationSettings:
    found: AccreditationSettings = AccreditationSettings.load()
    return found
