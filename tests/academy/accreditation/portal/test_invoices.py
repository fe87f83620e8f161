"""A provider's bills: those of its applications and nobody else's, with the papers."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from academy.accreditation.models import Provider
from lvv_site import civil, storage
from lvv_site.payments import invoices, selling
from lvv_site.payments.models import Invoice, Order, PaymentAttempt
from tests.factories.accreditation import application, worker
from tests.factories.members import UserFactory, sign_in
from tests.factories.payments import line, order, organisation, pay
from tests.lvv_site.payments.test_invoices import filled

from .pages import a_provider, page

pytestmark = pytest.mark.django_db
DUE = civil.today() + dt.timedelta(days=30)


@pytest.fixture(autouse=True)
def _seller(db: None) -> None:
    filled()


def bill(of: Provider, net: str = "350.00") -> Order:
    asked = application(of)
    return order(line(net, text="Beoordeling"), payer=organisation(), reference=f"accreditation:{asked.code}", due=DUE)


def invoice_of(made: Order) -> Invoice:
    return Invoice.objects.filter(order=made).first() or invoices.issue(made)


def test_the_list_shows_amounts_state_and_papers(client: Client) -> None:
    mine, other = a_provider(), a_provider("Ander")
    opened, paid = bill(mine), bill(mine, "950.00")
    pay(paid, "950.00")
    foreign = bill(other, "111.00")
    paper = invoice_of(opened)
    order(line("77.00"), reference="booking:x")
    sign_in(client, worker(mine))
    shown = client.get(page("invoices", mine)).content.decode()
    assert [code in shown for code in (opened.code, paid.code, foreign.code)] == [True, True, False]
    assert [text in shown for text in ("350,00", "950,00", "Betaald.", "111,00", "77,00")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert paper.number in shown


def test_the_overview_tells_what_is_still_to_be_paid(client: Client) -> None:
    of = a_provider()
    opened, paid = bill(of), bill(of)
    pay(paid, "350.00")
    sign_in(client, worker(of))
    shown = client.get(page("overview", of)).content.decode()
    assert (opened.code in shown, paid.code in shown) == (True, False)


def test_an_invoice_is_sent_to_its_own_provider_only(client: Client) -> None:
    mine, other = a_provider(), a_provider("Ander")
    paper = invoice_of(bill(mine))
    address = f"{page('invoices', mine)}{paper.number}.pdf"
    sign_in(client, worker(mine))
    response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert b"".join(response.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "attachment" in response.headers["Content-Disposition"]
    assert storage.private().exists(paper.pdf)
    sign_in(client, worker(other))
    for tried in (address, address.replace(mine.slug, other.slug)):
        assert client.get(tried).status_code == 404
    sign_in(client, UserFactory.create(role="treasurer"))
    assert client.get(address).status_code == 404


def test_a_credit_note_is_there_too(client: Client) -> None:
    of = a_provider()
    made = bill(of)
    invoice_of(made)
    note = invoices.credit_all(made, "correction", None)
    assert note is not None
    sign_in(client, worker(of))
    response = client.get(f"{page('invoices', of)}{note.number}.pdf")
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert note.number in client.get(page("invoices", of)).content.decode()


def test_an_application_without_a_bill_asks_for_nothing(client: Client) -> None:
    of = a_provider()
    application(of)
    sign_in(client, worker(of))
    assert "Nog geen facturen" in client.get(page("invoices", of)).content.decode()
    assert not Order.objects.exists()


def pay_page(of: Provider, bill: Order) -> str:
    return page("pay", of, bill.code)


def test_a_bill_can_be_paid_at_once_where_there_is_a_way(client: Client, settings: Any) -> None:
    settings.DEMO = True
    of = a_provider()
    opened = bill(of)
    sign_in(client, worker(of))
    assert pay_page(of, opened) in client.get(page("invoices", of)).content.decode()
    assert "350,00" in client.get(pay_page(of, opened)).content.decode()

    twice = [client.post(pay_page(of, opened), {"manier": "demo"}) for _time in range(2)]

    attempt = PaymentAttempt.objects.get(order=opened)
    assert [one.url for one in twice] == [attempt.url] * 2  # type: ignore[attr-defined]
    assert (attempt.amount, attempt.return_path) == (opened.total, page("invoices", of))


def test_the_letter_of_its_invoice_leads_there(settings: Any) -> None:
    settings.DEMO = True
    of = a_provider()
    opened = bill(of)
    assert selling.pay_url(opened) == pay_page(of, opened)
    settings.DEMO = False
    assert selling.pay_url(opened) == ""


@pytest.mark.parametrize("way", ["invoice", "onzin", ""])
def test_another_way_is_refused(client: Client, settings: Any, way: str) -> None:
    settings.DEMO = True
    of = a_provider()
    opened = bill(of)
    sign_in(client, worker(of))
    assert client.post(pay_page(of, opened), {"manier": way}).status_code == 409
    assert not PaymentAttempt.objects.exists()


def test_what_is_paid_or_can_only_be_transferred_leads_back(client: Client, settings: Any) -> None:
    of = a_provider()
    opened, paid = bill(of), bill(of)
    pay(paid, str(paid.total))
    sign_in(client, worker(of))
    for demo, made in ((False, opened), (True, paid)):
        settings.DEMO = demo
        response: Any = client.post(pay_page(of, made), {"manier": "demo"})
        assert (response.status_code, response.url) == (302, page("invoices", of))


def test_nobody_pays_or_sees_the_bill_of_another(client: Client, settings: Any) -> None:
    settings.DEMO = True
    mine, other = a_provider(), a_provider("Ander")
    foreign, booking = bill(other), order(line("77.00"), reference="booking:x")
    sign_in(client, worker(mine))
    for address in (pay_page(mine, foreign), pay_page(other, foreign), pay_page(mine, booking)):
        assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    for user in (UserFactory.create(role="treasurer"), UserFactory.create(role="office", second_factor=True)):
        sign_in(client, user)
        assert client.get(pay_page(other, foreign)).status_code == 404
