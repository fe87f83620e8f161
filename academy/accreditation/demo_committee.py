"""Demonstration data of accreditation: the committee at work.

Stated, and tested: a meeting four weeks ago, one in two weeks and one in four months; a tie of the first assessor with the second
provider. Of the applications that were sent in, the five that came last go on: one with one assessment, one with both and ready to be decided,
one accredited, one refused, one in objection. What is decided was decided in the meeting that was.
"""

import datetime as dt

from lvv_site.members.models import User
from lvv_site.operations.demo import DemoPlan

from . import assessing, assigning, checklist, committee_letters, deciding, steps, submitted
from .assessing import Answers
from .assigning import Preparing
from .committee_letters import Told
from .deciding import Ruling
from .enums import Advice, LetterKind, StepKind, TieKind
from .models import Application, Assignment, Meeting, Provider, Tie
from .steps import Act
from .tie_views import declare

OFFICE, DECIDER = "bureau@demo.example", "commissie@demo.example"
ASSESSORS = ("beoordelaar1@demo.example", "beoordelaar2@demo.example")
TIED_TO = "oever-opleidingen"
WEEK = dt.timedelta(weeks=1)
PLACE = "Utrecht"
REMARKS = {
    Advice.GRANT: "De opbouw is helder en de docenten kennen het vak.",
    Advice.REFUSE: "De toetsing past niet bij de leerdoelen en het bewijs van de docent is te mager.",
}
OBJECTION = (
    "De toetsing staat wel beschreven, in de bijlage bij het programma. Wij vragen u daar nog eens naar te kijken."
)


def load(plan: DemoPlan) -> None:
    """Make the meetings and let the committee do its work."""
    past, coming = _meetings(plan.today)
    people = {one.email: one for one in User.objects.filter(email__in=[OFFICE, DECIDER, *ASSESSORS])}
    if len(people) < 4:
        return
    tied = Provider.objects.filter(slug=TIED_TO).first()
    if tied is not None:
        declare(Tie(user=people[ASSESSORS[0]], provider=tied, kind=TieKind.OTHER, declared_by=people[ASSESSORS[0]]))
    work = _Work(past, coming, people)
    for one, act in zip(_waiting(tied), work.plans, strict=False):
        act(one)


def _meetings(today: dt.date) -> tuple[Meeting, Meeting]:
    days = (today - 4 * WEEK, today + 2 * WEEK, today + 17 * WEEK)
    past, coming, _later = Meeting.objects.bulk_create(
        Meeting(on=day, files_due=day - 3 * WEEK, place=PLACE) for day in days
    )
    return past, coming


def _waiting(tied: Provider | None) -> list[Application]:
    """Return what was sent in and waits, without files of the provider to which an assessor is tied."""
    found = Application.objects.exclude(submissions=None).exclude(provider=tied).order_by("-started_at", "pk")
    return [one for one in found.distinct() if one.steps.latest("number").kind == StepKind.SUBMITTED][:5]


class _Work:
    """What the committee does in the demonstration."""

    def __init__(self, past: Meeting, coming: Meeting, people: dict[str, User]) -> None:
        self.past, self.coming = past, coming
        self.office, self.decider = people[OFFICE], people[DECIDER]
        self.assessors = [people[one] for one in ASSESSORS]
        self.plans = (self.half, self.ready, self.accredited, self.refused, self.objected)

    def take_up(self, file: Application) -> None:
        """Take up to the meeting to come."""
        letter = self._letter(LetterKind.TAKEN_UP, file, Told(meeting=self.coming))
        assigning.take_up(file, self.coming, letter, self._doing(file))

    def take_up_before(self, file: Application) -> list[Assignment]:
        """Take up and assign in time for the meeting that was."""
        on = self.past.files_due
        letter = self._letter(LetterKind.TAKEN_UP, file, Told(on, self.past))
        assigning.take_up(file, self.past, letter, self._doing(file, on))
        return assigning.assign(file, self.past, self.assessors, self._doing(file, on))

    def half(self, file: Application) -> None:
        """Give one of two assessments, and begin the other."""
        self.take_up(file)
        first, second = assigning.assign(file, self.coming, self.assessors, self._doing(file))
        self._give(first, Advice.GRANT)
        assessing.save(second, Answers({"content": "3", "load": "2"}), 0, second.assessor)

    def ready(self, file: Application) -> None:
        """Give both, for the meeting that was: it can be decided."""
        for one in self.take_up_before(file):
            self._give(one, Advice.GRANT)

    def accredited(self, file: Application) -> None:
        """Accredit in the meeting that was."""
        self.ready(file)
        granting = deciding.proposed(file, self.past.on)
        told = Told(self.past.on, self.past, REMARKS[Advice.GRANT], granting)
        deciding.accredit(file, granting, self._ruling(file, LetterKind.ACCREDITED, told))

    def refused(self, file: Application) -> None:
        """Refuse in the meeting that was."""
        for one in self.take_up_before(file):
            self._give(one, Advice.REFUSE)
        told = Told(self.past.on, self.past, REMARKS[Advice.REFUSE])
        deciding.refuse(file, self._ruling(file, LetterKind.REFUSED, told))

    def objected(self, file: Application) -> None:
        """Refuse, and let the provider object."""
        self.refused(file)
        steps.append(file, Act(StepKind.OBJECTED, steps.last_number(file), reason=OBJECTION), file.started_by)

    def _give(self, assignment: Assignment, advice: Advice) -> None:
        items = checklist.NOW.of(assignment.application.kind)
        good = "3" if advice == Advice.GRANT else "1"
        scores = {one.key: good if number % 3 else "2" for number, one in enumerate(items)}
        assessing.give(assignment, Answers(scores, {}, advice, REMARKS[advice]), assignment.assessor)

    def _doing(self, file: Application, on: dt.date | None = None) -> Preparing:
        return Preparing(self.office, steps.last_number(file), on=on)

    def _ruling(self, file: Application, kind: LetterKind, told: Told) -> Ruling:
        letter = self._letter(kind, file, told)
        return Ruling(self.decider, told.on or self.past.on, steps.last_number(file), told.reason, letter)

    def _letter(self, kind: LetterKind, file: Application, told: Told) -> str:
        return committee_letters.compose(kind, file, submitted.title_of(file), told)
