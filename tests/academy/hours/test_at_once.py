"""Two at the same moment, over connections of their own; and what happens when the lock is taken away."""

import contextlib
import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection

from academy.hours import claims, ledger
from academy.hours.enums import ReversalReason, Source
from academy.hours.ledger import Existing
from academy.hours.models import ClaimDraft, Decision, Entry, Evidence
from academy.hours.refusals import LedgerError
from lvv_site.members.models import Person
from tests.factories.members import PersonFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
DAY = dt.date(2026, 3, 2)


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Run each call on a connection of its own; return in order of name how they fared."""
    outcomes = []

    def run(call: Callable[[], Any]) -> None:
        try:
            outcome = call()
            outcomes.append("existing" if isinstance(outcome, Existing) else "won")
        except LedgerError as refused:
            outcomes.append(refused.code)
        except IntegrityError:
            outcomes.append("stopped by the database")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(outcomes)


def meet(monkeypatch: pytest.MonkeyPatch, where: Any, name: str) -> None:
    """Let each caller of a function wait until the other is there too, or give up: then the other waits for our lock."""
    both, original = threading.Barrier(2, timeout=1.5), getattr(where, name)

    def waiting(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait()
        return result

    monkeypatch.setattr(where, name, waiting)


def award(person: Person, ref: str = "run-1:5", minutes: int = 120) -> Any:
    return ledger.award(person, "course", minutes, DAY, "run-1", Source.PROVIDER, ref)


def test_one_reference_awarded_twice_at_once_is_one_entry(monkeypatch):
    person = PersonFactory.create()
    meet(monkeypatch, ledger, "_entry")
    assert at_once(lambda: award(person), lambda: award(person)) == ["existing", "won"]
    assert Entry.objects.count() == 1


def test_one_reference_with_two_contents_at_once_is_one_entry_and_a_conflict(monkeypatch):
    person = PersonFactory.create()
    meet(monkeypatch, ledger, "_entry")
    assert at_once(lambda: award(person), lambda: award(person, minutes=60)) == ["conflict", "won"]
    assert Entry.objects.count() == 1


def without_reference_constraint() -> contextlib.AbstractContextManager[None]:
    return dropped(
        "ALTER TABLE hours_entry DROP CONSTRAINT entry_source_ref_unique",
        "ALTER TABLE hours_entry ADD CONSTRAINT entry_source_ref_unique UNIQUE (source_ref)",
    )


@contextlib.contextmanager
def dropped(drop: str, restore: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(drop)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE hours_entry CASCADE")
            cursor.execute(restore)


def test_without_the_unique_reference_both_would_be_written(monkeypatch):
    person = PersonFactory.create()
    meet(monkeypatch, ledger, "_entry")
    with without_reference_constraint():
        assert at_once(lambda: award(person), lambda: award(person)) == ["won", "won"]
        assert Entry.objects.count() == 2


def reverse_twice(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    entry = award(PersonFactory.create())
    meet(monkeypatch, ledger, "left")
    by = UserFactory.create()
    outcomes = at_once(*[lambda: ledger.reverse(entry, 90, ReversalReason.WRONG_MINUTES, by)] * 2)
    return outcomes, sum(Entry.objects.values_list("minutes", flat=True))


def test_two_reversals_at_once_never_exceed_the_award(monkeypatch):
    assert reverse_twice(monkeypatch) == (["counter_too_large", "won"], 30)


def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the lock away, and the number in the reference that would stop the second by accident."""
    monkeypatch.setattr(type(Entry.objects.all()), "select_for_update", lambda self, *_a, **_k: self.all())
    refs = iter(["reversal:a", "reversal:b"])
    original = Entry.objects.create
    monkeypatch.setattr(Entry.objects, "create", lambda **values: original(**values | {"source_ref": next(refs)}))


def test_without_our_lock_the_database_stops_the_second(monkeypatch):
    unlocked(monkeypatch)
    assert reverse_twice(monkeypatch) == (["stopped by the database", "won"], 30)


def test_without_any_lock_more_than_the_award_would_be_taken_back(monkeypatch):
    unlocked(monkeypatch)
    with dropped(
        "ALTER TABLE hours_entry DISABLE TRIGGER hours_entry_reversal",
        "ALTER TABLE hours_entry ENABLE TRIGGER hours_entry_reversal",
    ):
        assert reverse_twice(monkeypatch) == (["won", "won"], -60)


def submitted() -> Entry:
    member = UserFactory.create()
    draft = ClaimDraft.objects.create(person=member.person, kind="extra", on=DAY, minutes=60, title="Lezing")
    draft.evidence.add(Evidence.objects.create(person=member.person, name="a.pdf", file="evidence/a.pdf", size=1))
    return claims.submit(draft, member)


def decide_twice(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    entry, first, second = submitted(), UserFactory.create(), UserFactory.create()
    meet(monkeypatch, claims, "_check_who")
    outcomes = at_once(lambda: claims.approve(entry.pk, first), lambda: claims.reject(entry.pk, second, "not_relevant"))
    return outcomes, Decision.objects.filter(entry=entry).count()


def test_of_two_deciders_one_wins_and_the_other_is_told(monkeypatch):
    assert decide_twice(monkeypatch) == (["bad_transition", "won"], 2)


def test_without_the_lock_only_the_database_would_stop_the_second(monkeypatch):
    monkeypatch.setattr(claims, "lock", lambda entry_id: Entry.objects.get(pk=entry_id))
    assert decide_twice(monkeypatch) == (["stopped by the database", "won"], 2)


def submit_twice(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    member = UserFactory.create()
    draft = ClaimDraft.objects.create(person=member.person, kind="extra", on=DAY, minutes=60, title="Lezing")
    draft.evidence.add(Evidence.objects.create(person=member.person, name="a.pdf", file="evidence/a.pdf", size=1))
    meet(monkeypatch, claims, "_checked")
    outcomes = at_once(*[lambda: claims.submit(ClaimDraft(pk=draft.pk, key=draft.key), member)] * 2)
    return outcomes, Entry.objects.count()


def test_one_draft_submitted_from_two_tabs_is_one_claim(monkeypatch):
    assert submit_twice(monkeypatch) == (["won", "won"], 1)


def test_without_the_lock_the_second_tab_would_get_an_error(monkeypatch):
    monkeypatch.setattr(type(ClaimDraft.objects.all()), "select_for_update", lambda self, *_a, **_k: self.all())
    assert submit_twice(monkeypatch) == (["stopped by the database", "won"], 1)
