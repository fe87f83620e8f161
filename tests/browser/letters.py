"""The mail that the running site sends: one file a letter, written by its worker."""

import re
import time
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

LONGEST_WAIT = 60  # seconds; the worker may first have the demonstration's own tasks to do


@dataclass(frozen=True)
class Letter:
    """A letter as its reader sees it."""

    subject: str
    text: str

    @property
    def code(self) -> str:
        """The code that stands on a line of its own."""
        found = re.search(r"^([A-Z0-9]{3,4}-[A-Z0-9]{3,4})\s*$", self.text, re.MULTILINE)
        assert found, f"no code in: {self.text}"
        return found[1]

    @property
    def path(self) -> str:
        """Where its link leads on this site; the tests' site stands at another port than its letters say."""
        found = re.search(r"https?://\S+", self.text)
        assert found, f"no link in: {self.text}"
        return urlsplit(found[0]).path


@dataclass(frozen=True)
class Mailbox:
    """All letters to everybody."""

    folder: Path

    def letters(self, to: str) -> list[Letter]:
        """Return what one address got, the oldest first."""
        files = sorted(self.folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        messages = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
        return [_letter(message) for message in messages if message["To"] == to]

    def next_letter(self, to: str, after: int = 0) -> Letter:
        """Wait for the letter that follows the first `after` ones to an address."""
        deadline = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < deadline:
            if len(found := self.letters(to)) > after:
                return found[after]
            time.sleep(0.1)
        raise AssertionError(f"no letter {after + 1} to {to}")

    def letter_about(self, to: str, subject: str) -> Letter:
        """Wait for the first letter with this subject to an address."""
        deadline = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < deadline:
            if found := next((one for one in self.letters(to) if one.subject == subject), None):
                return found
            time.sleep(0.1)
        raise AssertionError(f"no letter {subject!r} to {to}")


def _letter(message: EmailMessage) -> Letter:
    body = message.get_body(("plain",))
    assert body is not None
    return Letter(str(message["Subject"]), body.get_content())
