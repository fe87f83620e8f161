"""What may follow what in an application, here and in the database, and how it stands on a day."""

import datetime as dt
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from academy.accreditation import states
from academy.accreditation.enums import ApplicationState as State
from academy.accreditation.enums import StepKind
from academy.accreditation.models import Application, Step, Submission
from academy.accreditation.periods import Term
from academy.accreditation.states import Done
from tests.factories import accreditation as make

DAY = dt.date(2026, 6, 1)
TERM = Term(1, DAY, dt.date(2028, 6, 1), 480, "course")
# The shortest way to each step.
WAY = {
    "": (),
    StepKind.SUBMITTED: (StepKind.SUBMITTED,),
    StepKind.INCOMPLETE: (StepKind.SUBMITTED, StepKind.INCOMPLETE),
    StepKind.TAKEN_UP: (StepKind.SUBMITTED, StepKind.TAKEN_UP),
    StepKind.ACCREDITED: (StepKind.SUBMITTED, StepKind.TAKEN_UP, StepKind.ACCREDITED),
    StepKind.REFUSED: (StepKind.SUBMITTED, StepKind.TAKEN_UP, StepKind.REFUSED),
    StepKind.OBJECTED: (StepKind.SUBMITTED, StepKind.TAKEN_UP, StepKind.REFUSED, StepKind.OBJECTED),
    StepKind.REOPENED: (StepKind.SUBMITTED, StepKind.TAKEN_UP, StepKind.REFUSED, StepKind.REOPENED),
    StepKind.WITHDRAWN: (StepKind.SUBMITTED, StepKind.WITHDRAWN),
}


def done(*kinds: StepKind) -> list[Done]:
    return [Done(kind, DAY) for kind in kinds]


@pytest.mark.parametrize(
    ("kinds", "term", "on", "expected"),
    [
        ((), None, DAY, State.DRAFT),
        (WAY[StepKind.SUBMITTED], None, DAY, State.SUBMITTED),
        (WAY[StepKind.INCOMPLETE], None, DAY, State.INCOMPLETE),
        ((*WAY[StepKind.INCOMPLETE], StepKind.SUBMITTED), None, DAY, State.SUBMITTED),
        (WAY[StepKind.TAKEN_UP], None, DAY, State.IN_ASSESSMENT),
        (WAY[StepKind.REFUSED], None, DAY, State.REFUSED),
        (WAY[StepKind.OBJECTED], None, DAY, State.OBJECTION),
        ((*WAY[StepKind.OBJECTED], StepKind.REFUSED), None, DAY, State.REFUSED),
        (WAY[StepKind.REOPENED], None, DAY, State.IN_ASSESSMENT),
        (WAY[StepKind.WITHDRAWN], None, DAY, State.WITHDRAWN),
        (WAY[StepKind.ACCREDITED], TERM, DAY, State.ACCREDITED),
        (WAY[StepKind.ACCREDITED], TERM, DAY - dt.timedelta(1), State.ACCREDITED),  # decided, begins tomorrow
        (WAY[StepKind.ACCREDITED], TERM, dt.date(2028, 5, 31), State.ACCREDITED),
        (WAY[StepKind.ACCREDITED], TERM, dt.date(2028, 6, 1), State.EXPIRED),
        (WAY[StepKind.ACCREDITED], Term(1, DAY, None, 480, "course"), dt.date(2050, 1, 1), State.ACCREDITED),
        (WAY[StepKind.ACCREDITED], Term(1, DAY, None, 480, "course", dt.date(2027, 1, 1)), dt.date(2026, 12, 31), State.ACCREDITED),
        (WAY[StepKind.ACCREDITED], Term(1, DAY, None, 480, "course", dt.date(2027, 1, 1)), dt.date(2027, 1, 1), State.WITHDRAWN),
        (WAY[StepKind.ACCREDITED], None, DAY, State.WITHDRAWN),  # the grant was annulled
    ],
)  # fmt: skip
def test_a_state_follows_from_the_steps(
    kinds: tuple[StepKind, ...], term: Term | None, on: dt.date, expected: State
) -> None:
    assert states.state_of(done(*kinds), term, on) == expected


@pytest.mark.parametrize(
    ("kinds", "days", "expected"),
    [
        (WAY[StepKind.REFUSED], 0, True),
        (WAY[StepKind.REFUSED], 42, True),
        (WAY[StepKind.REFUSED], 43, False),
        (WAY[StepKind.TAKEN_UP], 0, False),
        (WAY[StepKind.OBJECTED], 0, False),
        ((*WAY[StepKind.OBJECTED], StepKind.REFUSED), 0, False),  # a second refusal is final
        ((), 0, False),
    ],
)
def test_one_objects_once_and_in_time(kinds: tuple[StepKind, ...], days: int, expected: bool) -> None:
    assert states.objection_open(done(*kinds), DAY + dt.timedelta(days), weeks=6) is expected


@pytest.mark.django_db
@pytest.mark.parametrize(("last", "kind"), list(product(WAY, StepKind.values)))
def test_the_database_keeps_to_the_same_procedure(last: str, kind: str) -> None:
    application = make.application()
    for step in WAY[last]:
        _append(application, step)

    if states.follows(last, kind):
        _append(application, kind)
    else:
        with pytest.raises(IntegrityError, match="cannot follow"), transaction.atomic():
            _append(application, kind)


def _append(application: Application, kind: str) -> Step:
    number = application.steps.count() + 1
    submission = grant = None
    if kind == StepKind.SUBMITTED:
        submission = Submission.objects.create(
            application=application, number=application.submissions.count() + 1, digest="0" * 64
        )
    if kind == StepKind.ACCREDITED:
        grant = make.granted(make.training())
    return Step.objects.create(
        application=application, number=number, kind=kind, decided_on=DAY, submission=submission, accreditation=grant
    )


@pytest.mark.django_db
@pytest.mark.parametrize("last", WAY)
def test_content_changes_only_while_the_provider_has_the_file(last: str) -> None:
    application = make.application()
    for step in WAY[last]:
        _append(application, step)
    application.content = application.content | {"title": "Anders"}

    if last in {"", StepKind.INCOMPLETE}:
        application.save()
    else:
        with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
            application.save()
