"""Which courses fit what was asked, and in which order. Pure.

A course fits when its kind does, and, as soon as something is asked of a run, when one and the same coming run has all of it.
The order is that of the first run that fits, of those that can be booked if there are any: the one that the list names.
What has no dates comes last, by title.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class Filters:
    """What was asked: codes, a month as (year, month), and whether it must be online or have a place free."""

    kind: str = ""
    hours: str = ""
    month: tuple[int, int] | None = None
    online: bool = False
    free: bool = False

    @property
    def asks_of_runs(self) -> bool:
        """Whether something is asked that only a run can have."""
        return bool(self.hours or self.month or self.online or self.free)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The names of what was asked."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name))

    def without(self, name: str) -> "Filters":
        """Return the same question with one thing less."""
        return replace(self, **{name: getattr(Filters(), name)})


@dataclass(frozen=True)
class RunFacts:
    """What is asked of a run, and whether somebody can go on with it. `starts` is a civil date, None without dates; `hours` is empty when it gives none."""

    ref: int
    hours: str
    starts: dt.date | None
    online: bool
    free: bool
    choosable: bool = True


@dataclass(frozen=True)
class CourseFacts:
    """What is asked of a course, with its coming runs in order."""

    ref: int
    title: str
    kind: str
    runs: tuple[RunFacts, ...] = ()


def fits(run: RunFacts, filters: Filters) -> bool:
    """Whether one run has all that is asked of a run."""
    return (
        (not filters.hours or run.hours == filters.hours)
        and (filters.month is None or (run.starts is not None and (run.starts.year, run.starts.month) == filters.month))
        and (run.online or not filters.online)
        and (run.free or not filters.free)
    )


def found(courses: Iterable[CourseFacts], filters: Filters) -> list[CourseFacts]:
    """Return the courses that fit, each with the runs that do."""
    of_kind = (one for one in courses if filters.kind in {"", one.kind})
    narrowed = [replace(one, runs=tuple(run for run in one.runs if fits(run, filters))) for one in of_kind]
    kept = [one for one in narrowed if one.runs or not filters.asks_of_runs]
    return sorted(kept, key=_order)


def _order(course: CourseFacts) -> tuple[dt.date, str, int]:
    shown = [run for run in course.runs if run.choosable] or course.runs
    dates = [run.starts for run in shown if run.starts]
    return min(dates, default=dt.date.max), course.title.casefold(), course.ref


def wider(courses: Sequence[CourseFacts], filters: Filters) -> list[tuple[str, int]]:
    """Return for each thing asked how many courses there are without asking it; what then still finds nothing is left out."""
    counts = [(name, len(found(courses, filters.without(name)))) for name in filters.chosen]
    return [(name, count) for name, count in counts if count]
