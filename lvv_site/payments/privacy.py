"""What this room knows about people, why, and how long (see `lvv_site/members/privacy.py`).

Invoices are kept for seven years after the year they were issued in (Algemene wet inzake rijksbelastingen, article 52),
whatever else is erased; then who paid goes from the copy and the PDF goes. The facts about money hold no names.
"""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lvv_site import storage
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.privacy import RetentionRow
from lvv_site.operations.append_only import retention

from .models import CreditNote, Invoice, Order, PayerDetails, PaymentOrigin, StatementUpload

YEARS = 7
ORIGIN_TERM = dt.timedelta(days=365)
ERASED = "(gewist)"


def end_papers(today: dt.date, dry_run: bool) -> int:
    """Take who paid from invoices and credit notes seven years after their year, with the PDF."""
    last = dt.date(today.year - YEARS, 1, 1)
    found = [one for model in (Invoice, CreditNote) for one in model.objects.filter(issued_on__lt=last).exclude(pdf="")]
    if not dry_run:
        for one in found:
            _empty(one)
    return len(found)


def end_payers(today: dt.date, dry_run: bool) -> int:
    """Delete who pays beside orders that were made more than seven years before this year."""
    old = PayerDetails.objects.filter(order__made_at__date__lt=dt.date(today.year - YEARS, 1, 1))
    return old.count() if dry_run else old.delete()[0]


def end_origins(today: dt.date, dry_run: bool) -> int:
    """Delete from whom unplaced payments came, a year after they came."""
    old = PaymentOrigin.objects.filter(payment__recorded_at__date__lt=today - ORIGIN_TERM)
    return old.count() if dry_run else old.delete()[0]


def end_uploads(today: dt.date, dry_run: bool) -> int:
    """Delete bank statements that somebody looked at and did not take in."""
    old = StatementUpload.objects.filter(uploaded_at__date__lt=today)
    return old.count() if dry_run else old.delete()[0]


RETENTION = [
    RetentionRow(
        what=_("Betalingen op onze bankrekening zonder bekende bestelling: de naam en de omschrijving bij de bank"),
        purpose=_("Uitzoeken waarvoor u betaalde"),
        term=_("Tot de betaling is geplaatst, hoogstens 1 jaar"),
        how=_("Automatisch gewist. Rekeningnummers bewaren wij niet"),
        task=end_origins,
    ),
    RetentionRow(
        what=_("Een bankafschrift dat de penningmeester bekijkt: namen, omschrijvingen en bedragen"),
        purpose=_("Betalingen bij bestellingen zetten"),
        term=_("Tot het is verwerkt, hoogstens 1 dag"),
        how=_("Automatisch gewist"),
        task=end_uploads,
    ),
    RetentionRow(
        what=_("Facturen en creditnota's: naam, adres en btw-nummer van wie betaalt, wat is besteld, bedragen"),
        purpose=_("De boekhouding, die wij van de wet moeten bewaren"),
        term=_("7 jaar na het jaar van de factuur"),
        how=_("Automatisch gewist: de naam en het adres uit de kopie, en de PDF"),
        task=end_papers,
    ),
    RetentionRow(
        what=_("Gegevens van wie betaalt, bij een bestelling"),
        purpose=_("De betaling en de factuur regelen"),
        term=_("7 jaar na het jaar van de bestelling, of tot u vraagt om te wissen"),
        how=_("Automatisch gewist"),
        task=end_payers,
    ),
    RetentionRow(
        what=_("Bestellingen, betalingen en terugbetalingen: bedragen, datums en kenmerken, zonder naam"),
        purpose=_("Kunnen laten zien dat de boeken kloppen"),
        term=_("Blijvend, zonder naam"),
        how=_("Uw naam en adres gaan weg; de bedragen blijven"),
    ),
]


def export(person: Person) -> dict[str, Any]:
    """Return what this room knows about a person."""
    found = _orders(person).select_related("payer", "invoice").prefetch_related("lines", "payments", "refunds")
    return {"orders": [_order(one) for one in found]}


def erase(person: Person) -> None:
    """Take away who pays beside the orders of a person; invoices stay as long as the law says."""
    PayerDetails.objects.filter(order__in=_orders(person)).delete()


def _orders(person: Person) -> QuerySet[Order]:
    return Order.objects.filter(person__in=people.ids_of(person))


def _order(order: Order) -> dict[str, Any]:
    payer, invoice = PayerDetails.objects.filter(order=order).values().first(), getattr(order, "invoice", None)
    return {
        "code": order.code,
        "made_at": order.made_at,
        "total": order.total,
        "lines": [{"text": one.text, "quantity": one.quantity, "net": one.net} for one in order.lines.all()],
        "payments": [{"amount": one.amount, "received_on": one.received_on} for one in order.payments.all()],
        "refunds": [{"amount": one.amount, "made_at": one.made_at} for one in order.refunds.all()],
        "payer": {name: value for name, value in (payer or {}).items() if name not in {"id", "order_id"}},
        "invoice": invoice.number if invoice else "",
    }


def _empty(paper: Invoice | CreditNote) -> None:
    """Keep number, amounts and lines; nothing of the payer. The file goes last: what has no file was done."""
    frozen = {**paper.frozen, "payer": dict.fromkeys(paper.frozen["payer"], "") | {"name": ERASED}}
    file = paper.pdf
    with retention():
        type(paper).objects.filter(pk=paper.pk).update(frozen=frozen, pdf="")
    storage.private().delete(file)
