"""Taking in a bank statement: what fits goes to its order, what is doubtful to a person, and nothing comes in twice."""

import datetime as dt
import time
from decimal import Decimal
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lvv_site.payments import (
    bank_import,
    bank_refs,
    camt,
    invoices,
    matching,
    orders,
    privacy,
    queries,
    receiving,
    references,
)  # fmt: skip
from lvv_site.payments.matching import Kind
from lvv_site.payments.models import Payment, PaymentOrigin, Settlement, StatementUpload
from lvv_site.payments.queries import standing
from tests.factories.payments import consumer, line, order, pay
from tests.lvv_site.payments.statements import entry, statement, transaction
from tests.lvv_site.payments.test_invoices import filled
from tests.lvv_site.payments.test_office import OUTSIDE, enter

pytestmark = pytest.mark.django_db
PAGE = "/beheer/betalingen/bankafschrift/"


@pytest.fixture(autouse=True)
def _seller(db):
    filled()


def of(name="J. Jansen", net="100.00", **more):
    return order(line(net), payer=consumer(name=name), **more)


def matched(*entries):
    return matching.match(camt.read(statement(*entries)))


def one(*entries):
    (found,) = matched(*entries)
    return found.kind, str(found.why), [each.code for each in found.candidates]


def typo(code):
    return code[:3] + ("A" if code[3] != "A" else "B") + code[4:]


def turned(code):
    place = next(place for place in range(7) if code[place] != code[place + 1])
    return code[:place] + code[place + 1] + code[place] + code[place + 2 :]


@pytest.mark.parametrize(
    "write",
    [
        lambda made: entry(text=f"Betaling {made.code} cursus"),
        lambda made: entry(text=made.code.lower()),
        lambda made: entry(text=references.spaced(references.creditor_reference(made.code))),
        lambda made: entry(details=transaction(structured=references.creditor_reference(made.code))),
        lambda made: entry(text=f"factuur {invoices.issue(made).number}, dank"),
    ],
)
def test_what_names_an_order_and_is_what_is_due_is_sure(write):
    made = of("Iemand Anders")
    assert one(write(made)) == (Kind.SURE, "", [made.code])


@pytest.mark.parametrize(
    ("write", "why"),
    [
        (lambda made: entry("99.99", made.code), "het bedrag is anders"),
        (lambda made: entry("200.00", made.code), "het bedrag is anders"),
        (lambda made: entry(text=made.code, currency="USD"), "geen euro"),
        (lambda made: entry(text=typo(made.code), name=""), "typefout"),
        (lambda made: entry(text="RF00" + typo(made.code), name=""), "typefout"),
        (lambda made: entry(text=turned(made.code), name=""), "typefout"),
        (lambda _made: entry(text="cursus", name="MW. J. JANSEN"), "alleen de naam"),
        (lambda _made: entry("12.00", "cursus", name="Mevrouw J Jansen"), "alleen de naam"),
        (lambda _made: entry(text="cursus", name="Partner"), "alleen het bedrag"),
    ],
)
def test_what_is_doubtful_a_person_decides(write, why):
    made = of()
    kind, said, codes = one(write(made))
    assert (kind, codes) == (Kind.DOUBT, [made.code])
    assert why in said


def test_two_orders_in_one_transfer_are_a_doubt():
    first, second = of(), of("K. Klaassen")
    kind, why, codes = one(entry("200.00", f"{first.code} en {second.code}"))
    assert (kind, codes) == (Kind.DOUBT, [first.code, second.code])
    assert "meer dan één" in why


def test_the_second_of_two_equal_transfers_is_a_doubt():
    made = of()
    found = matched(entry(text=made.code), entry(text=made.code, ref="REF2"))
    assert [each.kind for each in found] == [Kind.SURE, Kind.DOUBT]


@pytest.mark.parametrize(("what", "why"), [("paid", "al betaald"), ("cancelled", "vervallen")])
def test_an_order_that_needs_no_money_is_a_doubt(what, why):
    made = of()
    if what == "paid":
        pay(made)
    else:
        orders.cancel(made)
    kind, said, codes = one(entry(text=made.code))
    assert (kind, codes) == (Kind.DOUBT, [made.code])
    assert why in said


@pytest.mark.parametrize(
    "aside",
    [
        entry(way="DBIT"), entry(more="<RvslInd>true</RvslInd>"), entry(way="DBIT", more="<RvslInd>1</RvslInd>"),
        entry(status="<Sts>PDNG</Sts>"), entry(amount="0.00"), entry(amount="1.234"),
    ],
)  # fmt: skip
def test_what_is_not_money_that_came_is_left_aside(aside):
    of()
    assert one(aside)[0] is Kind.ASIDE


def test_where_nothing_fits_nothing_is_proposed():
    of()
    assert one(entry("17.00", "rente", name="Bank")) == (Kind.UNKNOWN, "", [])


def take(*entries, choices=None):
    return bank_import.take_in(matched(*entries), choices or {})


def test_the_same_statement_twice_changes_nothing():
    made = of()
    entries = [entry(text=made.code), entry("17.00", "?", ref="", name="X"), entry("17.00", "?", ref="", name="X")]
    assert take(*entries) == bank_import.Taken(1, 2)
    assert take(*entries) == bank_import.Taken(0, 0)
    assert {each.kind for each in matched(*entries)} == {Kind.KNOWN}
    assert (Payment.objects.count(), queries.standing(made).state) == (3, "paid")
    assert {each.provider for each in Payment.objects.all()} == {"invoice"}


def test_statements_that_overlap_take_each_entry_once():
    first, second, third = (entry(str(10 + n) + ".00", "?", ref=f"R{n}") for n in range(3))
    take(first, second)
    assert take(second, third).unplaced == 1
    assert Payment.objects.count() == 3


def test_another_amount_under_a_known_reference_is_told_and_not_written():
    take(entry("10.00", "?"))
    kind, why, _codes = one(entry("11.00", "?"))
    assert kind is Kind.ASIDE
    assert "ander bedrag" in why


def test_a_person_chooses_among_what_was_offered_and_nothing_else():
    made, other = of(), of("K. Klaassen", "55.00")
    (found,) = matched(entry("99.00", made.code))
    take(entry("99.00", made.code), choices={found.reference: made.code})
    assert queries.standing(made).kept == 99
    (found,) = matched(entry("98.00", "?", ref="R2", name="X"))
    take(entry("98.00", "?", ref="R2", name="X"), choices={found.reference: other.code})
    assert queries.standing(other).kept == 0
    assert Payment.objects.get(amount=98).order is None


def test_too_much_for_a_paid_order_becomes_too_much_and_is_listed():
    made = of()
    pay(made)
    (found,) = matched(entry(text=made.code))
    take(entry(text=made.code), choices={found.reference: made.code})
    assert queries.standing(made).state == "overpaid"
    assert list(queries.with_mismatches(type(made).objects.all())) == [made]


def test_a_payout_of_a_payment_service_is_not_money_for_an_order():
    payout = entry("5000.00", "uitbetaling", name="STRIPE PAYMENTS EUROPE")
    assert take(payout) == bank_import.Taken(0, 0)
    (found,) = matched(payout)
    assert take(payout, choices={found.reference: ""}).unplaced == 1


def test_what_came_without_an_order_is_kept_with_its_origin_until_it_is_placed():
    take(entry("17.00", "voor de cursus", name="X. Ander"))
    (loose,) = queries.unplaced_payments()
    assert (loose.origin.name, loose.origin.text) == ("X. Ander", "voor de cursus")
    orders.place(loose, of(), None)
    assert not PaymentOrigin.objects.exists()


def test_what_was_kept_of_people_goes_by_itself():
    take(entry("17.00", "?"))
    today = dt.date.today() + dt.timedelta(days=1)  # noqa: DTZ011 - a civil date
    assert privacy.end_origins(today, dry_run=False) == 0
    assert privacy.end_origins(today + dt.timedelta(days=366), dry_run=True) == 1
    assert privacy.end_origins(today + dt.timedelta(days=366), dry_run=False) == 1
    assert Payment.objects.count() == 1


def upload(client, content, name="afschrift.xml"):
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content, "text/xml")})


def looked_at(client, *entries):
    """Choose a statement; return where it is looked at and the page's own fields."""
    answer = upload(client, statement(*entries))
    assert answer.status_code == 302
    form = client.get(answer.url).context["form"]
    fields = {field.html_name: field.value() or "" for _match, field in form.rows()}
    return answer.url, {"seen": form["seen"].value(), **fields}


def test_nothing_is_written_before_somebody_agrees(client):
    enter(client)
    made = of()
    url, typed = looked_at(client, entry(text=made.code), entry("17.00", "raadsel", ref="R2", name="Geheim"))
    page = client.get(url).content.decode()
    for words in (made.code, "raadsel", "Geheim", "17,00"):
        assert words in page
    assert "INGB" not in page
    assert not Payment.objects.exists()
    answer = client.post(url, typed)
    assert answer.url == reverse("payment_payment:index") + "?unplaced=true"
    assert Payment.objects.count() == 2
    assert not StatementUpload.objects.exists()
    assert "INGB" not in str(list(PaymentOrigin.objects.values()))
    assert client.post(url, typed).status_code == 404


def test_a_choice_on_the_page_counts(client):
    enter(client)
    made = of()
    url, typed = looked_at(client, entry("60.00", made.code))
    assert client.post(url, typed | {"line-0": made.code}).url == reverse("payment_overview")
    assert queries.standing(made).kept == 60


def test_what_changed_meanwhile_is_shown_first(client):
    enter(client)
    made = of()
    url, typed = looked_at(client, entry(text=made.code))
    pay(made)
    refused = client.post(url, typed)
    assert "Intussen is er iets veranderd" in refused.content.decode()
    assert Payment.objects.count() == 1
    again = {field.html_name: field.value() or "" for _match, field in refused.context["form"].rows()}
    assert client.post(url, again | {"seen": refused.context["form"]["seen"].value()}).status_code == 302
    assert Payment.objects.count() == 2


def test_a_statement_that_was_taken_in_says_so(client):
    enter(client)
    take(entry("17.00", "?"))
    url, _typed = looked_at(client, entry("17.00", "?"))
    page = client.get(url).content.decode()
    assert "Alles van dit afschrift staat er al." in page
    assert "Verwerken</button>" not in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"geen xml", "geen gewone XML"),
        (b"<a/>", "CAMT.053"),
        (statement(entry(), account="NL20INGB0001234567"), "andere rekening"),
        (statement(entry(amount="x")), "Regel 1"),
    ],
)
def test_a_file_that_is_no_statement_of_ours_is_told(client, content, words):
    enter(client)
    answer = upload(client, content)
    assert answer.status_code == 200
    assert words in str(answer.context["form"].errors["file"])
    assert not StatementUpload.objects.exists()


def test_a_file_that_is_too_large_is_told(client, settings):
    enter(client)
    settings.MAX_IMPORT_BYTES = 100
    assert "te groot" in str(upload(client, statement(entry())).context["form"].errors["file"])


def test_only_who_chose_a_statement_sees_it(client):
    enter(client)
    url, typed = looked_at(client, entry("17.00", "geheim"))
    enter(client)
    for answer in (client.get(url), client.post(url, typed)):
        assert answer.status_code == 404
    assert not Payment.objects.exists()


@pytest.mark.parametrize("role", [*OUTSIDE, "provider"])
def test_nobody_else_takes_in_a_statement(client, role):
    enter(client)
    url, typed = looked_at(client, entry("17.00", "geheim"))
    enter(client, role)
    for answer in (client.get(PAGE), upload(client, statement(entry())), client.get(url), client.post(url, typed)):
        assert answer.status_code in {302, 403}
        assert b"geheim" not in answer.content
    assert not Payment.objects.exists()
    assert StatementUpload.objects.count() == 1


def test_the_reference_of_the_bank_is_the_one_that_was_typed_by_hand():
    made = of()
    reference = bank_refs.reference(bank_refs.our_iban(), dt.date(2026, 11, 20), "REF1")
    orders.record_payment(made, Decimal(100), "EUR", "invoice", reference, dt.date(2026, 11, 20))
    assert one(entry(text=made.code))[0] is Kind.KNOWN


def test_five_thousand_entries_take_seconds():
    made = [of(f"Payer {number}", f"{100 + number}.00") for number in range(30)]
    entries = [entry(f"{100 + number}.00", each.code, ref=f"S{number}") for number, each in enumerate(made)]
    entries += [entry("3.00", f"raadsel {number}", ref=f"R{number}", name=f"Naam {number}") for number in range(4970)]
    started = time.perf_counter()
    assert take(*entries) == bank_import.Taken(30, 4970)
    assert time.perf_counter() - started < 30  # about 4 s by itself on two cores
    assert take(*entries) == bank_import.Taken(0, 0)


def test_a_statement_on_which_nothing_came_in_says_so(client):
    enter(client)
    file = SimpleUploadedFile("afschrift.xml", statement(entry(way="DBIT")))
    page = client.post(PAGE, {"file": file}, follow=True).content.decode()
    assert "Op dit afschrift staat geen geld dat binnenkwam" in page
    assert "staat er al" not in page


def test_two_thousand_transfers_are_placed_set_by_set(django_assert_max_num_queries):
    """Each statement is about hundreds at once; what is told to the rooms above is two tasks an order."""
    made = [of(f"Payer {number}", "100.00") for number in range(200)]
    entries = [entry("100.00", each.code, ref=f"S{number}") for number, each in enumerate(made)]
    told: list[int] = []
    with mock.patch.object(receiving.order_paid, "send", lambda order_id, **_sent: told.append(order_id)):
        with django_assert_max_num_queries(25):
            assert take(*entries) == bank_import.Taken(200, 0)
        assert take(*entries) == bank_import.Taken(0, 0)
    assert sorted(told) == sorted(one.pk for one in made)
    assert all(standing(one).is_settled for one in made)


def test_what_was_written_down_otherwise_since_we_looked_is_told(monkeypatch):
    made, other = of(), of("K. Klaas")
    matches = matched(entry(text=made.code, ref="A"), entry(text=other.code, ref="B"))
    orders.record_payment(None, Decimal(100), "EUR", "invoice", matches[0].reference, dt.date(2026, 11, 20))
    assert bank_import.take_in(matches, {}) == bank_import.Taken(1, 0, (matches[0].reference,))
    assert (standing(made).is_settled, standing(other).is_settled) == (False, True)


def test_a_transfer_for_what_is_cancelled_or_was_settled_tells_nothing_again():
    paid_for, ended = of(), of("K. Klaas")
    orders.record_payment(paid_for, Decimal(100), "EUR", "demo", "first", dt.date(2026, 11, 20))
    orders.cancel(ended)
    some = [
        receiving.Received(one.code, Decimal(100), "EUR", f"bank:{one.pk}", dt.date(2026, 11, 20))
        for one in (paid_for, ended)
    ]
    with mock.patch.object(receiving.order_paid, "send") as told:
        assert receiving.record(some, "invoice") == []
    assert (told.called, Payment.objects.count(), Settlement.objects.count()) == (False, 3, 1)
