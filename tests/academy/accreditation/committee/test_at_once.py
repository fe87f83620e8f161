"""Two people at the same moment, over connections of their own: one wins, the other is told. With the lock off they meet."""

import contextlib
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection

from academy.accreditation import assessing, assigning, deciding, states, steps, tie_views
from academy.accreditation.assessing import Answers, GivenError, OutdatedDraftError
from academy.accreditation.assigning import Preparing
from academy.accreditation.decisions import OutdatedError
from academy.accreditation.models import (
    Accreditation,
    Application,
    Assessment,
    AssessmentDraft,
    Assignment,
    Tie,
    Training,
)

from .files import TODAY, answers, assessor, assigned, decider, doing, meeting, office, ready, ruling, taken_up

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def meet(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *acts: Callable[[], object]) -> Counter[str]:
    """Let all act from one start and wait for each other before `module.name`, the last thing before writing."""
    together = threading.Barrier(len(acts), timeout=3)
    original = getattr(module, name)

    def when_all_are_there(*args: Any, **kwargs: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):  # then another waits for our lock
            together.wait()
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, when_all_are_there)
    outcomes: list[str] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
            outcomes.append("won")
        except (OutdatedError, GivenError, OutdatedDraftError):
            outcomes.append("told")
        except IntegrityError:
            outcomes.append("stopped by the database")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    return Counter(outcomes)


def unlocked(pk: int) -> Application:
    return Application.objects.select_related("provider", "training").get(pk=pk)


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((steps, "hold"), (deciding, "lock"), (assessing, "lock")):
        monkeypatch.setattr(module, name, unlocked)


def two_deciders() -> tuple[Callable[[], object], Callable[[], object]]:
    file = ready()
    granting = deciding.proposed(file, TODAY)
    first, second = ruling(file), ruling(file, decider())
    return (lambda: deciding.accredit(file, granting, first)), (lambda: deciding.refuse(file, second))


def test_of_two_deciders_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert meet(monkeypatch, states, "follows", *two_deciders()) == {"won": 1, "told": 1}
    assert Accreditation.objects.count() == Training.objects.count() <= 1


def test_without_the_lock_only_the_database_stops_the_second_decider(monkeypatch: pytest.MonkeyPatch) -> None:
    acts = two_deciders()
    without_lock(monkeypatch)
    assert meet(monkeypatch, states, "follows", *acts) == {"won": 1, "stopped by the database": 1}


def giving_twice() -> tuple[Callable[[], object], Callable[[], object]]:
    mine = assigned()[0]
    act = lambda: assessing.give(mine, answers(), mine.assessor)  # noqa: E731
    return act, act


def test_an_assessment_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert meet(monkeypatch, assessing, "_complete", *giving_twice()) == {"won": 1, "told": 1}
    assert Assessment.objects.count() == 1


def test_without_the_lock_both_find_it_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    acts = giving_twice()
    without_lock(monkeypatch)
    assert meet(monkeypatch, assessing, "_complete", *acts) == {"won": 1, "stopped by the database": 1}


def test_two_assessors_give_at_once_and_both_count(monkeypatch: pytest.MonkeyPatch) -> None:
    two = assigned()
    acts = [lambda one=one: assessing.give(one, answers(), one.assessor) for one in two]
    assert meet(monkeypatch, assessing, "_complete", *acts) == {"won": 2}
    assert Assessment.objects.count() == 2


def test_of_two_tabs_that_save_the_second_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = assigned()[0]
    assessing.save(mine, Answers(remark="Begin"), 0, mine.assessor)
    acts = [lambda text=text: assessing.save(mine, Answers(remark=text), 1, mine.assessor) for text in ("Een", "Twee")]
    assert meet(monkeypatch, assessing, "write", *acts) == {"won": 1, "told": 1}
    assert AssessmentDraft.objects.get().version == 2


def test_without_the_lock_the_second_tab_overwrites_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = assigned()[0]
    assessing.save(mine, Answers(remark="Begin"), 0, mine.assessor)
    without_lock(monkeypatch)
    acts = [lambda text=text: assessing.save(mine, Answers(remark=text), 1, mine.assessor) for text in ("Een", "Twee")]
    assert meet(monkeypatch, assessing, "write", *acts) == {"won": 2}


def test_two_handlers_assign_at_once_and_no_seat_is_taken_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    file, when = taken_up(), meeting()
    pairs = [[assessor(), assessor()] for _ in range(2)]
    seen = [Preparing(office(), doing(file).seen, assigning.seated(file)) for _ in pairs]
    acts = [
        lambda two=two, by=by: assigning.assign(file, when, two, by) for two, by in zip(pairs, seen, strict=True)
    ]  # fmt: skip
    assert meet(monkeypatch, assigning, "_check_assessors", *acts) == {"won": 1, "told": 1}
    assert Assignment.objects.filter(ended_at=None).count() == 2


def test_without_the_lock_both_find_the_seats_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    file, when = taken_up(), meeting()
    pairs = [[assessor(), assessor()] for _ in range(2)]
    seen = [Preparing(office(), doing(file).seen, assigning.seated(file)) for _ in pairs]
    without_lock(monkeypatch)
    acts = [
        lambda two=two, by=by: assigning.assign(file, when, two, by) for two, by in zip(pairs, seen, strict=True)
    ]  # fmt: skip
    assert meet(monkeypatch, assigning, "_check_assessors", *acts) == {"won": 1, "stopped by the database": 1}


def tied_while_assigned(monkeypatch: pytest.MonkeyPatch) -> Assignment:
    """Assign a file and declare a tie of the same assessor at the same moment; return the assignment.

    Who assigns has looked at the ties before the tie is committed, and writes after whoever declares it has looked for files.
    """
    file, busy = taken_up(), assessor()
    together, declared = threading.Barrier(2, timeout=3), threading.Event()
    keeping, take_away = assigning._keeping_seats, assigning.tied

    def assigning_late(*args: Any) -> Any:
        together.wait()
        declared.wait(timeout=1)  # with the lock the other waits for us
        return keeping(*args)

    def declaring_together(tie: Tie) -> None:
        together.wait()
        take_away(tie)
        declared.set()

    monkeypatch.setattr(assigning, "_keeping_seats", assigning_late)
    monkeypatch.setattr(assigning, "tied", declaring_together)
    tie = Tie(user=busy, provider=file.provider, kind="own", declared_by=busy)
    two = [busy, assessor()]

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connection.close()

    acts: list[Callable[[], object]] = [
        lambda: assigning.assign(file, meeting(), two, doing(file)),
        lambda: tie_views.declare(tie),
    ]
    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    return Assignment.objects.get(application=file, assessor=busy)


def test_a_tie_declared_while_the_file_is_assigned_ends_the_assignment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tied_while_assigned(monkeypatch).end == "conflict"


def test_without_the_lock_the_assignment_would_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    without_lock(monkeypatch)
    assert tied_while_assigned(monkeypatch).ended_at is None
