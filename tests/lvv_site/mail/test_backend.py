"""Django's own mail goes through the queue."""

import io
import sys
from types import SimpleNamespace

import pytest
from django.core.mail import EmailMultiAlternatives, mailers, send_mail
from django.core.management import call_command
from pytest_django import Settings

from lvv_site.mail import bounces, delivery, sending
from lvv_site.mail.models import Message, State

pytestmark = pytest.mark.django_db
CODE = "Uw inlogcode is 918273"


@pytest.fixture(autouse=True)
def _mailer(settings: Settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": "lvv_site.mail.backend.QueueBackend"}}


def test_send_mail_queues_encrypted_and_deletes_on_sending(outbox: list[delivery.Letter]) -> None:
    send_mail("Inloggen", CODE, None, ["jan@voorbeeld.example"])
    message = Message.objects.get()
    assert message.sealed is not None
    assert b"918273" not in bytes(message.sealed)
    assert sending.send(message.pk) == State.SENT
    (letter,) = outbox
    assert (letter.subject, letter.text.strip(), letter.to) == ("Inloggen", CODE, "jan@voorbeeld.example")
    assert letter.mime["Message-ID"].endswith("@lvv.example>")
    assert Message.objects.get().sealed is None


def test_each_recipient_gets_a_message_and_blind_copies_stay_blind(outbox: list[delivery.Letter]) -> None:
    message = EmailMultiAlternatives("Nieuws", "tekst", to=["a@x.example"], cc=["b@x.example"], bcc=["c@x.example"])
    message.attach_alternative("<p>tekst</p>", "text/html")
    assert mailers.default.send_messages([message]) == 1
    assert sending.send_due() == 3
    assert sorted(letter.to for letter in outbox) == ["a@x.example", "b@x.example", "c@x.example"]
    assert all("c@x.example" not in letter.mime.as_string() for letter in outbox)
    assert outbox[0].html.strip() == "<p>tekst</p>"


REPORT = b"""\
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
MIME-Version: 1.0

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; Weg@voorbeeld.example
Action: failed
Status: 5.1.1

Final-Recipient: rfc822; vol@voorbeeld.example
Action: delayed
Status: 4.2.2
--b--
"""


def test_delivery_report_marks_what_failed_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(REPORT)))
    out = io.StringIO()
    call_command("mail_bounce", stdout=out)
    assert bounces.code_of("weg@voorbeeld.example") == "5.1.1"
    assert bounces.code_of("vol@voorbeeld.example") == ""
    assert "@" not in out.getvalue()


@pytest.mark.parametrize("report", [b"", b"Subject: hello\n\nno report", b"\xff\xfe\x00"])
def test_what_is_no_report_marks_nothing(report: bytes) -> None:
    assert bounces.from_report(report) == []
