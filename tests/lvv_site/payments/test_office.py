"""The treasurer's lists: who sees them, what they hold, and exports that run nothing."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from lvv_site.civil import AMSTERDAM
from lvv_site.payments import invoices, orders, ways
from lvv_site.payments.templatetags.payments import money
from tests.factories.members import UserFactory, sign_in
from tests.factories.payments import consumer, line, order, pay
from tests.lvv_site.payments.test_invoices import filled

pytestmark = pytest.mark.django_db
LISTS = ["payment_order:index", "payment_payment:index", "payment_invoice:index"]
OUTSIDE = ["office", "editor", "question_editor", "committee", "assessor", "board"]


def enter(client, role="treasurer"):
    user = UserFactory.create(role=role, second_factor=True)
    sign_in(client, type(user).objects.get(pk=user.pk))


def codes(client, **query):
    page = client.get(reverse("payment_order:index"), query).content.decode()
    return {one for one in order_codes() if one in page}


def order_codes():
    from lvv_site.payments.models import Order

    return set(Order.objects.values_list("code", flat=True))


def sent(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8-sig")


@pytest.mark.parametrize("role", OUTSIDE)
def test_who_does_not_keep_books_sees_nothing(client, role):
    filled()
    invoice = invoices.issue(order(payer=consumer(name="Geheim de Jong")))
    enter(client, role)
    addresses = [reverse(one) for one in LISTS]
    addresses += [
        reverse("payment_order:inspect", args=[invoice.order_id]),
        reverse("payment_invoice:pdf", args=[invoice.pk]),
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in {302, 403}, address
        assert b"Geheim" not in answer.content


@pytest.mark.parametrize("name", LISTS)
def test_nobody_enters_without_an_account(client, name):
    assert client.get(reverse(name)).status_code == 302


def test_the_treasurer_finds_orders_by_how_they_stand(client):
    enter(client)
    is_open, paid, odd, late = order(), order(), order(), order(due=dt.date(2020, 1, 1))
    pay(paid)
    pay(odd, "150.00")
    assert codes(client) == {one.code for one in (is_open, paid, odd, late)}
    assert codes(client, standing="paid") == {paid.code}
    assert codes(client, overdue="true") == {late.code}
    assert codes(client, mismatch="true") == {odd.code}
    assert codes(client, q=late.code.lower()) == {late.code}


def test_money_without_an_order_is_found(client):
    enter(client)
    pay(order(), ref="gewoon-1")
    pay(None, ref="onbekend-1")
    page = client.get(reverse("payment_payment:index"), {"unplaced": "true"}).content.decode()
    assert "onbekend-1" in page
    assert "gewoon-1" not in page


def test_the_invoice_is_downloaded_as_it_was_issued(client):
    enter(client)
    filled()
    invoice = invoices.issue(order())
    answer = client.get(reverse("payment_invoice:pdf", args=[invoice.pk]))
    assert b"".join(answer.streaming_content) == invoices.pdf_of(invoice)
    assert invoice.number in client.get(reverse("payment_invoice:index")).content.decode()


def test_one_order_is_looked_up_and_nothing_can_be_added_or_changed(client):
    enter(client)
    made = order()
    assert made.code in client.get(reverse("payment_order:inspect", args=[made.pk])).content.decode()
    assert client.get(reverse("payment_order:index") + "new/").status_code == 404


def test_an_export_holds_the_formula_and_runs_none(client):
    enter(client)
    made = order(line("100.00"), payer=consumer(name="=cmd()"))
    pay(made, "40.00")
    orders.cancel(made)
    told = sent(client.get(reverse("payment_order:index"), {"export": "csv"}))
    assert "'=cmd()" in told
    assert "40.00,Te veel betaald" in told
    assert "persoon," in told.lower()
    assert f"{made.made_at.astimezone(AMSTERDAM):%Y-%m-%d %H:%M:%S}," in told


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_exported(client, name):
    enter(client)
    filled()
    made = order()
    pay(made)
    invoices.issue(made)
    for kind in ("csv", "xlsx"):
        assert client.get(reverse(name), {"export": kind}).status_code == 200
    assert made.code in sent(client.get(reverse(name), {"export": "csv"}))


def test_amounts_stand_in_euro_with_a_comma_and_ways_in_words(client):
    enter(client)
    large = order(line("1210.00"))
    pay(large, "1210.00", ref="groot-1", provider="invoice")
    shown = {name: client.get(reverse(f"payment_{name}:index")).content.decode() for name in ("order", "payment")}
    assert all("€\xa01.210,00" in page for page in shown.values())
    assert "Overschrijving" in shown["payment"]
    page = client.get(reverse("payment_order:inspect", args=[large.pk])).content.decode()
    assert "Overschrijving" in page
    assert ">invoice<" not in page


@pytest.mark.parametrize(("amount", "currency", "said"), [
    ("1234.5", "EUR", "€\xa01.234,50"), ("1234.5", "USD", "1.234,50 USD"), ("-3", "EUR", "€\xa0-3,00"),
])  # fmt: skip
def test_money_in_any_currency(amount, currency, said):
    assert money(Decimal(amount), currency) == said


@pytest.mark.parametrize("code", ["invoice", "demo", "weg"])
def test_the_way_of_a_provider_that_is_gone_is_its_code(code):
    named = {"invoice": "Overschrijving", "demo": "Proefbetaling (er wordt niets betaald)", "weg": "weg"}
    assert ways.name_of(code) == named[code]


@pytest.mark.parametrize("verb", ["refund", "cancel", "forgive"])
def test_what_is_for_good_says_so(client, verb):
    enter(client)
    made = order()
    if verb == "refund":
        pay(made)
    page = client.get(reverse(f"payment_order:{verb}", args=[made.pk])).content.decode()
    assert "Dit kun je niet terugdraaien." in page
