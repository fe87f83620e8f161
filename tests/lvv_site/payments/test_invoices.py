"""Invoices and credit notes: their numbers, their frozen copy, the PDF and the XML in it."""

import datetime as dt
import io
import shutil
import subprocess
import threading
from decimal import Decimal

import facturx
import pikepdf
import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from lxml import etree

from lvv_site.payments import invoices, refunds, wording
from lvv_site.payments.models import CreditNote, Invoice, InvoiceCounter, InvoiceSettings
from lvv_site.payments.refusals import SellerUnknownError
from lvv_site.payments.vat import Rate, RateTotal, part_of
from tests.factories.payments import line, order, organisation, pay

ON = dt.date(2026, 11, 22)
LINES = [("206.611570", Rate.HIGH, 3), ("-10.00", Rate.HIGH, 1), ("40.00", Rate.LOW, 2), ("25.00", Rate.EXEMPT, 1)]


@pytest.fixture
def seller(db):
    return filled()


def filled():
    found = InvoiceSettings.load()
    values = {
        "name": "Vereniging van Proef", "street": "Kade 2", "postcode": "3511 AA", "city": "Utrecht", "bic": "ABNANL2A",
        "registration_number": "12345678", "vat_id": "NL004495445B01", "iban": "NL91ABNA0417164300",
        "email": "geld@vereniging.example",
    }  # fmt: skip
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    return found


def large(**kwargs):
    return order(
        *(line(net, rate, number, f"Regel {net}") for net, rate, number in LINES), payer=organisation(), **kwargs
    )


def text_of(paper):
    found = subprocess.run(
        [shutil.which("pdftotext") or "pdftotext", "-layout", "-", "-"], input=invoices.pdf_of(paper),
        capture_output=True, check=True,
    )  # fmt: skip
    return " ".join(found.stdout.decode().replace("\u00a0", " ").split())


def test_an_invoice_says_what_is_to_be_paid(seller):
    made = large()
    invoice = invoices.issue(made, ON)
    text = text_of(invoice)
    assert invoice.number == "2026-00001"
    assert (made.net, made.vat, made.total) == (Decimal("714.83"), Decimal("135.27"), Decimal("850.10"))
    for told in (
        "Factuur 2026-00001", "Gemeente Voorbeeld", "PO-7781", "22 november 2026", "1 december 2026", "€ 714,83",
        "Btw 21% over € 609,83 € 128,07", "Btw 9% over € 80,00 € 7,20", "Te betalen € 850,10",
        "Vrijgesteld van btw (artikel 11 Wet OB 1968)", "NL91 ABNA 0417 1643 00", made.code, "scan in de app",
    ):  # fmt: skip
        assert told in text, told
    assert "Al betaald" not in text


def test_the_lines_on_paper_add_up(seller):
    frozen = invoices.issue(large(), ON).frozen
    assert sum(Decimal(one["net"]) for one in frozen["lines"]) == Decimal(frozen["net"])
    assert sum(Decimal(one["net"]) + Decimal(one["vat"]) for one in frozen["rates"]) == Decimal(frozen["total"])
    assert Decimal(frozen["net"]) + Decimal(frozen["vat"]) == Decimal(frozen["total"])


def test_what_was_paid_stands_on_it_and_asks_for_nothing(seller):
    made = order(line("100.00", Rate.HIGH))
    pay(made, "121.00")
    text = text_of(invoices.issue(made, ON))
    assert "Al betaald € 121,00" in text
    assert "Te betalen € 0,00" in text
    assert "scan in de app" not in text


def test_an_invoice_is_written_once_and_frozen(seller):
    made = large()
    first = invoices.issue(made, ON)
    made.payer.delete()
    seller.name = "Anders"
    seller.save()
    assert invoices.issue(made, ON) == first
    assert Invoice.objects.get().frozen["seller"]["name"] == "Vereniging van Proef"
    assert InvoiceCounter.objects.get().last == 1


def test_the_xml_in_it_is_an_en_16931_invoice_with_the_same_amounts(seller):
    made = large()
    content = invoices.pdf_of(invoices.issue(made, ON))
    name, xml = facturx.get_xml_from_pdf(content)
    assert name == "factur-x.xml"
    facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    tree = etree.fromstring(xml)

    def values(path):
        return tree.xpath(f"//ram:{path}/text()", namespaces={"ram": tree.nsmap["ram"]})

    assert values("GrandTotalAmount") == values("DuePayableAmount") == [str(made.total)]
    assert values("TaxTotalAmount") == [str(made.vat)]
    lines = values("SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount")
    assert sum(map(Decimal, lines)) == Decimal(values("TaxBasisTotalAmount")[0]) == made.net
    assert [one for one in values("BilledQuantity") if one.startswith("-")] == ["-1"]


def test_the_pdf_is_tagged_and_archival_and_says_that_it_holds_an_invoice(seller):
    content = invoices.pdf_of(invoices.issue(large(), ON))
    with pikepdf.open(io.BytesIO(content)) as document:
        marks = document.Root.Metadata.read_bytes().decode()
        assert bool(document.Root.MarkInfo.Marked)
        assert list(document.attachments) == ["factur-x.xml"]
    for told in ("pdfuaid:part", "<pdfaid:part>3", "<fx:ConformanceLevel>EN 16931", "Factur-X PDFA Extension Schema"):
        assert told in marks, told


def test_a_changed_file_is_noticed(seller):
    invoice = invoices.issue(large(), ON)
    with invoices.storage.private().open(invoice.pdf, "wb") as file:
        file.write(b"anders")
    with pytest.raises(ValueError, match="was changed"):
        invoices.pdf_of(invoice)


def test_without_a_seller_there_is_no_invoice_and_no_number(db):
    with pytest.raises(SellerUnknownError):
        invoices.issue(order(), ON)
    assert not InvoiceCounter.objects.exists()


def test_numbers_start_again_each_year_and_by_series(seller):
    on = [ON, ON, dt.date(2027, 1, 1), dt.date(2027, 1, 2)]
    assert [invoices.issue(order(), one).number for one in on] == [
        "2026-00001",
        "2026-00002",
        "2027-00001",
        "2027-00002",
    ]
    assert invoices.next_number("C", 2027) == "C2027-00001"


def test_credit_notes_together_give_back_the_invoice_to_the_cent(seller):
    made = large()
    invoice = invoices.issue(made, ON)
    first = invoices.credit_note(refunds.credit(made, Decimal("123.45"), "goodwill", None, "c:1"))
    last = invoices.credit_all(made, "event_cancelled", None)
    assert [one.number[0] for one in (first, last)] == ["C", "C"]
    for name in ("net", "vat", "total"):
        assert sum(Decimal(one.frozen[name]) for one in (first, last)) == Decimal(invoice.frozen[name])
    text = text_of(first)
    assert "In mindering € 123,45" in text
    assert f"Hoort bij factuur {invoice.number}" in text
    assert invoices.credit_note(first.credit) == first


def test_without_an_invoice_there_is_nothing_to_correct(seller):
    assert invoices.credit_note(refunds.credit(order(), Decimal(1), "goodwill", None, "c:1")) is None
    assert not CreditNote.objects.exists()


@pytest.mark.parametrize(
    ("amount", "written"), [("1234567.5", "€ 1.234.567,50"), ("-3", "€ -3,00"), ("0.005", "€ 0,00")]
)
def test_amounts_on_paper(amount, written):
    assert wording.euros(amount).replace("\u00a0", " ") == written


def test_parts_of_rates_end_at_the_whole():
    rates = [
        RateTotal(Rate.HIGH, Decimal("33.33"), Decimal("7.00")),
        RateTotal(Rate.EXEMPT, Decimal("9.99"), Decimal(0)),
    ]
    steps = [Decimal("0.01"), Decimal("17.31"), Decimal("33.00")]
    parts, before = [], Decimal(0)
    for step in steps:
        parts.append(part_of(rates, before, step))
        assert sum(one.total for one in parts[-1]) == step
        before += step
    for place, one in enumerate(rates):
        assert sum(part[place].net for part in parts) == one.net
        assert sum(part[place].vat for part in parts) == one.vat


def numbers_at_once(workers=6, each=5):
    """Take numbers over connections of their own; every third time the transaction is rolled back."""
    taken = []

    def run(worker):
        try:
            for number in range(each):
                with transaction.atomic():
                    got = invoices.next_number("", 2026)
                    if (worker + number) % 3 == 0:
                        transaction.set_rollback(True)
                        continue
                taken.append(got)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[worker]) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(taken)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_numbers_at_once_and_rolled_back_have_no_gap_and_no_double():
    assert numbers_at_once() == [f"2026-{number:05d}" for number in range(1, 21)]


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_numbers_would_be_given_twice(monkeypatch):
    both = threading.Barrier(6, timeout=3)

    def unlocked(series, year):
        InvoiceCounter.objects.get_or_create(series=series, year=year)
        counter = InvoiceCounter.objects.get(series=series, year=year)
        if not both.broken:
            both.wait()
        return counter

    monkeypatch.setattr(invoices, "_counter", unlocked)
    InvoiceCounter.objects.create(series="", year=2026)
    taken = numbers_at_once(each=1)
    assert len(set(taken)) < len(taken)


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused():
    with pytest.raises(TransactionManagementError):
        invoices.next_number("", 2026)
