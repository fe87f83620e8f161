"""The journal on screen and as a file: it balances whatever happened, to the cent, and equals what the orders say."""

import csv
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lvv_site import civil
from lvv_site.payments import invoices, journal_views, orders, queries, refunds
from lvv_site.payments.journal import journal
from lvv_site.payments.models import CreditNote, Invoice, Order, Payment, Refund
from lvv_site.payments.refusals import PaymentError
from lvv_site.payments.vat import Rate
from tests.factories.payments import line, order, pay
from tests.lvv_site.payments.test_invoices import filled
from tests.lvv_site.payments.test_office import OUTSIDE, enter, sent

pytestmark = pytest.mark.django_db
PAGE = "/beheer/betalingen/journaal/"
WHOLE = {"first": "2026-01-01", "last": "2026-12-31"}
FIRST, LAST = dt.date(2020, 1, 1), dt.date(2030, 12, 31)

amounts = st.integers(1, 30_000).map(lambda number: Decimal(number) / 100)
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["pay", "pay", "unplaced", "place", "refund", "credit", "cancel", "dispute", "back", "foreign", "invoice"]
        ),
        st.integers(0, 2),
        amounts,
    ),
    max_size=14,
)
baskets = st.lists(
    st.tuples(st.integers(1, 40_000_000), st.sampled_from(Rate), st.integers(1, 4)), min_size=1, max_size=3
)


def happen(what, made, amount, number):  # noqa: C901 - a list of everything that can happen
    """Let one thing happen, or be refused: that is part of a history too."""
    loose = queries.unplaced_payments().filter(currency="EUR").order_by("pk").first()
    came = Payment.objects.filter(order=made, currency="EUR").order_by("pk").first()
    try:
        with transaction.atomic():
            if what == "pay":
                pay(made, str(amount), provider="invoice" if number % 2 else "demo")
            elif what == "unplaced":
                pay(None, str(amount), provider="invoice")
            elif what == "place" and loose:
                orders.place(loose, made, None)
            elif what == "refund":
                refunds.refund(made, amount, "goodwill", None)
            elif what == "credit":
                refunds.credit(made, amount, "goodwill", None, f"c:{number}:{made.pk}")
            elif what == "cancel":
                orders.cancel(made)
            elif what == "dispute" and came:
                refunds.record_refund(came, min(amount, refunds.left(came)), "dispute", f"d:{number}")
            elif what == "back" and loose:
                refunds.send_back(loose, min(amount, refunds.left(loose)), None, f"b:{number}")
            elif what == "foreign":
                pay(made, str(amount), currency="USD")
            elif what == "invoice":
                invoices.issue(made)
    except PaymentError:
        pass


def write_notes():
    for one in Order.objects.filter(invoice__isnull=False):
        for credit in one.credits.all():
            invoices.credit_note(credit)


def on_paper(one):
    total = Decimal(Invoice.objects.get(order=one).frozen["total"])
    return total - sum(Decimal(note.frozen["total"]) for note in CreditNote.objects.filter(invoice__order=one))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(baskets, min_size=3, max_size=3), steps)
def test_whatever_happens_every_cent_is_somewhere(lines, history):
    with transaction.atomic():
        filled()
        made = [order(*(line(f"{Decimal(net) / 10**6:f}", rate, many) for net, rate, many in one)) for one in lines]
        for number, (what, which, amount) in enumerate(history):
            happen(what, made[which], amount, number)
        write_notes()
        check()
        transaction.set_rollback(True)


def check():
    found = journal(FIRST, LAST)
    assert journal_views.unbalanced(found) == []
    per = {one.account: one.amount for one in journal_views.balances(found)}
    stands = {one.pk: queries.standing(one) for one in Order.objects.all()}
    for one in stands.values():
        assert one.paid == one.refunded + one.owed - one.due + one.overpaid
    assert per.get("debtors", 0) == sum(one.due - one.overpaid for one in stands.values())
    assert -per.get("unplaced", 0) == sum(one.left for one in queries.unplaced_payments().filter(currency="EUR"))
    money = sum(amount for account, amount in per.items() if account.startswith("money:") and ":USD" not in account)
    came = sum(Payment.objects.filter(currency="EUR").values_list("amount", flat=True))
    assert money == came - sum(Refund.objects.filter(payment__currency="EUR").values_list("amount", flat=True))
    sold = -sum(amount for account, amount in per.items() if account.partition(":")[0] in {"revenue", "vat"})
    assert sold == sum(one.owed for one in stands.values())
    for one in Order.objects.filter(invoice__isnull=False):
        assert on_paper(one) == stands[one.pk].owed


@pytest.mark.parametrize("role", OUTSIDE)
@pytest.mark.parametrize("query", [{}, {**WHOLE, "export": "csv"}])
def test_who_does_not_keep_books_sees_no_journal(client, role, query):
    pay(order())
    enter(client, role)
    answer = client.get(PAGE, query)
    assert answer.status_code in {302, 403}
    assert b"100" not in answer.content


def test_nobody_sees_it_without_an_account(client):
    assert client.get(PAGE).status_code == 302


def rows(answer):
    return list(csv.reader(io.StringIO(sent(answer))))


def test_it_says_in_words_that_it_balances(client):
    enter(client)
    assert client.get(reverse("payment_journal")).request["PATH_INFO"] == PAGE
    assert "In deze periode is niets geboekt." in client.get(PAGE).content.decode()
    first, last = journal_views.month_of(civil.today())
    pay(order(line("100.00", Rate.HIGH)), "121.00", on=first)
    page = client.get(PAGE, {"first": first, "last": last}).content.decode()
    for words in ("Het klopt: van elk van de 2 boekstukken", "Debiteuren", "Omzet 21%", "Btw 21%", "-21,00"):
        assert words in page


def test_every_posting_is_taken_along(client):
    enter(client)
    made = order(line("100.00", Rate.HIGH))
    pay(made, "121.00", on=dt.date(2026, 3, 4))
    query = {
        "first": made.made_at.date().replace(day=1, month=1),
        "last": made.made_at.date().replace(day=31, month=12),
    }
    told = rows(client.get(PAGE, {**query, "export": "csv"}))
    assert told[0] == ["Datum", "Boekstuk", "Bestelling", "Rekening", "Naam", "Munt", "Bedrag"]
    assert len(told) == 6
    assert sum(Decimal(one[-1]) for one in told[1:]) == 0
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(PAGE, {**query, "export": "xlsx"}).streaming_content)))
    sheet = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert len(sheet) == 6
    assert sum(Decimal(str(one[-1])) for one in sheet[1:]) == 0


@pytest.mark.parametrize(
    "query",
    [{"first": "2026-02-01", "last": "2026-01-01"}, {"first": "2020-01-01", "last": "2026-01-01"}, {"first": "x"}],
)
def test_a_period_that_cannot_be_is_told(client, query):
    enter(client)
    for more in ({}, {"export": "csv"}):
        answer = client.get(PAGE, query | more)
        assert answer.status_code == 200
        assert "Het klopt" not in answer.content.decode()
        assert answer.headers["Content-Type"].startswith("text/html")


def test_months_are_whole():
    assert journal_views.month_of(dt.date(2028, 2, 11)) == (dt.date(2028, 2, 1), dt.date(2028, 2, 29))
    found = journal_views.months(dt.date(2026, 1, 31))
    assert (len(found), found[1]) == (13, (dt.date(2025, 12, 1), dt.date(2025, 12, 31)))


def test_unknown_ways_to_pay_have_a_name():
    assert journal_views.name_of("money:oud:USD") == "Ontvangen via oud USD"
