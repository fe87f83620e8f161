"""One's own orders and papers at /mijn/facturen/: one's own only."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from lvv_site.members.people import merge
from lvv_site.payments import attempts, invoices, orders, privacy, refunds, selling
from tests.factories.members import PersonFactory, UserFactory, sign_in
from tests.factories.payments import consumer, line, order, pay
from tests.lvv_site.payments.test_invoices import filled

pytestmark = pytest.mark.django_db
PAGE = "/mijn/facturen/"
ON = dt.date(2026, 11, 1)


@pytest.fixture
def person(client):
    filled()
    user = UserFactory.create()
    sign_in(client, user)
    return user.person


@pytest.fixture
def paid_here(monkeypatch):
    monkeypatch.setattr(selling, "_builders", {})
    selling.register("test:", lambda one: f"/boeking/{one.code}/")


def mine(person, *lines, **more):
    return order(*(lines or [line()]), payer=consumer(person), **more)


def page(client, **query):
    return " ".join(client.get(PAGE, query).content.decode().split())


def test_it_asks_to_sign_in(client):
    filled()
    invoice = invoices.issue(order())
    for address in (
        PAGE,
        reverse("invoices:invoice", args=[invoice.number]),
        reverse("invoices:note", args=["C2026-00001"]),
    ):
        assert client.get(address).url.startswith("/account/login/")


def test_one_sees_ones_own_orders_and_those_of_a_merged_entry(client, person):
    double = PersonFactory.create()
    own, merged, other = mine(person), mine(double), mine(PersonFactory.create())
    merge(double, person)
    shown = page(client)
    assert own.code in shown
    assert merged.code in shown
    assert other.code not in shown


def test_nothing_ordered_is_said(client, person):
    assert "Nog geen facturen" in page(client)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("open", "Nog te betalen, uiterlijk op 1 december 2026."),
        ("part", "Nog te betalen: € 60,00."),
        ("paid", "Betaald."),
        ("over", "Er is € 20,00 te veel betaald."),
        ("refunded", "Terugbetaald."),
        ("cancelled", "Vervallen: je hoeft niets te betalen."),
        ("free", "Gratis: er is niets te betalen."),
        ("under_way", "Je betaling is onderweg."),
    ],
)
def test_how_it_stands_is_said_in_words(client, person, settings, what, words):
    made = mine(person, line("0.00" if what == "free" else "100.00"))
    if amount := {"part": "40.00", "paid": "100.00", "over": "120.00", "refunded": "100.00"}.get(what):
        pay(made, amount)
    if what == "refunded":
        refunds.refund(made, Decimal(100), "goodwill", None)
    if what == "cancelled":
        orders.cancel(made)
    if what == "under_way":
        settings.DEMO = True
        attempts.processing(attempts.begin(made, "demo", "k"))
    assert words in page(client).replace("\u00a0", " ")


def test_papers_are_downloaded_by_who_ordered_and_by_nobody_else(client, person):
    made, other = mine(person), mine(PersonFactory.create())
    papers = []
    for one in (made, other):
        invoice = invoices.issue(one, ON)
        papers.append((invoice, invoices.credit_all(one, "goodwill", None)))
    for (invoice, note), status in zip(papers, (200, 404), strict=True):
        for name, paper in (("invoice", invoice), ("note", note)):
            answer = client.get(reverse(f"invoices:{name}", args=[paper.number]))
            assert answer.status_code == status
            if status == 200:
                assert b"".join(answer.streaming_content) == invoices.pdf_of(paper)
                assert reverse(f"invoices:{name}", args=[paper.number]) in page(client)
    assert papers[1][0].number not in page(client)


def test_a_paper_that_was_erased_after_its_term_is_not_offered(client, person):
    invoice = invoices.issue(mine(person), ON)
    privacy.end_papers(dt.date(2034, 1, 1), dry_run=False)
    address = reverse("invoices:invoice", args=[invoice.number])
    assert client.get(address).status_code == 404
    assert address not in page(client)


def test_what_is_due_is_paid_where_it_was_sold(client, person, paid_here):
    is_open, paid, elsewhere = mine(person), mine(person), mine(person, reference="anders:1")
    pay(paid)
    shown = page(client)
    assert f"/boeking/{is_open.code}/" in shown
    assert f"/boeking/{paid.code}/" not in shown
    assert f"/boeking/{elsewhere.code}/" not in shown


def test_two_rooms_never_sell_the_same(paid_here):
    with pytest.raises(ValueError, match="twice"):
        selling.register("test:", str)


def test_an_account_without_a_person_has_nothing(client):
    sign_in(client, UserFactory.create(person=None))
    assert client.get(PAGE).status_code == 404


def test_the_list_takes_as_many_queries_for_many_orders(client, person, django_assert_max_num_queries):
    for _ in range(6):
        pay(mine(person), "40.00")
    page(client)
    with django_assert_max_num_queries(25):
        page(client)
