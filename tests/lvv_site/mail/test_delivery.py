"""How letters leave: as a file, over SMTP, by the scheme of EMAIL_URL."""

import base64
import email
import email.policy
import smtplib
import uuid
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from lvv_site.mail import delivery
from tests.doubles import smtp


def letter(to: str = "jan@voorbeeld.example") -> delivery.Letter:
    mime = EmailMessage(policy=email.policy.SMTP)
    mime["To"], mime["Subject"] = to, "Één"
    mime.set_content(".Punt vooraan\n\nmet é", cte="quoted-printable")
    return delivery.Letter(uuid.uuid4(), to, mime)


def test_file_delivery_writes_one_file_a_letter(tmp_path: Path) -> None:
    sent = letter()
    for _ in range(2):
        delivery.FileDelivery(tmp_path / "mail").deliver(sent)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == f"{sent.reference}.eml"
    read = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert read["Subject"] == "Één"


def test_smtp_delivery_hands_over(settings: Settings) -> None:
    with smtp.serving() as mailbox:
        settings.EMAIL_URL = f"smtp://gebruiker:wacht%40woord@127.0.0.1:{mailbox.port}"
        delivery.SmtpDelivery().deliver(letter())
    ((sender, recipients, content),) = mailbox.received
    assert (sender, recipients) == ("bureau@lvv.example", ["jan@voorbeeld.example"])
    read = email.message_from_bytes(content, policy=email.policy.default)
    assert read.get_content().splitlines() == [".Punt vooraan", "", "met é"]
    assert base64.b64decode(mailbox.logins[0].split()[1]) == b"\0gebruiker\0wacht@woord"


def test_smtp_delivery_tells_a_bad_address_from_a_busy_one(settings: Settings) -> None:
    with smtp.serving() as mailbox:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{mailbox.port}"
        mailbox.answers = {"weg@voorbeeld.example": "550 no such user", "druk@voorbeeld.example": "451 later"}
        with pytest.raises(delivery.RefusedError, match=r"^550$"):
            delivery.SmtpDelivery().deliver(letter("weg@voorbeeld.example"))
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            delivery.SmtpDelivery().deliver(letter("druk@voorbeeld.example"))
    assert mailbox.received == []


def test_smtp_with_tls_does_not_fall_back_to_plain(settings: Settings) -> None:
    with smtp.serving() as mailbox:
        settings.EMAIL_URL = f"smtp+tls://127.0.0.1:{mailbox.port}"
        with pytest.raises(smtplib.SMTPNotSupportedError):
            delivery.SmtpDelivery().deliver(letter())
    assert mailbox.received == []


def test_delivery_for_url_chooses_by_scheme(settings: Settings, tmp_path: Path) -> None:
    settings.MAIL_DELIVERY = "lvv_site.mail.delivery.delivery_for_url"
    settings.EMAIL_URL = f"file://{tmp_path}/met%20spatie"
    chosen = delivery.current()
    assert isinstance(chosen, delivery.FileDelivery)
    assert chosen.folder == tmp_path / "met spatie"
    settings.EMAIL_URL = "smtps://mail.voorbeeld.example"
    assert isinstance(delivery.current(), delivery.SmtpDelivery)


@pytest.mark.parametrize("url", ["", "http://mail.example", "mail.example:25"])
def test_delivery_for_url_refuses_what_it_does_not_know(settings: Settings, url: str) -> None:
    settings.EMAIL_URL = url
    with pytest.raises(ImproperlyConfigured):
        delivery.delivery_for_url()
