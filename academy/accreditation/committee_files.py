"""What the association sees of applications: those that were sent in, with their state, meeting and assessors, for lists and pages.

A draft is the provider's own: it is in none of this. States of a list take two queries, whatever its length.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform

from lvv_site import civil

from . import periods, states
from .enums import ApplicationState, AssignmentEnd, StepKind
from .models import Accreditation, Application, Assignment, Meeting, Step, Submission
from .periods import Fact
from .states import Done

DECIDED = (StepKind.ACCREDITED, StepKind.REFUSED)


def sent_in() -> QuerySet[Application]:
    """Return applications that were sent in, the last step first, with `last_kind`, `since`, `name` and `first_sent`."""
    last = Step.objects.filter(application=OuterRef("pk")).order_by("-number")
    frozen = Submission.objects.filter(application=OuterRef("pk")).order_by("-number")
    first = Step.objects.filter(application=OuterRef("pk"), number=1)
    return (
        Application.objects.filter(Exists(first))
        .select_related("provider", "training")
        .annotate(
            last_kind=Subquery(last.values("kind")[:1]),
            since=Subquery(last.values("decided_on")[:1]),
            first_sent=Subquery(first.values("decided_on")[:1]),
            name=Subquery(frozen.values(told=KeyTextTransform("title", "submitted__content"))[:1]),
        )
        .defer("content")
        .order_by(F("since").desc(), "-pk")
    )


def states_of(ids: Collection[int], on: dt.date | None = None) -> dict[int, ApplicationState]:
    """Return how each application stands on a day (today)."""
    done: dict[int, list[Done]] = defaultdict(list)
    granted: dict[int, int] = {}
    trainings: dict[int, int] = {}
    rows = Step.objects.filter(application__in=ids).order_by("application", "number")
    for about, kind, day, ref, training in rows.values_list(
        "application", "kind", "decided_on", "accreditation", "accreditation__training"
    ):
        done[about].append(Done(kind, day))
        if ref is not None:
            granted[about], trainings[about] = ref, training
    facts = _facts(set(trainings.values()))
    today = on or civil.today()
    return {
        one: states.state_of(
            done[one], periods.now_of(facts[trainings[one]], granted[one]) if one in granted else None, today
        )
        for one in ids
    }


def in_state(found: QuerySet[Application], state: str) -> QuerySet[Application]:
    """Keep what stands so today; `found` comes from `sent_in`."""
    today = civil.today()
    plain = [kind for kind in StepKind.values if kind != StepKind.ACCREDITED]
    kinds = [kind for kind in plain if states.state_of([Done(kind, today)], None, today) == state]
    granted = list(Step.objects.filter(kind=StepKind.ACCREDITED).values_list("application", flat=True).distinct())
    stands = [one for one, now in states_of(granted).items() if now == state]
    return found.filter(
        Q(last_kind__in=kinds) | Q(pk__in=stands, last_kind=StepKind.ACCREDITED)
    )  # annotated by `sent_in`


def standing(application: Application) -> list[Assignment]:
    """Return who assesses a file now, by seat."""
    found = application.assignments.filter(ended_at=None).select_related(
        "assessor__person", "meeting", "assessment__text"
    )
    return list(found.order_by("seat"))


def considered(application: Application) -> list[Assignment]:
    """Return the assignments that a decision rests on: who assesses now, or after a reopening those of the decision before."""
    now = standing(application)
    last = application.steps.order_by("-number").first()
    if now or last is None or last.kind != StepKind.REOPENED:
        return now
    before = application.steps.filter(kind__in=DECIDED).order_by("-number").first()
    ended = application.assignments.filter(end=AssignmentEnd.DECIDED, meeting=before.meeting if before else None)
    ended = ended.select_related("assessor__person", "meeting", "assessment__text").order_by("seat", "-pk")
    newest = {one.seat: one for one in reversed(list(ended))}
    return [newest[seat] for seat in sorted(newest)]


def meeting_of(application: Application) -> Meeting | None:
    """Return in which meeting a file is decided: that of its assessors, else that to which it was taken up."""
    assigned = application.assignments.filter(ended_at=None).select_related("meeting").first()
    if assigned is not None:
        return assigned.meeting
    last = application.steps.select_related("meeting").order_by("-number").first()
    return last.meeting if last else None


def on_agenda(found: QuerySet[Application], meeting: Meeting) -> QuerySet[Application]:
    """Keep what is to be decided in a meeting, or was; `found` comes from `sent_in`."""
    steps = Step.objects.filter(application=OuterRef("pk"))
    now = Assignment.objects.filter(application=OuterRef("pk"), ended_at=None)
    planned = Q(to_assess=meeting.pk) | Q(to_assess=None, last_meeting=meeting.pk)
    decided = Exists(steps.filter(kind__in=DECIDED, meeting=meeting))
    return found.annotate(
        last_meeting=Subquery(steps.order_by("-number").values("meeting")[:1]),
        to_assess=Subquery(now.values("meeting")[:1]),
    ).filter(planned | decided)


def agenda(meeting: Meeting) -> list[Application]:
    """Return what is to be decided in a meeting, or was, with `shown_state`."""
    found = on_agenda(sent_in(), meeting).prefetch_related("assignments__assessor__person", "assignments__assessment")
    return with_states(list(found.order_by("provider__name", "pk")))


def waiting_objections() -> list[Application]:
    """Return objections that are on no agenda yet."""
    now = Assignment.objects.filter(application=OuterRef("pk"), ended_at=None)
    rows = sent_in().filter(~Exists(now), last_kind=StepKind.OBJECTED)  # type: ignore[misc]  # annotated by `sent_in`
    return with_states(list(rows))


def with_states(rows: Sequence[Application]) -> list[Application]:
    """Give each row its `shown_state`, of today."""
    found = states_of([one.pk for one in rows])
    for one in rows:
        one.shown_state = found[one.pk]  # type: ignore[attr-defined]  # for the list only
    return list(rows)


def coming(on: dt.date | None = None) -> QuerySet[Meeting]:
    """Return the meetings of a day (today) and later that go on."""
    return Meeting.objects.filter(on__gte=on or civil.today(), cancelled_at=None).order_by("on")


def next_for(application: Application) -> Meeting | None:
    """Return the first meeting for which a file that is complete today is in time; an objection goes to the very next."""
    objected = application.steps.order_by("-number").values_list("kind", flat=True).first() == StepKind.OBJECTED
    ahead = coming()
    return ahead.first() if objected else (ahead.filter(files_due__gte=civil.today()).first() or ahead.first())


def _facts(trainings: Iterable[int]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = defaultdict(list)
    for one in Accreditation.objects.filter(training__in=trainings).order_by("pk"):
        found[one.training_id].append(one.as_fact())
    return found
