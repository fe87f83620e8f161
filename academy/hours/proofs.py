"""Participation proofs: a code that leads to the live page (domain rule 8: paper proves nothing).

Whether a proof still holds is derived: it does as long as something is left of its award.
"""

import secrets

from django.db import IntegrityError, transaction

from . import ledger
from .models import Entry, Proof

# No vowels: no words. No 0, 1, I, L, O: nothing to misread. 30 characters to the 12th power cannot be guessed.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH = 12


def issue(entry: Entry) -> Proof:
    """Give an award its proof; the same award always has the same one."""
    if present := Proof.objects.filter(entry=entry).first():
        return present
    try:
        with transaction.atomic():
            return Proof.objects.create(entry=entry, code=new_code())
    except IntegrityError:  # issued at the same moment by somebody else
        return Proof.objects.get(entry=entry)


def new_code() -> str:
    """Return a code as it stands on paper: three groups of four."""
    drawn = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return "-".join(drawn[start : start + 4] for start in range(0, LENGTH, 4))


def written(code: str) -> str:
    """Return a code as it stands on paper, however it was typed: in any case, with or without dashes and spaces."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def find(code: str) -> Proof | None:
    """Return the proof of a code, however it was typed."""
    return Proof.objects.select_related("entry__person").filter(code=written(code)).first()


def minutes_left(proof: Proof) -> int:
    """Return the minutes that the proof still stands for; 0 when all were taken back."""
    return ledger.left(proof.entry)
