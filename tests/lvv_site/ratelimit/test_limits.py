"""Counting: exact over connections and processes, and nothing personal in the table."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings
from time_machine import TimeMachineFixture

from lvv_site.ratelimit import Verdict, check, limits, once
from lvv_site.ratelimit.models import Counter
from tests.lvv_site import processes

pytestmark = pytest.mark.django_db
ALLOWED = Verdict(allowed=True)


def close_all_windows() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ratelimit_counter SET expires = clock_timestamp() - interval '1 second'")


def test_check_allows_the_limit_and_refuses_the_next() -> None:
    verdicts = [check("form", "203.0.113.5", (3, 60)) for _ in range(4)]
    assert verdicts[:3] == [ALLOWED] * 3
    assert verdicts[3] == Verdict(allowed=False, retry_after=60)


def test_check_counts_several_at_once() -> None:
    assert [check("form", "a", (5, 60), times=times).allowed for times in (3, 2, 1)] == [True, True, False]
    close_all_windows()
    assert [check("form", "a", (5, 60), times=times).allowed for times in (5, 1)] == [True, False]


def test_check_opens_a_new_window_when_the_old_one_closed() -> None:
    assert [check("form", "a", (1, 60)).allowed for _ in range(2)] == [True, False]
    close_all_windows()
    assert [check("form", "a", (1, 60)).allowed for _ in range(2)] == [True, False]


def test_check_counts_scopes_and_keys_apart() -> None:
    assert [check(scope, key, (1, 60)).allowed for scope in "xy" for key in "ab"] == [True] * 4
    assert not check("x", "a", (1, 60)).allowed


def test_check_takes_the_limit_from_the_settings(settings: Settings) -> None:
    settings.RATE_LIMITS = {"form": (2, 30)}
    assert [check("form", "a") for _ in range(3)] == [ALLOWED, ALLOWED, Verdict(allowed=False, retry_after=30)]


def test_check_refuses_an_unknown_scope() -> None:
    with pytest.raises(KeyError, match="never_heard_of"):
        check("never_heard_of", "a")


def test_limit_of_zero_refuses_everything() -> None:
    assert not check("form", "a", (0, 60)).allowed


def test_read_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one_in in (1, 10**9):  # also when it prunes
        monkeypatch.setattr(limits, "PRUNE_ONE_IN", one_in)
        with django_assert_num_queries(1):
            check("read", f"203.0.113.{one_in % 7}")


def test_old_rows_are_pruned_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in "abc":
        check("form", key, (5, 60))
    close_all_windows()
    check("form", "still open", (5, 60))
    monkeypatch.setattr(limits, "PRUNE_ONE_IN", 1)
    check("form", "a", (5, 60))  # its own closed row is counted in, not pruned
    assert Counter.objects.count() == 2


def test_no_address_in_the_table_and_another_key_tomorrow(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2026-03-01T12:00:00+00:00")
    check("form", "203.0.113.5", (5, 60))
    time_machine.move_to("2026-03-02T12:00:00+00:00")
    check("form", "203.0.113.5", (5, 60))
    rows = list(Counter.objects.values())
    assert len(rows) == 2
    assert {row["number"] for row in rows} == {1}
    assert "203.0.113.5" not in repr(rows)


def test_once_holds_over_midnight(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2026-03-01T23:59:59+00:00")
    assert once("form", "token", 3600)
    time_machine.move_to("2026-03-02T00:00:01+00:00")
    assert not once("form", "token", 3600)
    assert once("other form", "token", 3600)


def test_table_is_unlogged() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'ratelimit_counter'")
        assert cursor.fetchone() == ("u",)


def naive_check(key: str, number: int) -> bool:
    """What one would write without care: read, compare, write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM ratelimit_counter WHERE key = %s", [limits._digest("naive", key)])
        count = cursor.fetchone()[0] + 1
        time.sleep(0.01)
        cursor.execute("UPDATE ratelimit_counter SET number = %s WHERE key = %s", [count, limits._digest("naive", key)])
    return bool(count <= number)


def allowed_in_threads(attempt: Callable[[], bool], threads: int = 8, each: int = 10) -> int:
    gate = threading.Barrier(threads)

    def work(_: int) -> int:
        gate.wait()
        try:
            return sum(attempt() for _ in range(each))
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(work, range(threads)))


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_race_over_connections_allows_exactly_the_limit() -> None:
    assert allowed_in_threads(lambda: check("form", "a", (25, 60)).allowed) == 25


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_race_is_real_negative_control() -> None:
    """Without the single statement the same race lets too many through: the test above can fail."""
    limits._count_in_database(limits._digest("naive", "a"), 60, 1)
    assert allowed_in_threads(lambda: naive_check("a", 25)) > 25


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_limit_holds_over_processes() -> None:
    script = (
        "import django; django.setup()\n"
        "from lvv_site.ratelimit import check\n"
        "print(sum(check('form', '203.0.113.5', (50, 600)).allowed for _ in range(40)))"
    )
    workers = [processes.start("-c", script) for _ in range(3)]
    assert sum(int(output) for output in processes.outputs(*workers)) == 50


def test_package_can_be_imported_before_the_models() -> None:
    script = "import lvv_site.ratelimit as r; print(r.check.__name__, r.limited.__name__, r.client_address.__name__)"
    assert processes.outputs(processes.start("-c", script))[0].split() == ["check", "limited", "client_address"]
