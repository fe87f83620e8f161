"""Booking over HTTP: the form, the overview, the button; with and without an account; what is refused and who may see it."""

import datetime as dt
import re
from typing import Any

import pytest
import stripe
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.booking import changing, letters, reserving, waiting
from events.booking.enums import DiscountKind, PlaceState
from events.booking.models import Booking, DiscountCode, Occasion, Place
from lvv_site.mail.models import Message
from lvv_site.pages.models import ContentPage
from lvv_site.payments import attempts
from lvv_site.payments.enums import AttemptState
from lvv_site.payments.models import Invoice, InvoiceSettings, Order, PaymentAttempt
from tests.factories import booking as make
from tests.factories import payments as money
from tests.factories.members import MembershipFactory, UserFactory
from tests.factories.pages import publish
from tests.factories.tasks import work

pytestmark = pytest.mark.django_db
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
PAYER = {"kind": "person", "name": "Noor de Wit", "email": "noor@x.example"}
OFFICE = {
    "kind": "organisation", "name": "Gemeente Voorbeeld", "email": "ap@x.example", "street": "Markt 1",
    "postcode": "1234 AB", "city": "Voorbeeldstad",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _demo(settings, monkeypatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr("lvv_site.forms.MIN_SECONDS", 0)
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"anonymous_post": (1000, 60)}
    seller = InvoiceSettings.load()
    seller.name, seller.iban = "Vereniging", "NL91ABNA0417164300"
    seller.save()


def rows(*comers: dict[str, str]) -> dict[str, str]:
    data = {"wie-TOTAL_FORMS": str(len(comers)), "wie-INITIAL_FORMS": "0"}
    for position, one in enumerate(comers):
        data |= {f"wie-{position}-{name}": value for name, value in one.items()}
    return data


class Visitor:
    """Somebody at the site: fills in forms as they were shown, hidden fields too."""

    def __init__(self, client: Client, occasion: Occasion | None = None) -> None:
        self.client = client
        self.page: Any = None
        if occasion:
            self.get(reverse("booking:book", args=[occasion.code]))

    def get(self, path: str) -> Any:
        self.page = self.client.get(path)
        self.path = path
        return self.page

    def hidden(self) -> dict[str, str]:
        content = self.page.content.decode()
        return dict(re.findall(r'<input type="hidden" name="([\w-]+)"(?: id="[^"]*")? value="([^"]*)"', content))

    def post(self, data: dict[str, str], path: str = "") -> Any:
        hidden = {name: value for name, value in self.hidden().items() if not name.startswith("wie-")}
        self.page = self.client.post(path or self.path, hidden | data, headers=SAME_ORIGIN)
        return self.page

    def to_overview(self, **changes: str) -> Any:
        signed_in = "sessionid" in self.client.cookies
        comers = () if signed_in else ({"name": "Noor de Wit", "email": "noor@x.example"},)
        return self.post(PAYER | rows(*comers) | ({"comes_too": "on"} if signed_in else {}) | changes)

    def order(self, **changes: str) -> Any:
        return self.post({"akkoord": "on", "manier": "demo"} | changes)


@pytest.fixture
def member(client):
    user = UserFactory()
    MembershipFactory(person=user.person)
    client.force_login(user)
    return user


def text(page: Any) -> str:
    return (
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode())).replace("\xa0", " ").replace("&nbsp;", " ")
    )


# The way through


def test_without_an_account_and_without_a_cookie(client):
    occasion = make.occasion(terms=make.terms())
    visitor = Visitor(client, occasion)
    visitor.to_overview()
    assert "€ 181,50" in text(visitor.page)
    assert "Bestellen met betalingsplicht" in text(visitor.page)
    visitor.order()
    booking = Booking.objects.get()
    assert visitor.page.status_code == 302
    assert (booking.by, booking.contact, booking.terms) == (None, "noor@x.example", occasion.terms)
    assert [one.state(timezone.now()) for one in booking.places.all()] == [PlaceState.HELD]
    assert not client.cookies
    assert Message.objects.get(template="booking/booked").to == "noor@x.example"


def test_a_member_pays_the_price_of_members_and_is_known(client, member):
    visitor = Visitor(client, make.occasion())
    visitor.to_overview()
    assert "€ 121,00" in text(visitor.page)
    visitor.order()
    place = Place.objects.get()
    assert (place.person, place.audience, place.booking.by) == (member.person, "member", member)


def test_paid_it_is_confirmed_on_the_booking_page(client, member):
    visitor = Visitor(client, make.occasion())
    visitor.to_overview()
    visitor.order()
    order = Order.objects.get()
    money.pay(order, str(order.total))
    booking = Booking.objects.get()
    path = reverse("booking:booking", args=[booking.code])
    settling = visitor.get(path)
    assert "Je betaling is binnen" in text(settling)
    assert settling["Refresh"]
    work()
    page = visitor.get(path)
    assert "bevestigd" in text(page)
    invoice = Invoice.objects.get()
    paper = client.get(reverse("booking:paper", args=[booking.code, invoice.number]))
    assert paper.content.startswith(b"%PDF")


def test_an_organisation_books_colleagues_on_invoice(client, member):
    colleague = MembershipFactory(person__family_name="Jansen")
    visitor = Visitor(client, make.occasion())
    comers = rows(
        {"name": "Piet Jansen", "email": "piet@x.example", "number": colleague.number}, {"name": "Els Vos", "email": ""}
    )
    visitor.post(OFFICE | comers | {"comes_too": "on"})
    assert "€ 423,50" in text(visitor.page)  # two members and a guest
    visitor.order(manier="invoice")
    work()
    places = list(Place.objects.all())
    assert {one.state(timezone.now()) for one in places} == {PlaceState.CONFIRMED}
    assert [one.person for one in places] == [member.person, colleague.person, None]
    assert "Nog te betalen" in text(visitor.get(reverse("booking:booking", args=[Booking.objects.get().code])))
    assert not Message.objects.filter(template="booking/booked").exists()  # who comes too has a confirmation


def on_invoice(client: Client, days: int = 40) -> tuple[Visitor, Booking]:
    """Two colleagues, booked by somebody who does not come, on invoice."""
    visitor = Visitor(client, make.occasion(days=days, terms=make.terms()))
    visitor.post(OFFICE | rows({"name": "Piet Jansen"}, {"name": "Els Vos", "email": "els@x.example"}))
    visitor.order(manier="invoice")
    work()
    return visitor, Booking.objects.get()


def test_who_books_for_others_is_told_where_the_booking_is(client, member):
    _visitor, booking = on_invoice(client)
    message = Message.objects.get(template="booking/booked")
    assert message.to == member.email
    assert letters.booked_context({"booking": booking.pk})["comers"] == ["Piet Jansen", "Els Vos"]


def test_an_invoice_can_be_paid_here_too_and_says_when_it_is_late(client, member):
    visitor, booking = on_invoice(client)
    path = reverse("booking:booking", args=[booking.code])
    page = visitor.get(path)
    assert "De plaatsen staan vast." in text(page)
    assert 'value="demo"' in page.content.decode()
    assert 'value="invoice"' not in page.content.decode()
    visitor.post({"manier": "demo"}, reverse("booking:pay", args=[booking.code]))
    assert PaymentAttempt.objects.get().amount == Order.objects.get().total
    with time_machine.travel(timezone.now() + dt.timedelta(days=20), tick=True):
        client.force_login(member)
        assert "betaald moeten zijn" in text(visitor.get(path))
        assert "Te laat" in text(client.get(reverse("invoices:overview")))


def test_cancelling_what_was_not_paid_says_that_the_invoice_gets_less(client, member):
    _visitor, booking = on_invoice(client)
    place = booking.places.earliest("pk")
    page = client.get(reverse("booking:cancel", args=[booking.code, place.code]))
    assert "van de factuur af: 100%" in text(page)
    assert "terug" not in text(page).split("Lees de voorwaarden")[0].partition("van de factuur af")[2]


def test_a_free_one_asks_nothing_and_is_confirmed_at_once(client):
    occasion = make.occasion(priced=False)
    make.price(occasion, "guest", "0.00")
    visitor = Visitor(client, occasion)
    assert "Aanmelden" in text(visitor.to_overview())
    visitor.post({"akkoord": "on"})
    assert Place.objects.get().state(timezone.now()) == PlaceState.CONFIRMED


def test_a_row_is_added_without_losing_what_was_typed(client):
    visitor = Visitor(client, make.occasion())
    visitor.post(PAYER | rows({"name": "Els Vos"}) | {"meer": "1", "discount": "LENTE"})
    content = visitor.page.content.decode()
    assert 'name="wie-1-name"' in content
    assert 'value="Els Vos"' in content
    assert 'value="LENTE"' in content
    assert not Booking.objects.exists()


def test_a_row_more_judges_nothing_yet_and_takes_the_focus(client):
    visitor = Visitor(client, make.occasion())
    content = visitor.post(rows({"email": "geen adres"}) | {"meer": "1"}).content.decode()
    assert "field--error" not in content
    assert "error-summary" not in content
    assert re.search(r'name="wie-1-name"[^>]* autofocus', content)
    assert 'name="wie-TOTAL_FORMS" value="2"' in content


def test_there_is_an_end_to_adding_rows(client):
    visitor = Visitor(client, make.occasion())
    everybody = rows(*({"name": f"Nummer {number}"} for number in range(20)))
    content = visitor.post(PAYER | everybody | {"meer": "1"}).content.decode()
    assert 'name="wie-19-name"' in content
    assert 'name="wie-20-name"' not in content
    assert 'name="meer"' not in content


def test_back_from_the_overview_everything_is_still_there(client):
    visitor = Visitor(client, make.occasion())
    visitor.to_overview(discount="")
    visitor.post({"terug": "1"})
    content = visitor.page.content.decode()
    assert 'value="Noor de Wit"' in content
    assert 'value="noor@x.example"' in content


# Bad input


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "geen adres"}, "geldig e-mailadres"),
        ({"name": ""}, "verplicht"),
        ({"kind": "organisation"}, "het staat op de factuur van een organisatie"),
        ({"vat_id": "NL1"}, ""),
        ({"wie-0-name": ""}, "verplicht"),
        ({"wie-0-number": "9999"}, "hoort niet bij deze naam"),
        ({"discount": "BESTAATNIET"}, "bestaat niet"),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(client, changes, sentence):
    visitor = Visitor(client, make.occasion())
    page = visitor.to_overview(**changes)
    assert "Bestellen met betalingsplicht" not in text(page)
    assert sentence in text(page)
    assert (
        'class="error' in page.content.decode()
        or "notice--negative" in page.content.decode()
        or "field--error" in page.content.decode()
    )
    assert not Booking.objects.exists()


def test_the_summary_names_the_row_and_links_to_its_field(client):
    visitor = Visitor(client, make.occasion())
    page = visitor.post(PAYER | rows({"name": "Noor de Wit"}, {"email": "geen adres"}))
    content = page.content.decode()
    assert "Er kloppen twee dingen nog niet" in text(page)
    assert '<a href="#id_wie-1-name">2. Naam: ' in content
    assert '<a href="#id_wie-1-email">2. E-mailadres: ' in content


@pytest.mark.parametrize("number", [0, 1])
def test_nobody_comes_is_said_in_words_about_people(client, number):
    visitor = Visitor(client, make.occasion())
    page = visitor.post(PAYER | rows(*({"name": ""} for _ in range(number))))
    assert "formulier" not in text(page)
    assert "verplicht" in text(page)


def test_what_an_organisation_must_fill_in_is_not_called_optional(client):
    visitor = Visitor(client, make.occasion())
    assert "Straat en huisnummer (mag" not in text(visitor.page)
    assert "Btw-nummer (mag leeg blijven)" in text(visitor.page)


def test_the_same_person_twice_is_refused(client):
    visitor = Visitor(client, make.occasion())
    twice = {"name": "Noor de Wit", "email": "noor@x.example"}
    assert "staat er twee keer" in text(visitor.post(PAYER | rows(twice, twice)))


def test_terms_must_be_accepted_and_a_way_chosen(client):
    visitor = Visitor(client, make.occasion(terms=make.terms()))
    visitor.to_overview()
    assert "annuleringsvoorwaarden" in text(visitor.post({"manier": "demo"}))
    assert "Kies hoe je wilt betalen" in text(visitor.post({"akkoord": "on"}))
    assert "Kies hoe je wilt betalen" in text(visitor.post({"akkoord": "on", "manier": "invoice"}))  # a person
    assert not Booking.objects.exists()


def test_what_was_chosen_beside_the_button_is_kept(client):
    visitor = Visitor(client, make.occasion(terms=make.terms()))
    visitor.post(OFFICE | rows({"name": "Els Vos"}))
    content = visitor.post({"manier": "invoice"}).content.decode()
    assert re.search(r'value="invoice" required checked', content)
    content = visitor.post({"akkoord": "on"}).content.decode()
    assert re.search(r'name="akkoord"[^>]* checked', content)


def test_a_changed_draft_is_no_draft(client):
    visitor = Visitor(client, make.occasion())
    visitor.to_overview()
    page = visitor.post({"akkoord": "on", "manier": "demo", "draft": visitor.hidden()["draft"] + "x"})
    assert page.status_code == 200
    assert not Booking.objects.exists()


def test_a_draft_of_another_occasion_is_no_draft(client):
    first, second = make.occasion(), make.occasion()
    visitor = Visitor(client, first)
    visitor.to_overview()
    page = visitor.post({"akkoord": "on", "manier": "demo"}, reverse("booking:book", args=[second.code]))
    assert page.status_code == 200
    assert not Booking.objects.exists()


def test_a_price_that_changed_meanwhile_is_shown_first(client):
    occasion = make.occasion()
    visitor = Visitor(client, occasion)
    visitor.to_overview()
    occasion.prices.update(net="200.00")
    page = visitor.order()
    assert "De prijs is intussen veranderd" in text(page)
    assert "€ 242,00" in text(page)
    assert not Booking.objects.exists()
    assert visitor.order().status_code == 302


def test_a_discount_code_is_applied_and_shown(client):
    occasion = make.occasion()
    DiscountCode.objects.create(code="Lente", kind=DiscountKind.AMOUNT, value="21.50", occasion=occasion)
    visitor = Visitor(client, occasion)
    page = visitor.to_overview(discount="lente")
    assert "€ 160,00" in text(page)
    visitor.order()
    assert Order.objects.get().total == 160


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"bookable": False}, "niet via deze site"),
        ({"closes_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "gesloten"),
        ({"opens_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)}, "nog niet open"),
    ],
)
def test_what_cannot_be_booked_says_why_and_takes_no_order(client, values, word):
    visitor = Visitor(client)
    occasion = make.occasion(days=40, **values)
    if "opens_at" in values:
        Occasion.objects.filter(pk=occasion.pk).update(
            starts=dt.datetime(2100, 1, 1, tzinfo=dt.UTC), ends=dt.datetime(2100, 1, 2, tzinfo=dt.UTC)
        )
    page = visitor.get(reverse("booking:book", args=[occasion.code]))
    assert word in text(page)
    assert '<form class="form"' not in page.content.decode()


@pytest.mark.parametrize(
    ("values", "stranger", "own"), [({"live": False}, 404, 404), ({"members_only": True}, 404, 200), ({}, 200, 200)]
)
def test_what_is_not_announced_to_somebody_cannot_be_booked(client, values, stranger, own):
    page = publish(ContentPage(title="Besloten", slug="besloten"))
    ContentPage.objects.filter(pk=page.pk).update(**values or {"live": True})
    path = reverse("booking:book", args=[make.occasion(landing=page).code])
    assert client.get(path).status_code == stranger
    user = UserFactory()
    MembershipFactory(person=user.person)
    client.force_login(user)
    assert client.get(path).status_code == own


def test_an_occasion_that_is_not_there(client):
    assert client.get("/boeken/bestaat-niet/").status_code == 404


# Twice


def test_pressed_again_it_is_the_same_booking(client, member):
    visitor = Visitor(client, make.occasion())
    overview = visitor.to_overview()
    first = visitor.order()
    visitor.page = overview
    second = visitor.order()
    assert (first.url, Booking.objects.count(), Order.objects.count(), PaymentAttempt.objects.count()) == (
        second.url,
        1,
        1,
        1,
    )


def test_a_second_click_without_an_account_comes_to_the_booking(client):
    visitor = Visitor(client, make.occasion())
    overview = visitor.to_overview()
    visitor.order()
    visitor.page = overview
    second = visitor.order()
    assert second.url == reverse("booking:booking", args=[Booking.objects.get().code])


def test_in_another_tab_the_same_content_is_the_same_booking(client):
    occasion = make.occasion()
    for _tab in range(2):
        visitor = Visitor(client, occasion)
        visitor.to_overview()
        visitor.order()
    assert (Booking.objects.count(), Place.objects.count()) == (1, 1)


def test_after_the_hold_ran_out_the_same_content_books_again(client):
    occasion = make.occasion()
    visitor = Visitor(client, occasion)
    visitor.to_overview()
    visitor.order()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2), tick=True):
        again = Visitor(client, occasion)
        again.to_overview()
        again.order()
    assert Booking.objects.count() == 2


def test_who_has_a_place_already_is_told_so(client, member):
    occasion = make.occasion()
    make.confirmed(occasion, attendees=[make.attendee(member.person_id)])
    visitor = Visitor(client, occasion)
    visitor.to_overview()
    assert "Je hebt al een plaats" in text(visitor.order())


# Full


def test_full_offers_the_waiting_list_and_nothing_is_paid(client):
    occasion = make.occasion(capacity=1)
    make.confirmed(occasion)
    visitor = Visitor(client, occasion)
    page = visitor.to_overview()
    assert "je betaalt pas als er plaats is" in text(page)
    visitor.post({"wachtlijst": "1"})
    place = Place.objects.latest("pk")
    assert place.state(timezone.now()) == PlaceState.WAITING
    assert not Order.objects.exists()
    work()
    page = visitor.get(reverse("booking:booking", args=[place.booking.code]))
    assert "plaats 1 in de rij" in text(page)
    assert Message.objects.filter(template="booking/waiting", to="noor@x.example").count() == 1


def test_sold_out_while_filling_in_goes_to_the_waiting_list_too(client):
    occasion = make.occasion(capacity=1)
    visitor = Visitor(client, occasion)
    visitor.to_overview()
    make.confirmed(occasion)
    page = visitor.order()
    assert "Zet op de wachtlijst" in text(page)
    assert Booking.objects.count() == 1


def offered(client: Client) -> tuple[Visitor, Place]:
    occasion = make.occasion(capacity=1)
    first = make.confirmed(occasion)
    visitor = Visitor(client, occasion)
    visitor.to_overview()
    visitor.post({"wachtlijst": "1"})
    place = Place.objects.latest("pk")
    changing.cancel(first)
    work()
    place.refresh_from_db()
    visitor.get(reverse("booking:booking", args=[place.booking.code]))
    return visitor, place


def test_an_offer_is_mailed_taken_ordered_and_paid(client):
    visitor, place = offered(client)
    assert Message.objects.filter(template="booking/offer", to="noor@x.example").count() == 1
    page = visitor.post({"neem": "1"}, reverse("booking:answer", args=[place.booking.code, place.code]))
    assert page.url == reverse("booking:order", args=[place.booking.code])
    visitor.get(page.url)
    visitor.post(PAYER | {"manier": "demo"})
    order = Order.objects.get()
    money.pay(order, str(order.total))
    work()
    place.refresh_from_db()
    assert place.state(timezone.now()) == PlaceState.CONFIRMED


def test_an_offer_is_declined(client):
    visitor, place = offered(client)
    visitor.post({"weiger": "1"}, reverse("booking:answer", args=[place.booking.code, place.code]))
    place.refresh_from_db()
    assert place.state(timezone.now()) == PlaceState.CANCELLED
    page = visitor.get(reverse("booking:booking", args=[place.booking.code]))
    assert "niet meer op de wachtlijst" in text(page)
    assert "geannuleerd" not in text(page)


def test_who_waited_without_an_account_need_not_say_again_who_they_are(client):
    visitor, place = offered(client)
    visitor.post({"neem": "1"}, reverse("booking:answer", args=[place.booking.code, place.code]))
    content = visitor.get(reverse("booking:order", args=[place.booking.code])).content.decode()
    assert 'value="Noor de Wit"' in content
    assert 'value="noor@x.example"' in content


def test_an_offer_that_is_over_is_told(client):
    visitor, place = offered(client)
    answer = reverse("booking:answer", args=[place.booking.code, place.code])
    with time_machine.travel(timezone.now() + dt.timedelta(days=3), tick=True):
        waiting.fill(place.occasion_id)
        visitor.get(reverse("booking:booking", args=[place.booking.code]))
        place.refresh_from_db()
        assert place.state(timezone.now()) == PlaceState.LAPSED
        page = visitor.client.post(answer, visitor.hidden() | {"neem": "1"}, headers=SAME_ORIGIN)
    assert page.status_code in {409, 200, 302}
    place.refresh_from_db()
    assert not place.confirmed_at
    assert not place.held_until


# Changing


def owned(member: Any, **values: Any) -> Place:
    return make.confirmed(
        make.occasion(terms=make.terms(), **values), by=member, attendees=[make.attendee(member.person_id)]
    )


def test_cancelling_shows_what_comes_back_first(client, member):
    place = owned(member, days=10)
    path = reverse("booking:cancel", args=[place.booking.code, place.code])
    assert "Je krijgt € 60,50 terug" in text(client.get(path))
    assert Place.objects.get().cancelled_at is None
    client.post(path)
    assert Place.objects.get().cancelled_at


def test_somebody_else_comes_and_both_are_told(client, member):
    place = owned(member)
    path = reverse("booking:substitute", args=[place.booking.code, place.code])
    assert "geldig e-mailadres" in text(client.post(path, {"name": "Els Vos", "email": "x"}))
    client.post(path, {"name": "Els Vos", "email": "els@x.example"})
    place.refresh_from_db()
    assert (place.name, place.person) == ("Els Vos", None)
    assert Message.objects.filter(template="booking/replaced").count() == 1
    assert Message.objects.filter(template="booking/confirmed", to="els@x.example").count() == 1


def test_another_day_of_the_same_course(client, member):
    parent = make.occasion()
    place, to, full = (
        owned(member, parent=parent),
        make.occasion(parent=parent, days=60),
        make.occasion(1, parent=parent),
    )
    make.confirmed(full)
    path = reverse("booking:move", args=[place.booking.code, place.code])
    content = client.get(path).content.decode()
    assert to.code in content
    assert full.code not in content
    client.post(path, {"naar": full.code})
    assert Place.objects.filter(occasion=full).count() == 1
    client.post(path, {"naar": to.code})
    assert Place.objects.get(moved_from=place).occasion == to


def test_what_began_is_changed_no_more(client, member):
    place = owned(member)
    Occasion.objects.filter(pk=place.occasion_id).update(
        starts=timezone.now() - dt.timedelta(hours=1), ends=timezone.now() + dt.timedelta(hours=1)
    )
    for view in ("substitute", "move"):
        assert client.get(reverse(f"booking:{view}", args=[place.booking.code, place.code])).status_code == 404
    assert client.post(reverse("booking:cancel", args=[place.booking.code, place.code])).status_code == 409
    assert Place.objects.get().cancelled_at is None


# Paying again


def test_after_a_failure_one_pays_again_from_the_booking(client, member):
    visitor = Visitor(client, make.occasion())
    visitor.to_overview()
    visitor.order()
    attempts.end(PaymentAttempt.objects.get(), AttemptState.FAILED)
    work()
    booking = Booking.objects.get()
    page = visitor.get(reverse("booking:booking", args=[booking.code]))
    assert "Betaal nu" in text(page)
    assert "De betaling is niet gelukt. Er is niets afgeschreven." in text(page)
    visitor.post({"manier": "demo"}, reverse("booking:pay", args=[booking.code]))
    assert PaymentAttempt.objects.count() == 2


def test_a_hold_that_ran_out_says_so(client, member):
    visitor = Visitor(client, make.occasion())
    visitor.to_overview()
    visitor.order()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1), tick=True):
        page = visitor.get(reverse("booking:booking", args=[Booking.objects.get().code]))
    assert "Je tijd is om" in text(page)


def test_stripe_down_keeps_the_place_and_says_how_to_go_on(client, member, settings, monkeypatch):
    settings.STRIPE_SECRET_KEY = "sk_test_x"

    def down(*_args: Any, **_kwargs: Any) -> None:
        raise stripe.APIConnectionError("down")

    monkeypatch.setattr("lvv_site.payments.stripe_provider.Stripe.start", down)
    visitor = Visitor(client, make.occasion())
    visitor.to_overview()
    page = visitor.order(manier="stripe")
    assert page.url.endswith("?betaling=storing")
    page = visitor.get(page.url)
    assert "geeft geen antwoord" in text(page)
    assert "Betaal nu" in text(page)
    assert Place.objects.get().state(timezone.now()) == PlaceState.HELD


# Who may see what


def test_a_booking_of_an_account_is_for_that_account_only(client, member):
    place = owned(member)
    views = ["booking:booking", "booking:pay", "booking:order"]
    paths = [reverse(one, args=[place.booking.code]) for one in views] + [
        reverse(f"booking:{one}", args=[place.booking.code, place.code])
        for one in ("answer", "cancel", "substitute", "move")
    ]
    stranger = Client()
    for path in paths:
        assert stranger.get(path).url.startswith("/account/login/")
    stranger.force_login(UserFactory())
    for path in paths:
        assert stranger.get(path).status_code == 404
        assert stranger.post(path).status_code == 404
    assert Place.objects.get().cancelled_at is None


def test_without_an_account_the_code_is_the_key(client):
    place = make.confirmed(make.occasion())
    assert client.get(reverse("booking:booking", args=[place.booking.code])).status_code == 200
    assert client.get(reverse("booking:booking", args=["AAAA-AAAA-AAAA"])).status_code == 404
    other = make.confirmed(make.occasion())
    assert client.get(reverse("booking:cancel", args=[place.booking.code, other.code])).status_code == 404


def test_a_post_from_another_site_is_refused(client):
    place = make.confirmed(make.occasion())
    path = reverse("booking:cancel", args=[place.booking.code, place.code])
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    user = UserFactory()
    strict.force_login(user)
    mine = make.confirmed(make.occasion(), by=user)
    assert (
        strict.post(reverse("booking:cancel", args=[mine.booking.code, mine.code]), headers=SAME_ORIGIN).status_code
        == 403
    )


def test_papers_are_of_the_booking_only(client, member):
    visitor = Visitor(client, make.occasion())
    visitor.to_overview()
    visitor.order()
    order = Order.objects.get()
    money.pay(order, str(order.total))
    work()
    other = make.confirmed(make.occasion(), by=member)
    number = Invoice.objects.get().number
    assert client.get(reverse("booking:paper", args=[other.booking.code, number])).status_code == 404


def test_a_ticket_of_what_has_been_says_so(client, member):
    place = owned(member)
    path = reverse("booking:ticket", args=[place.code])
    assert "Je plaats staat vast" in text(client.get(path))
    Occasion.objects.update(starts=timezone.now() - dt.timedelta(hours=3), ends=timezone.now() - dt.timedelta(hours=1))
    page = text(client.get(path))
    assert "Deze activiteit is geweest." in page
    assert "Laat deze code zien" not in page


def test_a_ticket_shows_no_name_and_the_link_only_shortly_before(client):
    place = make.confirmed(make.occasion(place="", online_link="https://meet.example/x", days=3))
    path = reverse("booking:ticket", args=[place.code])
    page = client.get(path)
    assert place.name not in text(page)
    assert "meet.example" not in page.content.decode()
    calendar = client.get(reverse("booking:calendar_file", args=[place.code]))
    assert b"meet.example" not in calendar.content
    with time_machine.travel(place.occasion.starts - dt.timedelta(hours=23), tick=True):
        assert "meet.example" in client.get(path).content.decode()
        assert b"meet.example" in client.get(reverse("booking:calendar_file", args=[place.code])).content


def test_a_place_that_ended_shows_no_link(client):
    place = make.confirmed(make.occasion(online_link="https://meet.example/x", days=1))
    changing.cancel(place)
    with time_machine.travel(place.occasion.starts - dt.timedelta(hours=1), tick=True):
        assert "meet.example" not in client.get(reverse("booking:ticket", args=[place.code])).content.decode()


def test_a_place_is_put_on_one_s_own_name_once(client, member):
    place = make.confirmed(make.occasion())
    path = reverse("booking:ticket", args=[place.code])
    assert "op mijn naam" in text(client.get(path))
    client.post(path)
    place.refresh_from_db()
    assert place.person == member.person
    other = Client()
    other.force_login(UserFactory())
    assert "op mijn naam" not in text(other.get(path))
    other.post(path)
    place.refresh_from_db()
    assert place.person == member.person


def test_mine_lists_my_places_only(client, member):
    mine, others = owned(member), make.confirmed(make.occasion(title="Van een ander"))
    page = client.get(reverse("booking:mine"))
    assert mine.occasion.title in text(page)
    assert others.occasion.title not in text(page)
    assert Client().get(reverse("booking:mine")).url.startswith("/account/login/")


@pytest.mark.parametrize("number", [1, 15])
def test_mine_asks_a_fixed_number_of_queries(client, member, number, django_assert_max_num_queries):
    for _each in range(number):
        owned(member)
    with django_assert_max_num_queries(20):
        client.get(reverse("booking:mine"))


def test_a_set_aside_place_has_no_ticket(client):
    booking = reserving.set_aside(make.occasion(), 1, UserFactory(), "aside")
    assert client.get(reverse("booking:ticket", args=[booking.places.get().code])).status_code == 404
