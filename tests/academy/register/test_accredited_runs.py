"""The days of coming runs in a list come from fixed SQL: it must agree with what the agenda announces to everybody."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from academy.accreditation.models import ProviderRun
from academy.courses.models import Run
from academy.register.accredited_runs import coming_runs, next_days
from events.booking.models import CalledOff
from lvv_site import civil
from tests.factories import accreditation as make
from tests.factories.booking import occasion
from tests.factories.courses import page

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def held(days: int, **fields: Any) -> Any:
    starts = NOW + dt.timedelta(days=days)
    return occasion(starts=starts, ends=starts + dt.timedelta(hours=6), **fields)


def landing(live: bool = True, members_only: bool = False) -> Any:
    made = page(members_only=members_only)
    if not live:
        made.unpublish()
    return made


@pytest.mark.parametrize(
    ("make_occasion", "announced"),
    [
        (lambda: held(9), True),
        (lambda: held(0), True),  # it is going on
        (lambda: held(-1), False),
        (lambda: held(9, landing=landing()), True),
        (lambda: held(9, landing=landing(live=False)), False),
        (lambda: held(9, landing=landing(members_only=True)), False),
        (lambda: held(9, parent=occasion(starts=None, ends=None, landing=landing())), True),
        (lambda: held(9, parent=occasion(starts=None, ends=None, landing=landing(members_only=True))), False),
        (lambda: held(9, parent=held(8)), False),
    ],
    ids=["ahead", "now", "past", "page", "draft", "members", "of a page", "of a members' page", "part"],
)  # fmt: skip
@pytest.mark.parametrize("own", [False, True], ids=["a provider's", "our own"])
def test_the_list_names_the_day_that_the_agenda_announces(make_occasion: Any, announced: bool, own: bool) -> None:
    training, other = make.training(), make.training()
    one = make_occasion()
    (Run if own else ProviderRun).objects.create(occasion=one, training=training)
    ids, today = [training.pk, other.pk], civil.today()
    expected = {training.pk: one.starts.date()} if announced else {}

    assert next_days(ids) == expected
    assert [run.pk for run in coming_runs(ids, today)] == ([one.pk] if announced else [])


def test_what_is_called_off_is_no_next_day_and_the_first_counts() -> None:
    training = make.training()
    for days in (3, 5, 8):
        ProviderRun.objects.create(occasion=held(days), training=training)
    CalledOff.objects.create(occasion=ProviderRun.objects.earliest("occasion__starts").occasion)

    assert next_days([training.pk]) == {training.pk: dt.date(2026, 6, 6)}


def test_the_day_is_that_of_amsterdam() -> None:
    training = make.training()
    starts = dt.datetime(2026, 6, 5, 22, 30, tzinfo=dt.UTC)
    ProviderRun.objects.create(occasion=occasion(starts=starts, ends=starts + dt.timedelta(hours=1)), training=training)

    assert next_days([training.pk]) == {training.pk: dt.date(2026, 6, 6)}
