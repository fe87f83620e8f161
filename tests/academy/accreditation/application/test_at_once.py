"""Two people of one provider at the same moment, each on a connection of their own; and what happens without the lock."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection

from academy.accreditation import application_starting, drafting, steps, submitting
from academy.accreditation.application_fields import digests, flat, of_page
from academy.accreditation.application_starting import Beginning
from academy.accreditation.content import read
from academy.accreditation.decisions import RefusedError
from academy.accreditation.drafting import Changes
from academy.accreditation.enums import Section
from academy.accreditation.models import Application, Step, Submission
from academy.accreditation.submitting import Seen
from lvv_site.payments.models import Order
from tests.factories.accreditation import accredited, application, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
COURSE = Decimal("423.50")


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """Let everybody act in a thread and a connection of their own, all from one start; return how they fared."""
    outcomes: list[str] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            act()
            outcomes.append("won")
        except RefusedError as refused:
            outcomes.append(type(refused).__name__)
        except IntegrityError:
            outcomes.append("stopped by the database")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter(outcomes)


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for another, and everybody have looked before anybody writes."""

    def unlocked(pk: int) -> Application:
        return Application.objects.select_related("provider", "training").get(pk=pk)

    monkeypatch.setattr(steps, "hold", unlocked)


def slowly(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, seconds: float = 0.5) -> None:
    """Let a function take its time after it has done what it does."""
    original = getattr(where, name)

    def slow(*args: Any, **kwargs: Any) -> Any:
        found = original(*args, **kwargs)
        time.sleep(seconds)
        return found

    monkeypatch.setattr(where, name, slow)


def submitting_twice(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    made = application()
    users = [worker(made.provider), worker(made.provider)]
    slowly(monkeypatch, submitting, "_check")
    return at_once(*(lambda user=user: submitting.submit(made, user, Seen(0, 0, COURSE)) for user in users))


def test_two_submits_are_one_submission_and_one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    assert submitting_twice(monkeypatch) == {"won": 2}
    assert (Submission.objects.count(), Step.objects.count(), Order.objects.count()) == (1, 1, 1)


def test_without_the_lock_only_the_database_stops_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    without_lock(monkeypatch)
    assert submitting_twice(monkeypatch) == {"won": 1, "stopped by the database": 1}


def saving_while_submitting(monkeypatch: pytest.MonkeyPatch) -> tuple[Counter[str], str, str]:
    """Save and submit at once; return how they fared, and the homework of the draft and of what was sent in."""
    made = application()
    page = of_page(flat(read(made.content)), Section.ASSESSMENT)
    changes = Changes(Section.ASSESSMENT, page | {"homework": "Net op tijd"}, digests(page))
    by = worker(made.provider)
    slowly(monkeypatch, submitting, "_freeze")

    def save() -> None:
        time.sleep(0.2)  # while the other has frozen the words and is not done yet
        drafting.save(made, changes, 0, None)

    fared = at_once(save, lambda: submitting.submit(made, by, Seen(0, 0, COURSE)))
    draft, sent = Application.objects.get(pk=made.pk), Submission.objects.get()
    return fared, str(draft.content["homework"]), str(sent.submitted.content["homework"])


def test_who_saves_while_it_is_sent_in_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert saving_while_submitting(monkeypatch) == ({"won": 1, "LockedError": 1}, "Geen.", "Geen.")


def test_without_the_lock_the_save_would_be_lost_behind_the_submission(monkeypatch: pytest.MonkeyPatch) -> None:
    without_lock(monkeypatch)
    assert saving_while_submitting(monkeypatch) == ({"won": 2}, "Net op tijd", "Geen.")


def saving_twice(monkeypatch: pytest.MonkeyPatch) -> str:
    made = application()
    page = of_page(flat(read(made.content)), Section.ASSESSMENT)
    slowly(monkeypatch, drafting, "last_kind")

    def save(**typed: str) -> Callable[[], object]:
        return lambda: drafting.save(made, Changes(Section.ASSESSMENT, page | typed, digests(page)), 0, None)

    assert at_once(save(homework="A"), save(assessment="B")) == {"won": 2}
    told = Application.objects.get(pk=made.pk).content
    return f"{told['homework']} {told['assessment']}"


def test_two_saves_keep_both(monkeypatch: pytest.MonkeyPatch) -> None:
    assert saving_twice(monkeypatch) == "A B"


def test_without_the_lock_one_of_two_saves_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    without_lock(monkeypatch)
    assert saving_twice(monkeypatch) in {"A Een gesprek met een acteur.", "Geen. B"}


def test_two_who_begin_a_renewal_begin_one() -> None:
    training = accredited()

    def begin() -> object:
        code = application_starting.code_in(application_starting.new_token()) or ""
        return application_starting.start(training.provider, code, Beginning("course", training), None)

    assert at_once(begin, begin) == {"won": 1, "StillOpenError": 1}
    assert Application.objects.count() == 1
