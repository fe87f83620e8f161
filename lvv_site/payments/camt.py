"""Reads a bank statement in the format CAMT.053 (ISO 20022, camt.053.001.02 and later). Pure: bytes in, entries out.

An entry may hold several transactions (a batch): each is one of ours when their amounts are there and add up to the
entry's, else the entry is taken as a whole. The account of who paid is not read: nobody here needs it.

Each gets a reference by which it is known again. That is the bank's own (`AcctSvcrRef`), with a number for the
transactions of a batch; without one it is a hash of what the entry says, with a number when a statement says it twice.
The same entry in a second statement, or in the same file once more, has the same reference.
"""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(\d\d)\}Document")
OLDEST_VERSION = 2
AMOUNT = re.compile(r"\d{1,15}(\.\d{1,5})?", re.ASCII)
CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
NO_REFERENCE = {"", "NOTPROVIDED", "NONREF", "NOREF", "0"}
MOST_ENTRIES = 20_000
NAME_LENGTH, TEXT_LENGTH = 140, 500


class StatementError(Exception):
    """Not a statement that we can read; the text says why."""

    def __str__(self) -> str:
        return str(self.args[0])


NOT_A_STATEMENT = gettext_lazy("Dit is geen bankafschrift in het formaat CAMT.053 (XML). Kies dat formaat bij je bank.")
NOT_READABLE = gettext_lazy("Dit bestand kunnen we niet lezen: het is geen gewone XML.")


@dataclass(frozen=True)
class Entry:
    """Money on our account: booked on a civil date, what it says and who it is from. `account` is ours."""

    account: str
    reference: str
    booked_on: dt.date
    amount: Decimal
    currency: str
    is_credit: bool
    is_reversal: bool = False
    is_booked: bool = True
    name: str = ""
    text: str = ""
    structured: tuple[str, ...] = ()
    end_to_end: str = ""


def read(content: bytes) -> list[Entry]:
    """Return the entries of all statements in a file, each once, in the order of the file.

    Raises:
        StatementError: not XML, XML with a document type, another format, or an entry without amount or date.
    """
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):  # LookupError: an encoding that nobody knows
        raise StatementError(NOT_READABLE) from None
    version = NAMESPACE.fullmatch(root.tag)
    if version is None or int(version[1]) < OLDEST_VERSION:
        raise StatementError(NOT_A_STATEMENT)
    space = root.tag.removesuffix("Document")
    for element in root.iter():  # paths are shorter without the namespace, which was checked
        element.tag = element.tag.removeprefix(space) if isinstance(element.tag, str) else ""
    found: dict[str, Entry] = {}
    for statement in root.iterfind("BkToCstmrStmt/Stmt"):
        for one in _statement(statement):
            found.setdefault(f"{one.account} {one.reference}", one)
            if len(found) > MOST_ENTRIES:
                raise StatementError(_("Dit afschrift is te lang. Kies een kortere periode."))
    return list(found.values())


def _statement(statement: Element) -> Iterator[Entry]:
    account = _text(statement, "Acct/Id/IBAN") or _text(statement, "Acct/Id/Othr/Id")
    seen: Counter[str] = Counter()
    for number, element in enumerate(statement.iterfind("Ntry"), 1):
        for one in _entry(element, account, number):
            known = one.reference or f"h:{_digest(one)}"
            seen[known] += 1
            yield replace(one, reference=known if seen[known] == 1 else f"{known}#{seen[known]}")


def _digest(one: Entry) -> str:
    said = (one.booked_on, one.amount, one.currency, one.is_credit, one.name, one.text, one.structured, one.end_to_end)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _entry(element: Element, account: str, number: int) -> Iterator[Entry]:
    """Give what an entry is: itself, or the transactions in it."""
    amount, currency = _amount(element.find("Amt"), number)
    whole = Entry(
        account=account,
        reference=_reference(element, "AcctSvcrRef"),
        booked_on=_day(element, number),
        amount=amount,
        currency=currency,
        is_credit=_text(element, "CdtDbtInd") == "CRDT",
        is_reversal=_text(element, "RvslInd") in {"true", "1"},
        is_booked=(_text(element, "Sts/Cd") or _text(element, "Sts")) in {"BOOK", ""},
        text=_text(element, "AddtlNtryInf")[:TEXT_LENGTH],
    )
    details = element.findall("NtryDtls/TxDtls")
    amounts = [_own_amount(one, currency) for one in details]
    if len(details) > 1 and None not in amounts and sum(filter(None, amounts)) == amount:
        shared = len({_reference(one, "Refs/AcctSvcrRef") for one in details} - {""}) < len(details)
        for place, (one, part) in enumerate(zip(details, amounts, strict=True), 1):
            yield _with(replace(whole, amount=part or amount), one, place if shared else 0)
    else:
        yield _with(whole, details[0], 0) if len(details) == 1 else whole


def _with(whole: Entry, details: Element, place: int) -> Entry:
    """Add what a transaction says; `place` counts those of a batch that share a reference, and is 0 else."""
    own = _reference(details, "Refs/AcctSvcrRef") or whole.reference
    lines = [_clean(one.text) for one in details.iterfind("RmtInf/Ustrd")]
    name = _text(details, "RltdPties/Dbtr/Pty/Nm") or _text(details, "RltdPties/Dbtr/Nm")
    end_to_end = _text(details, "Refs/EndToEndId")
    return replace(
        whole,
        reference=f"{own}/{place}" if own and place else own,
        name=name[:NAME_LENGTH],
        text=(" ".join(filter(None, lines)) or _text(details, "AddtlTxInf") or whole.text)[:TEXT_LENGTH],
        structured=tuple(_clean(one.text) for one in details.iterfind("RmtInf/Strd/CdtrRefInf/Ref")),
        end_to_end="" if end_to_end in NO_REFERENCE else end_to_end,
    )


def _own_amount(details: Element, currency: str) -> Decimal | None:
    """Return the amount of one transaction of a batch; None when it is not there, or in another currency."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        found = details.find(path)
        if found is not None and found.get("Ccy") == currency and AMOUNT.fullmatch(_clean(found.text)):
            return Decimal(_clean(found.text))
    return None


def _amount(element: Element | None, number: int) -> tuple[Decimal, str]:
    written = _clean(element.text) if element is not None else ""
    currency = element.get("Ccy", "") if element is not None else ""
    if not AMOUNT.fullmatch(written) or not CURRENCY.fullmatch(currency):
        raise StatementError(_("Regel %(number)d van het afschrift heeft geen bedrag.") % {"number": number})
    return Decimal(written), currency


def _day(element: Element, number: int) -> dt.date:
    written = _text(element, "BookgDt/Dt") or _text(element, "BookgDt/DtTm") or _text(element, "ValDt/Dt")
    try:
        return dt.date.fromisoformat(written[:10])
    except ValueError:
        raise StatementError(_("Regel %(number)d van het afschrift heeft geen datum.") % {"number": number}) from None


def _reference(element: Element, path: str) -> str:
    found = _text(element, path)
    return "" if found.upper() in NO_REFERENCE else found[:100]


def _text(element: Element, path: str) -> str:
    return _clean(element.findtext(path))


def _clean(text: str | None) -> str:
    """Return text on one line, without what is not seen."""
    return " ".join("".join(one if one.isprintable() else " " for one in text or "").split())
