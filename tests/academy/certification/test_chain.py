"""The chain: every event has a place, and whatever is changed afterwards shows."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from academy.certification import chain, heads, verifying
from academy.certification import demo as certification_demo
from academy.certification.enums import EventKind
from academy.certification.models import Certificate, ChainHead, ChainLeaf, LeafSalt, StatusEvent
from lvv_site import signing
from lvv_site.members import demo as members_demo
from lvv_site.members import personal_data
from lvv_site.operations.append_only import retention
from lvv_site.operations.demo import DemoPlan
from tests.factories.certification import certified, event

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = dt.date(2026, 6, 1), dt.date(2026, 6, 2)


@pytest.fixture(autouse=True)
def keys(settings: Settings, tmp_path: Any) -> None:
    settings.SIGNING_KEY_DIR = tmp_path / "keys"


@pytest.fixture
def three() -> Certificate:
    """A grant, a suspension and its lift, and the head of Monday; then one more, and the head of Tuesday."""
    made = certified(number="VP-1")
    measure = event(made, EventKind.SUSPENDED, dt.date(2025, 1, 1), dt.date(2025, 3, 1))
    event(made, EventKind.LIFTED, dt.date(2025, 2, 1), lifts=measure)
    heads.publish(MONDAY)
    certified(number="VP-2")
    heads.publish(TUESDAY)
    return made


def check() -> str:
    out = io.StringIO()
    call_command("verify_chain", stdout=out)
    return out.getvalue()


def change(statement: str, *values: object) -> None:
    """Do what nobody may: write past the triggers, as somebody with the keys of the database could."""
    with retention(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_an_empty_chain_holds() -> None:
    assert "0 leaves, 0 of them sealed, 0 heads" in check()


def test_events_have_places_in_the_order_of_recording(three: Certificate) -> None:
    assert list(ChainLeaf.objects.values_list("sequence", "event__kind")) == [
        (1, "granted"), (2, "suspended"), (3, "lifted"), (4, "granted"),
    ]  # fmt: skip
    assert LeafSalt.objects.values("salt").distinct().count() == 4
    said = check()
    assert "4 leaves, 0 of them sealed, 2 heads" in said
    assert ChainLeaf.objects.get(pk=4).hash in said


def test_a_lift_names_the_place_of_its_measure(three: Certificate) -> None:
    row = chain._facts([StatusEvent.objects.get(kind="lifted").pk])[0]
    assert chain.opened(row[2:]).lifts == 2


TAMPERING = {
    "another last day": (
        "UPDATE certification_statusevent SET until = until + 1 WHERE kind = 'suspended'", "leaf 2: the event is not"
    ),
    "another number": ("UPDATE certification_certificate SET number = 'VP-9' WHERE number = 'VP-1'", "leaf 1: the event"),
    "recorded earlier": (
        "UPDATE certification_statusevent SET recorded_at = recorded_at - interval '1 day' WHERE kind = 'lifted'",
        "leaf 3: the event is not",
    ),
    "an event less": ("DELETE FROM certification_statusevent WHERE kind = 'suspended'", "leaf 2: it, or the event"),
    "the last event less": (
        "DELETE FROM certification_statusevent WHERE id = (SELECT max(id) FROM certification_statusevent)",
        "leaf 4: the event that it commits to is gone",
    ),
    "a leaf less": ("DELETE FROM certification_chainleaf WHERE sequence = 2", "leaf 2: it, or the event"),
    "the last leaf less": ("DELETE FROM certification_chainleaf WHERE sequence = 4", "event [0-9]+ has no place in the chain"),
    "another leaf": (
        "UPDATE certification_chainleaf SET leaf = repeat('0', 64) WHERE sequence = 2", "leaf 2: its hash does not follow"
    ),
    "another salt": ("UPDATE certification_leafsalt SET salt = repeat('0', 32) WHERE leaf_id = 3", "leaf 3: the event"),
    "a salt less": ("DELETE FROM certification_leafsalt WHERE leaf_id = 3", "leaf 3: its salt is gone, but nobody"),
    "another head": (
        "UPDATE certification_chainhead SET hash = repeat('0', 64) WHERE date = '2026-06-01'",
        "head of 2026-06-01: leaf 3 has another hash",
    ),
    "a head of a longer chain": (
        "UPDATE certification_chainhead SET sequence = 5 WHERE date = '2026-06-02'", "head of 2026-06-02: it names leaf 5"
    ),
    "a head of another day": (
        "UPDATE certification_chainhead SET date = '2026-05-31' WHERE date = '2026-06-01'",
        "head of 2026-05-31: what was signed is something else",
    ),
    "a head signed by nobody": (
        "UPDATE certification_chainhead SET statement = 'x.y.z' WHERE date = '2026-06-01'",
        "head of 2026-06-01: its signature",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "said"), TAMPERING.values(), ids=TAMPERING)
def test_whatever_is_changed_is_named_by_its_first_place(three: Certificate, statement: str, said: str) -> None:
    change(statement)
    with pytest.raises(CommandError, match=f"broken. {said}") as broken:
        check()
    assert broken.value.returncode == 1


def test_a_chain_grown_anew_does_not_lead_to_what_was_published(three: Certificate) -> None:
    """Who holds the database can make a chain that fits; the heads that others kept and we signed tell them apart."""
    change("UPDATE certification_statusevent SET until = until + 1 WHERE kind = 'suspended'")
    change("DELETE FROM certification_leafsalt")
    change("DELETE FROM certification_chainleaf")
    chain.catch_up()
    with pytest.raises(CommandError, match="head of 2026-06-01: leaf 3 has another hash than was published"):
        check()


def test_an_event_that_did_not_pass_the_door_is_named(three: Certificate) -> None:
    StatusEvent.objects.create(certificate=three, kind="resigned", starts=MONDAY, decided_on=MONDAY, source="import")
    with pytest.raises(CommandError, match="has no place in the chain"):
        check()
    assert chain.catch_up() == 1
    assert "5 leaves" in check()


def test_erasing_a_person_seals_the_leaves_and_the_chain_holds(three: Certificate) -> None:
    personal_data.erase(three.person)
    assert list(LeafSalt.objects.values_list("leaf", flat=True)) == [4]
    assert "4 leaves, 3 of them sealed, 2 heads" in check()


def test_a_sealed_leaf_fits_nothing_that_can_be_guessed(three: Certificate) -> None:
    """Without the salt even the right event cannot be told from a wrong one, so it is personal data no longer."""
    rows = chain._facts(list(StatusEvent.objects.values_list("pk", flat=True)))
    leaves = set(ChainLeaf.objects.values_list("leaf", flat=True))
    personal_data.erase(three.person)
    kept = dict(LeafSalt.objects.values_list("leaf__leaf", "salt"))
    text = chain.opened(rows[0][2:]).as_text()
    assert not leaves & {chain.leaf(text, salt) for salt in ["0" * 32, *kept.values()]}


def test_a_head_is_made_once_a_day(three: Certificate) -> None:
    certified()
    again = heads.publish(TUESDAY)
    assert again is not None
    assert (again.sequence, ChainHead.objects.count()) == (4, 2)
    assert signing.verify(again.statement)["hash"] == ChainLeaf.objects.get(pk=4).hash


def test_a_day_that_was_missed_is_not_made_up(three: Certificate) -> None:
    friday = TUESDAY + dt.timedelta(days=3)
    newest = heads.newest(friday)
    assert newest is not None
    assert newest.date == friday
    assert list(ChainHead.objects.values_list("date", flat=True)) == [MONDAY, TUESDAY, friday]


def test_the_daily_job_publishes(three: Certificate) -> None:
    call_command("remind", stdout=io.StringIO())
    assert ChainHead.objects.filter(date=timezone.localdate()).exists()


def test_heads_hold_after_a_rotation_and_not_after_their_key_was_taken_away(
    three: Certificate, settings: Settings
) -> None:
    signing.new_key()
    heads.publish(TUESDAY + dt.timedelta(days=1))
    assert "3 heads" in check()
    min(settings.SIGNING_KEY_DIR.glob("*.pem")).unlink()
    with pytest.raises(CommandError, match="head of 2026-06-01: its signature"):
        check()


def test_the_demonstration_has_a_chain_that_holds() -> None:
    plan = DemoPlan(60, 2026, dt.date(2026, 11, 21))
    for module in (members_demo, certification_demo):
        module.load(plan)
    assert f"{StatusEvent.objects.count()} leaves, 0 of them sealed" in check()


def test_checking_reads_in_batches(
    three: Certificate, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable[..., Any]
) -> None:
    monkeypatch.setattr(verifying, "BATCH", 2)
    # Three of leaves (the last is empty), the count, events without, heads, and the hash at each of two heads.
    with django_assert_num_queries(8):
        assert verifying.verify().end.sequence == 4
