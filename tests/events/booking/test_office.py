"""The office's lists: what they show, who may not see them, and an export that is safe to open."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from events.booking import changing, reserving, viewsets
from events.booking.models import Occasion, Place
from tests.factories import booking as make
from tests.factories.members import UserFactory, sign_in

pytestmark = pytest.mark.django_db
MARKER = "Zonderlingsma"
OTHERS = ["treasurer", "editor", "question_editor", "committee", "assessor", "board", "provider", None]


@pytest.fixture
def place() -> Place:
    occasion = make.occasion(title=f"Masterclass {MARKER}")
    return make.confirmed(occasion, attendees=[reserving.Attendee(MARKER, f"{MARKER}@voorbeeld.example")])


def signed_in(client: Client, role: str | None) -> None:
    sign_in(client, UserFactory.create(role=role, second_factor=True))


def addresses(place: Place) -> dict[str, str]:
    return {
        "occasions": reverse("booking_occasion:index"),
        "occasion": reverse("booking_occasion:inspect", args=[place.occasion_id]),
        "attendees": reverse("booking_place:index"),
        "bookings": reverse("booking_booking:index"),
        "booking": reverse("booking_booking:inspect", args=[place.booking_id]),
    }


def test_the_office_sees_everything(client: Client, place: Place) -> None:
    signed_in(client, "office")
    for name, address in addresses(place).items():
        response = client.get(address)
        assert response.status_code == 200, name
        shown = place.booking.code if name == "bookings" else MARKER
        assert shown in response.content.decode(), name


@pytest.mark.parametrize("role", OTHERS)
def test_others_see_nothing(client: Client, place: Place, role: str | None) -> None:
    signed_in(client, role)
    for name, address in addresses(place).items():
        for response in (
            client.get(address),
            client.get(address, {"export": "csv"}),
            client.get(address, {"q": MARKER}),
        ):
            assert response.status_code in {302, 403}, (name, role)
            assert MARKER not in response.content.decode()
    for name in ("occasion", "booking"):
        there, not_there = (client.get(reverse(f"booking_{name}:inspect", args=[pk])) for pk in (place.pk, 999_999))
        assert there.status_code == not_there.status_code


def test_a_visitor_is_sent_to_login(client: Client, place: Place) -> None:
    for address in addresses(place).values():
        response = client.get(address)
        assert response.status_code == 302
        assert "/account/login/" in response.headers["Location"]


def test_the_attendees_are_filtered_searched_and_exported_safely(client: Client, place: Place) -> None:
    other = make.reserve(
        make.occasion(), attendees=[reserving.Attendee("=HYPERLINK(1)", "los@voorbeeld.example")]
    ).places.get()
    signed_in(client, "office")
    index = reverse("booking_place:index")

    def names(query: str) -> set[str]:
        shown = [one.pk for one in client.get(f"{index}?{query}").context["object_list"]]
        return {name for name, one in (("confirmed", place), ("held", other)) if one.pk in shown}

    assert names("") == {"confirmed", "held"}
    assert names("confirmed=true") == names(f"occasion={place.occasion_id}") == names(f"q={MARKER}") == {"confirmed"}
    assert names("confirmed=false") == names(f"q={other.code}") == names(f"q={other.booking.code}") == {"held"}
    exported = b"".join(client.get(index, {"export": "csv"}).streaming_content).decode()
    assert "'=HYPERLINK(1)" in exported
    assert ",=HYPERLINK" not in exported
    assert "vastgehouden" in exported


def test_the_list_of_occasions_counts_at_this_moment(client: Client) -> None:
    occasion = make.occasion(2)
    make.confirmed(occasion)
    make.reserve(occasion)
    make.waiting(occasion)
    signed_in(client, "office")
    (listed,) = client.get(reverse("booking_occasion:index"), {"coming": "true"}).context["object_list"]
    assert (listed.taken, listed.waiting) == (2, 1)
    assert not client.get(reverse("booking_occasion:index"), {"coming": "false"}).context["object_list"]
    page = client.get(reverse("booking_occasion:inspect", args=[occasion.pk])).content.decode()
    assert "Vol" in page


def test_the_story_of_a_booking_names_who_did_what(client: Client) -> None:
    by = UserFactory.create()
    booking = reserving.set_aside(make.occasion(), 1, by, "key")
    signed_in(client, "office")
    page = client.get(reverse("booking_booking:inspect", args=[booking.pk])).content.decode()
    assert "door de organisatie gereserveerd" in page
    assert str(by) in page


def test_the_lists_ask_no_more_for_more_rows(client: Client, django_assert_max_num_queries) -> None:
    occasion = make.occasion(None)
    make.reserve(occasion, people=30)
    for _each in range(10):
        make.reserve(make.occasion())
    signed_in(client, "office")
    for name in ("occasion", "place", "booking"):
        client.get(reverse(f"booking_{name}:index"))
        with django_assert_max_num_queries(25):
            client.get(reverse(f"booking_{name}:index"))


def test_runs_of_one_title_are_told_apart_by_their_day(client: Client) -> None:
    signed_in(client, "office")
    soon, later = make.occasion(title="Tweeling", days=10), make.occasion(title="Tweeling", days=20)
    make.confirmed(soon)
    days = [date_format(one.starts_on, "j F Y") for one in (soon, later) if one.starts_on]
    listed = client.get(reverse("booking_place:index")).content.decode()
    chosen = client.get(reverse("booking_place:index"), {"occasion": later.pk}).content.decode()
    assert f"Tweeling, {days[0]}</td>" in "".join(listed.split("\n")).replace("  ", "")
    assert f"Tweeling, {days[1]}" in chosen
    assert days[1] in client.get(reverse("booking_occasion:call_off", args=[later.pk])).content.decode()


def test_the_list_says_what_does_not_happen(client: Client) -> None:
    signed_in(client, "office")
    past, off = make.occasion(days=-3), make.occasion()
    off_by = UserFactory.create(role="office")
    changing.call_off(off, off_by)
    make.occasion()
    rows = {one.pk: str(viewsets.state_of(one)) for one in Occasion.objects.select_related("called_off")}
    assert rows.pop(past.pk) == "geweest"
    assert rows.pop(off.pk) == "Gaat niet door"
    assert list(rows.values()) == ["komt nog"]
    assert "Gaat niet door" in client.get(reverse("booking_occasion:index")).content.decode()
    page = client.get(reverse("booking_occasion:inspect", args=[off.pk])).content.decode()
    assert ">Inchecken<" not in page
