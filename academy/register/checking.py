"""Checking many numbers at once, for page and API: what is public of each today, and nothing more."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from academy.certification.enums import Status
from academy.certification.models import Certificate
from academy.certification.numbers import is_typing_error, number_key
from academy.certification.queries import public_statuses_on
from academy.certification.status import NOT_REGISTERED, PublicStatus

from .written import Piece

MOST = 200  # numbers in one check


class Remark(StrEnum):
    """What is the matter with a number that is nobody's."""

    NONE = ""
    TYPING_ERROR = "typing_error"
    NEVER_ISSUED = "never_issued"


@dataclass(frozen=True)
class Answer:
    """A number that was issued, and its status today. `somebody`: it may stand beside a name."""

    certificate: Certificate
    status: PublicStatus
    somebody: bool


@dataclass(frozen=True)
class Line:
    """One number of a list as it was written, and what is public of it; `same_as` is the first line with the same number."""

    place: int
    number: str
    key: str
    answer: Answer | None
    remark: Remark
    same_as: int | None

    @property
    def status(self) -> PublicStatus:
        """The status; of a number that was never issued too."""
        return self.answer.status if self.answer else NOT_REGISTERED

    @property
    def is_in_force(self) -> bool:
        """Whether somebody is registered under this number today, with or without a condition."""
        return self.status.status in {Status.REGISTERED, Status.CONDITIONAL}


def answers(keys: Collection[str], today: dt.date) -> dict[str, Answer]:
    """Return what is public today of the numbers that were ever issued, by their key, in two queries."""
    found = list(Certificate.objects.filter(number_key__in=set(keys)).select_related("profile"))
    named = [one.pk for one in found if hasattr(one, "profile")]
    statuses = public_statuses_on(named, today, today)
    return {
        one.number_key: Answer(one, statuses.get(one.pk, NOT_REGISTERED), somebody=one.pk in statuses) for one in found
    }


def check(listed: Sequence[Piece], today: dt.date) -> list[Line]:
    """Return the lines of a list with their answers."""
    known = answers({key for piece in listed for key in _keys(piece)}, today)
    numbers = [number for piece in listed for number in _read(piece, known)]
    first: dict[str, int] = {}
    lines = []
    for place, number in enumerate(numbers, start=1):
        key = number_key(number)
        earlier = first.setdefault(key, place)
        answer = known.get(key)
        lines.append(Line(place, number, key, answer, _remark(key, answer), earlier if earlier < place else None))
    return lines


def unknown(lines: Collection[Line]) -> set[str]:
    """Return the keys that nobody has: each of them may be a guess."""
    return {line.key for line in lines if not (line.answer and line.answer.somebody)}


def _keys(piece: Piece) -> set[str]:
    return {number_key(text) for text in (piece.whole, *piece.words)}


def _read(piece: Piece, known: Mapping[str, Answer]) -> tuple[str, ...]:
    return (piece.whole,) if number_key(piece.whole) in known else piece.words


def _remark(key: str, answer: Answer | None) -> Remark:
    if answer:
        return Remark.NONE
    return Remark.TYPING_ERROR if is_typing_error(key) else Remark.NEVER_ISSUED
