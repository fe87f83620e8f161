"""Keys of a provider's own program: shown once, found in one way, at most ten, and dead when revoked."""

import datetime as dt
import hashlib
import threading
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from academy.accreditation import keys, portal_people
from academy.accreditation.keys import TooManyKeysError
from academy.accreditation.models import Provider, ProviderKey, Trace
from tests.factories.accreditation import worker
from tests.factories.members import sign_in

from .pages import a_provider, page

pytestmark = pytest.mark.django_db


def test_a_key_is_shown_once_and_only_its_digest_is_kept(client: Client) -> None:
    of = a_provider()
    sign_in(client, worker(of))
    response = client.post(page("keys", of), {"label": "Cursistenprogramma"})
    secret = response.context["secret"]
    assert secret in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    key = ProviderKey.objects.get()
    assert key.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert secret.startswith(f"lvv_{key.prefix}_")
    assert secret not in client.get(page("keys", of)).content.decode()
    assert not Trace.objects.filter(text__new__contains=secret).exists()
    assert keys.find(secret) == key


@pytest.mark.parametrize(
    "spoil",
    [lambda s: s[:-1], lambda s: s + "x", lambda s: s.upper(), lambda _s: "", lambda _s: "lvv__", lambda _s: "\0", lambda _s: "lvv_é_x", lambda s: s.replace("lvv", "xxx")],
)  # fmt: skip
def test_every_other_text_finds_nothing(spoil: Any) -> None:
    _key, secret = keys.make(a_provider(), "x", None)
    assert keys.find(spoil(secret)) is None


def test_one_keys_secret_does_not_work_with_anothers_prefix() -> None:
    of = a_provider()
    first, secret = keys.make(of, "a", None)
    second, _other = keys.make(of, "b", None)
    assert keys.find(secret.replace(first.prefix, second.prefix)) is None


def test_a_revoked_key_does_not_work_and_stays_in_the_list(client: Client) -> None:
    of = a_provider()
    sign_in(client, worker(of))
    key, secret = keys.make(of, "Oud programma", None)
    client.post(page("revoke_key", of, key.pk))
    assert keys.find(secret) is None
    shown = client.get(page("keys", of)).content.decode()
    assert "Oud programma" in shown
    assert "Ingetrokken op" in shown
    assert "al ingetrokken" in client.post(page("revoke_key", of, key.pk), follow=True).content.decode()
    whats = list(Trace.objects.filter(provider=of).order_by("pk").values_list("what", flat=True))
    assert whats == ["key.made", "key.revoked"]


def test_the_day_of_use_is_noted_once_a_day(django_assert_num_queries: Any) -> None:
    key, secret = keys.make(a_provider(), "x", None)
    with time_machine.travel(dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)):
        keys.find(secret)
        with django_assert_num_queries(1):
            keys.find(secret)
    key.refresh_from_db()
    assert key.last_used_on == dt.date(2026, 5, 4)


def test_ten_keys_and_no_more(client: Client) -> None:
    of = a_provider()
    sign_in(client, worker(of))
    made = [keys.make(of, str(number), None)[0] for number in range(keys.MOST)]
    response = client.post(page("keys", of), {"label": "Nog een"})
    assert "hoogstens 10" in str(response.context["form"].errors["label"])
    assert response.context["form"]["label"].value() == "Nog een"
    keys.revoke(of, made[0].pk, None)
    assert client.post(page("keys", of), {"label": "Nog een"}).context["secret"]


def make_two_at_once(of: Provider, monkeypatch: pytest.MonkeyPatch) -> int:
    start = threading.Barrier(2)
    original = keys._new

    def slowly() -> Any:
        threading.Event().wait(0.3)
        return original()

    monkeypatch.setattr(keys, "_new", slowly)

    def make() -> None:
        try:
            start.wait(timeout=20)
            keys.make(of, "x", None)
        except TooManyKeysError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return keys.standing(of).count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
@pytest.mark.parametrize(("locked", "left"), [(True, 10), (False, 11)])
def test_two_at_once_make_one_when_there_is_room_for_one(
    monkeypatch: pytest.MonkeyPatch, locked: bool, left: int
) -> None:
    of = a_provider()
    for number in range(keys.MOST - 1):
        keys.make(of, str(number), None)
    if not locked:
        monkeypatch.setattr(portal_people, "hold", lambda pk: Provider.objects.get(pk=pk))
    assert make_two_at_once(of, monkeypatch) == left
