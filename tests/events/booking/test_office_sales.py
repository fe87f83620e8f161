"""Prices, discount codes and terms, as the office sets them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.booking.models import DiscountCode, DiscountUse, ImmutableError, Place, Price, TermsVersion
from lvv_site import civil
from tests.factories import booking as make
from tests.factories.members import UserFactory, sign_in

pytestmark = pytest.mark.django_db
PRICE = {"audience": "guest", "gross": "181,50", "vat_rate": "21", "since": "", "until": "", "people": "1"}
CODE = {"code": "vroeg-10", "kind": "percentage", "value": "10", "occasion": "", "uses": "", "since": "", "until": ""}
ROWS = {"stap-INITIAL_FORMS": "0", "stap-TOTAL_FORMS": "3", "stap-MIN_NUM_FORMS": "0", "stap-MAX_NUM_FORMS": "20"}


@pytest.fixture
def office(client: Client) -> Client:
    sign_in(client, UserFactory.create(role="office", second_factor=True))
    return client


def price_of(verb: str, *arguments: int) -> str:
    return reverse(f"booking_occasion:price_{verb}", args=arguments)


def code_of(verb: str, *arguments: int) -> str:
    return reverse(f"booking_discount:{verb}", args=arguments)


def seen(office: Client, address: str) -> str:
    return office.get(address).context["form"]["seen"].value()


@pytest.mark.parametrize(
    ("gross", "vat", "net"),
    [("181,50", "21", "150.000000"), ("100", "21", "82.644628"), ("109.00", "9", "100.000000"), ("75", "exempt", "75.000000"), ("0", "21", "0")],
)  # fmt: skip
def test_a_price_is_typed_with_vat_and_kept_net(office: Client, gross: str, vat: str, net: str) -> None:
    occasion = make.occasion(priced=False)
    for _press in range(2):
        office.post(price_of("new", occasion.pk), PRICE | {"gross": gross, "vat_rate": vat})
    price = occasion.prices.get()
    assert (price.net, price.vat_rate) == (Decimal(net), None if vat == "exempt" else Decimal(vat))
    assert price.gross == Decimal(gross.replace(",", "."))
    change = office.get(price_of("change", occasion.pk, price.pk)).context["form"]
    assert (change["gross"].value(), change["vat_rate"].value()) == (price.gross, vat)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("gross", {"gross": "-1"}),
        ("gross", {"gross": ""}),
        ("gross", {"gross": "10,005"}),
        ("gross", {"gross": "9999999"}),
        ("vat_rate", {"vat_rate": "6"}),
        ("vat_rate", {"vat_rate": ""}),
        ("audience", {"audience": "ieder"}),
        ("people", {"people": "0"}),
        ("until", {"since": "2027-02-01", "until": "2027-01-31"}),
        ("since", {"since": "morgen"}),
    ],
)
def test_a_wrong_price_is_told_beside_its_field(office: Client, field: str, changes: dict) -> None:
    response = office.post(price_of("new", make.occasion(priced=False).pk), PRICE | changes)
    assert list(response.context["form"].errors) == [field]
    assert not Price.objects.exists()


def test_it_warns_when_guests_have_no_price(office: Client) -> None:
    occasion = make.occasion(priced=False)
    response = office.post(price_of("new", occasion.pk), PRICE | {"audience": "member"}, follow=True)
    assert "alleen leden kunnen boeken" in response.content.decode()
    response = office.post(price_of("new", occasion.pk), PRICE, follow=True)
    assert "kunnen boeken" not in response.content.decode()


def test_who_booked_keeps_the_price_of_then(office: Client) -> None:
    occasion = make.occasion()
    place = make.confirmed(occasion)
    price = occasion.prices.get(audience="guest")
    address = price_of("change", occasion.pk, price.pk)
    values = PRICE | {"gross": "200", "seen": seen(office, address)}
    for _press in range(2):
        assert office.post(address, values).status_code == 302
    assert Price.objects.get(pk=price.pk).gross == 200
    assert Place.objects.get(pk=place.pk).price.gross == Decimal("181.50")


def test_a_price_that_changed_meanwhile_is_told(office: Client) -> None:
    price = make.occasion().prices.get(audience="guest")
    address = price_of("change", price.occasion_id, price.pk)
    values = PRICE | {"gross": "200", "seen": seen(office, address)}
    Price.objects.filter(pk=price.pk).update(people=4)
    response = office.post(address, values)
    assert "intussen iets veranderd" in response.content.decode()
    assert response.context["form"]["gross"].value() == "200"
    assert Price.objects.get(pk=price.pk).people == 4


def test_a_price_ends_on_a_day(office: Client) -> None:
    occasion = make.occasion()
    price = occasion.prices.get(audience="guest")
    yesterday = civil.today() - dt.timedelta(days=1)
    response = office.post(price_of("end", occasion.pk, price.pk), {"until": f"{yesterday}"}, follow=True)
    assert "alleen leden kunnen boeken" in response.content.decode()
    Price.objects.filter(pk=price.pk).update(since=civil.today(), until=None)
    response = office.post(price_of("end", occasion.pk, price.pk), {"until": f"{yesterday}"})
    assert list(response.context["form"].errors) == ["until"]


def test_a_code_is_kept_in_capitals_and_is_there_once(office: Client) -> None:
    assert office.post(code_of("new"), CODE).status_code == 302
    assert DiscountCode.objects.get().code == "VROEG-10"
    response = office.post(code_of("new"), CODE | {"code": "Vroeg-10"})
    assert response.context["form"].errors == {"code": ["Deze code is er al."]}


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("code", {"code": "met spatie"}),
        ("code", {"code": ""}),
        ("value", {"value": "101"}),
        ("value", {"value": "-1", "kind": "amount"}),
        ("value", {"value": ""}),
        ("kind", {"kind": "gratis"}),
        ("uses", {"uses": "-1"}),
        ("occasion", {"occasion": "999999"}),
        ("until", {"since": "2027-02-01", "until": "2027-01-31"}),
    ],
)
def test_a_wrong_code_is_told_beside_its_field(office: Client, field: str, changes: dict) -> None:
    response = office.post(code_of("new"), CODE | changes)
    assert list(response.context["form"].errors) == [field]
    assert not DiscountCode.objects.exists()


def test_a_code_changes_and_ends_and_shows_how_often_it_was_used(office: Client) -> None:
    occasion = make.occasion()
    code = DiscountCode.objects.create(code="VROEG", kind="amount", value=10, occasion=occasion)
    DiscountUse.objects.create(code=code, place=make.confirmed(occasion))
    (listed,) = office.get(code_of("index")).context["object_list"]
    assert listed.number == 1
    address = code_of("change", code.pk)
    assert "Gebruikt voor 1 plaatsen" in office.get(address).content.decode()
    values = CODE | {"code": "vroeg", "occasion": occasion.pk, "uses": "5", "seen": seen(office, address)}
    DiscountCode.objects.update(members_only=True)
    response = office.post(address, values)
    assert "intussen iets veranderd" in response.content.decode()
    assert office.post(address, values | {"seen": response.context["form"]["seen"].value()}).status_code == 302
    code.refresh_from_db()
    assert (code.code, code.uses, code.members_only) == ("VROEG", 5, False)
    office.post(code_of("end", code.pk), {"until": "2026-12-31"})
    code.refresh_from_db()
    assert code.until == dt.date(2026, 12, 31)


def step(row: int, days: Any, percentage: Any) -> dict[str, str]:
    return {f"stap-{row}-days": str(days), f"stap-{row}-percentage": str(percentage)}


def test_a_new_version_of_the_terms_begins_with_the_one_before_and_is_never_changed(office: Client) -> None:
    before = make.terms((28, 100), (7, 50))
    page = office.get(reverse("booking_terms:new"))
    assert page.context["form"]["text"].value() == before.text
    assert page.context["rows"].forms[0].initial == {"days": 28, "percentage": 100}
    values = {"code": "2027-1", "text": "Nieuwe tekst"} | ROWS | step(0, 14, 50) | step(2, 42, 100)
    response = office.post(reverse("booking_terms:new"), values)
    version = TermsVersion.objects.get(code="2027-1")
    assert response.headers["Location"] == reverse("booking_terms:inspect", args=[version.pk])
    assert version.steps == [[42, 100], [14, 50]]
    assert version.by is not None
    assert "tot 42 dagen vooraf: 100 %" in office.get(response.headers["Location"]).content.decode()
    version.text = "anders"
    with pytest.raises(ImmutableError):
        version.save()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({}, "ten minste één regel"),
        (step(0, 7, 50) | step(1, 7, 60), "hetzelfde aantal dagen"),
        (step(0, 7, 50) | step(1, 28, 40), "niet minder terug"),
        (step(0, 0, 50), "minstens 1 is"),
        (step(0, 7, 101), "hoogstens 100 is"),
        (step(0, 7, ""), "verplicht veld"),
    ],
)
def test_steps_that_say_nothing_are_told_and_nothing_is_lost(office: Client, rows: dict, said: str) -> None:
    values = {"code": "2027-1", "text": "Nieuwe tekst"} | ROWS | rows
    response = office.post(reverse("booking_terms:new"), values)
    assert said in response.content.decode()
    assert response.context["form"]["text"].value() == "Nieuwe tekst"
    assert not TermsVersion.objects.exists()


def test_a_version_is_there_once(office: Client) -> None:
    make.terms()
    code = TermsVersion.objects.get().code
    values = {"code": code, "text": "Nieuwe tekst"} | ROWS | step(0, 7, 50)
    assert list(office.post(reverse("booking_terms:new"), values).context["form"].errors) == ["code"]
