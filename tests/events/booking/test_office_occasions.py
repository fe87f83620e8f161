"""What the office does with occasions, from its own chair."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events.booking import attendance, capacity, reserving
from events.booking.models import CalledOff, Occasion, Part, Place
from events.booking.planning import plan_of
from lvv_site.civil import AMSTERDAM
from lvv_site.mail.models import Message
from tests.factories import booking as make
from tests.factories.members import PersonFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db
SUMMER = dt.datetime(2027, 7, 5, 10, 0, tzinfo=AMSTERDAM)
ROWS = {"parts-INITIAL_FORMS": "0", "parts-TOTAL_FORMS": "3", "parts-MIN_NUM_FORMS": "0", "parts-MAX_NUM_FORMS": "60"}


@pytest.fixture(autouse=True)
def _tasks_at_once(settings):
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def office(client: Client) -> Client:
    sign_in(client, UserFactory.create(role="office", second_factor=True))
    return client


def to(verb: str, *arguments: int) -> str:
    return reverse(f"booking_occasion:{verb}", args=arguments)


NEW = {
    "title": "Gesprekken voeren", "kind": "masterclass", "starts": "2027-07-05 10:00", "ends": "2027-07-05 16:00",
    "place": "Utrecht", "capacity": "12", "hours_kind": "course", "minutes": "240", "bookable": "on",
}  # fmt: skip


def sent(office: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What the browser would send: the form as shown, with changes."""
    form = office.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    for name in ("starts", "ends", "opens_at", "closes_at"):
        if isinstance(shown.get(name), dt.datetime):
            shown[name] = shown[name].strftime("%Y-%m-%d %H:%M")  # bound fields are in local time
    values = {name: "" if value is None else value for name, value in shown.items() if value is not False}
    return values | changes


def test_an_occasion_gets_a_code_of_its_title_and_date(office: Client) -> None:
    terms = make.terms()
    response = office.post(to("new"), NEW | {"terms": terms.pk})
    occasion = Occasion.objects.get()
    assert response.headers["Location"] == to("inspect", occasion.pk)
    assert (occasion.code, occasion.starts) == ("gesprekken-voeren-2027-07-05", SUMMER)
    assert (occasion.minutes, occasion.capacity, occasion.terms) == (240, 12, terms)
    assert ModelLogEntry.objects.for_instance(occasion).get().action == "wagtail.create"
    page = office.get(to("inspect", occasion.pk)).content.decode()
    assert "niemand kan boeken" in page


def test_the_newest_terms_are_offered(office: Client) -> None:
    make.terms()
    newest = make.terms()
    field = office.get(to("new")).context["form"]["terms"]
    assert (field.value(), list(field.field.queryset)) == (newest.pk, [newest])


def test_pressing_twice_adds_one(office: Client) -> None:
    for _press in range(2):
        response = office.post(to("new"), NEW)
    assert Occasion.objects.count() == 1
    assert "staat er al" in response.content.decode()


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": ""}),
        ("code", {"code": "Niet Goed"}),
        ("ends", {"ends": "2027-07-05 09:00"}),
        ("ends", {"ends": ""}),
        ("starts", {"starts": ""}),
        ("starts", {"starts": "gisteren"}),
        ("starts", {"starts": "2027-03-28 02:30"}),  # no such moment: the clock goes forward
        ("starts", {"starts": "0001-01-01 00:00"}),
        ("minutes", {"minutes": "50"}),
        ("minutes", {"minutes": "-30"}),
        ("minutes", {"minutes": "600"}),
        ("minutes", {"minutes": "0"}),
        ("capacity", {"capacity": "-1"}),
        ("capacity", {"capacity": "99999999999999"}),
        ("closes_at", {"opens_at": "2027-06-05 10:00", "closes_at": "2027-06-05 10:00"}),
        ("external_url", {"external_url": "https://elders.example/"}),
        ("online_link", {"online_link": "javascript:alert(1)"}),
        ("kind", {"kind": "feest"}),
        ("parent", {"parent": "999999"}),
        ("landing", {"landing": "999999"}),
        ("terms", {"terms": "999999"}),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_lost(office: Client, field: str, changes: dict) -> None:
    response = office.post(to("new"), NEW | changes)
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert form["place"].value() == "Utrecht"
    for name, value in changes.items():
        assert form[name].value() == value
    assert not Occasion.objects.exists()


def test_a_taken_code_is_refused_beside_its_field(office: Client) -> None:
    make.occasion(code="bezet")
    assert list(office.post(to("new"), NEW | {"code": "bezet"}).context["form"].errors) == ["code"]


def test_another_plan_is_shown_first_and_then_mails_once(office: Client) -> None:
    place = make.confirmed(make.occasion())
    address = to("change", place.occasion_id)
    values = sent(office, address, place="Zwolle", title="Andere titel")
    shown = office.post(address, values)
    page = shown.content.decode()
    assert "1 mens krijgt bericht" in page
    assert "Utrecht" in page
    assert "Zwolle" in page
    assert plan_of(Occasion.objects.get()).place == "Utrecht"
    agreed = values | {"agreed": shown.context["form"]["agreed"].value()}
    for _press in range(2):
        assert office.post(address, agreed).status_code == 302
    occasion = Occasion.objects.get()
    assert (occasion.place, occasion.title, occasion.sequence) == ("Zwolle", "Andere titel", 1)
    assert Message.objects.filter(template="booking/plan_changed").count() == 1


def test_what_was_agreed_holds_for_that_plan_only(office: Client) -> None:
    place = make.confirmed(make.occasion())
    address = to("change", place.occasion_id)
    values = sent(office, address, place="Zwolle")
    agreed = office.post(address, values).context["form"]["agreed"].value()
    response = office.post(address, values | {"place": "Assen", "agreed": agreed})
    assert "Assen" in response.content.decode()
    assert Occasion.objects.get().place == "Utrecht"


def test_a_title_changes_without_a_mail(office: Client) -> None:
    place = make.confirmed(make.occasion())
    address = to("change", place.occasion_id)
    assert office.post(address, sent(office, address, title="Nieuw")).status_code == 302
    assert Occasion.objects.get().title == "Nieuw"
    assert not Message.objects.filter(template__startswith="booking/plan").exists()


def test_who_saved_meanwhile_is_not_overwritten_unseen(office: Client) -> None:
    occasion = make.occasion()
    address = to("change", occasion.pk)
    values = sent(office, address, title="Van mij")
    Occasion.objects.update(title="Van een ander")
    response = office.post(address, values)
    page = response.content.decode()
    assert "intussen iets veranderd" in page
    assert "Van een ander" in page
    assert response.context["form"]["title"].value() == "Van mij"
    again = values | {"seen": response.context["form"]["seen"].value()}
    assert office.post(address, again).status_code == 302
    assert Occasion.objects.get().title == "Van mij"


def test_more_room_goes_to_who_waits_and_less_takes_nothing_away(office: Client) -> None:
    occasion = make.occasion(1)
    place, waits = make.confirmed(occasion), make.waiting(occasion)
    address = to("change", occasion.pk)
    office.post(address, sent(office, address, capacity="2"))
    waits.refresh_from_db()
    assert waits.offered_until is not None
    response = office.post(address, sent(office, address, capacity="1"), follow=True)
    assert "Er zijn 2 plaatsen vergeven en er zijn er 1" in response.content.decode()
    assert capacity.taken([occasion.pk], timezone.now()) == {occasion.pk: 2}
    assert Place.objects.get(pk=place.pk).cancelled_at is None


def test_another_run_keeps_the_clock_and_takes_parts_and_prices_along(office: Client) -> None:
    course = make.occasion(None, starts=None, ends=None, kind="course", priced=False)
    winter = dt.datetime(2027, 1, 11, 10, 0, tzinfo=AMSTERDAM)
    run = make.occasion(
        7, kind="course", parent=course, starts=winter, ends=winter + dt.timedelta(hours=6), online_link="https://x.example/",
        closes_at=winter - dt.timedelta(days=1), priced=False, terms=make.terms(),
    )  # fmt: skip
    make.part(run, hours=2)
    early = make.price(run, "guest", "80.00", until=dt.date(2026, 12, 1))
    make.confirmed(make.occasion())
    for _press in range(2):
        office.post(to("copy", run.pk), {"starts": "2027-07-05 10:00", "code": ""})
    new = Occasion.objects.get(code="gesprekken-voeren-2027-07-05")
    assert Occasion.objects.filter(parent=course).count() == 2
    assert (new.starts, new.ends, new.closes_at) == (
        SUMMER, SUMMER + dt.timedelta(hours=6), SUMMER - dt.timedelta(days=1),
    )  # fmt: skip
    assert (new.capacity, new.terms, new.online_link, new.parent) == (7, run.terms, "", course)
    assert new.parts.get().starts == SUMMER + dt.timedelta(hours=2)
    price = new.prices.get()
    assert (price.net, price.until) == (early.net, dt.date(2026, 12, 1) + dt.timedelta(days=175))
    assert not new.places.exists()


def test_what_has_no_date_has_no_other_run(office: Client) -> None:
    occasion = make.occasion(starts=None, ends=None)
    assert to("copy", occasion.pk) not in office.get(to("inspect", occasion.pk)).content.decode()
    office.post(to("copy", occasion.pk), {"starts": "2027-07-05 10:00"})
    assert Occasion.objects.count() == 1


def seen_at(office: Client, address: str) -> str:
    """What the page of the rows remembers that it shows."""
    return str(office.get(address).context["seen"])


def rows_of(*rows: tuple[object, str, str], stored: int = 0, **more: Any) -> dict[str, Any]:
    """What is sent of rows: the id of a part (empty for a new one), and its hours on the day in summer."""
    values: dict[str, Any] = ROWS | {"parts-INITIAL_FORMS": str(stored), "parts-TOTAL_FORMS": str(len(rows))}
    for number, (pk, starts, ends) in enumerate(rows):
        values |= {f"parts-{number}-id": pk, f"parts-{number}-minutes": "60"}
        values |= {f"parts-{number}-starts": f"2027-07-05T{starts}", f"parts-{number}-ends": f"2027-07-05T{ends}"}
    return values | more


def hours(occasion: Occasion) -> list[str]:
    return [f"{one.starts.astimezone(AMSTERDAM):%H:%M}" for one in occasion.parts.order_by("starts")]


def test_the_second_of_two_who_change_the_parts_is_told_and_loses_nothing(office: Client) -> None:
    occasion = make.occasion(starts=SUMMER, ends=SUMMER + dt.timedelta(hours=6))
    kept, gone = make.part(occasion, 60), make.part(occasion, 60, 1)
    address = to("parts", occasion.pk)
    seen = seen_at(office, address)
    first = rows_of(
        (kept.pk, "10:00", "11:00"), (gone.pk, "11:00", "12:00"), ("", "14:00", "15:00"), stored=2, seen=seen
    ) | {"parts-1-DELETE": "on"}  # fmt: skip
    assert office.post(address, first).status_code == 302
    second = rows_of(
        (kept.pk, "10:30", "11:30"), (gone.pk, "12:00", "13:00"), ("", "15:00", "16:00"), stored=2, seen=seen
    )
    told = office.post(address, second)
    assert "Intussen heeft iemand anders de onderdelen gewijzigd" in told.content.decode()
    assert hours(occasion) == ["10:00", "14:00"]
    shown = [one["starts"].value() for one in told.context["form"]]
    assert [str(one)[-5:] for one in shown] == ["10:30", "14:00", "12:00", "15:00"]
    form = told.context["form"]
    values = {one.add_prefix(name): one[name].value() or "" for one in form for name in one.fields}
    values |= {form.add_prefix(name): form.management_form[name].value() for name in form.management_form.fields}  # type: ignore[arg-type]
    assert office.post(address, values | {"seen": told.context["seen"]}).status_code == 302
    assert hours(occasion) == ["10:30", "12:00", "14:00", "15:00"]


def test_parts_that_are_saved_twice_by_one_press_too_many_stand_once(office: Client) -> None:
    occasion = make.occasion(starts=SUMMER, ends=SUMMER + dt.timedelta(hours=6))
    address = to("parts", occasion.pk)
    values = rows_of(("", "10:00", "11:00"), ("", "11:00", "12:00"), seen=seen_at(office, address))
    for _press in range(2):
        assert office.post(address, values).status_code == 302
    assert hours(occasion) == ["10:00", "11:00"]


def test_a_part_that_somebody_is_checked_in_to_as_it_is_removed_stays_with_what_was_typed(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    occasion = make.occasion(starts=SUMMER, ends=SUMMER + dt.timedelta(hours=6))
    part = make.part(occasion, 60)
    address, place = to("parts", occasion.pk), make.confirmed(occasion)
    values = rows_of(
        (part.pk, "10:00", "11:00"), ("", "14:00", "15:00"), stored=1, seen=seen_at(office, address)
    ) | {"parts-0-DELETE": "on"}  # fmt: skip

    def checked_in_meanwhile(formset: Any) -> None:
        attendance.check_in(place, part)

    monkeypatch.setattr("events.booking.office_part_forms.PartFormSet.clean", checked_in_meanwhile)
    told = office.post(address, values)
    assert "net aanwezigheid vastgelegd" in told.content.decode()
    assert "2027-07-05T14:00" in told.content.decode()
    assert hours(occasion) == ["10:00"]


@pytest.mark.parametrize("total", ["", "x", "99999999999", "-1"])
def test_rows_that_are_no_rows_are_no_error(office: Client, total: str) -> None:
    occasion = make.occasion(starts=SUMMER, ends=SUMMER + dt.timedelta(hours=6))
    sent_ = ROWS | {"parts-TOTAL_FORMS": total, "seen": "other"}
    assert office.post(to("parts", occasion.pk), sent_).status_code in {200, 302}


def test_parts_are_rows_that_stay_within_the_occasion(office: Client) -> None:
    occasion = make.occasion(starts=SUMMER, ends=SUMMER + dt.timedelta(hours=4))
    address = to("parts", occasion.pk)
    good = {"parts-0-starts": "2027-07-05 10:00", "parts-0-ends": "2027-07-05 12:00", "parts-0-minutes": "120"}
    good["seen"] = seen_at(office, address)
    late = ROWS | good | {"parts-0-ends": "2027-07-05 18:00"}
    assert list(office.post(address, late).context["form"].errors[0]) == ["ends"]
    assert office.post(address, ROWS | good).status_code == 302
    part = Part.objects.get()
    assert (part.occasion, part.minutes) == (occasion, 120)
    place = make.confirmed(occasion)
    attendance.check_in(place, part)
    gone = ROWS | good | {"parts-INITIAL_FORMS": "1", "parts-0-id": part.pk, "parts-0-DELETE": "on"}
    gone["seen"] = seen_at(office, address)
    assert "aanwezigheid vastgelegd" in office.post(address, gone).content.decode()
    assert Part.objects.exists()


def test_online_and_back_are_one_press_each(office: Client) -> None:
    place = make.confirmed(make.occasion())
    pk = place.occasion_id
    assert "1 mens krijgt bericht" in office.get(to("online", pk)).content.decode()
    values = sent(office, to("online", pk), online_link="https://video.voorbeeld.example/1")
    for _press in range(2):
        assert office.post(to("online", pk), values).status_code == 302
    assert plan_of(Occasion.objects.get()).is_online
    assert Message.objects.filter(template="booking/online").count() == 1
    assert office.get(to("online", pk)).status_code == 302
    back = sent(office, to("on_site", pk))
    assert back["place"] == "Utrecht"
    office.post(to("on_site", pk), back)
    assert plan_of(Occasion.objects.get()).place == "Utrecht"
    assert Message.objects.filter(template="booking/online").count() == 2


def test_switching_on_an_old_page_is_told(office: Client) -> None:
    occasion = make.occasion()
    values = sent(office, to("online", occasion.pk), online_link="https://video.voorbeeld.example/1")
    Occasion.objects.update(sequence=4, place="Zwolle")
    response = office.post(to("online", occasion.pk), values)
    assert "intussen iets veranderd" in response.content.decode()
    assert response.context["form"]["online_link"].value() == values["online_link"]
    assert response.context["form"]["seen"].value() == "4"


def test_calling_off_says_what_it_costs_and_is_done_once(office: Client) -> None:
    occasion = make.occasion(2)
    make.confirmed(occasion)
    address = to("call_off", occasion.pk)
    page = office.get(address).content.decode()
    assert "1 bevestigde plaats eindigt" in page
    assert "181,50" in page
    stale = sent(office, address)
    make.confirmed(occasion)
    assert "intussen iets veranderd" in office.post(address, stale).content.decode()
    assert not CalledOff.objects.exists()
    values = sent(office, address)
    for _press in range(2):
        assert office.post(address, values).status_code == 302
    assert CalledOff.objects.count() == 1
    assert Message.objects.filter(template="booking/called_off").count() == 2
    assert "Gaat niet door" in office.get(to("inspect", occasion.pk)).content.decode()


def test_what_was_attended_is_not_called_off(office: Client) -> None:
    place = make.confirmed(make.occasion())
    attendance.check_in(place)
    address = to("call_off", place.occasion_id)
    assert "al aanwezigheid vastgelegd" in office.post(address, sent(office, address)).content.decode()


def test_places_are_set_aside_once_and_never_more_than_there_are(office: Client) -> None:
    occasion = make.occasion(2)
    address = to("set_aside", occasion.pk)
    values = sent(office, address, number="2")
    for _press in range(2):
        assert office.post(address, values).status_code == 302
    assert occasion.places.filter(set_aside=True).count() == 2
    response = office.post(address, sent(office, address, number="1"))
    assert list(response.context["form"].errors) == ["number"]


def test_somebody_goes_to_the_end_of_the_waiting_list_once(office: Client) -> None:
    occasion = make.occasion(1)
    make.confirmed(occasion)
    first = make.waiting(occasion)
    person = PersonFactory.create()
    address = f"{to('wait', occasion.pk)}?person={person.pk}"
    values = sent(office, address)
    assert (values["name"], values["email"]) == (person.full_name, person.email)
    for _press in range(2):
        assert office.post(address, values).status_code == 302
    second = occasion.places.get(person=person)
    shown = office.get(to("inspect", occasion.pk)).context["waiting"]
    assert [(number, one.pk) for number, one in shown] == [(1, first.pk), (2, second.pk)]
    assert ModelLogEntry.objects.for_instance(occasion).filter(action="booking.wait").count() == 1
    assert "heeft al een plaats" in office.post(address, sent(office, address)).content.decode()


def test_an_attendee_is_found_on_the_page(office: Client) -> None:
    occasion = make.occasion()
    make.confirmed(occasion, attendees=[reserving.Attendee("Zonderlingsma", "z@voorbeeld.example")])
    make.confirmed(occasion)
    address = to("inspect", occasion.pk)
    assert len(office.get(address).context["places"]) == 2
    assert [one.name for one in office.get(address, {"q": "zonderling"}).context["places"]] == ["Zonderlingsma"]
    assert office.get(address, {"q": "\x00"}).status_code == 200


def test_the_attendance_list_holds_who_comes_and_nobody_else(office: Client) -> None:
    occasion = make.occasion(3)
    comes, gone = make.confirmed(occasion), make.reserve(occasion).places.get()
    make.part(occasion)
    page = office.get(to("presence", occasion.pk)).content.decode()
    assert comes.name in page
    assert gone.name not in page
    assert comes.email not in page


def test_setting_aside_says_how_many_places_are_free(office: Client) -> None:
    occasion = make.occasion(capacity=3)
    make.confirmed(occasion)
    assert "Er zijn nog 2 plaatsen vrij." in office.get(to("set_aside", occasion.pk)).content.decode()
    endless = make.occasion(capacity=None)
    assert "vrij." not in office.get(to("set_aside", endless.pk)).content.decode().replace("geef ze vrij.", "")
