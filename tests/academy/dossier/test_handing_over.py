"""Handing over: what is frozen, when it may be done, what later corrections do to it."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from academy.certification.models import Adjustment
from academy.dossier import handing, requirements, snapshot
from academy.dossier.enums import State
from academy.dossier.models import Handover
from academy.dossier.refusals import (
    EvidenceLostError,
    NotCompleteError,
    NotOpenError,
    OutdatedError,
)
from academy.hours import ledger
from academy.hours.enums import ReversalReason
from lvv_site import civil
from lvv_site.members import people
from tests.factories import hours
from tests.factories.dossier import holder
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_what_is_missing_is_hours_evidence_and_what_is_asked_beside_them():
    one = holder()
    one.hours("course", 24)
    one.hours("intervisie", 30)
    waiting = hours.claim(one.person, "extra", 960, title="Wacht nog")
    dossier = one.dossier()
    assert dossier.state == State.OPEN
    assert [(kind.kind, kind.short, kind.pending) for kind in dossier.kinds] == [
        ("course", 0, 0), ("intervisie", 120, 0), ("extra", 960, 960),
    ]  # fmt: skip
    assert [line.entry for line in dossier.waiting] == [waiting]
    assert [(one.demand.kind, one.missing) for one in dossier.demands] == [("practice", True), ("vog", False)]
    with pytest.raises(NotCompleteError):
        one.hand_over()


def test_a_claim_that_counts_without_a_file_is_missing_its_evidence():
    one = holder()
    one.complete()
    assert one.dossier().state == State.COMPLETE
    claim = hours.claim(one.person, "extra", 60, decided="approved", title="Artikel")
    assert [line.title for line in one.dossier().claims] == ["Artikel"]
    with connection.cursor() as cursor:  # what retention or a lost import would leave
        cursor.execute("SET LOCAL lvv.retention = 'on'")
        cursor.execute("DELETE FROM hours_evidenceuse WHERE entry_id = %s", [claim.pk])
        cursor.execute("SET LOCAL lvv.retention = 'off'")
    dossier = one.dossier()
    assert [line.entry for line in dossier.unproven] == [claim]
    assert dossier.state == State.OPEN


def test_what_settings_ask_beside_hours_must_be_there(settings):
    one = holder()
    one.complete()
    settings.DOSSIER_NEEDS = ("practice", "vog")
    assert one.dossier().state == State.OPEN
    requirements.record_vog(one.person, civil.today(), civil.today(), UserFactory.create())
    assert one.dossier().state == State.COMPLETE


def test_the_snapshot_holds_rules_lines_result_and_its_own_hash():
    one = holder()
    one.complete()
    claim = hours.claim(one.person, "extra", 60, decided="approved")
    waiting = hours.claim(one.person, "extra", 30)
    partly = one.hours("course", 4)[0]
    ledger.reverse(partly, 60, ReversalReason.WRONG_MINUTES, None)
    made = one.hand_over()
    content = made.content
    assert (content["certificate"], content["number"], content["on"]) == (
        one.certificate.number, 1, civil.today().isoformat(),
    )  # fmt: skip
    assert content["schemes"] == {
        "used": {"code": "lvv-2024", "hash": one.period.scheme.content_hash}, "other": None,
    }  # fmt: skip
    assert made.scheme_hash == one.period.scheme.content_hash
    assert content["total"] == {"credited": (24 + 32 + 16 + 1 + 3) * 60, "minimum": 72 * 60}
    by_entry = {line["entry"]: line for line in content["lines"]}
    assert (by_entry[partly.pk]["minutes"], by_entry[partly.pk]["counted"]) == (180, 180)
    assert (by_entry[waiting.pk]["status"], by_entry[waiting.pk]["counted"]) == ("submitted", 0)
    evidence = claim.evidence_uses.get().evidence
    assert content["evidence"] == [{"entry": claim.pk, "files": [{"id": evidence.pk, "sha256": evidence.sha256}]}]
    assert [one["kind"] for one in content["requirements"]] == ["practice"]
    made.refresh_from_db()
    assert snapshot.digest(made.content) == made.sha256
    assert snapshot.digest({**made.content, "number": 2}) != made.sha256
    assert one.person.family_name not in str(made.content)


def test_later_corrections_do_not_change_what_was_handed_over_and_are_told():
    one = holder()
    one.complete()
    extra = one.hours("extra", 2)[0]
    made = one.hand_over()
    before = (made.content, made.sha256)
    assert not one.dossier().difference
    ledger.reverse(extra, 60, ReversalReason.WRONG_MINUTES, None)
    added = one.hours("course", 1)[0]
    dossier = one.dossier()
    assert dossier.difference == snapshot.Difference(added=(added.pk,), changed=(extra.pk,))
    assert dossier.state == State.HANDED_OVER
    made.refresh_from_db()
    assert (made.content, made.sha256) == before
    ledger.reverse(extra, 60, ReversalReason.WRONG_MINUTES, None)
    assert one.dossier().difference.gone == (extra.pk,)


def test_handing_over_again_gives_what_is_there():
    one = holder()
    one.complete()
    first = one.hand_over()
    one.hours("extra", 2)
    assert one.hand_over(1) == first
    assert Handover.objects.count() == 1


def test_a_second_one_follows_only_when_something_changed_or_was_asked():
    one = holder()
    one.complete()
    first = one.hand_over()
    with pytest.raises(OutdatedError):
        one.hand_over(2)
    one.hours("extra", 2)
    second = one.hand_over(2)
    assert (second.number, second.sha256 != first.sha256) == (2, True)
    with pytest.raises(OutdatedError):
        one.hand_over(4)


@pytest.mark.parametrize("months_left", [13, 24])
def test_before_the_window_nothing_is_handed_over(months_left):
    one = holder(months_left)
    one.complete()
    assert one.dossier().state == State.EARLY
    with pytest.raises(NotOpenError):
        one.hand_over()
    assert Handover.objects.count() == 0


def test_after_the_end_it_still_may():
    one = holder(-2)
    for kind, number in {"course": 24, "intervisie": 32, "extra": 16}.items():
        one.hours(kind, number, days_ago=120)
    requirements.declare_practice(one.person, one.user)
    assert one.dossier().late
    assert one.hand_over().handed_over_on == civil.today()


def test_a_declaration_before_the_window_does_not_count():
    one = holder(6)
    for kind, number in {"course": 24, "intervisie": 32, "extra": 16}.items():
        one.hours(kind, number)
    requirements.declare_practice(one.person, one.user, one.dossier().opens_on - dt.timedelta(days=1))
    assert one.dossier().state == State.OPEN
    requirements.declare_practice(one.person, one.user, one.dossier().opens_on)
    assert one.dossier().state == State.COMPLETE


def test_a_file_that_is_not_what_was_received_stops_it(settings, tmp_path):
    one = holder()
    one.complete()
    claim = hours.claim(one.person, "extra", 60, decided="approved")
    evidence = claim.evidence_uses.get().evidence
    evidence.file.storage.delete(str(evidence.file.name))
    with pytest.raises(EvidenceLostError):
        one.hand_over()
    assert Handover.objects.count() == 0


def test_the_facts_of_a_merged_entry_count():
    one = holder()
    one.complete()
    other = PersonFactory.create(email=None)
    hours.entry(other, "extra", 120)
    people.merge(other, one.person)
    one.person.__dict__.pop("_ids_behind", None)
    made = one.hand_over()
    assert made.content["kinds"]["extra"]["credited"] == 18 * 60


def test_in_a_transition_the_rules_that_counted_are_named():
    from academy.certification.models import SchemeVersion

    one = holder(scheme="lvv-1.11")
    one.period.other_scheme = SchemeVersion.objects.get(code="lvv-2024")
    one.period.mode = "either"
    one.period.save()
    one.complete()
    made = one.hand_over()
    assert made.scheme.code == "lvv-2024"
    assert made.content["schemes"]["other"]["code"] == "lvv-1.11"


def test_adjustments_are_part_of_it():
    one = holder()
    for kind, number in {"course": 24, "intervisie": 30, "extra": 16}.items():
        one.hours(kind, number)
    requirements.declare_practice(one.person, one.user)
    Adjustment.objects.create(
        period=one.period, kind="exemption", hours_kind="intervisie", minutes=120, decided_on=civil.today()
    )
    content = one.hand_over().content
    assert content["adjustments"] == [{"kind": "exemption", "hours_kind": "intervisie", "minutes": 120}]
    assert content["total"]["minimum"] == 70 * 60


@pytest.mark.parametrize("statement", ["UPDATE dossier_handover SET sha256 = sha256", "DELETE FROM dossier_handover"])
def test_the_database_keeps_it(statement):
    one = holder()
    one.complete()
    one.hand_over()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_snapshot_with_another_hash_is_no_snapshot():
    one = holder()
    one.complete()
    now = one.dossier()
    content = handing.content_of(now, 1)
    with pytest.raises(IntegrityError, match="handover_has_hash"), transaction.atomic():
        Handover.objects.create(
            period=one.period, number=1, handed_over_on=civil.today(), scheme=one.period.scheme,
            scheme_hash=one.period.scheme.content_hash, content=content, sha256="x" * 64,
        )  # fmt: skip
