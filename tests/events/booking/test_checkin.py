"""The page at the door and what it does without script: list, typed code, one attendee; and who may not see it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.booking import attendance, changing, reserving
from events.booking.checkin_views import UNKNOWN
from events.booking.enums import WithdrawalReason
from events.booking.models import Attendance, Occasion, Place
from lvv_site.members import roles
from tests.factories import booking as make
from tests.factories.members import UserFactory, sign_in

pytestmark = pytest.mark.django_db
NAME = "Jacoba Uitzonderlijk"


@pytest.fixture
def door(client: Client) -> Client:
    """Somebody of the office, with a second factor."""
    sign_in(client, UserFactory.create(role="office", second_factor=True))
    return client


@pytest.fixture
def occasion() -> Occasion:
    return make.occasion(None)


def attendee(occasion: Occasion, name: str = NAME) -> Place:
    return make.confirmed(occasion, attendees=[reserving.Attendee(name, "iemand@voorbeeld.example", None)])


def standing(place: Place) -> list[tuple]:
    return list(place.attendances.filter(withdrawal=None).values_list("part", "minutes"))


def said(response) -> str:
    return " ".join(str(one) for one in response.context["messages"])


def addresses(place: Place) -> list[tuple[str, str, dict]]:
    """Every address of this room about an occasion, as method, address and what is sent."""
    code, one = [place.occasion.code], [place.occasion.code, place.pk]
    part = {"part": 0}
    return [
        ("get", reverse("checkin:index"), {}),
        ("get", reverse("checkin:door", args=code), {}),
        ("get", reverse("checkin:shell", args=code), {}),
        ("get", reverse("checkin:attendees", args=code), {}),
        ("get", reverse("checkin:attendee", args=one), {}),
        ("post", reverse("checkin:typed", args=code), part | {"code": place.code}),
        ("post", reverse("checkin:tick", args=one), part),
        ("post", reverse("checkin:minutes", args=one), part | {"minutes": 60}),
        ("post", reverse("checkin:withdraw", args=one), part | {"reason": "mistake"}),
        ("post", reverse("checkin:sync", args=code), {}),
    ]


def test_who_is_not_signed_in_is_asked_to_and_sees_no_name(client, occasion):
    for method, address, sent in addresses(attendee(occasion)):
        response = getattr(client, method)(address, sent)
        assert response.status_code in {302, 401}, address
        assert NAME not in response.content.decode()
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize("role", [None, *(role.code for role in roles.ROLES if role.code != "office")])
def test_only_the_office_stands_at_the_door(client, occasion, role):
    sign_in(client, UserFactory.create(role=role, second_factor=True))
    for method, address, sent in addresses(attendee(occasion)):
        assert getattr(client, method)(address, sent).status_code == 403, address
    assert client.get(reverse("checkin:door", args=["bestaat-niet"])).status_code == 403
    assert Attendance.objects.count() == 0


def test_a_password_alone_is_not_enough(client, occasion):
    user = UserFactory.create(role="office", second_factor=True)
    client.force_login(user)
    for method, address, sent in addresses(attendee(occasion)):
        assert getattr(client, method)(address, sent).status_code in {302, 403}, address
    assert Attendance.objects.count() == 0


def test_a_post_from_another_site_is_refused(occasion):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, UserFactory.create(role="office", second_factor=True))
    for method, address, sent in addresses(attendee(occasion)):
        assert getattr(client, method)(address, sent).status_code == (403 if method == "post" else 200), address
    assert Attendance.objects.count() == 0


def test_nothing_of_it_is_kept_by_a_cache(door, occasion):
    for method, address, sent in addresses(attendee(occasion)):
        assert "no-store" in getattr(door, method)(address, sent).headers["Cache-Control"], address


def test_the_list_names_who_is_expected_and_counts_who_is_there(door, occasion):
    here, _absent = attendee(occasion), attendee(occasion, "Bram Afwezig")
    gone = attendee(occasion, "Cor Geannuleerd")
    changing.cancel(gone)
    make.reserve(occasion, attendees=[reserving.Attendee("Dirk Onbetaald", "", None)])
    attendee(make.occasion(), "Els Elders")
    attendance.check_in(here)
    response = door.get(reverse("checkin:door", args=[occasion.code]))
    assert [row.name for row, _fact in response.context["rows"]] == ["Bram Afwezig", NAME]
    assert response.context["present"] == 1
    for nobody in ("Cor Geannuleerd", "Dirk Onbetaald", "Els Elders"):
        assert nobody not in response.content.decode()


def test_the_occasions_of_these_days_are_listed(door):
    passed, off, soon = (make.occasion(days=days) for days in (-6, 1, 6))
    for days in (-9, 9):
        make.occasion(days=days)
    make.occasion(starts=None, ends=None)
    changing.call_off(off, None)
    assert list(door.get(reverse("checkin:index")).context["occasions"]) == [passed, soon]


def test_the_shell_and_the_page_hold_no_code_and_the_shell_no_name(door, occasion):
    place = attendee(occasion)
    door.post(reverse("checkin:tick", args=[occasion.code, place.pk]), {"part": 0})  # leaves a message with a name
    shell = door.get(reverse("checkin:shell", args=[occasion.code])).content.decode()
    page = door.get(reverse("checkin:door", args=[occasion.code])).content.decode()
    assert NAME in page
    assert NAME not in shell
    assert "csrfmiddlewaretoken" not in shell
    assert place.code not in page + shell


@pytest.mark.parametrize("people", [5, 200])
def test_the_list_costs_the_same_for_5_and_for_200(door, occasion, people, django_assert_max_num_queries):
    for place in make.reserve(occasion, people=people).places.all():
        Place.objects.filter(pk=place.pk).update(confirmed_at=timezone.now())
        attendance.check_in(place)
    for name in ("door", "attendees"):
        address = reverse(f"checkin:{name}", args=[occasion.code])
        door.get(address)
        with django_assert_max_num_queries(14):
            door.get(address)


@pytest.mark.parametrize(
    "change", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f"https://x.example/inchecken/{code}/"]
)
def test_a_typed_code_checks_in(door, occasion, change):
    place = attendee(occasion)
    response = door.post(
        reverse("checkin:typed", args=[occasion.code]), {"part": 0, "code": change(place.code)}, follow=True
    )
    assert standing(place) == [(None, 240)]
    assert NAME in said(response)


def test_a_code_typed_twice_says_so_and_counts_once(door, occasion):
    place = attendee(occasion)
    for _each in range(2):
        response = door.post(
            reverse("checkin:typed", args=[occasion.code]), {"part": 0, "code": place.code}, follow=True
        )
    assert "al ingecheckt" in said(response)
    assert place.attendances.count() == 1


@pytest.mark.parametrize("code", ["", "ABCD", "IIII-OOOO-1111", "\x00" * 12])
def test_what_is_no_code_comes_back_beside_the_field(door, occasion, code):
    response = door.post(reverse("checkin:typed", args=[occasion.code]), {"part": 0, "code": code})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["code"]


def test_a_code_of_another_occasion_or_of_nobody_checks_nobody_in(door, occasion):
    elsewhere = attendee(make.occasion())
    address = reverse("checkin:typed", args=[occasion.code])
    for code, word in [(elsewhere.code, "Andere activiteit"), ("2222-AAAA-3333", "Onbekende code")]:
        response = door.post(address, {"part": 0, "code": code})
        assert response.context["form"].errors["code"] == [word]
        assert NAME not in response.content.decode()
    assert Attendance.objects.count() == 0


def test_a_cancelled_place_does_not_let_in(door, occasion):
    place = attendee(occasion)
    changing.cancel(place)
    response = door.post(reverse("checkin:typed", args=[occasion.code]), {"part": 0, "code": place.code}, follow=True)
    assert "Geannuleerd" in said(response)
    page = door.get(reverse("checkin:attendee", args=[occasion.code, place.pk]))
    assert page.context["refusal"] == "cancelled"
    assert Attendance.objects.count() == 0


def test_a_tick_in_the_list_leads_back_to_the_list_of_that_part(door, occasion):
    make.part(occasion), (second := make.part(occasion, hours=2))
    place = attendee(occasion)
    address = reverse("checkin:tick", args=[occasion.code, place.pk])
    response = door.post(address, {"part": second.pk, "list": "1"})
    assert response.url == f"{reverse('checkin:door', args=[occasion.code])}?onderdeel={second.pk}"
    assert standing(place) == [(second.pk, 120)]


def test_with_parts_nobody_is_at_the_whole_of_it_nor_at_a_part_of_another(door, occasion):
    make.part(occasion)
    stranger = make.part(make.occasion())
    place = attendee(occasion)
    for part in ("0", str(stranger.pk), "", "x"):
        door.post(reverse("checkin:tick", args=[occasion.code, place.pk]), {"part": part})
    assert Attendance.objects.count() == 0


def test_an_attendee_is_found_at_their_own_occasion_only(door, occasion):
    place = attendee(occasion)
    other = make.occasion()
    assert door.get(reverse("checkin:attendee", args=[other.code, place.pk])).status_code == 404


@pytest.mark.parametrize(("typed", "counted"), [(240, 240), (239, 210), (30, 30), (0, 0)])
def test_minutes_count_in_half_hours_rounded_down(door, occasion, typed, counted):
    place = attendee(occasion)
    door.post(reverse("checkin:minutes", args=[occasion.code, place.pk]), {"part": 0, "minutes": typed})
    assert standing(place) == [(None, counted)]


def test_other_minutes_are_a_new_fact_and_the_same_are_not(door, occasion):
    place = attendee(occasion)
    for minutes in (240, 130, 125):
        door.post(reverse("checkin:minutes", args=[occasion.code, place.pk]), {"part": 0, "minutes": minutes})
    facts = place.attendances.order_by("pk").values_list("minutes", "withdrawal__reason_code")
    assert list(facts) == [(240, "wrong_minutes"), (120, None)]


@pytest.mark.parametrize("typed", ["", "-30", "241", "een uur"])
def test_minutes_that_cannot_be_come_back_beside_the_field(door, occasion, typed):
    place = attendee(occasion)
    response = door.post(reverse("checkin:minutes", args=[occasion.code, place.pk]), {"part": 0, "minutes": typed})
    assert response.status_code == 422
    assert "minutes" in response.context["parts"][0]["minutes"].errors
    assert standing(place) == []


def test_unticked_is_a_withdrawal_with_a_reason_and_ticked_again_counts(door, occasion):
    place = attendee(occasion)
    one = [occasion.code, place.pk]
    door.post(reverse("checkin:tick", args=one), {"part": 0})
    for _each in range(2):
        door.post(reverse("checkin:withdraw", args=one), {"part": 0, "reason": WithdrawalReason.ABSENT})
    assert standing(place) == []
    door.post(reverse("checkin:tick", args=one), {"part": 0})
    facts = place.attendances.order_by("pk").values_list("withdrawal__reason_code", flat=True)
    assert list(facts) == ["absent", None]


def test_no_withdrawal_without_a_known_reason(door, occasion):
    place = attendee(occasion)
    attendance.check_in(place)
    door.post(reverse("checkin:withdraw", args=[occasion.code, place.pk]), {"part": 0, "reason": "zomaar"})
    assert standing(place) == [(None, 240)]


def test_the_code_of_a_qr_leads_the_office_to_the_attendee(door, occasion):
    place = attendee(occasion)
    response = door.get(reverse("checkin:place", args=[place.code]))
    assert response.url == reverse("checkin:attendee", args=[occasion.code, place.pk])


def test_a_code_asks_the_office_for_its_second_factor_first(client, occasion):
    client.force_login(UserFactory.create(role="office", second_factor=True))
    codes = (attendee(occasion).code, "2222-AAAA-3333")
    answers = [client.get(reverse("checkin:place", args=[code])) for code in codes]
    assert [one.status_code for one in answers] == [302, 302]
    assert all("reauthenticate" in one.url for one in answers)


@pytest.mark.parametrize("role", [None, "board", "treasurer", "nobody signed in"])
def test_anybody_else_learns_nothing_from_a_code(client, occasion, role):
    place = attendee(occasion)
    if role != "nobody signed in":
        sign_in(client, UserFactory.create(role=role, second_factor=True))
    for code in (place.code, "2222-AAAA-3333"):
        response = client.get(reverse("checkin:place", args=[code]))
        assert response.status_code == 200
        page = response.content.decode()
        assert NAME not in page
        assert occasion.title not in page
        assert reverse("account_login") in page


def test_guessing_codes_ends(door):
    address = reverse("checkin:place", args=["2222-AAAA-3333"])
    number = UNKNOWN[1][0]
    assert {door.get(address).status_code for _each in range(number)} == {404}
    response = door.get(address)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
