"""Runs of a training by its provider: adding, changing and calling off, and what is coming.

A run is an occasion that is booked at the provider, so the agenda shows it like everything else. As what its hours count is
decided by its last day: inside the accreditation as what was accredited, else as an extra activity. Until that day has come a
new decision about the training changes what is announced (`announce`). Once hours stand, days and hours stay as they are.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from events.booking import planning
from events.booking.enums import OccasionKind
from events.booking.models import Occasion, Part
from events.booking.models.occasions import civil_date
from events.booking.planning import Plan
from events.booking.refusals import NotBookableError, StaleError
from lvv_site import civil
from lvv_site.hours_kind import UNIT
from lvv_site.members.models import User

from .attendance_refusals import AttendanceSentError, CalledOffError, NotHeldError, OutdatedError
from .attendance_state import last_rows, run_facts
from .attendance_writing import lock
from .models import AttendanceList, Provider, ProviderRun, Training
from .queries import kind_on
from .taking_place import with_held

LONGEST_CODE = 100


@dataclass(frozen=True)
class Session:
    """One day: from and to on the clock in Amsterdam."""

    day: dt.date
    starts: dt.time
    ends: dt.time

    @property
    def moments(self) -> tuple[dt.datetime, dt.datetime]:
        """When it starts and ends."""
        return (
            dt.datetime.combine(self.day, self.starts, civil.AMSTERDAM),
            dt.datetime.combine(self.day, self.ends, civil.AMSTERDAM),
        )


@dataclass(frozen=True)
class PlannedRun:
    """What a run is to be; no place is online. `minutes` are those of all days together."""

    training: Training
    sessions: tuple[Session, ...]
    place: str
    minutes: int
    external_url: str

    @property
    def last_day(self) -> dt.date:
        """The day that decides as what its hours count."""
        return self.sessions[-1].day

    @property
    def plan(self) -> Plan:
        """When and where."""
        return Plan(self.sessions[0].moments[0], self.sessions[-1].moments[1], self.place, "")


@transaction.atomic
def add(planned: PlannedRun, by: User | None) -> ProviderRun:
    """Add a run to what the provider of its training offers."""
    training = Training.objects.select_for_update().get(pk=planned.training.pk)  # two runs at once: two codes
    plan = planned.plan
    occasion = Occasion.objects.create(
        code=_free_code(training, planned.sessions[0].day), kind=OccasionKind.PROVIDER_RUN, title=training.title,
        starts=plan.starts, ends=plan.ends, place=plan.place, external_url=planned.external_url, bookable=False,
        hours_kind=kind_on(training, planned.last_day), minutes=planned.minutes,
    )  # fmt: skip
    _write_parts(occasion, planned)
    return ProviderRun.objects.create(occasion=occasion, training=training, added_by=by)


@transaction.atomic
def change(run: ProviderRun, planned: PlannedRun, by: User, seen: int) -> None:
    """Give a run another plan; `seen` is the `sequence` of the plan that was changed.

    Raises:
        AttendanceError: hours stand already, it was called off, did not take place, or somebody changed it meanwhile.
    """
    held = _open(run)
    occasion = held.occasion
    if occasion.sequence != seen:
        raise OutdatedError
    try:
        planning.replan(occasion, planned.plan, by, seen)
    except StaleError as error:
        raise OutdatedError from error
    except NotBookableError as error:
        raise CalledOffError from error
    occasion.hours_kind = kind_on(held.training, planned.last_day)
    occasion.minutes, occasion.external_url = planned.minutes, planned.external_url
    occasion.save(update_fields=["hours_kind", "minutes", "external_url"])
    occasion.parts.all().delete()
    _write_parts(occasion, planned)


@transaction.atomic
def call_off(run: ProviderRun, by: User) -> None:
    """Call a run off; it stays in the agenda as such. Again: nothing.

    Raises:
        AttendanceError: hours stand already, or it did not take place.
    """
    held = lock(run.pk)
    if held.occasion.cancelled:
        return
    _check_took_place(held)
    _check_no_hours(held)
    planning.call_off(held.occasion, by)


def has_hours(run: ProviderRun) -> bool:
    """Whether hours of somebody stand by a list of this run."""
    return last_rows(run).filter(minutes__gt=0).exists()


def announce(training_ids: Iterable[int]) -> None:
    """Announce again as what the hours of runs to come count, after a decision about these trainings."""
    now = timezone.now()
    coming = Occasion.objects.filter(provider_run__training__in=list(training_ids), ends__gt=now)
    changed = []
    for occasion in coming.select_related("provider_run__training"):
        assert occasion.ends is not None  # noqa: S101 - they have days
        kind = kind_on(occasion.provider_run.training, civil_date(occasion.ends))
        if kind != occasion.hours_kind:
            occasion.hours_kind = kind
            changed.append(occasion)
    Occasion.objects.bulk_update(changed, ["hours_kind"])


def coming_runs(
    trainings: Iterable[Training] | Iterable[int], now: dt.datetime | None = None
) -> dict[int, list[Occasion]]:
    """Return for each training the occasions of its runs that have not ended and go on, the first one first; one query."""
    ids = [one.pk if isinstance(one, Training) else one for one in trainings]
    found = Occasion.objects.filter(
        provider_run__training__in=ids, ends__gt=now or timezone.now(), called_off=None
    ).select_related("provider_run")
    by_training: dict[int, list[Occasion]] = defaultdict(list)
    for occasion in found.order_by("starts", "pk"):
        by_training[occasion.provider_run.training_id].append(occasion)
    return by_training


def runs_of(provider: Provider) -> QuerySet[ProviderRun]:
    """Return a provider's runs with `listed`, whether a list was sent, `held`, and all that a list of them shows."""
    sent = AttendanceList.objects.filter(run=OuterRef("pk"))
    return (
        with_held(ProviderRun.objects.filter(training__provider=provider))
        .select_related("occasion__called_off", "training__provider")
        .annotate(listed=Exists(sent))
    )


def coming(runs: QuerySet[ProviderRun], now: dt.datetime) -> QuerySet[ProviderRun]:
    """Keep what has not ended, the first one first."""
    return runs.filter(occasion__ends__gt=now).order_by("occasion__starts", "pk")


def past(runs: QuerySet[ProviderRun], now: dt.datetime) -> QuerySet[ProviderRun]:
    """Keep what has ended, the last one first."""
    return runs.filter(occasion__ends__lte=now).order_by("-occasion__starts", "-pk")


def without_list(runs: QuerySet[ProviderRun], now: dt.datetime) -> QuerySet[ProviderRun]:
    """Keep what has ended, took place, and no list was sent of."""
    return past(runs, now).filter(listed=False, held=True, occasion__called_off=None)  # type: ignore[misc]  # of `runs_of`


def planned_of(run: ProviderRun) -> PlannedRun:
    """Return the plan of a run as it stands."""
    occasion = run.occasion
    assert occasion.starts is not None  # noqa: S101 - `add` gave it days
    assert occasion.ends is not None  # noqa: S101
    parts = [(one.starts, one.ends) for one in occasion.parts.all()] or [(occasion.starts, occasion.ends)]
    sessions = tuple(_session(starts, ends) for starts, ends in parts)
    return PlannedRun(run.training, sessions, occasion.place, occasion.minutes, occasion.external_url)


def _session(starts: dt.datetime, ends: dt.datetime) -> Session:
    starts, ends = starts.astimezone(civil.AMSTERDAM), ends.astimezone(civil.AMSTERDAM)
    return Session(starts.date(), starts.time(), ends.time())


def _open(run: ProviderRun) -> ProviderRun:
    held = lock(run.pk)
    if held.occasion.cancelled:
        raise CalledOffError
    _check_took_place(held)
    _check_no_hours(held)
    return held


def _check_took_place(run: ProviderRun) -> None:
    if not run_facts(run).held:
        raise NotHeldError


def _check_no_hours(run: ProviderRun) -> None:
    if has_hours(run):
        raise AttendanceSentError


def _write_parts(occasion: Occasion, planned: PlannedRun) -> None:
    """Write the days of a run of several; what hours do not divide by is in the first ones."""
    number = len(planned.sessions)
    if number == 1:
        return
    units, over = divmod(planned.minutes // UNIT, number)
    Part.objects.bulk_create(
        Part(
            occasion=occasion, starts=session.moments[0], ends=session.moments[1],
            minutes=(units + (place < over)) * UNIT,
        )
        for place, session in enumerate(planned.sessions)
    )  # fmt: skip


def _free_code(training: Training, day: dt.date) -> str:
    """Return a code that nobody has: the training's with the day, and a number when that is taken."""
    stem = slugify(f"{training.code}-{day:%Y-%m-%d}")[: LONGEST_CODE - 5].strip("-")
    taken = set(Occasion.objects.filter(code__startswith=stem).values_list("code", flat=True))
    number, code = 1, stem
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return code
