"""The demonstration is what its docstring states."""

import datetime as dt
from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone

from academy.accreditation import demo as accreditation_demo
from academy.accreditation.models import ProviderRun
from academy.courses import demo, runs
from academy.courses.models import CoursePage, Run
from events.booking.enums import Bookable
from events.booking.models import DiscountCode, Occasion, Place, Price
from lvv_site import civil
from lvv_site.operations.demo import DemoPlan

pytestmark = pytest.mark.django_db


def stored() -> list[tuple[object, ...]]:
    return list(Occasion.objects.order_by("code").values_list("code", "starts", "ends", "capacity", "minutes", "place"))


@pytest.mark.parametrize("today", [civil.today(), dt.date(2028, 2, 29)])
def test_what_it_states(today: dt.date) -> None:
    plan = DemoPlan(0, 2026, today)
    accreditation_demo.load(plan)
    demo.load(plan)
    assert CoursePage.objects.live().count() == 14
    per_page = Counter(Run.objects.values_list("page", flat=True))
    assert len(per_page) == 14
    assert set(per_page.values()) <= {1, 2, 3, 4}
    assert Run.objects.filter(training__isnull=False).count() > 20
    assert all(one.starts is None or one.starts.weekday() < 5 for one in Occasion.objects.all())
    assert Price.objects.filter(people__gt=1).exists()
    assert Price.objects.filter(until__gt=today).exists()
    assert DiscountCode.objects.exists()
    assert not Place.objects.exists()
    assert len({code for code, *_rest in stored()}) == Run.objects.count() + ProviderRun.objects.count()


def test_every_state_of_a_run_is_in_it_and_every_page_opens(client: Client) -> None:
    plan = DemoPlan(0, 2026, civil.today())
    accreditation_demo.load(plan)
    demo.load(plan)
    now = timezone.now()
    found = runs.offered(runs.coming(now), now)
    states = {one.offer.availability.bookable for one in found}
    assert states >= {Bookable.OPEN, Bookable.CLOSED, Bookable.NOT_OPEN_YET, Bookable.CANCELLED}
    assert Run.objects.count() > len(found)  # some are over
    assert any(one.online for one in found)
    assert any(one.accredited for one in found)
    assert any(one.occasion.capacity and one.occasion.capacity <= 3 for one in found)
    assert client.get("/academie/").status_code == 200
    for page in CoursePage.objects.all():
        assert client.get(f"/academie/{page.slug}/").status_code == 200


def test_the_same_plan_gives_the_same_courses() -> None:
    from django.db import transaction

    seen = []
    for _each in range(2):
        with transaction.atomic():
            accreditation_demo.load(DemoPlan(0, 2026, dt.date(2026, 11, 21)))
            demo.load(DemoPlan(0, 2026, dt.date(2026, 11, 21)))
            seen.append(stored())
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
