"""The mail to who pays: what it says, once, to whom, and when it is not sent after all."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from lvv_site.mail import sending
from lvv_site.mail.delivery import outbox
from lvv_site.mail.models import Message
from lvv_site.members import reminders as daily
from lvv_site.payments import invoices, letters, orders, privacy, queries, refunds, reminders, tasks
from lvv_site.payments.models import CreditNote
from tests.factories.members import PersonFactory, UserFactory
from tests.factories.payments import consumer, line, order, organisation, pay
from tests.lvv_site.payments.test_invoices import filled

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _seller(db):
    filled()


def leave():
    """Send what waits and return the letters."""
    outbox.clear()
    sending.send_due()
    return list(outbox)


def work():
    """Do what was asked for in tasks of this room."""
    from django_tasks_db.models import DBTaskResult

    for one in DBTaskResult.objects.filter(task_path__startswith="lvv_site.payments.tasks.", status="READY"):
        getattr(tasks, one.task_path.rpartition(".")[2]).func(*one.args_kwargs["args"])
        one.delete()


def papers(letter):
    return {part.get_filename(): part.get_content() for part in letter.mime.iter_attachments()}


def of_office(**changed):
    return order(line("100.00"), payer=organisation(**changed), due=ON)


def test_an_invoice_goes_out_once_with_the_pdf_and_how_to_pay():
    invoice = invoices.issue(of_office(attention="Afdeling Inkoop"), ON)
    assert letters.send_invoice(invoice)
    assert letters.send_invoice(invoice)
    (letter,) = leave()
    assert letter.to == "ap@x.example"
    assert letter.subject == f"Factuur {invoice.number}"
    assert papers(letter) == {f"factuur-{invoice.number}.pdf": invoices.pdf_of(invoice)}
    for words in ("Afdeling Inkoop", "€\u00a0100,00", "1 november 2026", "NL91 ABNA 0417 1643 00", "QR-code"):
        assert words in letter.text
        assert words in letter.html
    assert invoice.frozen["reference"] in letter.text.replace(" ", "")


def test_what_was_paid_need_not_be_paid_again():
    made = of_office()
    pay(made)
    letters.send_invoice(invoices.issue(made, ON))
    (letter,) = leave()
    assert "U hoeft niets meer te betalen." in letter.text
    assert "IBAN" not in letter.text
    assert "QR-code" not in letter.text


def test_the_language_is_that_of_who_ordered():
    made = order(payer=consumer(PersonFactory.create(language="en")))
    letters.send_invoice(invoices.issue(made, ON))
    (letter,) = leave()
    assert letter.mime["Content-Language"] == "en"


@pytest.mark.parametrize(("own", "has_button"), [(True, True), (False, False), (None, True)])
def test_the_button_to_pay_is_for_who_can_open_the_page(monkeypatch, own, has_button):
    monkeypatch.setattr(letters.selling, "pay_url", lambda _order: "/boeking/X/")
    user = UserFactory()
    email = user.email.upper() if own else "crediteuren@x.example"
    letters.send_invoice(invoices.issue(of_office(email=email, person=None if own is None else user.person), ON))
    (letter,) = leave()
    assert ("/boeking/X/" in letter.text) is has_button


def test_a_payer_without_an_address_gets_none():
    assert letters.send_invoice(invoices.issue(of_office(email=""), ON)) is False
    assert not Message.objects.exists()


def test_who_was_erased_meanwhile_gets_none():
    person = PersonFactory.create()
    letters.send_invoice(invoices.issue(order(payer=consumer(person)), ON))
    privacy.erase(person)
    assert leave() == []


def test_a_credit_of_an_invoiced_order_becomes_a_credit_note_and_is_mailed_once():
    made = of_office()
    invoices.issue(made, ON)
    refunds.credit(made, Decimal(40), "goodwill", None, "c")
    work()
    note = CreditNote.objects.get()
    tasks.write_credit_note.func(note.credit_id)
    (letter,) = leave()
    assert letter.subject == f"Creditnota {note.number}"
    assert papers(letter) == {f"creditnota-{note.number}.pdf": invoices.pdf_of(note)}
    assert "€\u00a040,00" in letter.text
    assert "€\u00a060,00" in letter.text


def test_a_credit_without_an_invoice_has_no_paper_until_there_is_one():
    made = of_office()
    refunds.credit(made, Decimal(40), "goodwill", None, "c")
    work()
    assert not CreditNote.objects.exists()
    invoices.issue(made, ON)
    work()
    assert CreditNote.objects.get().frozen["total"] == "40.00"


@pytest.mark.parametrize("paid", ["0", "40.00", "100.00"])
def test_cancelling_an_invoiced_order_leaves_books_and_papers_in_agreement(paid):
    made = of_office()
    if Decimal(paid):
        pay(made, paid)
    invoice = invoices.issue(made, ON)
    refunds.credit(made, Decimal("33.33"), "goodwill", None, "c")
    orders.cancel(made)
    orders.cancel(made)
    work()
    on_paper = Decimal(invoice.frozen["total"]) - sum(
        Decimal(one.frozen["total"]) for one in invoice.credit_notes.all()
    )
    assert on_paper == queries.standing(made).owed == 0
    assert queries.standing(made).overpaid == Decimal(paid)
    assert len(leave()) == 2


def test_a_refund_of_an_invoiced_order_gets_its_note_and_one_letter():
    made = of_office()
    pay(made, "40.00"), pay(made, "60.00", provider="invoice")
    invoices.issue(made, ON)
    refunds.refund(made, Decimal(70), "cancelled", None, "r")
    refunds.refund(made, Decimal(70), "cancelled", None, "r")
    work()
    note, refund = sorted(leave(), key=lambda one: one.subject)
    assert (note.subject[:10], refund.subject) == ("Creditnota", "U krijgt geld terug")
    for words in ("€\u00a070,00", "€\u00a060,00: Wij maken het binnen 14 dagen over", "€\u00a010,00: Dit is een proef"):
        assert words in refund.text


def test_of_a_dispute_nobody_is_told_and_of_foreign_money_the_currency():
    made = of_office()
    refunds.record_refund(pay(made), Decimal(100), "dispute", "dp")
    work()
    assert leave() == []
    refunds.send_back(pay(made, "20.00", currency="USD"), Decimal(5), None, "b")
    work()
    assert "5,00 USD" in leave()[0].text


def late(days, **changed):
    with time_machine.travel(dt.datetime.combine(ON + days * DAY, dt.time(12), dt.UTC), tick=False):
        daily.send_due(ON + days * DAY)
        return leave()


@pytest.mark.parametrize(("days", "number"), [(6, 0), (7, 1), (20, 1), (21, 1), (41, 1), (42, 0), (400, 0)])
def test_a_reminder_comes_a_week_and_three_weeks_too_late(days, number):
    invoices.issue(of_office(), ON)
    assert len([one for one in late(days) if one.subject.startswith("Herinnering")]) == number


def test_each_reminder_comes_once():
    invoice = invoices.issue(of_office(), ON)
    found = [late(days) for days in (7, 8, 21, 22, 41)]
    assert [len(one) for one in found] == [1, 0, 1, 0, 0]
    assert found[0][0].subject == f"Herinnering: factuur {invoice.number}"
    assert list(papers(found[0][0])) == [f"factuur-{invoice.number}.pdf"]


def test_a_reminder_says_what_is_left():
    made = of_office()
    invoices.issue(made, ON)
    pay(made, "30.00")
    (letter,) = late(7)
    assert "Er is €\u00a030,00 betaald. Nog te betalen: €\u00a070,00." in letter.text
    assert "QR-code" not in letter.text


def test_what_is_paid_cancelled_or_not_invoiced_is_not_reminded():
    paid, cancelled, without = of_office(), of_office(), of_office()
    for one in (paid, cancelled):
        invoices.issue(one, ON)
    pay(paid)
    orders.cancel(cancelled)
    assert list(reminders.due(ON + 7 * DAY)) == []
    assert queries.standing(without).due == 100


def test_a_reminder_is_withdrawn_when_the_money_came_meanwhile():
    made = of_office()
    letters.send_reminder(invoices.issue(made, ON), "now")
    pay(made)
    assert leave() == []


def test_no_subject_and_no_key_holds_anything_personal():
    made = of_office(name="Geheim BV", attention="Jan Geheim")
    invoice = invoices.issue(made, ON)
    letters.send_invoice(invoice)
    pay(made)
    refunds.refund(made, Decimal(10), "goodwill", None)
    work()
    kept = [(one.dedupe_key, str(one.context_ids)) for one in Message.objects.all()]
    assert "eheim" not in f"{kept}{[one.subject for one in leave()]}"
