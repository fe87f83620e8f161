"""How far a draft is: what each page lacks. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from . import content
from .application_fields import page_of
from .content import Attached, Content, Gap
from .enums import Section
from .models import ApplicationFile

PAGES: Sequence[Section] = tuple(Section)


@dataclass(frozen=True)
class PageProgress:
    """A page of the wizard and what it lacks; `changed` since the last time that it was sent in."""

    section: Section
    gaps: tuple[Gap, ...]
    changed: bool = False

    @property
    def complete(self) -> bool:
        """Whether nothing is missing here."""
        return not self.gaps


def attached(files: Iterable[ApplicationFile]) -> list[Attached]:
    """Return files as completeness asks for them."""
    return [Attached(one.purpose, one.teacher) for one in files]


def of(told: Content, files: Collection[Attached], kind: str, changed: Collection[str] = ()) -> list[PageProgress]:
    """Return every page with what it lacks, in order; `changed` are fields that differ from what was sent in."""
    gaps = content.gaps(told, files, kind)
    pages = {page_of(name) for name in changed if name != "declared"}
    return [
        PageProgress(page, tuple(one for one in gaps if one.section == page), changed=page in pages) for page in PAGES
    ]


def after(page: Section) -> Section:
    """Return the page that comes next; the last one stays."""
    place = PAGES.index(page)
    return PAGES[min(place + 1, len(PAGES) - 1)]


def before(page: Section) -> Section | None:
    """Return the page before; None for the first."""
    place = PAGES.index(page)
    return PAGES[place - 1] if place else None
