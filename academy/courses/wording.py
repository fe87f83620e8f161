"""Why the ledger refused an attendance, in the words of its own refusal."""

from academy.hours import refusals


def refusal_in_words(code: str) -> str:
    """Return the sentence that belongs to a refusal's code; the code itself when the ledger has none (any more)."""
    known = {
        one.code: one.message
        for one in vars(refusals).values()
        if isinstance(one, type) and issubclass(one, refusals.LedgerError)
    }
    return str(known.get(code) or code)
