"""Whether a run that is over took place. It did, until its provider or the office says that it did not.

Of a run that did not take place no list can come, and of one whose hours stand nobody can say so: both are done under the lock on
the run, and the database refuses the rest. Only the office takes it back. Words are appended: the last one holds.
"""

from django.db import transaction
from django.db.models import BooleanField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from lvv_site import civil
from lvv_site.members.models import User

from . import tracing
from .attendance_refusals import AttendanceSentError, CalledOffError, NotOverError
from .attendance_state import last_rows, run_facts
from .attendance_writing import lock
from .models import ProviderRun, RunHeld

NOT_HELD, HELD = "run.not_held", "run.held"


def with_held(runs: QuerySet[ProviderRun]) -> QuerySet[ProviderRun]:
    """Return runs with `held`: whether nobody says that they did not take place."""
    last = RunHeld.objects.filter(run=OuterRef("pk")).order_by("-number").values("held")[:1]
    return runs.annotate(held=Coalesce(Subquery(last), Value(value=True), output_field=BooleanField()))


@transaction.atomic
def say_not_held(run: ProviderRun, by: User) -> None:
    """Say that a run did not take place. Again: nothing.

    Raises:
        AttendanceError: it is not over, it was called off, or hours of it stand.
    """
    locked = lock(run.pk)
    facts = run_facts(locked)
    if not facts.held:
        return
    if facts.called_off:
        raise CalledOffError
    if facts.last_day >= civil.today():
        raise NotOverError
    if last_rows(locked).filter(minutes__gt=0).exists():
        raise AttendanceSentError
    _append(locked, by, held=False)


@transaction.atomic
def take_back(run: ProviderRun, by: User) -> None:
    """Say as the office that a run took place after all: a list can come again. Again: nothing."""
    locked = lock(run.pk)
    if not run_facts(locked).held:
        _append(locked, by, held=True)


def _append(run: ProviderRun, by: User, *, held: bool) -> None:
    RunHeld.objects.create(run=run, number=run.words.count() + 1, held=held, by=by)
    about = tracing.About(provider=run.training.provider)
    tracing.trace(about, by, HELD if held else NOT_HELD, new=f"{run.training.title}, {run.occasion.code}")
