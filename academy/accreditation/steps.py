"""The one door through which something is done with an application.

`append` holds the row of the application, checks that what the doer saw is still so and that the procedure allows the step, and
appends it. Of two people who do something at once, one wins and the other gets `OutdatedError`.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lvv_site import civil
from lvv_site.members.models import User

from . import periods, states, tracing
from .decisions import OutdatedError, RefusedError
from .enums import ApplicationState, StepKind
from .models import Accreditation, Application, Meeting, Step, StepText, Submission
from .queries import facts_of
from .states import Done


class NotAllowedError(RefusedError):
    """The procedure does not allow this now."""

    def __init__(self) -> None:
        super().__init__(_("Dit kan nu niet: de aanvraag staat er anders voor."))


@dataclass(frozen=True)
class Act:
    """A step to append. `seen` is the number of the last step that the doer saw, 0 for none."""

    kind: StepKind
    seen: int
    decided_on: dt.date | None = None
    reason: str = ""
    letter: str = ""
    submission: Submission | None = None
    meeting: Meeting | None = None
    accreditation: Accreditation | None = None


def hold(application_id: int) -> Application:
    """Fetch an application and keep it until the transaction ends. Take this lock before that of its training.

    Raises:
        NotAllowedError: somebody threw it away.
    """
    found = Application.objects.select_for_update(of=("self",)).select_related("provider", "training")
    held = found.filter(pk=application_id).first()
    if held is None:  # thrown away while this waited
        raise NotAllowedError
    return held


def last_number(application: Application) -> int:
    """Return the number of the last step, 0 for none: the `seen` of who looks now."""
    return application.steps.order_by("-number").values_list("number", flat=True).first() or 0


@transaction.atomic
def append(application: Application, act: Act, by: User | None) -> Step:
    """Append a step.

    Raises:
        OutdatedError: something was done since the doer looked.
        NotAllowedError: the procedure does not allow it.
    """
    hold(application.pk)
    last = application.steps.order_by("-number").first()
    if (last.number if last else 0) != act.seen:
        raise OutdatedError
    if not states.follows(last.kind if last else "", act.kind):
        raise NotAllowedError
    step = Step.objects.create(
        application=application, number=act.seen + 1, kind=act.kind, decided_on=act.decided_on or civil.today(),
        by=by, submission=act.submission, meeting=act.meeting, accreditation=act.accreditation,
    )  # fmt: skip
    if act.reason.strip() or act.letter.strip():
        StepText.objects.create(step=step, reason=act.reason.strip(), letter=act.letter.strip())
    tracing.trace(tracing.About(application), by, f"step.{act.kind}", old=last.kind if last else "", new=str(act.kind))
    return step


def done(application: Application) -> list[Done]:
    """Return what was done with an application, in order."""
    return [Done(one.kind, one.decided_on) for one in application.steps.order_by("number")]


def state(application: Application, on: dt.date | None = None) -> ApplicationState:
    """Return how an application stands on a day (today)."""
    return states.state_of(done(application), granted_term(application), on or civil.today())


def granted_term(application: Application) -> periods.Term | None:
    """Return the period that its last accreditation is now, as corrected since; None when it has none (any more)."""
    last = application.steps.exclude(accreditation=None).order_by("-number").first()
    if last is None or last.accreditation is None:
        return None
    facts = facts_of(last.accreditation.training)
    return periods.now_of(facts, last.accreditation.pk)
