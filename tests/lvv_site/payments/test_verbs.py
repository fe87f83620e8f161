"""What the treasurer does: who may, twice does nothing twice, and a page that is out of date says so."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import ModelLogEntry

from lvv_site.mail.models import Message
from lvv_site.payments import attempts, forms, invoices, providers, queries, refunds
from lvv_site.payments.enums import Reason, RunState
from lvv_site.payments.models import Credit, Invoice, OrderCancelled, Payment, Placement, Refund, RefundRun
from lvv_site.payments.providers import Returned
from tests.factories.payments import consumer, line, order, organisation, pay
from tests.lvv_site.payments.test_invoices import filled
from tests.lvv_site.payments.test_office import OUTSIDE, enter, sent

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'name="(seen|key)" value="([^"]*)"')


@pytest.fixture
def treasurer(client):
    filled()
    enter(client)
    return client


def address(name, row):
    return reverse(name, args=[row.pk])


def hidden(client, url):
    return dict(HIDDEN.findall(client.get(url).content.decode()))


def do(client, name, row, **typed):
    """Open a page, fill it in and post it."""
    url = address(name, row)
    return client.post(url, hidden(client, url) | typed)


def stands(made):
    found = queries.standing(made)
    return found.state.value, found.owed, found.kept


def errors(answer):
    assert answer.status_code == 200
    return str(answer.context["form"].errors)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12,50", "12.50"),
        ("12.50", "12.50"),
        ("€ 12,5", "12.50"),
        ("1.234,50", "1234.50"),
        ("1.234", "1234"),
        ("7", "7"),
    ],
)
def test_amounts_are_typed_as_people_write_them(typed, value):
    assert forms.amount(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["", "0", "0,00", "-5", "1e3", "12,345", "1,234.50", "NaN", "12,50,00", "١٢"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValidationError):
        forms.amount(typed)


VERBS = [
    ("payment_order:refund", "order"), ("payment_order:forgive", "order"), ("payment_order:cancel", "order"),
    ("payment_order:receive", "order"), ("payment_order:issue", "order"), ("payment_order:resend", "order"),
    ("payment_order:remind", "order"), ("payment_payment:place", "payment"), ("payment_payment:send_back", "payment"),
    ("payment_refund:transferred", "refund"), ("payment_refund:again", "refund"),
    ("payment_order:inspect", "order"), ("payment_payment:inspect", "payment"), ("payment_refund:inspect", "refund"),
    ("payment_note:pdf", "note"),
]  # fmt: skip


@pytest.fixture
def rows(db):
    filled()
    made = order(payer=organisation(name="Geheim BV"))
    loose = pay(None, "33.00")
    paid = order()
    pay(paid)
    invoices.issue(paid)
    (back,) = refunds.refund(paid, Decimal(10), "goodwill", None)
    note = invoices.credit_note(Credit.objects.get())
    return {"order": made, "payment": loose, "refund": back, "note": note}


@pytest.mark.parametrize("role", [*OUTSIDE, "provider"])
def test_nobody_else_gets_in_or_does_anything(client, rows, role):
    enter(client, role)
    before = [model.objects.count() for model in (Credit, Refund, Payment, Placement, Invoice, OrderCancelled, Message)]
    for name, kind in VERBS:
        for method in (client.get, client.post):
            answer = method(
                address(name, rows[kind]), {"amount": "1", "reason_code": "goodwill", "order": rows["order"].code}
            )
            assert answer.status_code in {302, 403, 405}, name
            if answer.status_code == 302:
                assert answer.url.startswith(("/account/", "/mijn/", "/beheer/")), name
            assert b"Geheim" not in answer.content
        # What does not exist is refused in the same words.
        assert client.get(reverse(name, args=[999_999])).status_code in {302, 403}, name
    assert before == [
        model.objects.count() for model in (Credit, Refund, Payment, Placement, Invoice, OrderCancelled, Message)
    ]


def test_an_order_page_tells_everything(treasurer):
    made = order(payer=organisation())
    payment = pay(made, "130.00")
    invoice = invoices.issue(made)
    refunds.refund(made, Decimal(60), "cancelled", None)
    note = invoices.credit_note(Credit.objects.get())
    page = treasurer.get(address("payment_order:inspect", made)).content.decode()
    for words in (
        made.code, "Gemeente Voorbeeld", "ap@x.example", "PO-7781", payment.external_ref, invoice.number, note.number,
        "Masterclass", "afgemeld volgens de voorwaarden", "130,00", "Betaald", "Terugbetalen", "Kwijtschelden",
        "Factuur opnieuw sturen",
    ):  # fmt: skip
        assert words in page
    for words in ("Laten vervallen", "Factuur maken", "Herinnering sturen"):
        assert words not in page


def test_money_goes_back_once(treasurer):
    made = order()
    pay(made)
    url = address("payment_order:refund", made)
    typed = hidden(treasurer, url) | {"amount": "12,50", "reason_code": "goodwill"}
    for _ in range(2):
        assert treasurer.post(url, typed).url == address("payment_order:inspect", made)
    assert Refund.objects.get().amount == Decimal("12.50")
    assert Refund.objects.get().by is not None
    assert stands(made) == ("paid", Decimal("87.50"), Decimal("87.50"))
    assert ModelLogEntry.objects.get(action="payments.refund").object_id == str(made.pk)


def test_a_page_that_is_out_of_date_says_so_and_does_nothing(treasurer):
    made = order()
    pay(made)
    url = address("payment_order:refund", made)
    typed = hidden(treasurer, url) | {"amount": "100", "reason_code": "goodwill"}
    refunds.refund(made, Decimal(1), "goodwill", None)
    refused = treasurer.post(url, typed)
    assert "Intussen is er iets veranderd" in errors(refused)
    assert 'value="100"' in refused.content.decode()
    assert Refund.objects.count() == 1
    again = dict(HIDDEN.findall(refused.content.decode())) | {"amount": "99", "reason_code": "goodwill"}
    assert treasurer.post(url, again).status_code == 302
    assert stands(made)[2] == 0


@pytest.mark.parametrize(("amount", "field"), [("100,01", "amount"), ("veel", "amount"), ("", "amount")])
def test_a_refusal_stands_beside_its_field_and_loses_nothing(treasurer, amount, field):
    made = order()
    pay(made)
    refused = do(treasurer, "payment_order:refund", made, amount=amount, reason_code="goodwill")
    assert field in refused.context["form"].errors
    assert f'value="{amount}"' in refused.content.decode() or not amount
    assert not Refund.objects.exists()


def test_nobody_chooses_a_dispute(treasurer):
    made = order()
    pay(made)
    assert "reason_code" in errors(do(treasurer, "payment_order:refund", made, amount="1", reason_code=Reason.DISPUTE))


def test_less_is_owed(treasurer):
    made = order()
    do(treasurer, "payment_order:forgive", made, amount="40", reason_code="goodwill")
    assert stands(made) == ("open", 60, 0)
    assert "owed" not in errors(do(treasurer, "payment_order:forgive", made, amount="60,01", reason_code="goodwill"))
    assert Credit.objects.count() == 1


def test_an_unpaid_order_ends_and_one_with_money_does_not(treasurer, settings):
    free, paid, under_way = order(), order(), order()
    pay(paid, "1.00")
    settings.DEMO = True
    attempts.begin(under_way, "demo", "k")
    assert do(treasurer, "payment_order:cancel", free, reason_code="correction").status_code == 302
    assert OrderCancelled.objects.get().reason_code == "correction"
    for one in (paid, under_way):
        assert "ontvangen of onderweg" in errors(do(treasurer, "payment_order:cancel", one, reason_code="correction"))
    assert OrderCancelled.objects.count() == 1


def test_a_transfer_is_written_down_by_hand_once(treasurer):
    made = order()
    url = address("payment_order:receive", made)
    typed = hidden(treasurer, url) | {"amount": "60,00", "received_on": "2026-11-20"}
    for _ in range(2):
        treasurer.post(url, typed)
    assert [(one.amount, one.provider) for one in Payment.objects.all()] == [(60, "invoice")]
    asked = {"amount": "40", "received_on": "2026-11-20", "reference": "2026112000042"}
    do(treasurer, "payment_order:receive", made, **asked)
    assert stands(made) == ("paid", 100, 100)
    assert "staat al iets anders" in errors(do(treasurer, "payment_order:receive", order(), **asked))
    assert "komen" in errors(do(treasurer, "payment_order:receive", made, amount="1", received_on="2126-01-01"))


def test_an_invoice_is_made_and_sent_and_sent_again(treasurer):
    made = order(payer=organisation())
    do(treasurer, "payment_order:issue", made)
    assert Message.objects.count() == 1
    url = address("payment_order:resend", made)
    typed = hidden(treasurer, url)
    for _ in range(2):
        assert treasurer.post(url, typed).status_code == 302
    assert Message.objects.filter(template="payments/invoice").count() == 2
    do(treasurer, "payment_order:remind", made)
    assert Message.objects.filter(template="payments/reminder").count() == 1


def test_without_a_seller_an_invoice_says_why_not(client):
    enter(client)
    made = order(payer=organisation())
    assert "Vul eerst de gegevens" in errors(do(client, "payment_order:issue", made))
    assert "nog niet ingevuld" in client.get(reverse("payment_overview")).content.decode()


def test_without_an_address_nothing_is_sent_and_that_is_said(treasurer):
    made = order(payer=organisation(email=""))
    assert do(treasurer, "payment_order:issue", made).status_code == 302
    assert "geen e-mailadres" in errors(do(treasurer, "payment_order:resend", made))
    assert not Message.objects.exists()


@pytest.mark.parametrize("named", ["code", "reference", "invoice"])
def test_a_payment_is_placed_by_any_name_of_the_order(treasurer, named):
    made = order(payer=organisation())
    invoice = invoices.issue(made)
    name = {"code": made.code.lower(), "reference": invoice.frozen["reference"], "invoice": invoice.number}[named]
    loose = pay(None)
    page = treasurer.get(address("payment_payment:place", loose), {"order": name}).content.decode()
    assert made.code in page
    assert do(treasurer, "payment_payment:place", loose, order=name).status_code == 302
    assert Placement.objects.get().order == made
    assert stands(made) == ("paid", 100, 100)
    assert do(treasurer, "payment_payment:place", loose, order=name).status_code == 200
    assert Placement.objects.count() == 1


def test_orders_are_suggested_by_amount(treasurer):
    fits, other = order(line("33.00")), order(line("44.00"))
    page = treasurer.get(address("payment_payment:place", pay(None, "33.00"))).content.decode()
    assert f"?order={fits.code}" in page
    assert other.code not in page


def test_an_order_that_is_none_is_told(treasurer):
    assert "Er is geen bestelling" in errors(do(treasurer, "payment_payment:place", pay(None), order="ABCDEFGH"))


def test_money_that_pays_nothing_goes_back_once(treasurer):
    loose = pay(None, provider="invoice")
    url = address("payment_payment:send_back", loose)
    typed = hidden(treasurer, url) | {"amount": "100,00"}
    for _ in range(2):
        assert treasurer.post(url, typed).status_code == 302
    assert Refund.objects.get().amount == 100
    assert "Terugsturen" not in treasurer.get(address("payment_payment:inspect", loose)).content.decode()


def test_what_pays_an_order_is_not_sent_back_from_here(treasurer):
    made = order()
    payment = pay(made)
    assert "Terugsturen" not in treasurer.get(address("payment_payment:inspect", payment)).content.decode()
    assert errors(do(treasurer, "payment_payment:send_back", payment, amount="1"))
    assert not Refund.objects.exists()


def test_a_refund_by_bank_is_transferred_by_hand(treasurer):
    made = order()
    pay(made, provider="invoice")
    (back,) = refunds.refund(made, Decimal(10), "goodwill", None)
    refunds.carry_out(back.pk)
    listed = treasurer.get(reverse("payment_refund:index"), {"to_transfer": "true"}).content.decode()
    assert back.external_ref in listed
    for _ in range(2):
        do(treasurer, "payment_refund:transferred", back)
    assert RefundRun.objects.get().state == RunState.DONE
    listed = treasurer.get(reverse("payment_refund:index"), {"to_transfer": "true"}).content.decode()
    assert back.external_ref not in listed
    assert ModelLogEntry.objects.filter(action="payments.transferred").count() == 1


def test_a_refund_that_is_at_a_provider_is_not_noted_by_hand(treasurer):
    made = order()
    pay(made, provider="stripe")
    (back,) = refunds.refund(made, Decimal(10), "goodwill", None)
    assert "Is overgemaakt" not in treasurer.get(address("payment_refund:inspect", back)).content.decode()
    assert errors(do(treasurer, "payment_refund:transferred", back))
    assert RefundRun.objects.get().state == RunState.WAITING


def test_a_refund_that_failed_is_tried_again(treasurer, monkeypatch):
    made = order()
    pay(made)
    (back,) = refunds.refund(made, Decimal(10), "goodwill", None)
    monkeypatch.setattr(providers.Demo, "refund", lambda *_: Returned(RunState.FAILED))
    refunds.carry_out(back.pk)
    assert "Opnieuw proberen" in treasurer.get(address("payment_refund:inspect", back)).content.decode()
    assert do(treasurer, "payment_refund:again", back).status_code == 302
    assert RefundRun.objects.get().state == RunState.WAITING
    assert errors(do(treasurer, "payment_refund:again", back))


def test_what_waits_is_counted_and_each_list_shows_what_was_counted(treasurer):
    import datetime as dt

    late, odd, bought = order(due=dt.date(2020, 1, 1)), order(), order(payer=organisation())
    pay(odd, "150.00")
    loose = pay(None, "5.00", ref="los-1")
    paid = order(payer=consumer())
    pay(paid, provider="invoice")
    (back,) = refunds.refund(paid, Decimal(1), "goodwill", None)
    page = treasurer.get(reverse("payment_overview"))
    counts = {str(one.label): (one.number, one.url) for one in page.context["waiting"]}
    for label, number, shown in [
        ("Te laat", 1, late.code), ("Klopt niet", 1, odd.code), ("Betalingen zonder bestelling", 1, loose.external_ref),
        ("Terugbetalingen om over te maken", 1, back.external_ref), ("Organisaties zonder factuur", 1, bought.code),
        ("Nog te betalen", 2, late.code), ("Betaald", 1, paid.code),
    ]:  # fmt: skip
        assert counts[label][0] == number, label
        assert shown in treasurer.get(counts[label][1]).content.decode(), label


@pytest.mark.parametrize("role", OUTSIDE)
def test_what_waits_is_for_who_keeps_books(client, role):
    enter(client, role)
    assert client.get(reverse("payment_overview")).status_code in {302, 403}


def test_credit_notes_are_listed_and_downloaded(treasurer):
    made = order()
    invoices.issue(made)
    note = invoices.credit_all(made, "goodwill", None)
    assert note.number in treasurer.get(reverse("payment_note:index"), {"q": made.code}).content.decode()
    answer = treasurer.get(address("payment_note:pdf", note))
    assert b"".join(answer.streaming_content) == invoices.pdf_of(note)
    for name in ("payment_note:index", "payment_refund:index"):
        assert treasurer.get(reverse(name), {"export": "csv"}).status_code == 200
    assert note.number in sent(treasurer.get(reverse("payment_note:index"), {"export": "csv"}))


def test_two_people_who_place_the_same_payment_place_it_once(treasurer):
    one, two, loose = order(), order(), pay(None)
    url = address("payment_payment:place", loose)
    typed = hidden(treasurer, url)
    treasurer.post(url, typed | {"order": one.code})
    assert "Intussen" in errors(treasurer.post(url, typed | {"order": two.code}))
    assert Placement.objects.get().order == one
