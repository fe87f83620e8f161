"""What is kept about who pays, how long, and what goes when somebody asks."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from lvv_site import storage
from lvv_site.members.people import merge
from lvv_site.payments import invoices, privacy
from lvv_site.payments.models import Invoice, Order, PayerDetails
from tests.factories.members import PersonFactory
from tests.factories.payments import consumer, order, pay
from tests.lvv_site.payments.test_invoices import ON, filled

pytestmark = pytest.mark.django_db


def of(person, name):
    return order(payer=consumer(person, name=name))


def test_erasing_takes_the_payer_and_leaves_invoice_and_amounts():
    filled()
    person = PersonFactory.create()
    mine, other = of(person, "Noor"), of(PersonFactory.create(), "Ander")
    pay(mine)
    invoice = invoices.issue(mine, ON)
    privacy.erase(person)
    assert list(PayerDetails.objects.all()) == [other.payer]
    assert Order.objects.get(pk=mine.pk).total == 100
    assert Invoice.objects.get().frozen["payer"]["name"] == "Noor"
    assert invoices.pdf_of(invoice)


def test_somebody_takes_along_all_their_orders_and_nobody_elses():
    person, double = PersonFactory.create(), PersonFactory.create()
    mine = [of(person, "Noor"), of(double, "Noor")]
    of(PersonFactory.create(), "Ander")
    pay(mine[0], "40.00")
    merge(double, person)
    found = privacy.export(person)["orders"]
    assert {one["code"] for one in found} == {one.code for one in mine}
    assert "Ander" not in str(found)
    told = next(one for one in found if one["code"] == mine[0].code)
    assert told["payments"][0]["amount"] == 40
    assert told["payer"]["name"] == "Noor"
    privacy.erase(person)
    assert {str(one["payer"]) for one in privacy.export(person)["orders"]} == {"{}"}


@pytest.mark.parametrize(("today", "gone"), [(dt.date(2033, 12, 31), 0), (dt.date(2034, 1, 1), 1)])
def test_an_invoice_loses_the_payer_seven_years_after_its_year(today, gone):
    filled()
    invoice = invoices.issue(of(None, "Noor"), ON)
    assert privacy.end_papers(today, dry_run=True) == gone
    assert storage.private().exists(invoice.pdf)
    assert privacy.end_papers(today, dry_run=False) == gone
    assert privacy.end_papers(today, dry_run=False) == 0
    kept = Invoice.objects.get()
    assert storage.private().exists(invoice.pdf) is not bool(gone)
    assert ("Noor" in str(kept.frozen)) is not bool(gone)
    assert (kept.number, kept.frozen["total"]) == (invoice.number, "100.00")


def test_the_payer_beside_an_order_goes_seven_years_after_its_year():
    with time_machine.travel(timezone.now().replace(year=2018), tick=False):
        of(None, "Oud")
    new = of(None, "Nieuw")
    assert privacy.end_payers(ON, dry_run=True) == 1
    assert privacy.end_payers(ON, dry_run=False) == 1
    assert list(PayerDetails.objects.all()) == [new.payer]
