"""The words on an invoice and a credit note, from the frozen copy. In Dutch: it is a document of a Dutch association."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from . import references

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
RATES = {"21": "21%", "9": "9%", "exempt": "vrijgesteld"}


def euros(amount: str | Decimal) -> str:
    """Return an amount as it stands on Dutch paper: € 1.234,50."""
    written = f"{Decimal(amount):,.2f}".translate(str.maketrans(",.", ".,"))
    return f"€\u00a0{written}"


def long_date(written: str) -> str:
    """Return a date in words: 21 november 2026."""
    on = dt.date.fromisoformat(written)
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def credited(number: str, reason: str) -> str:
    """Return the text of a line on a credit note."""
    return f"Vermindering van factuur {number}: {reason}"


def on_paper(frozen: Mapping[str, Any]) -> dict[str, Any]:
    """Return the texts for the template."""
    corrects, to_pay = frozen.get("corrects"), Decimal(frozen["to_pay"])
    name = "Creditnota" if corrects else "Factuur"
    is_open = to_pay > 0 and not corrects
    return {
        "language": "nl",
        "title": f"{name} {frozen['number']}",
        "payer": _payer(frozen["payer"]),
        "seller": _seller(frozen["seller"]),
        "facts": _facts(frozen),
        "headings": ["Omschrijving", "Aantal", "Prijs zonder btw", "Btw", "Bedrag zonder btw"],
        "lines": [
            [one["text"], str(one["quantity"]), euros(one["unit_net"]), RATES[one["rate"]], euros(one["net"])]
            for one in frozen["lines"]
        ],
        "sums": _sums(frozen),
        "total": ["In mindering", euros(frozen["total"])] if corrects else ["Te betalen", euros(to_pay)],
        "sentences": _sentences(frozen, is_open=is_open),
        "qr": _qr(frozen, to_pay) if is_open else None,
        "qr_label": "scan in de app van uw bank" if is_open and frozen["seller"]["iban"] else "",
        "note": f"{frozen['seller']['name']}, {frozen['seller']['email']}".strip(", "),
    }


def _payer(payer: Mapping[str, str]) -> list[str]:
    city = f"{payer['postcode']} {payer['city']}".strip()
    country = payer["country"] if payer["country"] != "NL" else ""
    vat = f"Btw-nummer {payer['vat_id']}" if payer["vat_id"] else ""
    attention = f"T.a.v. {payer['attention']}" if payer["attention"] else ""
    return [one for one in (payer["name"], attention, payer["street"], city, country, vat) if one] or ["-"]


def _seller(seller: Mapping[str, str]) -> list[str]:
    labelled = {"KvK": "registration_number", "Btw-nummer": "vat_id", "BIC": "bic"}
    rows = [seller["name"], seller["street"], f"{seller['postcode']} {seller['city']}".strip()]
    rows += [f"{label} {seller[name]}" for label, name in labelled.items() if seller[name]]
    rows.append(f"IBAN {references.spaced(seller['iban'])}" if seller["iban"] else "")
    return [one for one in rows if one]


def _facts(frozen: Mapping[str, Any]) -> list[list[str]]:
    facts = [["Datum", long_date(frozen["issued_on"])], ["Bestelling", frozen["order_code"]]]
    if frozen.get("corrects"):
        return [*facts, ["Hoort bij factuur", frozen["corrects"]]]
    facts += [["Besteld op", long_date(frozen["made_on"])], ["Te betalen voor of op", long_date(frozen["due"])]]
    if frozen["payer"]["purchase_number"]:
        facts.append(["Uw inkoopnummer", frozen["payer"]["purchase_number"]])
    return [*facts, ["Betalingskenmerk", references.spaced(frozen["reference"])]]


def _sums(frozen: Mapping[str, Any]) -> list[list[str]]:
    rows = [["Totaal zonder btw", euros(frozen["net"])]]
    for one in frozen["rates"]:
        label = "Vrijgesteld van btw" if one["rate"] == "exempt" else f"Btw {RATES[one['rate']]}"
        rows.append([f"{label} over {euros(one['net'])}", euros(one["vat"])])
    rows.append(["Totaal met btw", euros(frozen["total"])])
    return [*rows, ["Al betaald", euros(frozen["paid"])]] if Decimal(frozen["paid"]) else rows


def _sentences(frozen: Mapping[str, Any], *, is_open: bool) -> list[str]:
    said = []
    if any(one["rate"] == "exempt" for one in frozen["rates"]):
        said.append(frozen["seller"]["exemption_text"])
    if is_open and frozen["seller"]["iban"]:
        said.append(
            f"Maak het bedrag over naar {references.spaced(frozen['seller']['iban'])} en noem het betalingskenmerk "
            f"{references.spaced(frozen['reference'])}."
        )
    return said


def _qr(frozen: Mapping[str, Any], to_pay: Decimal) -> str | None:
    seller = frozen["seller"]
    if not seller["iban"]:
        return None
    account = references.Account(seller["name"], seller["iban"], seller["bic"])
    return references.transfer_qr(account, to_pay, frozen["reference"])
