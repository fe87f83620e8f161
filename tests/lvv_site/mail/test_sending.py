"""Sending: once, counted, tried again later, and silent about who it is for."""

import datetime as dt
import logging
import smtplib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from lvv_site import mail
from lvv_site.mail import bounces, delivery, registry, retention, sealing, sending
from lvv_site.mail.models import MAX_ATTEMPTS, WAITS, BouncedAddress, Message, State
from lvv_site.mail.tasks import send_message

from .conftest import Register

pytestmark = pytest.mark.django_db
SECRET = "Het antwoord dat niemand anders mag lezen"
ADDRESS = "jan@voorbeeld.example"


class Failing:
    """A delivery that raises what the test wants."""

    error: ClassVar[Exception] = OSError()

    def deliver(self, letter: delivery.Letter) -> None:
        raise self.error


@pytest.fixture
def failing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    def fail(error: Exception) -> None:
        settings.MAIL_DELIVERY = f"{__name__}.Failing"
        monkeypatch.setattr(Failing, "error", error)

    return fail


def queue(template: str, key: str = "letter:1") -> Message:
    return mail.queue(template, ADDRESS, {"person": 1}, key)


def make_due(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(not_before=timezone.now())


def test_send_delivers_once(template: str, outbox: list[delivery.Letter]) -> None:
    message = queue(template)
    assert [sending.send(message.pk) for _ in range(2)] == [State.SENT, State.SENT]
    assert [letter.to for letter in outbox] == [ADDRESS]
    message.refresh_from_db()
    assert (message.attempts, message.failure, message.next_attempt) == (1, "", None)


def test_letter_reads_well(template: str, outbox: list[delivery.Letter]) -> None:
    message = queue(template)
    sending.send(message.pk)
    (letter,) = outbox
    assert letter.subject == "Bericht van LVV: Gespreksvoering"
    assert letter.text == "Dag Jan & Ánne <b>,\n\nTaal nl, over Gespreksvoering.\n"
    assert "Dag Jan &amp; Ánne &lt;b&gt;" in letter.html
    assert letter.mime["Message-ID"] == f"<{message.reference}@lvv.example>"
    assert letter.mime["Content-Language"] == "nl"
    assert letter.mime["Auto-Submitted"] == "auto-generated"


def test_subject_shows_nothing_that_was_not_named(register: Register, outbox: list[delivery.Letter]) -> None:
    message = queue(register({"name": "Marker-Jansen", "course": "Geheim"}))
    sending.send(message.pk)
    assert outbox[0].subject == "Bericht van LVV"


def test_language_is_the_recipients(register: Register, outbox: list[delivery.Letter]) -> None:
    template = register({"name": "Ann", "language": "en"})
    messages = [
        mail.queue(template, ADDRESS, {}, "a"),
        mail.queue(template, ADDRESS, {}, "b", language="nl"),
    ]
    for message in messages:
        sending.send(message.pk)
    assert [("Taal en" in letter.text, "Taal nl" in letter.text) for letter in outbox] == [(True, False), (False, True)]


def test_attachments_go_along(register: Register, outbox: list[delivery.Letter]) -> None:
    invoice = registry.Attachment("factuur.pdf", "application/pdf", b"%PDF-1.7")
    sending.send(queue(register({"name": "Ann", "attachments": [invoice]})).pk)
    (part,) = outbox[0].mime.iter_attachments()
    assert (part.get_filename(), part.get_content_type(), part.get_content()) == (
        "factuur.pdf",
        "application/pdf",
        b"%PDF-1.7",
    )


def test_second_try_is_the_same_to_the_byte(template: str, outbox: list[delivery.Letter]) -> None:
    """We crash after the server said yes: the next try must be recognisable as the same message."""
    message = queue(template)
    sending.send(message.pk)
    first = outbox[0].mime.as_bytes()
    Message.objects.filter(pk=message.pk).update(sent_at=None, not_before=timezone.now())
    sending.send(message.pk)
    assert [letter.mime.as_bytes() for letter in outbox] == [first]


def test_failure_is_counted_and_tried_again_later(template: str, failing: Callable[[Exception], None]) -> None:
    failing(TimeoutError("jan@voorbeeld.example"))
    message = queue(template)
    before = timezone.now()
    assert sending.send(message.pk) == State.QUEUED
    message.refresh_from_db()
    assert (message.attempts, message.failure) == (1, "TimeoutError")
    assert message.next_attempt is not None
    assert WAITS[0] <= message.next_attempt - before < WAITS[0] + dt.timedelta(seconds=10)
    assert sending.send(message.pk) == State.QUEUED
    message.refresh_from_db()
    assert message.attempts == 1  # not due: not tried


def test_task_comes_back_after_a_failure(template: str, failing: Callable[[Exception], None]) -> None:
    failing(OSError())
    message = queue(template)
    DBTaskResult.objects.all().delete()
    send_message.call(message.pk)
    message.refresh_from_db()
    assert DBTaskResult.objects.get().run_after == message.not_before


def test_message_is_stuck_after_the_last_try(template: str, failing: Callable[[Exception], None]) -> None:
    failing(OSError())
    message = queue(template)
    for _ in range(MAX_ATTEMPTS + 2):
        make_due(message)
        sending.send(message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.next_attempt) == (State.STUCK, MAX_ATTEMPTS, None)


def test_retry_gives_a_stuck_message_its_tries_back(template: str, outbox: list[delivery.Letter]) -> None:
    bounces.mark(ADDRESS, "550")
    message = queue(template)
    assert message.state == State.STUCK
    sending.retry(message)
    assert not BouncedAddress.objects.exists()
    assert sending.send(message.pk) == State.SENT
    assert len(outbox) == 1


def test_refused_address_is_marked(template: str, failing: Callable[[Exception], None]) -> None:
    failing(delivery.RefusedError("550"))
    message = queue(template)
    assert sending.send(message.pk) == State.STUCK
    assert bounces.code_of("JAN@voorbeeld.example") == "550"
    assert queue(template, "letter:2").state == State.STUCK


def test_builder_may_withdraw(register: Register, outbox: list[delivery.Letter]) -> None:
    def builder(_ids: object) -> dict[str, object]:
        raise registry.Withdrawn

    message = queue(register(builder))
    assert [sending.send(message.pk) for _ in range(2)] == [State.WITHDRAWN, State.WITHDRAWN]
    assert outbox == []


def test_broken_template_is_a_failure_and_stops_nothing(register: Register) -> None:
    message = queue(register(lambda _ids: 1 / 0))
    assert sending.send(message.pk) == State.QUEUED
    message.refresh_from_db()
    assert message.failure == "ZeroDivisionError"


def test_private_text_is_rendered_when_queued_encrypted_and_deleted(
    register: Register, outbox: list[delivery.Letter]
) -> None:
    text = {"now": SECRET}
    message = queue(register(lambda _ids: {"name": text["now"]}, private=True))
    text["now"] = "gewist"
    stored = Message.objects.filter(pk=message.pk).values().get()
    assert SECRET.encode() not in bytes(stored["sealed"] or b"")
    assert SECRET not in repr(stored)
    assert sending.send(message.pk) == State.SENT
    assert SECRET in outbox[0].text
    assert Message.objects.get(pk=message.pk).sealed is None


def test_sealed_text_opens_after_the_secret_key_changed(settings: Settings) -> None:
    old, new = settings.SECRET_KEY, "another-secret-key-of-at-least-fifty-characters-0123456789"
    sealed = sealing.seal(b"text")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = new, [old]
    assert sealing.unseal(sealed) == b"text"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(sealing.UnreadableError):
        sealing.unseal(sealed)


def test_nothing_personal_in_logs(
    register: Register, failing: Callable[[Exception], None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    template = register({"name": "Marker-Jansen"})
    errors = [
        smtplib.SMTPDataError(451, b"jan@voorbeeld.example greylisted"),
        smtplib.SMTPRecipientsRefused({ADDRESS: (450, b"jan@voorbeeld.example busy")}),
        delivery.RefusedError("550"),
    ]
    for number, error in enumerate(errors):
        failing(error)
        sending.send(queue(template, f"letter:{number}").pk)
    assert "SMTPDataError 451" in caplog.text
    assert ADDRESS not in caplog.text
    assert "Marker-Jansen" not in caplog.text
    assert not Message.objects.filter(failure__contains="@").exists()


def test_send_due_sends_what_is_due_oldest_first(template: str, outbox: list[delivery.Letter]) -> None:
    messages = [queue(template, f"letter:{number}") for number in range(3)]
    Message.objects.filter(pk=messages[1].pk).update(not_before=timezone.now() + dt.timedelta(hours=1))
    Message.objects.filter(pk=messages[2].pk).update(not_before=timezone.now() - dt.timedelta(hours=1))
    assert sending.send_due() == 2
    assert [letter.reference for letter in outbox] == [messages[2].reference, messages[0].reference]


def test_ended_messages_forget_whom_they_were_for(template: str, outbox: list[delivery.Letter]) -> None:
    old, recent = queue(template, "letter:1"), queue(template, "letter:2")
    sending.send_due()
    Message.objects.filter(pk=old.pk).update(sent_at=timezone.now() - dt.timedelta(days=92))
    today = timezone.now().date()
    assert [retention.end_messages(today, dry_run) for dry_run in (True, False, False)] == [1, 1, 0]
    old.refresh_from_db()
    recent.refresh_from_db()
    assert (old.to, old.context_ids, recent.to) == ("", {}, ADDRESS)
    assert queue(template, "letter:1").pk == old.pk  # and is still not sent twice


def test_erase_stops_and_forgets(template: str, outbox: list[delivery.Letter]) -> None:
    message = queue(template)
    retention.erase(ADDRESS.upper())
    assert sending.send(message.pk) == State.WITHDRAWN
    assert outbox == []
    assert not Message.objects.filter(to__iexact=ADDRESS).exists()


class Slow:
    """A delivery that takes long enough for the others to catch up."""

    deliveries: ClassVar[list[delivery.Letter]] = []

    def deliver(self, letter: delivery.Letter) -> None:
        threading.Event().wait(0.05)
        self.deliveries.append(letter)


def all_at_once(work: Callable[[], object], threads: int = 6) -> None:
    gate = threading.Barrier(threads)

    def run(_: int) -> None:
        gate.wait()
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(threads)))


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_workers_at_once_deliver_once(template: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MAIL_DELIVERY = f"{__name__}.Slow"
    monkeypatch.setattr(Slow, "deliveries", [])
    message = queue(template)
    all_at_once(lambda: sending.send(message.pk))
    assert len(Slow.deliveries) == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_workers_at_once_deliver_more_without_the_claim_negative_control(
    template: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAIL_DELIVERY = f"{__name__}.Slow"
    monkeypatch.setattr(Slow, "deliveries", [])
    message = queue(template)

    def careless() -> None:
        if Message.objects.get(pk=message.pk).sent_at is None:
            delivery.current().deliver(delivery.Letter(message.reference, message.to, sending._mime(message)))
            Message.objects.filter(pk=message.pk).update(sent_at=timezone.now())

    all_at_once(careless)
    assert len(Slow.deliveries) > 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_queueing_at_once_with_one_key_writes_one(template: str) -> None:
    all_at_once(lambda: queue(template))
    assert (Message.objects.count(), DBTaskResult.objects.count()) == (1, 1)
