"""Telling a watcher: after each kind of decision, by date alone, once, and never more than the public may read."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection

from academy.certification import decisions, proposals
from academy.certification.decisions import Decision
from academy.certification.enums import EventKind
from academy.certification.models import Certificate, SchemeVersion
from academy.register import checking, privacy, reminders, telling, watch_mails, watching
from academy.register.checking import answers
from academy.register.models import Watch
from lvv_site.mail import registry
from lvv_site.mail.models import Message
from lvv_site.mail.rendering import render
from lvv_site.members.reminders import send_due
from tests.factories.certification import event
from tests.factories.members import UserFactory
from tests.factories.register import adviser
from tests.factories.tasks import work

pytestmark = pytest.mark.django_db
D = dt.date
TODAY = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(telling, "GATHER", dt.timedelta(0))
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


def watched(*numbers: str, email: str = "hr@bedrijf.example", confirmed: bool = True) -> Watch:
    """A list of these numbers, confirmed."""
    known = answers({number.replace("-", "") for number in numbers}, dt.datetime.now(dt.UTC).date())
    watch = watching.ask(email, "nl", known.values())
    if confirmed:
        watching.confirm(watch)
        watch.refresh_from_db()
    return watch


def letters(watch: Watch) -> list[list[tuple[str, str]]]:
    """Return the number and status in each mail about a change, as the mail would say it now."""
    found = Message.objects.filter(template=watch_mails.CHANGED, to=watch.email).order_by("pk")
    told = []
    for one in found:
        try:
            changes = watch_mails.changed_context(one.context_ids)["changes"]
        except registry.Withdrawn:
            continue
        told.append([(change["number"], change["status"].status) for change in changes])
    return told


def decision(of: Certificate) -> Decision:
    user, second = UserFactory.create(), UserFactory.create()
    return Decision(user, D(2026, 6, 1), "Omdat het zo is", decisions.last_event(of), second_by=second)


def lifted(of: Certificate) -> None:
    measure = decisions.suspend(of, D(2026, 5, 1), D(2026, 9, 30), decision(of))
    decisions.lift(of, measure, D(2026, 6, 1), decision(of))


def granted(of: Certificate) -> None:
    scheme = SchemeVersion.objects.get(code="lvv-2024")
    decisions.grant(of, D(2028, 7, 1), None, scheme, decision(of))


CHANGES: list[tuple[str, Callable[[Certificate], object], str | None]] = [
    ("suspended from today", lambda of: decisions.suspend(of, D(2026, 6, 1), D(2026, 7, 1), decision(of)), "suspended"),
    ("suspended from tomorrow", lambda of: decisions.suspend(of, D(2026, 6, 2), D(2026, 7, 1), decision(of)), None),
    ("a condition", lambda of: decisions.set_condition(of, D(2026, 5, 1), None, decision(of)), "conditional"),
    ("struck off", lambda of: decisions.strike_off(of, D(2026, 6, 1), decision(of)), "struck_off"),
    ("resigned", lambda of: decisions.resign(of, D(2026, 6, 1), decision(of)), "resigned"),
    ("resigned from next month", lambda of: decisions.resign(of, D(2026, 7, 1), decision(of)), None),
    ("suspended and lifted at once", lifted, None),
    ("an end in the past", lambda of: decisions.change_end(of, D(2024, 7, 1), D(2026, 5, 31), decision(of)), "expired"),
    ("an end in the future", lambda of: decisions.change_end(of, D(2024, 7, 1), D(2027, 5, 31), decision(of)), None),
    ("a next period", granted, None),
    ("a suspension of long ago", lambda of: event(of, EventKind.SUSPENDED, D(2025, 1, 1), D(2025, 2, 1)), None),
    ("a proposal", lambda of: proposals.propose(of, EventKind.STRUCK_OFF, D(2026, 6, 1), decision(of)), None),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), [one[1:] for one in CHANGES], ids=[one[0] for one in CHANGES])
def test_after_a_decision_the_watcher_is_told_when_the_status_of_today_is_another(
    clock: Any, change: Callable[[Certificate], object], expected: str | None
) -> None:
    of = adviser(number="VP-1").certificate
    watch = watched("VP-1")
    change(of)
    work()
    assert letters(watch) == ([[("VP-1", expected)]] if expected else [])


BY_DATE: list[tuple[str, Callable[[Certificate], object], list[tuple[dt.date, str]]]] = [
    ("it expires", lambda _of: None, [(D(2028, 6, 30), ""), (D(2028, 7, 1), "expired"), (D(2028, 7, 2), "")]),
    (
        "a suspension begins and ends",
        lambda of: decisions.suspend(of, D(2026, 6, 10), D(2026, 6, 20), decision(of)),
        [(D(2026, 6, 9), ""), (D(2026, 6, 10), "suspended"), (D(2026, 6, 20), ""), (D(2026, 6, 21), "registered")],
    ),
    (
        "days without a look",
        lambda of: decisions.suspend(of, D(2026, 6, 10), D(2026, 6, 20), decision(of)),
        [(D(2026, 6, 15), "suspended"), (D(2026, 8, 1), "registered")],
    ),
    (
        "over before anybody looked",
        lambda of: decisions.suspend(of, D(2026, 6, 10), D(2026, 6, 20), decision(of)),
        [(D(2026, 8, 1), "")],
    ),
    (
        "leaving on a day to come",
        lambda of: decisions.resign(of, D(2026, 7, 1), decision(of)),
        [(D(2026, 6, 30), ""), (D(2026, 7, 1), "resigned"), (D(2026, 7, 1), "")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "days"), [one[1:] for one in BY_DATE], ids=[one[0] for one in BY_DATE])
def test_what_changes_by_its_date_alone_is_told_that_day(
    clock: Any, change: Callable[[Certificate], object], days: list[tuple[dt.date, str]]
) -> None:
    of = adviser(number="VP-1").certificate
    watch = watched("VP-1")
    change(of)
    work()
    for day, expected in days:
        before = Message.objects.filter(template=watch_mails.CHANGED).count()
        clock.move_to(dt.datetime.combine(day, dt.time(6), dt.UTC))
        Watch.objects.update(renewed_on=day)
        send_due(day)
        send_due(day)
        work()
        new = Message.objects.filter(template=watch_mails.CHANGED).count() - before
        assert new == bool(expected), day
        if expected:
            assert letters(watch)[-1] == [("VP-1", expected)]


def test_a_strike_off_past_its_public_term_is_told_as_not_registered(clock: Any, settings: Any) -> None:
    settings.MEASURE_PUBLIC_MONTHS = {"struck_off": 12}
    of = adviser(number="VP-1").certificate
    watch = watched("VP-1")
    decisions.strike_off(of, D(2026, 6, 1), decision(of))
    work()
    clock.move_to(dt.datetime(2027, 6, 1, 6, tzinfo=dt.UTC))
    Watch.objects.update(renewed_on=D(2027, 6, 1))
    send_due(D(2027, 6, 1))
    assert letters(watch)[-1] == [("VP-1", "not_registered")]


def test_a_mail_that_leaves_late_says_what_is_public_then(clock: Any, settings: Any) -> None:
    settings.MEASURE_PUBLIC_MONTHS = {"struck_off": 12}
    of = adviser(number="VP-1").certificate
    watch = watched("VP-1")
    decisions.strike_off(of, D(2026, 6, 1), decision(of))
    work()
    clock.move_to(dt.datetime(2027, 6, 1, 6, tzinfo=dt.UTC))
    assert letters(watch) == [[("VP-1", "not_registered")]]


def test_somebody_who_was_erased_is_told_as_not_registered(clock: Any) -> None:
    profile = adviser("Anna Berg", number="VP-1")
    watch = watched("VP-1")
    privacy.erase(profile.certificate.person)
    send_due(D(2026, 6, 1))
    assert letters(watch) == [[("VP-1", "not_registered")]]


def test_changes_that_follow_each_other_go_in_one_mail(clock: Any) -> None:
    first, second = adviser(number="VP-1").certificate, adviser(number="VP-2").certificate
    watch = watched("VP-1", "VP-2")
    decisions.resign(first, D(2026, 6, 1), decision(first))
    decisions.resign(second, D(2026, 6, 1), decision(second))
    work()
    send_due(D(2026, 6, 1))
    assert letters(watch) == [[("VP-1", "resigned"), ("VP-2", "resigned")]]


def test_a_task_that_runs_again_tells_nothing_twice(clock: Any) -> None:
    of = adviser(number="VP-1").certificate
    watch = watched("VP-1")
    decisions.resign(of, D(2026, 6, 1), decision(of))
    assert [watching.tell(watch.pk) for _again in range(3)] == [1, 0, 0]
    work()
    assert len(letters(watch)) == 1


def test_a_crash_halfway_tells_later_and_once(clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    of = adviser(number="VP-1").certificate
    watch = watched("VP-1")
    decisions.resign(of, D(2026, 6, 1), decision(of))
    with monkeypatch.context() as broken:
        broken.setattr(watch_mails, "send_changes", lambda *_all: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            watching.tell(watch.pk)
    assert letters(watch) == []
    assert [watching.tell(watch.pk), watching.tell(watch.pk)] == [1, 0]
    assert letters(watch) == [[("VP-1", "resigned")]]


def test_who_did_not_confirm_or_has_stopped_is_told_nothing(clock: Any) -> None:
    of = adviser(number="VP-1").certificate
    waiting = watched("VP-1", email="later@x.example", confirmed=False)
    stopped = watched("VP-1", email="klaar@x.example")
    watching.stop(stopped)
    decisions.resign(of, D(2026, 6, 1), decision(of))
    work()
    send_due(D(2026, 6, 1))
    assert letters(waiting) == letters(stopped) == []
    assert not Message.objects.filter(to="klaar@x.example").exists()


def test_what_changed_before_it_was_confirmed_is_told_at_once(clock: Any) -> None:
    of = adviser(number="VP-1").certificate
    watch = watched("VP-1", confirmed=False)
    decisions.resign(of, D(2026, 6, 1), decision(of))
    watching.confirm(watch)
    assert letters(watch) == [[("VP-1", "resigned")]]


def test_a_changed_list_tells_of_the_new_ones_only_from_then_on(clock: Any) -> None:
    first, second = adviser(number="VP-1").certificate, adviser(number="VP-2").certificate
    watch = watched("VP-1")
    decisions.resign(second, D(2026, 5, 1), decision(second))
    watching.change(watch, list(answers({"VP2"}, D(2026, 6, 1)).values()))
    decisions.resign(first, D(2026, 6, 1), decision(first))
    work()
    assert letters(watch) == []
    assert list(watch.numbers.values_list("certificate__number", "told")) == [("VP-2", "resigned")]


def test_every_mail_can_be_ended_from_and_names_nobody(clock: Any) -> None:
    of = adviser("Anna Berg", number="VP-1").certificate
    watched("VP-1")
    decisions.suspend(of, D(2026, 6, 1), D(2026, 9, 30), decision(of))
    work()
    mime = render(Message.objects.get(template=watch_mails.CHANGED))
    text = str(mime.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert mime["Subject"] == "Een status in het register is veranderd"
    assert "VP-1: Geschorst, tot en met 30 september 2026" in text
    assert "/register/VP-1/" in text
    assert mime["List-Unsubscribe"].strip("<>") in text
    assert mime["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Anna" not in mime.as_string()
    assert "Berg" not in mime.as_string()


@pytest.mark.parametrize(
    ("days", "asked"), [(0, False), (334, False), (335, True), (360, True)],
)  # fmt: skip
def test_a_month_before_the_year_is_over_it_is_asked_once(clock: Any, days: int, asked: bool) -> None:
    adviser(number="VP-1")
    watch = watched("VP-1")
    clock.move_to(TODAY + dt.timedelta(days=days))
    day = (TODAY + dt.timedelta(days=days)).date()
    send_due(day)
    send_due(day)
    found = Message.objects.filter(template=watch_mails.RENEW)
    assert found.count() == asked
    if asked:
        assert watch_mails.renew_context(found.get().context_ids)["until"] == D(2027, 6, 1)
        watching.confirm(watch)
        with pytest.raises(registry.Withdrawn):
            watch_mails.renew_context(found.get().context_ids)


@pytest.mark.parametrize(
    ("confirmed", "days", "kept"), [(False, 6, True), (False, 7, False), (True, 364, True), (True, 365, False)]
)
def test_what_is_not_confirmed_in_time_is_erased(clock: Any, confirmed: bool, days: int, kept: bool) -> None:
    adviser(number="VP-1")
    watched("VP-1", confirmed=confirmed)
    clock.move_to(TODAY + dt.timedelta(days=days))
    today = (TODAY + dt.timedelta(days=days)).date()
    tasks = (privacy.end_unconfirmed_watches, privacy.end_old_watches)
    assert sum(task(today, True) for task in tasks) == (not kept)
    assert Watch.objects.count() == 1
    assert sum(task(today, False) for task in tasks) == (not kept)
    assert Watch.objects.exists() is kept


def test_a_persons_own_lists_are_exported_and_erased_by_their_address(clock: Any) -> None:
    profile = adviser("Anna Berg", number="VP-1")
    person = profile.certificate.person
    person.email = "Anna@x.example"
    person.save()
    watched("VP-1", email="anna@X.example")
    other = watched("VP-1", email="iemand@x.example")
    assert [one["numbers"] for one in privacy.export(person)["watches"]] == [["VP-1"]]
    privacy.erase(person)
    assert list(Watch.objects.values_list("pk", flat=True)) == [other.pk]


def test_looking_at_many_lists_asks_little(clock: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(40):
        adviser(number=f"VP-{number}")
    numbers = [f"VP-{number}" for number in range(40)]
    for number in range(10):
        watched(*numbers, email=f"a{number}@x.example")
    with django_assert_max_num_queries(6):
        assert list(watching.outdated()) == []
    with django_assert_max_num_queries(8):
        assert list(reminders.due(D(2026, 6, 1))) == []


def test_an_import_leaves_one_task_for_each_watcher(clock: Any) -> None:
    with telling.gathered():
        for number in ("VP-1", "VP-2"):
            adviser(number=number)
    watch = watched("VP-1", "VP-2")
    work()
    with telling.gathered():
        for one in Certificate.objects.order_by("pk"):
            decisions.resign(one, D(2026, 6, 1), decision(one))
    assert work().count("tell_watcher") == 1
    assert letters(watch) == [[("VP-1", "resigned"), ("VP-2", "resigned")]]


def test_a_decision_about_a_number_that_nobody_watches_leaves_no_task(clock: Any) -> None:
    of = adviser(number="VP-1").certificate
    decisions.resign(of, D(2026, 6, 1), decision(of))
    assert "tell_watcher" not in work()


def tell_at_once(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let two workers tell one watcher at the same moment; return how many mails that made."""
    of = adviser(number="VP-1").certificate
    watch = watched("VP-1")
    today = dt.datetime.now(dt.UTC).date()
    user, second = UserFactory.create(), UserFactory.create()
    decisions.resign(of, today, Decision(user, today, "Op verzoek", decisions.last_event(of), second_by=second))
    original = checking.answers

    def slowly(*args: Any) -> Any:
        found = original(*args)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(watching, "answers", slowly)

    def act() -> None:
        try:
            watching.tell(watch.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return Message.objects.filter(template=watch_mails.CHANGED, to=watch.email).count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_of_two_workers_one_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tell_at_once(monkeypatch) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_without_the_lock_both_would_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "hold", lambda pk: Watch.objects.get(pk=pk))
    assert tell_at_once(monkeypatch) == 2
