"""The page of somebody's hours, assembled: one period, how far it is, what waits, what helps. Everything is derived."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from academy.certification.models import Adjustment, SchemeVersion
from academy.certification.models import Period as PeriodRow
from lvv_site.members import people
from lvv_site.members.models import Person

from . import explanations
from .chart import Chart, chart
from .enums import DecisionKind
from .lines import Line, State, awards_of, in_period, lines
from .models import ClaimDraft
from .outlook import Outlook, outlook
from .period import last_day, window_opens
from .planned import Planned, planned_of
from .progress import (
    DUPLICATE,
    OTHER_CERTIFICATE,
    OVER_CAP,
    OVER_DAY,
    SUSPENDED,
    UNKNOWN_KIND,
    Progress,
)
from .queries import Standing, entry_pk, ledger_of, periods_of, standing_of

# Losses in the order in which they are told. Hours of another period are none.
TOLD = (OVER_CAP, OVER_DAY, DUPLICATE, SUSPENDED, UNKNOWN_KIND, OTHER_CERTIFICATE)
RECENT = 5
SUGGESTED = 6


@dataclass(frozen=True)
class Meter:
    """One kind of hours against its minimum, in minutes; shares are percentages of the minimum, at most 100 together."""

    kind: str
    credited: int
    minimum: int
    short: int
    surplus: int
    pending: int
    booked: int
    over_cap: int
    carried: int
    fill: str
    stripe: str

    @property
    def name(self) -> str:
        """The kind, as it begins a sentence."""
        return explanations.kind_name(self.kind)


@dataclass(frozen=True)
class Loss:
    """Hours that do not count for one reason: all minutes, and each entry with its own."""

    reason: str
    minutes: int
    entries: tuple[tuple[Line, int], ...]

    @property
    def sentence(self) -> str:
        """Why."""
        return str(explanations.LOST[self.reason])


@dataclass(frozen=True)
class Overview:
    """What the page shows of one period. Texts are made where they are asked, in the language of the page."""

    person: Person
    standing: Standing
    outlook: Outlook
    lines: tuple[Line, ...]
    changes: tuple[Adjustment, ...]
    planned: tuple[Planned, ...]
    drafts: tuple[ClaimDraft, ...]
    today: dt.date

    @property
    def progress(self) -> Progress:
        """The evaluation."""
        return self.standing.progress

    @property
    def period(self) -> PeriodRow:
        """The period that is shown."""
        return self.standing.period

    @property
    def last_day(self) -> dt.date:
        """The last valid day, extension included."""
        return last_day(self.progress.end)

    @property
    def window_opens(self) -> dt.date:
        """The first day on which one may apply for the next period."""
        return window_opens(self.progress.end)

    @cached_property
    def ended(self) -> bool:
        """Whether the period is behind us."""
        return self.progress.end <= self.today

    @cached_property
    def say(self) -> str:
        """The answer to 'haal ik het nog?'."""
        return explanations.say(self.outlook)

    @cached_property
    def advice(self) -> list[str]:
        """What is left to do: per kind, and until when."""
        told = [explanations.per_kind(one) for one in self.outlook.kinds]
        return told + explanations.until_when(self.outlook)

    @cached_property
    def rules(self) -> list[str]:
        """The rules in plain words; in a transition those of the scheme that works out best."""
        case = self.standing.case
        other = case.other_scheme
        used = other if other and other.code == self.progress.scheme_used else case.scheme
        return explanations.demands(self.progress, used)

    @cached_property
    def change_texts(self) -> list[str]:
        """What was changed about this period."""
        return [explanations.changed(one) for one in self.changes]

    @cached_property
    def meters(self) -> list[Meter]:
        """One meter per kind."""
        return [_meter(kind, self.progress) for kind in self.progress.minimum]

    @cached_property
    def chart(self) -> Chart:
        """The chart per year."""
        return chart(self.progress, self.standing.case.scheme, self.today)

    @cached_property
    def kinds(self) -> list[tuple[str, str]]:
        """Each kind with its word for the head of a column."""
        return [(kind, explanations.short_name(kind)) for kind in self.progress.minimum]

    @cached_property
    def losses(self) -> list[Loss]:
        """What does not count, reason by reason; hours of other periods are no loss and stand elsewhere."""
        return _losses(self.progress, self.lines)

    @cached_property
    def lost(self) -> int:
        """Minutes that do not count, for whatever reason."""
        return sum(one.minutes for one in self.losses)

    @cached_property
    def schemes(self) -> list[SchemeVersion]:
        """The rules of this period: one text, or two in a transition."""
        other = self.period.other_scheme
        return [self.period.scheme, *([other] if other and self.standing.case.other_scheme else [])]

    @cached_property
    def own_lines(self) -> list[Line]:
        """The lines that fall in this period."""
        return [one for one in self.lines if in_period(one, self.progress.start, self.progress.end)]

    @cached_property
    def recent(self) -> list[Line]:
        """The last few that were written."""
        written = sorted(self.own_lines, key=lambda one: (one.entry.recorded_at, one.entry.pk), reverse=True)
        return [one for one in written if one.state not in {State.SUBMITTED, State.REJECTED, State.WITHDRAWN}][:RECENT]

    @cached_property
    def waiting(self) -> list[Line]:
        """Claims that wait for somebody: the office, or the member."""
        return waiting(self.lines)

    @cached_property
    def booked(self) -> list[Planned]:
        """What is booked and still to come."""
        return [one for one in self.planned if one.booked]

    @cached_property
    def suggestions(self) -> list[Planned]:
        """What would help: activities within the period, of the kinds that stay short, soonest first."""
        wanted, end = self.outlook.open_kinds, self.progress.end
        fitting = [one for one in self.planned if not one.booked and one.kind in wanted and self.today <= one.on < end]
        return fitting[:SUGGESTED]

    @cached_property
    def coming(self) -> int:
        """Minutes that wait or are booked, in this period."""
        return sum(one.pending + one.booked for one in self.meters)

    @cached_property
    def even(self) -> int:
        """Minutes a year of an even spread."""
        return self.chart.even


def overview_of(person: Person, period: PeriodRow, today: dt.date) -> Overview:
    """Return the overview of a period of this person."""
    planned = tuple(planned_of(person)) if period.last_day >= today else ()
    booked = [one for one in planned if one.booked]
    standing = standing_of(person, period, today, planned=booked, ledger=ledger_of(person))
    return Overview(
        person=person,
        standing=standing,
        outlook=outlook(standing.case, standing.progress),
        lines=tuple(lines(list(awards_of(person)), standing.progress)),
        # An exemption that was taken back is one of 0 minutes: nothing to tell any more.
        changes=tuple(period.adjustments.filter(replaced_by=None).exclude(minutes=0).order_by("pk")),
        planned=planned,
        drafts=drafts_of(person),
        today=today,
    )


def drafts_of(person: Person) -> tuple[ClaimDraft, ...]:
    """Return the claims that somebody has not submitted yet."""
    return tuple(ClaimDraft.objects.filter(person__in=people.ids_of(person)))


def waiting(some: Sequence[Line]) -> list[Line]:
    """Return the claims about which somebody must still do something."""
    wanted = {DecisionKind.SUBMITTED.value, DecisionKind.REJECTED.value}
    return [one for one in some if one.is_claim and one.decision and one.decision.kind in wanted and one.left]


def chosen_period(person: Person, asked: str, today: dt.date) -> tuple[PeriodRow | None, list[PeriodRow]]:
    """Return the period to show and all there are; without a choice the one that runs (ending first), else the latest.

    Raises:
        LookupError: what was asked for is not a period of this person.
    """
    periods = periods_of(person)
    if asked:
        found = next((one for one in periods if str(one.pk) == asked), None)
        if found is None:
            raise LookupError(asked)
        return found, periods
    running = [one for one in periods if one.start <= today <= one.last_day]
    latest = periods[0] if periods else None
    return min(running, key=lambda one: (one.last_day, one.pk), default=latest), periods


def _meter(kind: str, progress: Progress) -> Meter:
    credited, minimum = progress.credited[kind], progress.minimum[kind]
    booked = sum(year.kinds[kind].planned for year in progress.years)
    filled = min(1.0, credited / minimum) if minimum else 1.0
    striped = min(1.0 - filled, (progress.pending[kind] + booked) / minimum) if minimum else 0.0
    return Meter(
        kind=kind,
        credited=credited,
        minimum=minimum,
        short=progress.short[kind],
        surplus=max(0, credited - minimum),
        pending=progress.pending[kind],
        booked=booked,
        over_cap=progress.over_cap[kind],
        carried=progress.carried[kind],
        fill=_percentage(filled),
        stripe=_percentage(striped),
    )


def _percentage(share: float) -> str:
    return f"{100 * share:.2f}%"


def _losses(progress: Progress, all_lines: Sequence[Line]) -> list[Loss]:
    by_pk = {line.entry.pk: line for line in all_lines}
    found: dict[str, list[tuple[Line, int]]] = {}
    for key, reasons in progress.reasons.items():
        line = by_pk.get(entry_pk(key) or 0)
        for reason, minutes in reasons:
            if line is not None and reason in TOLD:
                found.setdefault(reason, []).append((line, minutes))
    return [
        Loss(reason, sum(minutes for _line, minutes in found[reason]), tuple(found[reason]))
        for reason in TOLD
        if reason in found
    ]
