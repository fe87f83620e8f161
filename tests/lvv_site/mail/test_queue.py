"""Queueing: with the caller's transaction, once per key, ids only."""

import pytest
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from lvv_site import mail
from lvv_site.mail import registry, sealing
from lvv_site.mail.models import BouncedAddress, Message, State

from .conftest import Register

pytestmark = pytest.mark.django_db


@pytest.fixture
def private_template(register: Register) -> str:
    return register({"course": "x"}, private=True)


def queue(template: str, key: str = "letter:1", to: str = "jan@voorbeeld.example") -> Message:
    return mail.queue(template, to, {"person": 1, "on": "2026-03-01"}, key)


def test_queue_writes_message_and_task(template: str) -> None:
    message = queue(template)
    task = DBTaskResult.objects.get()
    assert (message.state, message.attempts, message.sealed) == (State.QUEUED, 0, None)
    assert task.args_kwargs == {"args": [message.pk], "kwargs": {}}


def test_queue_twice_with_one_key_gives_the_first(template: str) -> None:
    first, second = queue(template), queue(template, to="ander@voorbeeld.example")
    assert (second.pk, second.to) == (first.pk, "jan@voorbeeld.example")
    assert (Message.objects.count(), DBTaskResult.objects.count()) == (1, 1)


def test_queue_leaves_nothing_of_a_transaction_that_fails(template: str) -> None:
    with transaction.atomic():
        queue(template)
        transaction.set_rollback(True)
    assert (Message.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_duplicate_does_not_break_the_callers_transaction(template: str) -> None:
    with transaction.atomic():
        queue(template)
        queue(template)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    assert Message.objects.count() == 1


def test_queue_costs_few_queries(template: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with transaction.atomic(), django_assert_num_queries(6):  # mark, savepoint, insert, read, task, release
        queue(template)


@pytest.mark.parametrize("value", ["Jan de Vries", "jan@voorbeeld.example", "", "x" * 101, "twee\nregels"])
def test_queue_takes_ids_only(template: str, value: str) -> None:
    with pytest.raises(ValueError, match="person is not an id"):
        mail.queue(template, "jan@voorbeeld.example", {"person": value}, "letter:1")


def test_queue_refuses_a_personal_key(template: str) -> None:
    with pytest.raises(ValueError, match="dedupe key consists of ids"):
        queue(template, key="letter:jan@voorbeeld.example")


def test_queue_refuses_an_unknown_template() -> None:
    with pytest.raises(ValueError, match="no room has registered"):
        queue("never/heard-of")


@pytest.mark.parametrize("to", ["", "jan", "jan@voorbeeld.example\nBcc: x@y.example", "a@b.example, c@d.example"])
def test_queue_refuses_what_is_no_address_without_repeating_it(template: str, to: str) -> None:
    with pytest.raises(ValueError, match=r"^not an e-mail address$"):
        queue(template, to=to)


def test_message_to_a_marked_address_waits_for_the_office(template: str) -> None:
    BouncedAddress.objects.create(address="jan@voorbeeld.example", code="5.1.1")
    message = queue(template, to="Jan@voorbeeld.example")
    assert (message.state, message.failure) == (State.STUCK, "bounced 5.1.1")
    assert not DBTaskResult.objects.exists()


def test_template_cannot_be_registered_twice(template: str) -> None:
    with pytest.raises(ValueError, match="registered twice"):
        registry.register(template, lambda _ids: {})


def test_unkept_text_lives_in_the_sealed_message_alone(private_template: str) -> None:
    message = mail.queue(
        private_template, "jan@voorbeeld.example", {"person": 1, "on": "2026-03-01"}, "letter:1",
        unkept={"name": "Bo Geheim"}, reply_to="bo@voorbeeld.example",
    )  # fmt: skip
    assert "Geheim" not in str(vars(message)) + str(DBTaskResult.objects.values())
    assert message.context_ids == {"person": 1, "on": "2026-03-01"}
    opened = sealing.unseal(bytes(message.sealed or b"")).decode()
    assert "Bo Geheim" in opened
    assert "Reply-To: bo@voorbeeld.example" in opened


def test_unkept_text_needs_a_private_template(template: str) -> None:
    for extra in ({"unkept": {"name": "Bo"}}, {"reply_to": "bo@voorbeeld.example"}):
        with pytest.raises(ValueError, match="is not private"):
            mail.queue(template, "jan@voorbeeld.example", {"person": 1, "on": "2026-03-01"}, "letter:1", **extra)  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["bo", "bo@x.example\r\nBcc: all@x.example", "bo@x.example, an@x.example"])
def test_an_answer_goes_to_one_address(private_template: str, address: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        mail.queue(
            private_template, "jan@voorbeeld.example", {"person": 1, "on": "2026-03-01"}, "letter:1", reply_to=address
        )
