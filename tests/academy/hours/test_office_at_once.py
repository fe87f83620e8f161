"""Two people of the office decide about one claim at the same moment, over connections of their own."""

import contextlib
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from academy.hours import claims
from academy.hours.models import Decision, Entry
from lvv_site.members import roles
from tests.academy.hours.office import signed_in
from tests.factories import hours

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def decide_twice(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    """Let two deciders open the same page and post together; return what each was told, and how many decisions there are."""
    roles.sync()  # an emptied database has no groups
    claim = hours.claim()
    clients = [Client(raise_request_exception=False), Client(raise_request_exception=False)]
    for client in clients:
        signed_in(client)
    both, original = threading.Barrier(2, timeout=2), claims.lock

    def meet(entry_id: int) -> Entry | None:
        held = original(entry_id)
        with contextlib.suppress(threading.BrokenBarrierError):  # then the other one waits for our lock
            both.wait()
        return held

    monkeypatch.setattr(claims, "lock", meet)
    told: list[str] = []

    def decide(client: Client, verb: str, typed: dict[str, str]) -> None:
        try:
            response = client.post(reverse(f"hour_claim:{verb}", args=[claim.pk]), {"seen": "1", **typed})
            page = response.content.decode()
            late = "Over deze opgave is al besloten" in page
            told.append("won" if response.status_code == 302 else "told" if late else "broken")
        finally:
            connection.close()

    work = (("approve", {}), ("reject", {"reason_code": "wrong_date"}))
    threads = [threading.Thread(target=decide, args=[one, *what]) for one, what in zip(clients, work, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(told), Decision.objects.filter(entry=claim, number__gt=1).count()


def test_one_wins_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert decide_twice(monkeypatch) == (["told", "won"], 1)


def plain(entry_id: int) -> Any:
    return Entry.objects.filter(pk=entry_id).first()


def test_without_the_lock_both_go_on_and_only_the_database_stops_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "lock", plain)
    assert decide_twice(monkeypatch) == (["broken", "won"], 1)
