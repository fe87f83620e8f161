"""Which order a transfer pays: by what it names and by its amount. Proposes; whatever is doubtful a person decides.

    sure      it names one order, by code, RF reference or invoice number, and is exactly what is due for that
    doubt     it names an order but the amount differs, a code with a typing error, two orders; or only the name of the
              payer or the amount fits
    unknown   nothing fits
    known     it was written down before
    aside     money that went away, came back, is not booked yet or is nothing: never written down here

Two transfers for the same order in one statement: the first that fits is sure, the next is a doubt.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import batched

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import bank_refs, queries
from .camt import Entry
from .forms import INVOICE_NUMBER
from .models import Order, Payment
from .money import EUR, NOTHING, is_whole_cents
from .references import CODE_LENGTH, codes_in, normal

BATCH = 1000
MOST_SUGGESTIONS = 5
# Money that a payment service pays out in one sum was written down payment by payment before.
PAYOUTS = ("stripe",)


class Kind(StrEnum):
    """What is to be done with a transfer."""

    SURE = "sure"
    DOUBT = "doubt"
    UNKNOWN = "unknown"
    KNOWN = "known"
    ASIDE = "aside"


@dataclass(frozen=True)
class Candidate:
    """An order that a transfer may be for: its code, who pays and what is due."""

    pk: int
    code: str
    invoice: str
    payer: str
    due: Decimal
    is_cancelled: bool


@dataclass(frozen=True)
class Match:
    """One transfer, its reference here, what is to be done, why, and the orders it may be for, the likeliest first."""

    entry: Entry
    reference: str
    kind: Kind
    why: str | Promise = ""
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_payout(self) -> bool:
        """Whether this looks like the sum that a payment service pays out."""
        return any(one in self.entry.name.lower() for one in PAYOUTS)


@dataclass
class _Open:
    """Orders of which something is due, by what a transfer may hold of them."""

    by_pk: dict[int, Candidate] = field(default_factory=dict)
    by_pattern: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    by_amount: dict[Decimal, list[Candidate]] = field(default_factory=lambda: defaultdict(list))

    def add(self, one: Candidate) -> None:
        """Add an order."""
        self.by_pk[one.pk] = one
        self.by_amount[one.due].append(one)
        if name := _plain(one.payer):
            self.by_name[name].append(one)
        for pattern in _patterns(one.code):
            self.by_pattern[pattern].append(one)


def match(entries: Sequence[Entry]) -> list[Match]:
    """Propose what to do with each entry, in a fixed number of queries for each thousand."""
    references = [bank_refs.reference(one.account, one.booked_on, one.reference) for one in entries]
    known = _known(references)
    named = _named(entries)
    still_open = _open()
    taken: set[int] = set()
    found = []
    for entry, reference in zip(entries, references, strict=True):
        one = _aside(entry, reference) or _seen_before(entry, reference, known) or _found(
            entry, reference, named, still_open, taken
        )  # fmt: skip
        if one.kind is Kind.SURE:
            taken.add(one.candidates[0].pk)
        found.append(one)
    return found


def suggestions(payment: Payment, name: str, text: str) -> tuple[Candidate, ...]:
    """Return the orders that a payment without one may be for, the likeliest first."""
    entry = Entry("", "", payment.received_on, payment.amount, payment.currency, is_credit=True, name=name, text=text)
    return _found(entry, "", _named([entry]), _open(), set()).candidates


def fingerprint(matches: Iterable[Match]) -> str:
    """Return what was proposed, as a text that changes with it."""
    said = [(one.reference, one.kind, [(each.pk, each.due) for each in one.candidates]) for one in matches]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _aside(entry: Entry, reference: str) -> Match | None:
    reasons = (
        (not entry.is_booked, _("nog niet geboekt door de bank")),
        (entry.is_reversal, _("een terugboeking: kijk zelf wat er is teruggedraaid")),
        (not entry.is_credit, _("een afschrijving")),
        (not entry.amount or not is_whole_cents(entry.amount), _("geen bedrag in hele centen")),
    )
    return next((Match(entry, reference, Kind.ASIDE, why) for applies, why in reasons if applies), None)


def _seen_before(entry: Entry, reference: str, known: dict[str, tuple[Decimal, str]]) -> Match | None:
    if reference not in known:
        return None
    same = known[reference] == (entry.amount, entry.currency)
    why = "" if same else _("onder dit kenmerk staat al een ander bedrag: vraag het de bank")
    return Match(entry, reference, Kind.KNOWN if same else Kind.ASIDE, why)


def _found(entry: Entry, reference: str, named: dict[str, Candidate], still_open: _Open, taken: set[int]) -> Match:
    orders = list(dict.fromkeys(named[word] for word in _words(entry) if word in named))
    if len(orders) == 1:
        why = _doubt_about(orders[0], entry, taken)
        return Match(entry, reference, Kind.DOUBT if why else Kind.SURE, why, tuple(orders))
    if orders:
        return Match(entry, reference, Kind.DOUBT, _("er staat meer dan één bestelling bij"), tuple(orders))
    return _guessed(entry, reference, still_open)


def _doubt_about(order: Candidate, entry: Entry, taken: set[int]) -> str | Promise:
    """Return why a transfer that names an order is not simply its payment; empty when it is."""
    if entry.currency != EUR:
        return _("het is geen euro")
    if order.pk in taken:
        return _("deze bestelling wordt in dit afschrift al betaald")
    if order.is_cancelled:
        return _("deze bestelling is vervallen")
    if not order.due:
        return _("deze bestelling is al betaald")
    return "" if order.due == entry.amount else _("het bedrag is anders dan wat er open staat")


def _guessed(entry: Entry, reference: str, still_open: _Open) -> Match:
    """Look for a code with a typing error, then for the payer's name, then for the amount alone."""
    mistyped = _unique(
        one
        for word in _mistyped(entry)
        for pattern in _patterns(word)
        for one in still_open.by_pattern.get(pattern, ())
    )
    if mistyped:
        return Match(entry, reference, Kind.DOUBT, _("de code lijkt een typefout te hebben"), mistyped)
    same_name = still_open.by_name.get(_plain(entry.name), [])
    by_name = _unique(sorted(same_name, key=lambda one: one.due != entry.amount))
    if by_name:
        return Match(entry, reference, Kind.DOUBT, _("alleen de naam past"), by_name)
    by_amount = still_open.by_amount.get(entry.amount, [])
    if entry.currency == EUR and 0 < len(by_amount) <= MOST_SUGGESTIONS:
        return Match(entry, reference, Kind.DOUBT, _("alleen het bedrag past"), tuple(by_amount))
    return Match(entry, reference, Kind.UNKNOWN)


def _unique(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(dict.fromkeys(found))[:MOST_SUGGESTIONS]


def _words(entry: Entry) -> Iterator[str]:
    """Give every order code and invoice number that a transfer holds."""
    for text in (*entry.structured, entry.text, entry.end_to_end):
        yield from codes_in(text)
        yield from INVOICE_NUMBER.findall(text)


def _mistyped(entry: Entry) -> Iterator[str]:
    for text in (*entry.structured, entry.text, entry.end_to_end):
        for word in map(normal, text.split()):
            if len(word) == CODE_LENGTH:
                yield word
            elif word.startswith("RF") and len(word) == CODE_LENGTH + 4:
                yield word[4:]


def _patterns(code: str) -> Iterator[str]:
    """Give a code with each place left open, and with each two neighbours turned around: one typing error away."""
    for place in range(len(code)):
        yield f"{code[:place]}?{code[place + 1 :]}"
    for place in range(len(code) - 1):
        pair = "".join(sorted(code[place : place + 2]))
        yield f"{code[:place]}<{pair}>{code[place + 2 :]}"


def _plain(name: str) -> str:
    """Return a name as banks write it: without capitals, points and titles of address."""
    words = "".join(one if one.isalnum() else " " for one in name.lower()).split()
    return " ".join(word for word in words if word not in {"de", "heer", "mevrouw", "hr", "mw", "dhr"})


def _known(references: Sequence[str]) -> dict[str, tuple[Decimal, str]]:
    found: dict[str, tuple[Decimal, str]] = {}
    for some in batched(references, BATCH):
        rows = Payment.objects.filter(external_ref__in=some).values_list("external_ref", "amount", "currency")
        found |= {reference: (amount, currency) for reference, amount, currency in rows}
    return found


def _named(entries: Sequence[Entry]) -> dict[str, Candidate]:
    """Return the orders that any entry names, by the word that names them."""
    words = {word for entry in entries for word in _words(entry)}
    found: dict[str, Candidate] = {}
    for some in batched(sorted(words), BATCH):
        for one in _candidates(Q(code__in=some) | Q(invoice__number__in=some)):
            found |= {word: one for word in (one.code, one.invoice) if word in words}
    return found


def _open() -> _Open:
    found = _Open()
    due = queries.with_due(Order.objects.all())
    for one in _candidates(Q(pk__in=due.order_by().values("pk"))):
        found.add(one)
    return found


def _candidates(condition: Q) -> Iterator[Candidate]:
    named = Order.objects.filter(condition).annotate(payer_name=F("payer__name"), invoice_number=F("invoice__number"))
    for one in queries.with_standing(named).order_by("made_at", "pk"):
        due = max(-one.balance, NOTHING)  # type: ignore[attr-defined]  # annotated by `with_standing`
        cancelled: bool = one.is_cancelled  # type: ignore[attr-defined]
        number: str | None = one.invoice_number  # type: ignore[attr-defined]
        payer: str | None = one.payer_name  # type: ignore[attr-defined]
        yield Candidate(one.pk, one.code, number or "", payer or "", due, cancelled)
