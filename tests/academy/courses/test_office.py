"""The office adds runs, says which training they are, and looks at attendance that the ledger refused."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageLogEntry

from academy.accreditation.models import Training
from academy.courses import planning
from academy.courses.models import Doubt, DoubtHandled, Run
from academy.courses.wording import refusal_in_words
from academy.hours.refusals import ConflictError
from events.booking import attendance, changing
from events.booking.models import Occasion, Price
from lvv_site import civil
from tests.factories import accreditation, booking
from tests.factories import courses as make
from tests.factories.members import UserFactory, sign_in

pytestmark = pytest.mark.django_db
NEW = "/beheer/academie/uitvoeringen/nieuw/"


@pytest.fixture
def office(client: Client) -> Client:
    sign_in(client, UserFactory.create(role="office", second_factor=True))
    return client


def filled(**values: Any) -> dict[str, Any]:
    """What the office types for a day in Utrecht."""
    return {
        "page": make.page("Moresprudentie", slug="moresprudentie").pk, "code": "", "day": "2027-02-10",
        "starts": "09:30", "ends": "16:30", "more_days": "", "place": "Utrecht", "online_link": "", "capacity": "12",
        "opens_on": "", "closes_on": "", "hours_kind": "extra", "training": "", "minutes": "6", "price_guest": "395",
        "price_member": "295,00", "early_until": "", "early_guest": "", "early_member": "", "vat": "21", "terms": "",
    } | values  # fmt: skip


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    found: dict[str, list[str]] = response.context["form"].errors
    return found


def test_a_run_in_one_form(office: Client) -> None:
    training, terms = accreditation.accredited(), booking.terms()
    response = office.post(NEW, filled(hours_kind="course", training=training.pk, terms=terms.pk))
    run = Run.objects.get()
    assert response.headers["Location"] == f"/beheer/academie/uitvoeringen/inspect/{run.pk}/"
    one = run.occasion
    assert (one.code, one.title, one.kind, one.capacity) == (
        "moresprudentie-2027-02",
        "Moresprudentie",
        "masterclass",
        12,
    )
    assert one.starts == dt.datetime(2027, 2, 10, 8, 30, tzinfo=dt.UTC)
    assert one.ends == dt.datetime(2027, 2, 10, 15, 30, tzinfo=dt.UTC)
    assert (one.hours_kind, one.minutes, one.terms, run.training) == ("course", 360, terms, training)
    assert run.page
    assert one.landing_id == run.page.pk
    prices = {price.audience: (price.gross, price.vat_rate) for price in Price.objects.all()}
    assert prices == {"guest": (Decimal("395.00"), Decimal(21)), "member": (Decimal("295.00"), Decimal(21))}
    page = office.get(response.headers["Location"])
    assert page.status_code == 200
    assert "395,00" in page.content.decode()
    assert not PageLogEntry.objects.filter(action="wagtail.delete").exists()


def test_several_days_become_parts_and_summer_time_is_amsterdam_s(office: Client) -> None:
    office.post(NEW, filled(day="2027-03-24", more_days="2027-03-31\n2027-04-07", minutes="9"))
    one = Occasion.objects.get()
    assert [(part.starts.astimezone(civil.AMSTERDAM).hour, part.minutes) for part in one.parts.all()] == [(9, 180)] * 3
    assert [part.starts.hour for part in one.parts.all()] == [8, 7, 7]
    assert one.ends == dt.datetime(2027, 4, 7, 14, 30, tzinfo=dt.UTC)


def test_registration_is_open_from_midnight_to_midnight(office: Client) -> None:
    office.post(NEW, filled(opens_on="2027-01-01", closes_on="2027-02-01"))
    one = Occasion.objects.get()
    assert one.opens_at == dt.datetime(2026, 12, 31, 23, tzinfo=dt.UTC)
    assert one.closes_at == dt.datetime(2027, 2, 1, 23, tzinfo=dt.UTC)


def test_an_elearning_has_no_date(office: Client) -> None:
    page = make.page("Les", slug="les", kind="elearning")
    office.post(NEW, filled(page=page.pk, day="", starts="", ends="", place="", capacity=""))
    one = Occasion.objects.get()
    assert (one.code, one.starts, one.capacity) == ("les", None, None)


def test_early_birds_and_free_and_exempt(office: Client) -> None:
    office.post(NEW, filled(early_until="2027-01-10", early_member="245", price_guest="0", price_member="", vat=""))
    prices = {(price.audience, price.until): (price.gross, price.vat_rate) for price in Price.objects.all()}
    assert prices == {
        ("guest", None): (Decimal("0.00"), None),
        ("member", dt.date(2027, 1, 10)): (Decimal("245.00"), None),
    }


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"page": ""}, "page"),
    ({"code": "Geen Slug"}, "code"),
    ({"code": "bezet"}, "code"),
    ({"day": "31 februari"}, "day"),
    ({"day": ""}, "day"),
    ({"starts": ""}, "starts"),
    ({"ends": "09:30"}, "ends"),
    ({"place": ""}, "place"),
    ({"online_link": "javascript:alert(1)"}, "online_link"),
    ({"capacity": "0"}, "capacity"),
    ({"more_days": "morgen"}, "more_days"),
    ({"more_days": "2027-02-09"}, "more_days"),
    ({"more_days": "2027-02-10"}, "more_days"),
    ({"minutes": "6,25"}, "minutes"),
    ({"minutes": "0"}, "minutes"),
    ({"minutes": "-1"}, "minutes"),
    ({"minutes": "6,5", "more_days": "2027-02-11"}, "minutes"),
    ({"opens_on": "2027-02-11"}, "opens_on"),
    ({"closes_on": "2027-02-11"}, "closes_on"),
    ({"opens_on": "2027-02-01", "closes_on": "2027-01-31"}, "closes_on"),
    ({"hours_kind": "course"}, "training"),
    ({"hours_kind": "intervisie"}, "hours_kind"),
    ({"price_guest": "", "price_member": ""}, "price_guest"),
    ({"price_guest": "-1"}, "price_guest"),
    ({"price_member": "400"}, "price_member"),
    ({"early_member": "200"}, "early_until"),
    ({"early_until": "2027-01-01"}, "early_guest"),
    ({"vat": "6"}, "vat"),
]


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(office: Client) -> None:
    booking.occasion(code="bezet")
    typed = filled()
    for values, field in WRONG:
        response = office.post(NEW, typed | values)
        assert field in errors(response), (values, errors(response))
        assert 'value="16:30"' in response.content.decode() or "ends" in values
    assert not Run.objects.exists()


def test_codes_are_not_given_twice(office: Client) -> None:
    typed = filled()
    for _each in range(2):
        office.post(NEW, typed)
    assert set(Occasion.objects.values_list("code", flat=True)) == {
        "moresprudentie-2027-02",
        "moresprudentie-2027-02-2",
    }


def test_an_occasion_that_is_there_becomes_a_run(office: Client) -> None:
    one, page = booking.occasion(), make.page()
    training = accreditation.accredited()
    office.post(
        "/beheer/academie/uitvoeringen/koppelen/", {"occasion": one.pk, "page": page.pk, "training": training.pk}
    )
    run = Run.objects.get()
    one.refresh_from_db()
    assert (run.occasion, run.page, run.training, one.landing_id) == (one, page, training, page.pk)
    assert planning.link(one, page, training).pk == run.pk


def test_the_training_of_a_run_can_change(office: Client) -> None:
    run, training = make.run(), accreditation.accredited()
    path = f"/beheer/academie/uitvoeringen/{run.pk}/opleiding/"
    for chosen in (training, None):
        response = office.post(path, {"training": chosen.pk if chosen else ""})
        assert response.status_code == 302
        run.refresh_from_db()
        assert run.training == chosen
    assert "training" in errors(office.post(path, {"training": "999999"}))
    assert Training.objects.count() == 1


def test_the_list_of_runs(office: Client) -> None:
    run = make.run(make.page("Zichtbaar"), accreditation.accredited(title="Bijscholing"))
    over = make.run(make.page("Voorbij"))
    make.on_day(over.occasion, civil.today() - dt.timedelta(days=3))
    for query, shown in [("", True), ("?q=bijscholing", True), (f"?q={run.occasion.code}x", False), ("?coming=true", True), ("?coming=false", False), ("?with_training=false", False)]:  # fmt: skip
        page = office.get(f"/beheer/academie/uitvoeringen/{query}")
        assert page.status_code == 200
        assert ("Zichtbaar</a>" in " ".join(page.content.decode().split()).replace(" </a>", "</a>")) is shown, query


def test_what_the_ledger_refused_waits_for_a_person(office: Client) -> None:
    held = make.place(booking.occasion(days=1))
    doubt = Doubt.objects.create(attendance=attendance.check_in(held), code=ConflictError.code)
    page = office.get("/beheer/academie/geweigerd/?open=true").content.decode()
    assert str(ConflictError.message) in page
    path = f"/beheer/academie/geweigerd/{doubt.pk}/afgehandeld/"
    assert held.name in office.get(path).content.decode()
    for _twice in range(2):
        assert office.post(path).status_code == 302
    assert DoubtHandled.objects.get().by is not None
    assert str(ConflictError.message) not in office.get("/beheer/academie/geweigerd/?open=true").content.decode()
    assert refusal_in_words("vroeger") == "vroeger"


def test_days_are_typed_as_people_write_them(office: Client) -> None:
    office.post(NEW, filled(day="24-03-2027", starts="9.30", more_days="31-3-2027, 2027-04-07", minutes="9"))
    assert [f"{one.starts:%d-%m}" for one in Run.objects.get().occasion.parts.order_by("starts")] == [
        "24-03",
        "31-03",
        "07-04",
    ]


def test_without_terms_who_cancels_gets_everything_back_and_the_office_reads_so(office: Client) -> None:
    assert "geen: wie annuleert, krijgt alles terug" in office.get(NEW).content.decode()
    office.post(NEW, filled())
    place = booking.confirmed(Run.objects.get().occasion)
    assert changing.share_back(place, civil.today()).percentage == 100


def test_no_refused_hours_is_said_in_good_dutch(office: Client) -> None:
    assert "Er zijn geen geweigerde uren om te tonen" in office.get("/beheer/academie/geweigerd/").content.decode()
