"""The question pages that the room brings: one TOML file each in `content/`, written from the association's documents."""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
QUESTION_LINK = re.compile(r'href="/kenniscentrum/([a-z0-9-]+)/"')
# What the admin's editor writes for these; a page that is opened and saved stays the same.
EDITOR_TAGS = (("strong", "b"), ("em", "i"))
THEMES = (
    ("hulp", "Als u iets meemaakt"),
    ("rol", "De rol van de vertrouwenspersoon"),
    ("gedrag", "Ongewenst gedrag en integriteit"),
    ("klacht", "Klacht, onderzoek en oplossing"),
    ("wet", "Wet en plicht"),
    ("regelen", "Aanstellen en regelen"),
    ("vak", "Opleiding, register en vereniging"),
    ("praktijk", "Uit de praktijk van de vertrouwenspersoon"),
    ("sector", "Bijzondere organisaties"),
)


@dataclass(frozen=True)
class QuestionContent:
    """One question page as written; dates are civil dates, `related` and links name other pages by slug."""

    slug: str
    question: str
    theme: str
    audiences: tuple[str, ...]
    short_answer: str
    summary: str
    body: str
    next_step: str
    next_step_label: str
    next_step_url: str
    law_as_of: dt.date | None
    reviewed_on: dt.date
    related: tuple[str, ...]
    keywords: tuple[str, ...]
    sources: tuple[Mapping[str, Any], ...]


def read(slug: str) -> QuestionContent:
    """Return one page; raises FileNotFoundError when there is none."""
    written = tomllib.loads((CONTENT / f"{slug}.toml").read_text(encoding="utf-8"))
    several = ("audiences", "related", "keywords", "sources")
    return QuestionContent(**{"law_as_of": None} | written | {name: tuple(written[name]) for name in several})


def read_all() -> list[QuestionContent]:
    """Return all pages, by slug."""
    return [read(path.stem) for path in sorted(CONTENT.glob("*.toml"))]


def rich_text(body: str, keys: Mapping[str, int]) -> str:
    """Return a body as the editor stores it: links to questions by page key, so that they survive a new address."""
    text = QUESTION_LINK.sub(lambda link: f'linktype="page" id="{keys[link.group(1)]}"', body.strip())
    for written, stored in EDITOR_TAGS:
        text = text.replace(f"<{written}>", f"<{stored}>").replace(f"</{written}>", f"</{stored}>")
    return re.sub(r">\s+<", "><", text)
