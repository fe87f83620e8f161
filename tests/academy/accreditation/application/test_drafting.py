"""Saving a draft: what is kept, what is traced, what is refused."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone

from academy.accreditation import content, drafting
from academy.accreditation.application_fields import digests, flat, of_page
from academy.accreditation.drafting import CHANGED, Changes, ConflictError, LockedError
from academy.accreditation.enums import Section, StepKind
from academy.accreditation.models import Application, Trace
from academy.accreditation.steps import Act, append
from lvv_site.members.models import User
from tests.factories.accreditation import application, submitted, worker
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
PAGE = Section.ASSESSMENT
NOW = timezone.now()


def fields(of: Application, page: Section = PAGE) -> dict[str, str]:
    return of_page(flat(content.read(Application.objects.get(pk=of.pk).content)), page)


def save(of: Application, by: User | None = None, seen: dict[str, str] | None = None, **typed: str) -> drafting.Saved:
    before = fields(of)
    changes = Changes(PAGE, before | typed, digests(before) if seen is None else seen)
    return drafting.save(of, changes, of.version, by)


def traces(of: Application) -> list[tuple[str, str, str]]:
    found = Trace.objects.filter(application=of, what=CHANGED).select_related("text").order_by("pk")
    return [(one.field, one.text.old, one.text.new) for one in found]


def test_what_changed_is_saved_and_counted() -> None:
    made = application()
    saved = save(made, homework="Een boek")
    assert (saved.version, saved.changed, fields(made)["homework"]) == (1, {"homework"}, "Een boek")


def test_saving_the_same_changes_nothing() -> None:
    made = application()
    assert (save(made).version, traces(made)) == (0, [])


def test_another_page_is_left_alone() -> None:
    made = application()
    save(made, homework="Een boek")
    told = content.read(Application.objects.get(pk=made.pk).content)
    assert told == replace(content.read(made.content), homework="Een boek")


def test_an_hour_of_typing_is_a_trace_for_each_half_hour() -> None:
    made, by = application(), worker()
    for minutes, text in ((0, "E"), (10, "Een"), (29, "Een b"), (45, "Een boek"), (60, "Een boek lezen")):
        with time_machine.travel(NOW + dt.timedelta(minutes=minutes), tick=False):
            save(made, by, homework=text)
    assert traces(made) == [("homework", "Geen.", "Een b"), ("homework", "Een b", "Een boek lezen")]


def test_another_person_begins_a_trace_and_ends_the_first_ones() -> None:
    made, one, two = application(), worker(), worker()
    save(made, one, homework="A")
    save(made, two, homework="B")
    save(made, one, homework="C")
    save(made, one, homework="D")
    assert traces(made) == [("homework", "Geen.", "A"), ("homework", "A", "B"), ("homework", "B", "D")]


def test_what_was_sent_in_is_found_in_the_traces() -> None:
    made, by = application(), worker()
    save(made, by, homework="A")
    made.refresh_from_db()
    submitted(made, by)
    append(made, Act(StepKind.INCOMPLETE, 1), by)
    save(made, by, homework="B")
    assert traces(made) == [("homework", "Geen.", "A"), ("homework", "A", "B")]


def test_two_on_one_page_keep_what_each_changed() -> None:
    made = application()
    opened = fields(made)
    save(made, homework="Een boek")
    drafting.save(made, Changes(PAGE, opened | {"assessment": "Een toets"}, digests(opened)), 0, None)
    assert fields(made) == {"homework": "Een boek", "assessment": "Een toets"}


def test_two_in_one_field_and_the_second_is_told_both_texts() -> None:
    made = application()
    opened = fields(made)
    save(made, homework="Een boek")
    with pytest.raises(ConflictError) as refused:
        drafting.save(made, Changes(PAGE, opened | {"homework": "Een film"}, digests(opened)), 0, None)
    assert (refused.value.theirs, fields(made)["homework"]) == ({"homework": "Een boek"}, "Een boek")


def test_without_what_was_seen_only_the_latest_version_may_be_changed() -> None:
    made = application()
    drafting.save(made, Changes(PAGE, fields(made) | {"homework": "A"}), 0, None)
    with pytest.raises(ConflictError):
        drafting.save(made, Changes(PAGE, fields(made) | {"homework": "B"}), 0, None)
    assert drafting.save(made, Changes(PAGE, fields(made) | {"homework": "B"}), 1, None).version == 2


def test_after_sending_in_nothing_is_saved() -> None:
    made = submitted()
    with pytest.raises(LockedError):
        save(made, homework="Een boek")


def test_the_database_refuses_it_too() -> None:
    made = submitted()
    with pytest.raises(IntegrityError, match="is locked"):
        Application.objects.filter(pk=made.pk).update(content={})


def test_when_more_is_asked_it_can_be_saved_again() -> None:
    made = submitted()
    append(made, Act(StepKind.INCOMPLETE, 1), UserFactory.create())
    assert save(made, homework="Een boek").changed == {"homework"}


def test_a_row_is_added_once_for_each_time() -> None:
    made = application()
    drafting.add_row(made, "goal", "nieuw", None)
    assert fields(made, Section.GOALS)["goals"] == "g1 nieuw"


def test_who_declares_over_another_version_declares_nothing() -> None:
    made = application(declared=False)
    assert (drafting.declare(made, 7, None), content.read(Application.objects.get(pk=made.pk).content).declared) == (
        7,
        False,
    )
    assert (drafting.declare(made, 0, None), content.read(Application.objects.get(pk=made.pk).content).declared) == (
        1,
        True,
    )
