"""What a room adds to lines of the ledger that came from it: through the hook `hours_line_links` (entries).

A room registers a function that gets the awards of somebody and returns a `LineLink` for each entry that is its own, by the
entry's id. It asks the database nothing when none is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wagtail import hooks

from .models import Entry

HOOK = "hours_line_links"


@dataclass(frozen=True)
class LineLink:
    """Where a member can say that a line is wrong, or read what became of that."""

    url: str
    label: str


def links_of(entries: Sequence[Entry]) -> dict[int, LineLink]:
    """Return the links that the rooms give, by entry."""
    return {entry: link for hook in hooks.get_hooks(HOOK) for entry, link in hook(entries).items()}
