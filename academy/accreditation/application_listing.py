"""A provider's applications with how each stands, in a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lvv_site import civil

from . import periods, states
from .enums import ApplicationState, StepKind
from .models import Application, Provider, Step
from .periods import Term
from .states import Done

type Words = str | Promise

# What the provider does now: words, and whether it is the provider's turn.
WHAT_NOW: dict[ApplicationState, tuple[Words, bool]] = {
    ApplicationState.DRAFT: (_("Vul de aanvraag verder in en dien haar in."), True),
    ApplicationState.SUBMITTED: (_("U hoeft niets te doen. Het bureau kijkt of de aanvraag compleet is."), False),
    ApplicationState.INCOMPLETE: (_("Vul aan wat er gevraagd is en dien opnieuw in."), True),
    ApplicationState.IN_ASSESSMENT: (_("U hoeft niets te doen. De commissie beoordeelt de aanvraag."), False),
    ApplicationState.ACCREDITED: (_("U hoeft niets te doen. U kunt uitvoeringen toevoegen."), False),
    ApplicationState.REFUSED: (_("Lees de brief. U kunt een nieuwe aanvraag doen."), False),
    ApplicationState.OBJECTION: (_("U hoeft niets te doen. De commissie beslist over uw bezwaar."), False),
    ApplicationState.WITHDRAWN: (_("Er is niets meer te doen."), False),
    ApplicationState.EXPIRED: (_("Vraag opnieuw accreditatie aan als u de opleiding nog geeft."), True),
}
# How a state looks: the badge of the register that fits it, and an icon.
BADGES: dict[ApplicationState, tuple[str, str]] = {
    ApplicationState.DRAFT: ("neutral", "edit"),
    ApplicationState.SUBMITTED: ("conditional", "clock"),
    ApplicationState.INCOMPLETE: ("suspended", "warn"),
    ApplicationState.IN_ASSESSMENT: ("conditional", "half"),
    ApplicationState.ACCREDITED: ("registered", "check"),
    ApplicationState.REFUSED: ("struck", "strike"),
    ApplicationState.OBJECTION: ("conditional", "half"),
    ApplicationState.WITHDRAWN: ("resigned", "out"),
    ApplicationState.EXPIRED: ("expired", "clock"),
}
OBJECT = _("Lees de brief. Bent u het er niet mee eens, maak dan op tijd bezwaar.")


@dataclass(frozen=True)
class Standing:
    """How an application stands on a day; `term` is what it was granted, as that holds now."""

    application: Application
    state: ApplicationState
    steps: tuple[Step, ...]
    term: Term | None
    last_day_to_object: dt.date | None

    @property
    def last(self) -> Step | None:
        """The last thing that was done."""
        return self.steps[-1] if self.steps else None

    @property
    def seen(self) -> int:
        """The number of the last step, 0 for none."""
        return self.steps[-1].number if self.steps else 0

    @property
    def since(self) -> dt.date:
        """The day on which it came to stand so; of a draft, when it was last saved."""
        return self.last.decided_on if self.last else self.application.saved_at.astimezone(civil.AMSTERDAM).date()

    @property
    def todo(self) -> Words:
        """What the provider does now."""
        return OBJECT if self.last_day_to_object else WHAT_NOW[self.state][0]

    @property
    def own_turn(self) -> bool:
        """Whether it waits for the provider."""
        return WHAT_NOW[self.state][1] or self.last_day_to_object is not None

    @property
    def badge(self) -> tuple[str, str]:
        """The badge and icon of the state."""
        return BADGES[self.state]

    @property
    def editable(self) -> bool:
        """Whether the words may change."""
        return self.state in states.EDITABLE

    @property
    def withdrawable(self) -> bool:
        """Whether the provider may take it back."""
        return bool(self.last) and states.follows(self.steps[-1].kind, StepKind.WITHDRAWN)

    @property
    def discardable(self) -> bool:
        """Whether the provider may throw it away: it was never sent in."""
        return not self.steps

    @property
    def taken_up(self) -> bool:
        """Whether the committee ever took it up: from then on the fee stays due."""
        return any(one.kind == StepKind.TAKEN_UP for one in self.steps)

    @property
    def asked(self) -> Step | None:
        """The step that sent it back to be completed, while it waits for that."""
        return self.last if self.last and self.last.kind == StepKind.INCOMPLETE else None


def listed(provider: Provider) -> QuerySet[Application]:
    """Return a provider's applications, the latest first, with all that `standing` needs."""
    return with_steps(Application.objects.filter(provider=provider)).order_by("-started_at", "-pk")


def with_steps(found: QuerySet[Application]) -> QuerySet[Application]:
    """Fetch with applications what `standing` needs."""
    done: QuerySet[Step, Any] = (
        Step.objects.select_related("text", "meeting", "submission", "accreditation__training")
        .prefetch_related("accreditation__training__accreditations").order_by("number")
    )  # fmt: skip
    return found.select_related("training", "provider").prefetch_related(Prefetch("steps", queryset=done))


def standing(application: Application, on: dt.date, objection_weeks: int) -> Standing:
    """Return how an application of `with_steps` stands on a day."""
    steps = tuple(application.steps.all())
    done = [Done(one.kind, one.decided_on) for one in steps]
    term = _term(steps)
    last_day = None
    if states.objection_open(done, on, objection_weeks):
        last_day = states.last_day_to_object(done[-1].decided_on, objection_weeks)
    return Standing(application, states.state_of(done, term, on), steps, term, last_day)


def _term(steps: tuple[Step, ...]) -> Term | None:
    granted = [one.accreditation for one in steps if one.accreditation]
    if not granted:
        return None
    facts = [one.as_fact() for one in granted[-1].training.accreditations.all()]
    return periods.now_of(sorted(facts, key=lambda one: one.ref), granted[-1].pk)
