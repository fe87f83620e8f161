"""A mail server for one test: speaks enough SMTP (RFC 5321), keeps what it got, refuses what it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """What the server got, and how it answers to an address (`250`, `550`, `451`)."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    received: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)


class Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    server: "Server"

    def handle(self) -> None:
        """Answer line by line."""
        sender, recipients = "", list[str]()
        self.say("220 double ready")
        while line := self.rfile.readline().decode().strip():
            verb, _, rest = line.partition(" ")
            match verb.upper():
                case "EHLO" | "HELO":
                    self.say("250-double", "250 AUTH PLAIN")
                case "AUTH":
                    self.server.mailbox.logins.append(rest)
                    self.say("235 welcome")
                case "MAIL":
                    sender = rest.partition("<")[2].partition(">")[0]
                    self.say("250 ok")
                case "RCPT":
                    address = rest.partition("<")[2].partition(">")[0]
                    recipients.append(address)
                    self.say(self.server.mailbox.answers.get(address, "250 ok"))
                case "DATA":
                    self.say("354 go on")
                    self.server.mailbox.received.append((sender, recipients, self.content()))
                    self.say("250 queued")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 ok")

    def content(self) -> bytes:
        """Read up to the line with a single dot."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def say(self, *lines: str) -> None:
        """Answer."""
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class Server(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine."""

    daemon_threads = True

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mailbox = mailbox


@contextmanager
def serving() -> Iterator[Mailbox]:
    """Run the server for as long as the block takes."""
    mailbox = Mailbox()
    with Server(mailbox) as server:
        mailbox.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield mailbox
        server.shutdown()
        thread.join()
