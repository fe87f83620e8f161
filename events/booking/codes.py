"""Codes that people read out and type: without letters and figures that look alike."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12


def new_code() -> str:
    """Return a code of three groups of four: 60 bits, not to be guessed."""
    drawn = "".join(secrets.choice(ALPHABET) for _each in range(LENGTH))
    return "-".join(drawn[start : start + 4] for start in range(0, LENGTH, 4))
