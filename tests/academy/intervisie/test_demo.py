"""The demonstration is what its docstring states."""

import datetime as dt
import time
from collections import Counter
from unittest import mock

import pytest
from django.db.models import Count, Sum

from academy.certification import demo as certification_demo
from academy.certification.enums import LISTED
from academy.certification.models import StatusSpan
from academy.hours.models import Entry, Proof
from academy.intervisie import demo, listing
from academy.intervisie.models import (
    ContactChange,
    Contest,
    Group,
    Meeting,
    Participation,
    Presence,
    Recording,
    Request,
)
from academy.intervisie.queries import contact_of, kind_on
from lvv_site import civil
from lvv_site.members import demo as members_demo
from lvv_site.members.models import Person
from lvv_site.operations.demo import DemoPlan

pytestmark = pytest.mark.django_db
TODAY = civil.today()


def load(members: int) -> None:
    plan = DemoPlan(members, 2026, TODAY)
    for module in (members_demo, certification_demo, demo):
        module.load(plan)


def test_the_numbers_are_those_stated() -> None:
    started = time.perf_counter()
    load(1600)
    assert time.perf_counter() - started < 60
    listed = (
        StatusSpan.objects.filter(during__contains=TODAY, status__in=LISTED).values("certificate__person").distinct()
    )
    people = Participation.objects.values("person").distinct().count()
    assert people == Participation.objects.count()
    assert people / listed.count() == pytest.approx(0.9, abs=0.03)
    sizes = Counter(Group.objects.annotate(n=Count("participations")).values_list("n", flat=True))
    assert set(sizes) <= {4, 5, 6, 7}
    groups = Group.objects.count()
    assert Group.objects.filter(open=True).count() / groups == pytest.approx(0.35, abs=0.1)
    assert Group.objects.filter(online=True).count() / groups == pytest.approx(0.25, abs=0.1)
    assert Group.objects.filter(meetings__on__gt=TODAY).distinct().count() / groups == pytest.approx(0.6, abs=0.12)
    year = Entry.objects.filter(on__gt=TODAY - dt.timedelta(days=365)).values("person").annotate(total=Sum("minutes"))
    hours = [one["total"] / 60 for one in year]
    assert sum(hours) / len(hours) == pytest.approx(8.5, abs=1)
    kinds = Counter(Entry.objects.values_list("kind", flat=True))
    assert set(kinds) == {"intervisie", "extra"}
    assert kinds["extra"] / kinds.total() < 0.1
    assert Contest.objects.count() == 2
    assert Entry.objects.count() == Proof.objects.count() == Presence.objects.count()


def test_every_recording_keeps_the_rules() -> None:
    load(120)
    for made in Recording.objects.select_related("meeting__group").prefetch_related("presences__entry"):
        assert made.on <= TODAY
        assert made.recorded_at.date() <= TODAY
        assert made.presences.count() >= 3
        for presence in made.presences.all():
            assert (presence.entry.person_id, presence.entry.on) == (presence.person_id, made.on)
            assert presence.entry.kind == kind_on(made.meeting.group, made.on)
            assert presence.entry.source_ref == f"meeting:{made.meeting_id}:{presence.person_id}:1"
            assert Participation.objects.filter(
                group=made.meeting.group, person=presence.person, starts__lte=made.on
            ).exists()


def test_the_member_leads_a_group_with_something_to_do() -> None:
    load(60)
    member = Person.objects.get(email="lid@demo.example")
    (mine,) = listing.mine(member)
    assert contact_of(mine.group) == member
    assert mine.next_meeting is not None
    assert mine.next_meeting.on == TODAY + dt.timedelta(days=16)
    assert [one.on for one in mine.to_record] == [TODAY - dt.timedelta(days=3)]
    assert [one.person.email for one in mine.requests] == ["nieuw@demo.example"]
    assert listing.attended(member)[0].recording.on == TODAY - dt.timedelta(days=30)
    assert Request.objects.count() == 1


def test_only_so_many_groups_have_a_history() -> None:
    with mock.patch.object(demo, "MOST_RECORDED", 3):
        load(120)
    assert Meeting.objects.values("group").distinct().count() == 3
    assert Group.objects.count() > 10
    assert ContactChange.objects.count() == Group.objects.count()


def test_rows_made_afterwards_get_ids_of_their_own() -> None:
    load(30)
    made = Meeting.objects.create(group=Group.objects.first(), on=TODAY + dt.timedelta(days=300))
    assert made.pk > Meeting.objects.exclude(pk=made.pk).order_by("-pk")[0].pk


def test_without_members_nothing_breaks() -> None:
    load(0)
    assert Group.objects.count() <= 3


def test_the_same_seed_gives_the_same_groups() -> None:
    plan = DemoPlan(60, 2026, TODAY)
    for module in (members_demo, certification_demo):
        module.load(plan)
    first, second = (
        [(one.name, one.people, one.rhythm) for one in demo._circles(demo.Book(plan.random("x"), TODAY))]
        for _ in range(2)
    )
    assert first == second
