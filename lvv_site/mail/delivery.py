"""Ways a message leaves: as a file, into memory, or over SMTP. `settings.MAIL_DELIVERY` names one."""

from __future__ import annotations

import smtplib
import ssl
import tempfile
import uuid
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

SECONDS_TO_WAIT = 20
# What a server says about an address that will not get better: unknown, not local, forbidden name, refused.
PERMANENT = range(550, 555)


class RefusedError(Exception):
    """The mail server will never take a message for this address; `code` is its answer."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Letter:
    """A message ready to go to one address."""

    reference: uuid.UUID
    to: str
    mime: EmailMessage

    @cached_property
    def subject(self) -> str:
        """The subject line."""
        return str(self.mime["Subject"])

    @cached_property
    def text(self) -> str:
        """The plain text, as the recipient reads it."""
        return self._body("plain")

    @cached_property
    def html(self) -> str:
        """The HTML; empty when there is none."""
        return self._body("html")

    def _body(self, subtype: str) -> str:
        part = self.mime.get_body((subtype,))
        return str(part.get_content()).replace("\r\n", "\n") if part else ""


class Delivery(Protocol):
    """Takes one letter; doing so twice with the same letter may not harm. Raises when it did not."""

    def deliver(self, letter: Letter) -> None:
        """Take the letter away."""


outbox: list[Letter] = []  # what MemoryDelivery took


class MemoryDelivery:
    """For tests: letters land in `lvv_site.mail.delivery.outbox`."""

    def deliver(self, letter: Letter) -> None:
        """Keep it, in place of an earlier try of the same letter."""
        outbox[:] = [other for other in outbox if other.reference != letter.reference]
        outbox.append(letter)


class FileDelivery:
    """For development: one `.eml` a message in a folder, complete or not there at all."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(settings.MAIL_DIR)

    def deliver(self, letter: Letter) -> None:
        """Write the file under its own name, over an earlier try of the same letter."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as file:
            file.write(letter.mime.as_bytes(policy=SMTP))
        Path(file.name).replace(self.folder / f"{letter.reference}.eml")


class SmtpDelivery:
    """Over SMTP: `smtp://` (plain), `smtp+tls://` (STARTTLS) or `smtps://` (TLS from the start), user and password in it."""

    def __init__(self, url: str | None = None) -> None:
        self.server: SplitResult = urlsplit(url or configured_url())

    def deliver(self, letter: Letter) -> None:
        """Hand it to the server; RefusedError when the address is no good, else smtplib's or the network's error."""
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        with self._connection() as connection:
            self._introduce(connection)
            try:
                connection.sendmail(sender, [letter.to], letter.mime.as_bytes(policy=SMTP))
            except smtplib.SMTPRecipientsRefused as error:
                code, _ = error.recipients[letter.to]
                if code in PERMANENT:
                    raise RefusedError(str(code)) from None
                raise

    def _connection(self) -> smtplib.SMTP:
        host, port = self.server.hostname or "localhost", self.server.port
        if self.server.scheme == "smtps":
            secure = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS_TO_WAIT, context=secure)
        return smtplib.SMTP(host, port or 587, timeout=SECONDS_TO_WAIT)

    def _introduce(self, connection: smtplib.SMTP) -> None:
        if self.server.scheme == "smtp+tls":
            connection.starttls(context=ssl.create_default_context())
        if self.server.username:
            connection.login(unquote(self.server.username), unquote(self.server.password or ""))


def delivery_for_url() -> Delivery:
    """Choose by the scheme of `settings.EMAIL_URL`: SMTP, or `file:///folder` for a rehearsal."""
    url = urlsplit(configured_url())
    if url.scheme == "file":
        return FileDelivery(Path(unquote(url.path)))
    if url.scheme in {"smtp", "smtp+tls", "smtps"}:
        return SmtpDelivery()
    raise ImproperlyConfigured("EMAIL_URL must start with smtp://, smtp+tls://, smtps:// or file:///")


def configured_url() -> str:
    """Return `settings.EMAIL_URL`, which only production has; empty when there is none."""
    return str(getattr(settings, "EMAIL_URL", ""))


def current() -> Delivery:
    """Make the delivery that `settings.MAIL_DELIVERY` names."""
    made: Delivery = import_string(settings.MAIL_DELIVERY)()
    return made
