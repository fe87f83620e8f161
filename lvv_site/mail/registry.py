"""Which templates there are, and who fills them: each room registers a context builder per template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

type Ids = Mapping[str, int | str]
type ContextBuilder = Callable[[Ids], Mapping[str, Any]]


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message: a builder returns them under `attachments`."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Template:
    """A registered template: `mail/<name>.txt`, `.html` and `.subject.txt`."""

    name: str
    builder: ContextBuilder
    private: bool
    subject_keys: tuple[str, ...]


class Withdrawn(Exception):  # noqa: N818 - not an error: what the message was about is no longer so
    """A builder raises this when the message no longer makes sense; it is then not sent and not tried again."""


_templates: dict[str, Template] = {}


def register(name: str, builder: ContextBuilder, *, private: bool = False, subject_keys: tuple[str, ...] = ()) -> None:
    """Register a template, usually in a room's `AppConfig.ready`.

    `builder` gets the ids and returns the context; it may set `language` (the recipient's), `attachments`, and `unsubscribe`:
    an address that ends these mails by a bare post, for mail programs that show a button for it.
    `private`: the text is rendered when queued, kept encrypted and deleted on sending (an answer that may be erased).
    `subject_keys` names what of the context the subject may show; nothing personal, for subjects are not protected.
    """
    if _templates.get(name) not in {None, Template(name, builder, private, subject_keys)}:
        raise ValueError(f"mail template {name} is registered twice")
    _templates[name] = Template(name, builder, private, subject_keys)


def find(name: str) -> Template:
    """Return a registered template; ValueError when there is none of that name."""
    try:
        return _templates[name]
    except KeyError:
        raise ValueError(f"no room has registered the mail template {name}") from None


def registered() -> list[Template]:
    """Return every registered template, by name."""
    return [_templates[name] for name in sorted(_templates)]
