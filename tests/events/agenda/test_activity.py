"""The plain page of an activity, its data for search engines, and a page that an editor wrote about one."""

import datetime as dt
import json
import re

import pytest
import time_machine
from wagtail.models import Page

from events.agenda.models import ActivityPage
from events.booking import changing
from events.booking.enums import Audience, OccasionKind
from lvv_site.pages.models import ContentPage
from tests.events.agenda.planning import SECRET, moment, on_page, page
from tests.events.agenda.test_list import cost, member, words
from tests.factories import booking as make
from tests.factories.members import UserFactory, sign_in
from tests.factories.pages import home, publish, text

pytestmark = pytest.mark.django_db


def described(client, address):
    content = client.get(address).content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', content, re.DOTALL)
    return [event for block in found for event in json.loads(block)["@graph"]]


def test_it_shows_what_the_occasion_knows(client):
    one = make.occasion(
        code="lvv-tv", title="LVV TV", kind=OccasionKind.BROADCAST, place="", capacity=3, minutes=90, hours_kind="extra",
        starts=moment(2030, 3, 6, 19, 30), ends=moment(2030, 3, 6, 21),
    )  # fmt: skip
    make.confirmed(one)
    shown = words(client, "/agenda/lvv-tv/")
    for part in ("Uitzending LVV TV", "Woensdag 6 maart 2030, 19.30 tot 21.00 uur", "Online, 19.30 tot 21.00 uur",
                 "1,5 uur extra activiteiten", "Leden, met btw €\xa0121", "Gasten, met btw €\xa0181,50",
                 "nog 2 plaatsen", "Boek een plaats", "krijgt de link kort voor het begin"):  # fmt: skip
        assert " ".join(part.split()) in shown, part
    content = client.get("/agenda/lvv-tv/").content.decode()
    assert 'href="/boeken/lvv-tv/"' in content
    assert 'href="/agenda/lvv-tv/afspraak.ics"' in content


def test_parts_on_several_days_are_listed(client):
    one = make.occasion(code="avonden", starts=moment(2030, 3, 6, 19, 30), ends=moment(2030, 3, 20, 21, 30))
    make.part(one)
    assert "Wanneer precies" not in words(client, "/agenda/avonden/")
    make.part(one, hours=14 * 24)
    assert "Wanneer precies 6 mrt Woensdag 6 maart 2030 19.30 tot 21.30 uur 20 mrt" in words(client, "/agenda/avonden/")


@pytest.mark.parametrize(
    ("values", "expected", "absent"),
    [
        ({"capacity": 0}, "Op de wachtlijst U betaalt pas als er plaats is.", "Boek een plaats"),
        ({"bookable": False}, "Aanmelden gaat niet via deze site.", "/boeken/"),
        (
            {"bookable": False, "external_url": "https://partner.example/aan"},
            "Aanmelden op een andere site",
            "/boeken/",
        ),
        ({"opens_at": moment(2030, 1, 7, 9), "days": 2000}, "Inschrijven kan vanaf 7 januari 2030.", "/boeken/"),
        ({"closes_at": moment(2020, 1, 7, 9)}, "De inschrijving is gesloten.", "/boeken/"),
        ({"days": -3}, "Deze activiteit is geweest.", "/boeken/"),
        ({"minutes": 0, "hours_kind": ""}, "telt niet mee voor PE-uren", "extra activiteiten"),
    ],
)
def test_how_one_can_be_there(client, values, expected, absent):
    make.occasion(code="een", **values)
    assert expected in words(client, "/agenda/een/")
    content = client.get("/agenda/een/").content.decode()
    assert absent not in content[content.index("<main") : content.index("</main>")]


def test_what_was_called_off_says_so_and_cannot_be_booked(client):
    one = make.occasion(code="afgelast")
    changing.call_off(one, None)
    shown = words(client, "/agenda/afgelast/")
    assert "Gaat niet door. Wie al een plaats had, krijgt bericht." in shown
    assert "Boek een plaats" not in shown
    (event,) = described(client, "/agenda/afgelast/")
    assert (event["eventStatus"], "offers" in event) == ("https://schema.org/EventCancelled", False)


def test_the_data_for_search_engines(client):
    make.occasion(
        code="een", title='Wie <b>"zegt" & doet</b>', starts=moment(2030, 3, 31, 1, 30), ends=moment(2030, 3, 31, 4)
    )
    (event,) = described(client, "/agenda/een/")
    assert event == {
        "@type": "Event", "name": 'Wie <b>"zegt" & doet</b>', "inLanguage": "nl",
        # The clock goes forward between the two.
        "startDate": "2030-03-31T01:30:00+01:00", "endDate": "2030-03-31T04:00:00+02:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": [{"@type": "Place", "name": "Utrecht", "address": "Utrecht"}],
        "organizer": {"@type": "Organization", "name": "LVV", "url": "http://127.0.0.1:8000"},
        "url": "http://127.0.0.1:8000/agenda/een/", "isAccessibleForFree": False,
        "offers": [
            {"@type": "Offer", "name": name, "price": price, "priceCurrency": "EUR",
             "url": "http://127.0.0.1:8000/agenda/een/", "availability": "https://schema.org/InStock"}
            for name, price in (("Gasten", "181.50"), ("Leden", "121.00"))
        ],
    }  # fmt: skip
    assert (
        "<b>" not in client.get("/agenda/een/").content.decode().split("application/ld+json")[1].split("</script>")[0]
    )


@pytest.mark.parametrize(
    ("values", "mode", "kinds"),
    [
        ({"place": ""}, "Online", ["VirtualLocation"]),
        ({"place": "", "online_link": SECRET}, "Online", ["VirtualLocation"]),
        ({"online_link": SECRET}, "Mixed", ["Place", "VirtualLocation"]),
        ({}, "Offline", ["Place"]),
    ],
)
def test_where_it_is_for_search_engines(client, values, mode, kinds):
    make.occasion(code="een", **values)
    (event,) = described(client, "/agenda/een/")
    assert event["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
    assert [where["@type"] for where in event["location"]] == kinds


def test_nowhere_is_the_link_for_online(client):
    landing = page("Met een pagina")
    for values in ({"code": "een", "place": ""}, {"code": "twee"}, {"code": "drie", "landing": landing}):
        make.occasion(title="Vindbaar", online_link=SECRET, **values)
    for address in ("/", "/agenda/", "/agenda/een/", "/agenda/twee/", "/agenda/een/afspraak.ics", "/agenda.ics",
                    "/api/v1/agenda", "/met-een-pagina/", "/en/agenda/een/"):  # fmt: skip
        content = client.get(address).content.decode()
        assert ("Vindbaar" in content, "geheime-kamer" in content) == (True, False), address


@pytest.mark.parametrize("suffix", ["", "afspraak.ics"])
def test_who_may_not_know_of_it_finds_nothing(client, suffix):
    on_page(page("Klad", live=False), code="klad")
    on_page(page("Voor leden", members_only=True), code="leden")
    make.occasion(code="zonder-datum", starts=None, ends=None)
    make.occasion(code="ronde", parent=make.occasion(code="congres"))
    for code in ("klad", "leden", "zonder-datum", "ronde", "bestaat-niet"):
        assert client.get(f"/agenda/{code}/{suffix}").status_code == 404, code
    member(client)
    assert client.get(f"/agenda/leden/{suffix}").status_code in {200, 302}
    assert client.get(f"/agenda/klad/{suffix}").status_code == 404


def test_a_page_of_its_own_is_the_only_one(client):
    on_page(publish(ContentPage(title="Middag", slug="middag")), code="een")
    response = client.get("/agenda/een/")
    assert (response.status_code, response.headers["Location"]) == (302, "/middag/")


@pytest.mark.parametrize("address", ["/agenda/Hoofdletter_x/", "/agenda/een.ics", "/agenda/een/x/", "/agenda/%00/"])
def test_what_is_no_address_is_not_found(client, address):
    make.occasion(code="een")
    assert client.get(address).status_code == 404


def test_a_page_shows_its_text_beside_the_dates_that_come(client):
    tour = page(introduction="Een middag.", body=text("<p>Eigen woorden.</p>"))
    on_page(tour, title="In Eindhoven", code="eindhoven", days=20)
    on_page(tour, title="In Oegstgeest", code="oegstgeest", days=10)
    on_page(tour, title="In Zwolle", days=-10)
    make.occasion(title="Iets anders")
    shown = words(client, "/lvv-on-tour/")
    assert [name for name in ("Een middag.", "Eigen woorden.", "In Zwolle", "Iets anders") if name in shown] == [
        "Een middag.", "Eigen woorden.",
    ]  # fmt: skip
    assert shown.index("In Oegstgeest") < shown.index("In Eindhoven")
    assert [event["name"] for event in described(client, "/lvv-on-tour/")] == ["In Oegstgeest", "In Eindhoven"]
    assert client.get("/lvv-on-tour/").content.decode().count('class="button button--wide" href="/boeken/') == 2


def test_a_page_without_a_date_says_so(client):
    page()
    assert "Nu geen datum Er staat nu niets gepland." in words(client, "/lvv-on-tour/")
    assert described(client, "/lvv-on-tour/") == []


def test_a_page_asks_no_more_for_more_dates(client):
    tour = page()
    on_page(tour)
    client.get("/lvv-on-tour/")
    few = cost(client, "/lvv-on-tour/")
    for number in range(20):
        on_page(tour, days=number + 1)
    assert cost(client, "/lvv-on-tour/") == few


def test_a_preview_of_a_new_page_shows_no_dates(rf):
    make.occasion()
    context = ActivityPage(title="Nieuw", depth=3, path="000100010009").get_context(rf.get("/"))
    assert "activities" not in context


def test_an_occasion_survives_its_page(client):
    tour = page()
    on_page(tour, code="een", title="In Eindhoven")
    Page.objects.get(pk=tour.pk).delete()
    assert client.get("/agenda/een/").status_code == 200


def test_a_price_for_members_alone(client):
    one = make.occasion(code="een", priced=False)
    make.price(one, Audience.MEMBER, "50.00")
    shown = words(client, "/agenda/een/")
    assert "Leden, met btw €\xa060,50".replace("\xa0", " ") in shown.replace("\xa0", " ")
    assert "Alleen voor leden" in shown


def test_early_birds_see_the_price_of_today(client):
    one = make.occasion(code="een", priced=False)
    make.price(one, Audience.GUEST, "100.00")
    make.price(one, Audience.GUEST, "50.00", until=dt.date(2026, 12, 1))
    for day, expected in ((1, "€ 60,50"), (2, "€ 121")):
        with time_machine.travel(moment(2026, 12, day, 23, 59), tick=False):
            assert expected in words(client, "/agenda/een/").replace("\xa0", " ")


def test_an_editor_can_write_one(client):
    editor = UserFactory.create(role="editor", second_factor=True)
    sign_in(client, editor)
    response = client.get(f"/beheer/pages/add/agenda/activitypage/{home().pk}/")
    assert (response.status_code, 'name="introduction"' in response.content.decode()) == (200, True)
