"""What the office does with one place: what the page says, what happens, once; and what changed meanwhile is told."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.booking import attendance, changing, reserving
from events.booking.enums import EventKind, PlaceState
from events.booking.models import Place, PlaceOrder
from tests.factories import booking as make
from tests.factories import payments
from tests.factories.members import PersonFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tasks_at_once(settings):
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def office(client: Client) -> Client:
    sign_in(client, UserFactory.create(role="office", second_factor=True))
    return client


def to(verb: str, place: Place, person: int | None = None) -> str:
    return reverse(f"booking_place:{verb}", args=[place.pk]) + (f"?person={person}" if person else "")


def sent(office: Client, address: str, **changes: Any) -> dict[str, Any]:
    form = office.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in shown.items() if value is not None} | changes


def now(place: Place) -> Place:
    return Place.objects.get(pk=place.pk)


def kinds(place: Place) -> list[str]:
    return list(place.events.values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (28, "Er komt €\xa0181,50 terug (100 procent)"),
        (27, "Er komt €\xa090,75 terug (50 procent)"),
        (6, "Er komt niets terug"),
    ],
)
def test_cancelling_shows_the_share_by_the_terms_that_were_booked(office: Client, days: int, said: str) -> None:
    place = make.confirmed(make.occasion(terms=make.terms(), days=days))
    assert said in office.get(to("cancel", place)).content.decode()


def test_cancelling_twice_is_once_and_the_office_did_it(office: Client) -> None:
    place = make.confirmed(make.occasion())
    values = sent(office, to("cancel", place))
    for _press in range(2):
        response = office.post(to("cancel", place), values, follow=True)
        assert "De plaats is geannuleerd" in response.content.decode()
    assert kinds(place).count(EventKind.CANCELLED) == 1
    assert place.events.latest("pk").by is not None


def test_a_place_that_changed_meanwhile_is_told_and_nothing_typed_is_lost(office: Client) -> None:
    place = make.confirmed(make.occasion())
    values = sent(office, to("substitute", place), name="Nieuw Iemand", email="nieuw@voorbeeld.example")
    changing.substitute(place, reserving.Attendee("Ander Iemand", "ander@voorbeeld.example"))
    response = office.post(to("substitute", place), values)
    page = response.content.decode()
    assert "intussen iets veranderd" in page
    assert "Ander Iemand" in page
    form = response.context["form"]
    assert form["name"].value() == "Nieuw Iemand"
    assert now(place).name == "Ander Iemand"
    assert office.post(to("substitute", place), values | {"seen": form["seen"].value()}).status_code == 302
    assert now(place).name == "Nieuw Iemand"


def test_a_place_that_was_confirmed_meanwhile_is_not_cancelled_unseen(office: Client) -> None:
    booking = make.reserve(make.occasion())
    place = booking.places.get()
    values = sent(office, to("cancel", place))
    reserving.confirm(booking)
    assert "intussen iets veranderd" in office.post(to("cancel", place), values).content.decode()
    assert now(place).state(timezone.now()) == PlaceState.CONFIRMED


def test_a_substitute_comes_at_the_same_price_once(office: Client) -> None:
    place = make.confirmed(make.occasion())
    values = sent(office, to("substitute", place), name="Nieuw Iemand", email="nieuw@voorbeeld.example")
    for _press in range(2):
        assert office.post(to("substitute", place), values).status_code == 302
    assert (now(place).name, now(place).email, now(place).net) == ("Nieuw Iemand", "nieuw@voorbeeld.example", place.net)
    assert kinds(place).count(EventKind.SUBSTITUTED) == 1


@pytest.mark.parametrize(("field", "changes"), [("name", {"name": ""}), ("email", {"email": "geen adres"})])
def test_bad_input_is_told_beside_its_field(office: Client, field: str, changes: dict) -> None:
    place = make.confirmed(make.occasion())
    values = sent(office, to("substitute", place), name="Nieuw", email="nieuw@voorbeeld.example")
    assert list(office.post(to("substitute", place), values | changes).context["form"].errors) == [field]


def test_a_place_moves_to_another_run_that_the_page_offers(office: Client) -> None:
    course = make.occasion(None, starts=None, ends=None, kind="course")
    run, other, full = (make.occasion(1, parent=course) for _each in range(3))
    off, elsewhere = make.occasion(parent=course), make.occasion()
    changing.call_off(off, None)
    make.confirmed(full)
    place = make.confirmed(run)
    offered = dict(office.get(to("move", place)).context["form"].fields["to"].choices)
    assert set(offered) == {other.pk, full.pk}
    assert "1 plaats vrij" in offered[other.pk]
    for wrong in (elsewhere.pk, run.pk, off.pk, "x"):
        response = office.post(to("move", place), sent(office, to("move", place), to=wrong))
        assert list(response.context["form"].errors) == ["to"]
    response = office.post(to("move", place), sent(office, to("move", place), to=full.pk))
    assert response.context["form"].errors["to"] == ["Er is geen plaats meer."]
    values = sent(office, to("move", place), to=other.pk)
    for _press in range(2):
        assert office.post(to("move", place), values).status_code == 302
    assert Place.objects.get(moved_from=place).occasion == other


def test_a_place_is_linked_to_a_person_found_by_address(office: Client) -> None:
    person = PersonFactory.create(email="zonderling@voorbeeld.example")
    place = make.confirmed(make.occasion(), attendees=[reserving.Attendee("Z.", person.email)])
    assert list(office.get(to("link", place)).context["found"]) == [person]
    address = to("link", place, person.pk)
    values = sent(office, address)
    for _press in range(2):
        assert office.post(address, values).status_code == 302
    assert now(place).person == person
    assert kinds(place).count(EventKind.LINKED) == 1


def test_nobody_gets_two_places_by_linking_and_no_erased_person_gets_one(office: Client) -> None:
    occasion = make.occasion()
    person, erased = PersonFactory.create(), PersonFactory.create(erased_at=timezone.now())
    make.confirmed(occasion, attendees=[make.attendee(person.pk)])
    place = make.confirmed(occasion)
    address = to("link", place, person.pk)
    assert "heeft al een plaats" in office.post(address, sent(office, address)).content.decode()
    assert office.get(to("link", place, erased.pk)).status_code == 404
    assert office.post(to("link", place), {"person": erased.pk, "seen": ""}).status_code == 404
    assert now(place).person is None


def test_what_was_set_aside_is_released_once_or_given_to_somebody(office: Client) -> None:
    occasion = make.occasion(2)
    kept, other = reserving.set_aside(occasion, 2, UserFactory.create(), "k").places.all()
    waits = make.waiting(occasion)
    values = sent(office, to("release", kept))
    for _press in range(2):
        assert office.post(to("release", kept), values).status_code == 302
    assert now(waits).state(timezone.now()) == PlaceState.OFFERED
    given = sent(office, to("substitute", other), name="Spreker", email="")
    office.post(to("substitute", other), given)
    assert (now(other).name, now(other).set_aside) == ("Spreker", False)
    refused = office.post(
        to("release", other), {"seen": office.get(to("release", other)).context["form"]["seen"].value()}
    )
    assert "intussen iets veranderd" in refused.content.decode()


def test_who_was_there_keeps_the_place(office: Client) -> None:
    place = make.confirmed(make.occasion())
    attendance.check_in(place)
    page = office.post(to("cancel", place), sent(office, to("cancel", place))).content.decode()
    assert "al aanwezigheid vastgelegd" in page
    assert now(place).cancelled_at is None
    booking = office.get(reverse("booking_booking:inspect", args=[place.booking_id])).content.decode()
    assert to("cancel", place) not in booking
    assert "aanwezig" in booking


def test_the_booking_offers_what_fits_each_place(office: Client) -> None:
    occasion = make.occasion(2)
    place, kept = make.confirmed(occasion), reserving.set_aside(occasion, 1, UserFactory.create(), "k").places.get()
    waits = make.waiting(occasion)

    def verbs(one: Place) -> set[str]:
        page = office.get(reverse("booking_booking:inspect", args=[one.booking_id])).content.decode()
        return {name for name in ("cancel", "substitute", "move", "link", "release") if to(name, one) in page}

    assert verbs(place) == {"cancel", "substitute", "move", "link"}
    assert verbs(kept) == {"substitute", "release"}
    assert verbs(waits) == {"cancel", "substitute", "link"}
    changing.cancel(place)
    assert verbs(place) == set()


def test_what_pays_for_a_place_is_linked_for_who_may_see_it_only(client: Client) -> None:
    place = make.confirmed(make.occasion())
    order = payments.order()
    PlaceOrder.objects.create(place=place, order=order)
    address = reverse("booking_booking:inspect", args=[place.booking_id])
    link = reverse("payment_order:inspect", args=[order.pk])
    user = UserFactory.create(role="office", second_factor=True)
    sign_in(client, user)
    assert link not in client.get(address).content.decode()
    user.groups.add(*UserFactory.create(role="treasurer").groups.all())
    assert link in client.get(address).content.decode()


@pytest.mark.parametrize("verb", ["cancel", "release"])
def test_what_is_for_good_says_so(office: Client, verb: str) -> None:
    occasion = make.occasion(capacity=2)
    kept = verb == "release"
    place = reserving.set_aside(occasion, 1, None, "k").places.get() if kept else make.confirmed(occasion)
    assert "Dit kun je niet terugdraaien." in office.get(to(verb, place)).content.decode()


def test_without_another_run_there_is_nothing_to_press(office: Client) -> None:
    page = office.get(to("move", make.confirmed(make.occasion()))).content.decode()
    assert "Er is geen andere uitvoering die nog moet beginnen." in page
    assert "Verplaatsen</button>" not in page
