"""How an order is named: our code, the reference on a bank transfer, and the QR code that fills in the transfer.

- The code has eight characters, upper case, without those that look alike (0 O, 1 I L, U V), the last of them a check
  character (ISO 7064 mod 37,36): a typing error is told as such and never leads to another order.
- The creditor reference (ISO 11649) is `RF`, two check digits and the code: banks check it when it is typed.
- The QR code is that of the European Payments Council (EPC069-12, version 002, UTF-8, SEPA credit transfer).
"""

import io
import secrets
from dataclasses import dataclass
from decimal import Decimal

import segno
from stdnum import iso11649
from stdnum.iso7064 import mod_37_36, mod_97_10

ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
CODE_LENGTH = 8
MOST_ON_A_TRANSFER = Decimal("999999999.99")
NAME_LENGTH = 70


class NotTransferableError(ValueError):
    """No bank would take this transfer: no amount, or too large a one."""


@dataclass(frozen=True)
class Account:
    """Where money goes: the name that the bank knows, and the account."""

    name: str
    iban: str
    bic: str = ""


def new_code() -> str:
    """Return a random order code. There are about 17 thousand million; the database refuses one that exists."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
        check = str(mod_37_36.calc_check_digit(body))
        if check in ALPHABET:
            return body + check


def normal(text: str) -> str:
    """Return a typed code in the form that we keep: upper case, without spaces and dashes."""
    return "".join(character for character in text.upper() if character.isalnum())


def is_code(text: str) -> bool:
    """Whether this can be an order code: its check character agrees."""
    return len(text) == CODE_LENGTH and set(text) <= set(ALPHABET) and bool(mod_37_36.is_valid(text))


def creditor_reference(code: str) -> str:
    """Return the reference of an order for a bank transfer, without spaces (ISO 11649)."""
    return f"RF{mod_97_10.calc_check_digits(f'{code}RF')}{code}"


def spaced(reference: str) -> str:
    """Return a reference or IBAN as it stands on paper: in groups of four."""
    return " ".join(reference[place : place + 4] for place in range(0, len(reference), 4))


def code_in(text: str) -> str | None:
    """Return the order code that a payer's text holds, as RF reference or by itself; None when there is none."""
    return next(iter(codes_in(text)), None)


def codes_in(text: str) -> list[str]:
    """Return every order code that a text holds, each once: those in an RF reference first."""
    words = [normal(word) for word in text.split()]
    joined = normal(text)
    candidates = [joined, *words]
    candidates += [joined[place : place + 12] for place in range(len(joined)) if joined.startswith("RF", place)]
    referred = [one[4:] for one in candidates if iso11649.is_valid(one) and is_code(one[4:])]
    return list(dict.fromkeys([*referred, *(one for one in candidates if is_code(one))]))


def transfer_text(account: Account, amount: Decimal, reference: str) -> str:
    """Return the content of an EPC QR code. NotTransferableError for an amount that no bank takes."""
    if not Decimal("0.01") <= amount <= MOST_ON_A_TRANSFER:
        raise NotTransferableError(str(amount))
    lines = ["BCD", "002", "1", "SCT", account.bic, account.name[:NAME_LENGTH], account.iban, f"EUR{amount:.2f}"]
    return "\n".join([*lines, "", reference])


def transfer_qr(account: Account, amount: Decimal, reference: str) -> str:
    """Return the QR code as SVG, of error correction level M as the specification asks."""
    code = segno.make(
        transfer_text(account, amount, reference), error="m", boost_error=False, micro=False, encoding="utf-8"
    )
    stream = io.BytesIO()
    code.save(stream, kind="svg", xmldecl=False, border=4)
    return stream.getvalue().decode()
