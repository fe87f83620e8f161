"""Who may do what of the office's verbs: every verb, every role, what is there and what is not."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from events.booking import reserving
from events.booking.models import DiscountCode, Occasion, Place, Price, TermsVersion
from tests.factories import booking as make
from tests.factories.members import UserFactory, sign_in

pytestmark = pytest.mark.django_db
MARKER = "Zonderlingsma"
OTHERS = ["treasurer", "editor", "question_editor", "committee", "assessor", "board", "provider", None]
OCCASION = (
    "change", "copy", "parts", "online", "call_off", "set_aside", "wait", "presence", "price_new",
)  # fmt: skip
PLACE = ("cancel", "substitute", "move", "link")
NOT_THERE = 999_999


@dataclass(frozen=True)
class Scene:
    """One of everything that a verb is about."""

    occasion: Occasion
    place: Place
    kept: Place
    price: Price
    code: DiscountCode
    terms: TermsVersion

    def addresses(self) -> dict[str, str]:
        """Every verb on something that is there."""
        pk, one, price = self.occasion.pk, self.place.pk, self.price.pk
        return {
            "new": reverse("booking_occasion:new"),
            **{name: reverse(f"booking_occasion:{name}", args=[pk]) for name in OCCASION},
            **{name: reverse(f"booking_occasion:{name}", args=[pk, price]) for name in ("price_change", "price_end")},
            **{f"place_{name}": reverse(f"booking_place:{name}", args=[one]) for name in PLACE},
            "place_release": reverse("booking_place:release", args=[self.kept.pk]),
            "codes": reverse("booking_discount:index"),
            "code_new": reverse("booking_discount:new"),
            **{f"code_{name}": reverse(f"booking_discount:{name}", args=[self.code.pk]) for name in ("change", "end")},
            "terms": reverse("booking_terms:index"),
            "terms_new": reverse("booking_terms:new"),
            "terms_one": reverse("booking_terms:inspect", args=[self.terms.pk]),
        }

    def missing(self) -> dict[str, str]:
        """Every verb on something that is not there, or of another kind."""
        return {
            **{name: reverse(f"booking_occasion:{name}", args=[NOT_THERE]) for name in OCCASION},
            "price": reverse("booking_occasion:price_change", args=[make.occasion().pk, self.price.pk]),
            **{f"place_{name}": reverse(f"booking_place:{name}", args=[NOT_THERE]) for name in PLACE},
            "code": reverse("booking_discount:change", args=[NOT_THERE]),
            "terms": reverse("booking_terms:inspect", args=[NOT_THERE]),
        }


@pytest.fixture
def scene() -> Scene:
    occasion = make.occasion(title=f"Masterclass {MARKER}", terms=make.terms())
    place = make.confirmed(occasion, attendees=[reserving.Attendee(MARKER, f"{MARKER}@voorbeeld.example")])
    kept = reserving.set_aside(occasion, 1, UserFactory.create(), "kept").places.get()
    code = DiscountCode.objects.create(code="VROEG", kind="amount", value=10)
    price = occasion.prices.get(audience="guest")
    return Scene(occasion, place, kept, price, code, make.terms())


def enter(client: Client, role: str | None) -> None:
    sign_in(client, UserFactory.create(role=role, second_factor=True))


def test_the_office_may_open_every_verb(client: Client, scene: Scene) -> None:
    enter(client, "office")
    for name, address in scene.addresses().items():
        assert client.get(address).status_code == 200, name


@pytest.mark.parametrize("role", OTHERS)
def test_others_may_not_look_and_change_nothing(client: Client, scene: Scene, role: str | None) -> None:
    enter(client, role)
    addresses = {**scene.addresses(), **scene.missing()}
    before = list(Occasion.objects.values()), list(Place.objects.values()), list(Price.objects.values())
    for name, address in addresses.items():
        for response in (client.get(address), client.post(address, {"name": "Iemand", "number": 1, "key": "k"})):
            assert response.status_code in {302, 403}, (name, role)
            assert MARKER not in response.content.decode(), (name, role)
    assert before == (list(Occasion.objects.values()), list(Place.objects.values()), list(Price.objects.values()))
    assert (DiscountCode.objects.count(), TermsVersion.objects.count()) == (1, 2)


def test_a_visitor_is_sent_to_login(client: Client, scene: Scene) -> None:
    for name, address in scene.addresses().items():
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 302, name
            assert "/account/login/" in response.headers["Location"], name


def test_what_is_not_there_is_not_found(client: Client, scene: Scene) -> None:
    enter(client, "office")
    for name, address in scene.missing().items():
        assert client.get(address).status_code == 404, name
        assert client.post(address).status_code == 404, name


def test_the_attendance_list_takes_no_posts(client: Client, scene: Scene) -> None:
    enter(client, "office")
    assert client.post(scene.addresses()["presence"]).status_code == 405


def test_the_pages_ask_no_more_for_more_rows(client: Client, django_assert_max_num_queries) -> None:
    def asked(address: str) -> int:
        client.get(address)
        with django_assert_max_num_queries(60) as found:
            client.get(address)
        return len(found)

    def addresses(number: int) -> list[str]:
        occasion = make.occasion(None, terms=make.terms())
        booking = make.reserve(occasion, people=number)
        with reserving.transaction.atomic():
            reserving.confirm(booking)
        make.reserve(occasion, people=number, wait=True)
        for each in range(number):
            DiscountCode.objects.create(code=f"C{occasion.pk}-{each}", kind="amount", value=1, occasion=occasion)
        return [
            reverse("booking_occasion:inspect", args=[occasion.pk]),
            reverse("booking_booking:inspect", args=[booking.pk]),
            reverse("booking_occasion:presence", args=[occasion.pk]),
            reverse("booking_discount:index"),
        ]

    enter(client, "office")
    assert [asked(one) for one in addresses(1)] == [asked(one) for one in addresses(50)]
