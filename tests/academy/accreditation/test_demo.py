"""The demonstration is what its docstring states."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import transaction

from academy.accreditation import demo, listing, periods
from academy.accreditation.models import (
    Accreditation,
    AccreditationSpan,
    AttendanceContest,
    ListedAttendance,
    Provider,
    ProviderRun,
    Training,
)
from academy.accreditation.queries import facts_of, kind_on
from academy.certification import demo as certification_demo
from academy.certification.dates import months_later
from academy.hours.demo import COURSES
from lvv_site import civil
from lvv_site.mail.models import Message
from lvv_site.members import demo as members_demo
from lvv_site.operations.demo import DemoPlan

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def stored() -> list[tuple[object, ...]]:
    return list(
        AccreditationSpan.objects.order_by("training__code", "during").values_list(
            "training__code", "training__title", "training__provider__slug", "during", "minutes"
        )
    )


@pytest.mark.parametrize("today", [civil.today(), dt.date(2027, 1, 31), dt.date(2028, 2, 29)])
def test_what_it_states(today: dt.date) -> None:
    demo.load(DemoPlan(0, 2026, today))
    assert (Provider.objects.count(), Training.objects.count()) == (12, 60)
    assert not Provider.objects.filter(trainings=None).exists()
    assert Training.objects.filter(kind="basic").count() == 8
    assert Accreditation.objects.filter(reason=None).count() == 0
    listed = listing.listed(today)
    assert listed.filter(listing.ends_soon(today)).count() == 5
    assert (
        Training.objects.exclude(spans__during__endswith__gt=today).exclude(spans__during__upper_inf=True).count() == 4
    )
    assert AccreditationSpan.objects.filter(during__startswith__gt=today).values("training").distinct().count() >= 2
    assert AccreditationSpan.objects.filter(during__upper_inf=True).count() == 2
    assert Accreditation.objects.filter(kind="withdrawn", starts=months_later(today.replace(day=1), -2)).count() == 1
    assert Accreditation.objects.exclude(replaces=None).count() == 1
    for code, title, _hours in COURSES:
        one = Training.objects.get(code=code)
        assert one.title == title
        held = periods.holding(facts_of(one))
        assert all(first.ends == second.starts for first, second in pairwise(held))
        assert kind_on(one, months_later(today, -12 * 11)) == kind_on(one, months_later(today, 5)) == "course"


def loaded(seed: int) -> list[tuple[object, ...]]:
    with transaction.atomic():
        demo.load(DemoPlan(0, seed, civil.today()))
        found = stored()
        transaction.set_rollback(True)
    return found


def test_the_same_seed_gives_the_same_and_another_seed_other_periods() -> None:
    assert loaded(7) == loaded(7)
    assert loaded(7) != loaded(8)


def with_people(today: dt.date) -> None:
    plan = DemoPlan(120, 2026, today)
    for module in (members_demo, certification_demo, demo):
        module.load(plan)


def test_runs_and_lists_are_what_is_stated() -> None:
    today = civil.today()
    with_people(today)
    mine = ProviderRun.objects.filter(training__provider__slug="academie-de-brug").select_related("occasion")
    coming = mine.filter(occasion__ends__gt=civil.now(), occasion__called_off=None)
    assert coming.count() == 2
    assert sorted((one.occasion.parts.count(), one.occasion.place) for one in coming) == [(0, ""), (2, "Utrecht")]
    assert mine.exclude(occasion__called_off=None).count() == 1
    over = mine.filter(occasion__ends__lte=civil.now())
    assert over.filter(lists=None).count() == 1
    sent = over.exclude(lists=None).distinct()
    assert sent.count() == 2
    assert {one.attendances.values("person").distinct().count() for one in sent} == {8}
    assert ListedAttendance.objects.filter(revision=2).count() == 1
    assert AttendanceContest.objects.filter(ruling=None).count() == 1
    others = ProviderRun.objects.exclude(training__provider__slug="academie-de-brug").select_related("occasion")
    assert others.count() == 3
    outside = [one for one in others if kind_on(one.training, one.occasion.ends.date()) == "extra"]
    assert len(outside) == 1
    assert outside[0].occasion.hours_kind == "extra"
    assert not ListedAttendance.objects.exclude(person__user=None).exists()
    about_lists = ("accreditation/listed", "accreditation/attendance_corrected", "accreditation/attendance_ruled")
    assert not Message.objects.filter(template__in=about_lists).exists()
