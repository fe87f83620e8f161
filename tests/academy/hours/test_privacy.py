"""What may be taken along, what goes when, and what stays as a fact."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from academy.hours import evidence as files
from academy.hours import privacy, proofs
from academy.hours.models import ClaimDraft, Decision, DecisionText, Entry, EntryText, Evidence, EvidenceUse
from lvv_site import storage
from lvv_site.members import personal_data, retention
from lvv_site.operations.append_only import retention as may_delete
from tests.factories import hours
from tests.factories.certification import certified
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=False)
TODAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _on_a_day():
    shutil.rmtree(folder(), ignore_errors=True)
    with time_machine.travel(dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC), tick=False):
        yield


def folder():
    return Path(storage.private().path(files.FOLDER))


def stored():
    return sorted(path.name for path in folder().rglob("*") if path.is_file())


def run(task, today=TODAY, *, dry_run=False):
    with may_delete():
        return task(today, dry_run)


def told():
    return (
        EntryText.objects.count(),
        DecisionText.objects.count(),
        EvidenceUse.objects.count(),
        Evidence.objects.count(),
    )


@pytest.fixture
def claimed(django_capture_on_commit_callbacks):
    """A rejected claim with words and a file, on a day of our choice."""

    def make(on, person=None):
        return hours.claim(person, on=on, title="Titel", text="Tekst", decided="rejected", remark="Opmerking")

    return make


@pytest.mark.parametrize(
    ("on", "gone"),
    [(dt.date(2020, 11, 20), 1), (dt.date(2020, 11, 21), 0), (dt.date(2024, 1, 1), 0)],
    ids=["past", "last day", "young"],
)
def test_words_and_evidence_go_six_years_after_the_activity_and_the_hours_stay(
    claimed, on, gone, django_capture_on_commit_callbacks
):
    claimed(on)
    assert run(privacy.end_evidence, dry_run=True) == gone
    assert told() == (1, 1, 1, 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert run(privacy.end_evidence) == gone
    assert told() == ((0, 0, 0, 0) if gone else (1, 1, 1, 1))
    assert len(stored()) == 1 - gone
    assert (Entry.objects.count(), Decision.objects.count()) == (1, 2)
    assert run(privacy.end_evidence) == 0


@pytest.mark.parametrize(
    ("last_day", "kept"),
    [(dt.date(2027, 6, 30), True), (dt.date(2025, 12, 31), True), (dt.date(2025, 11, 1), False)],
    ids=["runs by an extension", "ended less than a year ago", "ended long ago"],
)
def test_evidence_of_a_period_that_may_still_be_asked_about_stays(claimed, last_day, kept):
    person = PersonFactory.create()
    certified(person, starts=dt.date(2020, 1, 1), until=last_day)
    claimed(dt.date(2020, 2, 1), person)
    assert run(privacy.end_evidence) == (0 if kept else 1)


def test_a_file_that_a_younger_claim_rests_on_too_stays(claimed):
    person = PersonFactory.create()
    old, young = claimed(dt.date(2019, 1, 1), person), claimed(dt.date(2025, 1, 1), person)
    shared = old.evidence_uses.get().evidence
    EvidenceUse.objects.create(entry=young, evidence=shared)
    run(privacy.end_evidence)
    assert set(Evidence.objects.all()) == {use.evidence for use in young.evidence_uses.all()}
    assert young.evidence_uses.count() == 2


@pytest.mark.parametrize(("months", "gone"), [(13, 1), (11, 0)])
def test_drafts_go_after_a_year_without_a_touch(months, gone):
    draft = hours.draft()
    then = dt.datetime(2026, 11, 21, tzinfo=dt.UTC) - dt.timedelta(days=months * 30.5)
    ClaimDraft.objects.filter(pk=draft.pk).update(updated_at=then)
    assert run(privacy.end_drafts, dry_run=True) == gone
    assert run(privacy.end_drafts) == gone
    assert ClaimDraft.objects.count() == 1 - gone


def test_files_that_nothing_uses_go_after_a_day(django_capture_on_commit_callbacks):
    unused = hours.evidence(PersonFactory.create())
    hours.draft()
    assert run(privacy.end_unused_evidence) == 0
    Evidence.objects.update(uploaded_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    with django_capture_on_commit_callbacks(execute=True):
        assert run(privacy.end_unused_evidence) == 1
    assert not Evidence.objects.filter(pk=unused.pk).exists()
    assert len(stored()) == 1


def test_every_task_runs_with_the_others_and_is_on_the_privacy_page():
    hours.draft()
    rows = {str(row.term) for row, _count in retention.retain(TODAY, dry_run=True)}
    assert {"12 maanden nadat u er iets aan veranderde", "1 dag"} <= rows
    assert "6 jaar na de activiteit, en altijd tot 1 jaar na de termijn waarin zij valt" in rows


def test_export_holds_everything_of_the_person_and_nothing_of_others(claimed):
    person = PersonFactory.create()
    entry = claimed(dt.date(2026, 4, 2), person)
    proof = proofs.issue(hours.entry(person, "intervisie", 150, dt.date(2026, 4, 3)))
    hours.draft(person, title="Half af")
    claimed(dt.date(2026, 4, 2))
    given = privacy.export(person)
    claim, attended = given["entries"]
    assert (claim["minutes"], claim["title"], claim["text"], claim["source"]) == (120, "Titel", "Tekst", "claim")
    assert [(one["kind"], one["text"]) for one in claim["decisions"]] == [("submitted", ""), ("rejected", "Opmerking")]
    assert claim["evidence"][0]["sha256"] == entry.evidence_uses.get().evidence.sha256
    assert (attended["kind"], attended["proof"]) == ("intervisie", proof.code)
    assert [one["title"] for one in given["drafts"]] == ["Half af"]


def test_it_can_be_taken_along_on_the_site(claimed):
    user = UserFactory.create()
    claimed(dt.date(2026, 4, 2), user.person)
    client = Client()
    client.force_login(user)
    assert client.get(reverse("members:export")).status_code == 200


def test_erasing_takes_words_drafts_and_files_and_keeps_the_hours(claimed, django_capture_on_commit_callbacks):
    person, other = PersonFactory.create(), PersonFactory.create()
    claimed(dt.date(2026, 4, 2), person)
    hours.entry(person, "course", 120, dt.date(2026, 4, 3))
    hours.draft(person)
    hours.evidence(person)
    claimed(dt.date(2026, 4, 2), other)
    with django_capture_on_commit_callbacks(execute=True):
        personal_data.erase(person)
    assert told() == (1, 1, 1, 1)
    assert {one.person for one in Evidence.objects.all()} == {other}
    assert (Entry.objects.filter(person=person).count(), Decision.objects.filter(entry__person=person).count()) == (
        2,
        2,
    )
    assert (ClaimDraft.objects.count(), len(stored())) == (0, 1)


def test_after_erasing_the_ledger_still_refuses_changes(claimed):
    """The way past the triggers ends with what it was opened for."""
    entry = claimed(dt.date(2026, 4, 2))
    personal_data.erase(entry.person)
    from django.db import InternalError, transaction
    from django.db.utils import DatabaseError

    with pytest.raises((DatabaseError, InternalError)), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(minutes=30)
