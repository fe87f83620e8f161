"""The demonstration is what its docstrings state."""

import datetime as dt
from collections import Counter

import pytest
from django.db.models import Count

from academy.certification import demo as certification_demo
from academy.certification.models import Adjustment, Certificate, Period, StatusEvent, StatusSpan
from academy.certification.numbers import is_own
from academy.certification.projection import periods_of, spans_of
from academy.certification.queries import public_status_on
from academy.register import demo as register_demo
from academy.register.listing import Filters
from academy.register.models import Profile
from academy.register.search import search
from lvv_site.members import demo as members_demo
from lvv_site.members.models import Membership
from lvv_site.operations.demo import DemoPlan

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


def load(members: int) -> None:
    plan = DemoPlan(members, 2026, TODAY)
    for module in (members_demo, certification_demo, register_demo):
        module.load(plan)


def test_the_distributions_are_those_stated() -> None:
    load(1600)
    certificates = Certificate.objects.count()
    members = Membership.objects.values("person").distinct().count()
    assert certificates / members == pytest.approx(0.92, abs=0.02)
    statuses = Counter(StatusSpan.objects.filter(during__contains=TODAY).values_list("status", flat=True))
    assert statuses.total() == certificates
    for status, share in certification_demo.SHARES.items():
        assert statuses[status] / certificates == pytest.approx(share, abs=0.025), status
        assert statuses[status] > 0
    kinds = Counter(Profile.objects.values_list("kind", flat=True))
    for kind, share in register_demo.KINDS.items():
        assert kinds[kind] / certificates == pytest.approx(share, abs=0.04)
        findable = Profile.objects.filter(kind=kind, findable=True).count() / kinds[kind]
        assert findable == pytest.approx(register_demo.FINDABLE[kind], abs=0.05)
    provinces = Profile.objects.values_list("province").annotate(n=Count("pk")).order_by("-n")
    assert provinces[0][0] == "Zuid-Holland"
    assert len(provinces) == 12


def test_periods_follow_the_schemes_and_each_other() -> None:
    load(300)
    for period in Period.objects.select_related("scheme"):
        assert period.scheme.code == ("lvv-1.11" if period.start < dt.date(2022, 1, 1) else "lvv-2024")
    assert {is_own(key) for key in Certificate.objects.values_list("number_key", flat=True)} == {True}
    assert Period.objects.count() > Certificate.objects.count()


def test_projections_are_those_of_the_events() -> None:
    load(300)
    for certificate in Certificate.objects.all():
        events = list(StatusEvent.objects.filter(certificate=certificate).order_by("pk"))
        spans = StatusSpan.objects.filter(certificate=certificate).order_by("during").values_list("status", "during")
        assert list(spans) == [(str(one.status), one.during) for one in spans_of(certificate.pk, events)]
        periods = Period.objects.filter(certificate=certificate).order_by("during").values_list("during", flat=True)
        assert list(periods) == [one.during for one in periods_of(certificate.pk, events)]


def test_adjustments_stand_with_what_they_follow_from() -> None:
    load(1600)
    kinds = Counter(Adjustment.objects.values_list("kind", "event__kind"))
    assert set(kinds) == {("extension", "end_changed"), ("suspension", "suspended")}


def test_the_member_is_halfway_a_period() -> None:
    load(20)
    certificate = Certificate.objects.get(person__email="lid@demo.example")
    status = public_status_on(certificate, TODAY, TODAY)
    assert (status.status, status.valid_from, status.valid_until) == (
        "registered", dt.date(2024, 11, 21), dt.date(2028, 11, 20),
    )  # fmt: skip
    assert Period.objects.filter(certificate=certificate).count() == 3


def test_everybody_listed_is_found_by_name() -> None:
    load(100)
    for profile in Profile.objects.filter(findable=True)[:20]:
        found = [one.profile.pk for one in search(profile.name, Filters(), TODAY).results]
        assert profile.pk in found


def test_without_members_only_the_accounts_have_one() -> None:
    load(0)
    assert 0 < Certificate.objects.count() <= len(members_demo.ACCOUNTS)


def test_the_same_seed_gives_the_same_stories() -> None:
    members_demo.load(DemoPlan(50, 2026, TODAY))
    first, second = (
        [
            (one.person, one.first, one.target)
            for one in certification_demo._stories(DemoPlan(50, 2026, TODAY), can_strike=True)
        ]
        for _ in range(2)
    )
    assert first == second
