"""From draft to decision, and who may not decide."""

import datetime as dt
import io
import shutil
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.utils import IntegrityError
from PIL import Image

from academy.hours import claims, evidence, ledger
from academy.hours.enums import DecisionKind, RejectionReason, ReversalReason, Source
from academy.hours.models import ClaimDraft, Decision, DecisionText, Entry, Evidence
from academy.hours.refusals import LedgerError
from lvv_site import storage
from lvv_site.mail.models import Message
from lvv_site.members import people
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day():
    shutil.rmtree(Path(storage.private().path(evidence.FOLDER)), ignore_errors=True)
    with time_machine.travel(dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC), tick=False):
        yield


def picture(name: str = "bewijs.png", colour: str = "navy") -> ContentFile[bytes]:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "PNG")
    return ContentFile(stream.getvalue(), name)


def draft(member, *, files: int = 1, **changes):
    given = {"kind": "extra", "on": dt.date(2026, 4, 2), "minutes": 120, "title": "Lezing"}
    made = ClaimDraft.objects.create(person=member.person, **given | changes)
    made.evidence.set(evidence.keep(member.person, picture(colour=f"rgb(1,2,{place})")) for place in range(files))
    return made


def submitted(member):
    return claims.submit(draft(member), member)


def kinds(entry):
    return list(entry.decisions.order_by("number").values_list("kind", flat=True))


@pytest.fixture
def member():
    return UserFactory.create()


@pytest.fixture
def office():
    return UserFactory.create()


def test_a_submitted_draft_becomes_an_entry_with_evidence_and_is_gone(member):
    entry = claims.submit(draft(member, files=2, text="In de bibliotheek"), member)
    assert (entry.minutes, entry.source, entry.text.title, entry.text.text) == (
        120,
        Source.CLAIM,
        "Lezing",
        "In de bibliotheek",
    )
    assert (kinds(entry), entry.evidence_uses.count(), ClaimDraft.objects.count()) == (["submitted"], 2, 0)


def test_the_same_draft_submitted_twice_gives_one_entry(member):
    one = draft(member)
    assert claims.submit(one, member).pk == claims.submit(ClaimDraft(pk=one.pk, key=one.key), member).pk
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"kind": ""}, "incomplete", "kind"),
        ({"title": "  "}, "incomplete", "title"),
        ({"on": None}, "incomplete", "on"),
        ({"minutes": None}, "incomplete", "minutes"),
        ({"started_on": dt.date(2026, 4, 3)}, "incomplete", "started_on"),
        ({"minutes": 75}, "granularity", "minutes"),
        ({"minutes": 0}, "not_positive", "minutes"),
        ({"on": dt.date(2026, 5, 2)}, "future", "on"),
        ({"minutes": 1500}, "implausible", "minutes"),
        ({"files": 0}, "evidence_required", "evidence"),
    ],
)
def test_an_incomplete_draft_is_kept_and_told_where_it_lacks(member, changes, code, field):
    one = draft(member, **changes)
    with pytest.raises(LedgerError) as refused:
        claims.submit(one, member)
    assert (refused.value.code, refused.value.field, str(refused.value) != "") == (code, field, True)
    assert (ClaimDraft.objects.count(), Entry.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("standing", "minutes", "fits"), [(22 * 60, 120, True), (22 * 60, 150, False), (23 * 60, 120, False)]
)
def test_a_day_has_24_hours_over_all_that_stands_there(member, standing, minutes, fits):
    ledger.award(member.person, "course", standing, dt.date(2026, 4, 2), "", Source.IMPORT, "import:1")
    one = draft(member, minutes=minutes)
    if fits:
        assert claims.submit(one, member).minutes == minutes
    else:
        with pytest.raises(LedgerError) as refused:
            claims.submit(one, member)
        assert refused.value.code == "implausible"


def test_what_was_taken_back_or_turned_down_leaves_room_in_the_day(member, office):
    taken = ledger.award(member.person, "course", 1200, dt.date(2026, 4, 2), "", Source.IMPORT, "import:1")
    ledger.reverse(taken, 1200, ReversalReason.WRONG_DATE, office)
    turned_down = claims.submit(draft(member, minutes=1200), member)
    claims.reject(turned_down.pk, office, RejectionReason.WRONG_DATE)
    assert claims.submit(draft(member, minutes=1200), member).minutes == 1200


def test_approval_is_a_fact_and_the_member_is_told_once(member, office):
    entry = submitted(member)
    decision = claims.approve(entry.pk, office, seen=1)
    assert (decision.number, kinds(entry)) == (2, ["submitted", "approved"])
    assert [(one.template, one.to) for one in Message.objects.all()] == [("hours/decided", member.person.email)]


def test_rejection_has_a_reason_and_may_be_mended(member, office):
    entry = submitted(member)
    claims.reject(entry.pk, office, RejectionReason.EVIDENCE_UNREADABLE, "Foto is onscherp")
    assert DecisionText.objects.get().text == "Foto is onscherp"
    claims.resubmit(entry.pk, member, [evidence.keep(member.person, picture(colour="red"))])
    claims.approve(entry.pk, office, seen=3)
    assert kinds(entry) == ["submitted", "rejected", "submitted", "approved"]
    assert entry.evidence_uses.count() == 2


@pytest.mark.parametrize(("reason", "text"), [("", ""), ("nonsense", ""), ("other", ""), ("other", "  ")])
def test_no_rejection_without_a_reason(member, office, reason, text):
    entry = submitted(member)
    with pytest.raises(LedgerError) as refused:
        claims.reject(entry.pk, office, reason, text)
    assert (refused.value.code, kinds(entry)) == ("reason_required", ["submitted"])


DONE = {
    "approved": lambda entry, office, _member: claims.approve(entry.pk, office),
    "rejected": lambda entry, office, _member: claims.reject(entry.pk, office, "not_relevant"),
    "withdrawn": lambda entry, _office, member: claims.withdraw(entry.pk, member),
    "submitted": lambda entry, _office, member: claims.resubmit(entry.pk, member, []),
}
POSSIBLE = {("submitted", "approved"), ("submitted", "rejected"), ("submitted", "withdrawn"), ("rejected", "submitted")}


@pytest.mark.parametrize("state", DONE)
@pytest.mark.parametrize("decision", DONE)
def test_only_these_steps_exist(member, office, state, decision):
    entry = submitted(member)
    if state != "submitted":
        DONE[state](entry, office, member)
    before = kinds(entry)
    if (state, decision) in POSSIBLE:
        DONE[decision](entry, office, member)
        assert kinds(entry) == [*before, decision]
    else:
        with pytest.raises(LedgerError) as refused:
            DONE[decision](entry, office, member)
        assert (refused.value.code, kinds(entry)) == ("bad_transition", before)


def test_who_saw_an_older_state_is_told(member, office):
    entry = submitted(member)
    claims.reject(entry.pk, office, "not_relevant")
    claims.resubmit(entry.pk, member, [])
    with pytest.raises(LedgerError) as refused:
        claims.approve(entry.pk, office, seen=1)
    assert refused.value.code == "bad_transition"


@pytest.mark.parametrize("decide", [claims.approve, lambda pk, by: claims.reject(pk, by, "not_relevant")])
def test_nobody_decides_about_their_own_hours(member, decide):
    entry = submitted(member)
    with pytest.raises(LedgerError) as refused:
        decide(entry.pk, member)
    assert (refused.value.code, kinds(entry)) == ("self_approval", ["submitted"])


def test_nor_under_an_entry_that_was_merged_into_theirs(office):
    old = PersonFactory.create()
    made = ClaimDraft.objects.create(person=old, kind="extra", on=dt.date(2026, 4, 2), minutes=60, title="Lezing")
    made.evidence.set([evidence.keep(old, picture())])
    entry = claims.submit(made, UserFactory.create())
    people.merge(old, into=office.person)
    with pytest.raises(LedgerError) as refused:
        claims.approve(entry.pk, office)
    assert refused.value.code == "self_approval"


def test_nor_about_hours_that_they_entered_for_somebody_else(member, office):
    entry = claims.submit(draft(member), office)
    with pytest.raises(LedgerError) as refused:
        claims.approve(entry.pk, office)
    assert refused.value.code == "self_approval"


def test_somebody_else_does_not_withdraw(member, office):
    entry = submitted(member)
    with pytest.raises(LedgerError):
        claims.withdraw(entry.pk, office)
    assert kinds(entry) == ["submitted"]


def test_hours_that_are_no_claim_are_not_decided_about(member, office):
    entry = ledger.award(member.person, "course", 60, dt.date(2026, 4, 2), "", Source.IMPORT, "import:1")
    with pytest.raises(LedgerError):
        claims.approve(entry.pk, office)
    assert Decision.objects.count() == 0


@pytest.mark.parametrize("kind", [DecisionKind.APPROVED, DecisionKind.REJECTED])
@pytest.mark.parametrize("who", ["owner", "recorder", "nobody"])
def test_the_database_refuses_it_too(member, office, kind, who):
    entry = claims.submit(draft(member), office)
    by = {"owner": member, "recorder": office, "nobody": None}[who]
    reason = "not_relevant" if kind == DecisionKind.REJECTED else ""
    with pytest.raises(IntegrityError, match="own hours"), transaction.atomic():
        Decision.objects.create(entry=entry, number=2, kind=kind, by=by, reason_code=reason)


def test_a_batch_tells_which_could_not_be(member, office):
    own = submitted(office)
    good = submitted(member)
    outcomes = claims.approve_many([good.pk, own.pk, good.pk], office)
    assert [one.refusal and one.refusal.code for one in outcomes] == [None, "self_approval", "bad_transition"]


def test_used_evidence_is_frozen(member):
    submitted(member)
    kept = Evidence.objects.get()
    with pytest.raises(IntegrityError, match="in use"), transaction.atomic():
        Evidence.objects.filter(pk=kept.pk).update(sha256="0" * 64)
    with pytest.raises(IntegrityError, match="in use"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM hours_evidence WHERE id = %s", [kept.pk])
    assert evidence.is_intact(kept)


def test_a_changed_or_missing_file_is_noticed(member):
    kept = evidence.keep(member.person, picture())
    with Path(kept.file.path).open("ab") as file:
        file.write(b"x")
    assert not evidence.is_intact(kept)
    kept.file.storage.delete(kept.file.name)
    assert not evidence.is_intact(kept)


def test_a_file_without_row_proves_nothing_and_goes_after_a_day(member, django_capture_on_commit_callbacks):
    kept = draft(member).evidence.get()
    with transaction.atomic():  # killed between file and row
        evidence.keep(member.person, picture(colour="red"))
        transaction.set_rollback(True)
    assert Evidence.objects.count() == 1
    unused = evidence.keep(member.person, picture(colour="green"))
    assert evidence.sweep() == 0
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=400)):
        assert evidence.sweep(dry_run=True) == 2
        with django_capture_on_commit_callbacks(execute=True):
            assert evidence.sweep() == 2
        assert evidence.sweep() == 0
    assert list(Evidence.objects.all()) == [kept]
    assert evidence.is_intact(kept)
    assert not unused.file.storage.exists(unused.file.name)
