"""The list: what stands in it and for whom, in which order, under which filters, at what cost."""

import datetime as dt
import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.booking import changing
from events.booking.enums import Audience, OccasionKind
from lvv_site.pages.models import ContentPage
from tests.events.agenda.planning import SECRET, moment, on_page, page
from tests.factories import booking as make
from tests.factories.members import MembershipFactory, UserFactory, sign_in
from tests.factories.pages import publish

pytestmark = pytest.mark.django_db


def titles(client, address="/agenda/"):
    response = client.get(address)
    assert response.status_code == 200
    return [one.title for month in response.context["months"] for one in month.activities]


def words(client, address="/agenda/"):
    text = client.get(address).content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def member(client):
    user = UserFactory.create()
    MembershipFactory.create(person=user.person)
    sign_in(client, user)


def test_what_comes_stands_in_order_and_by_month(client):
    with time_machine.travel(moment(2026, 11, 20, 12), tick=False):
        for title, day in (("Later", 45), ("Eerst", 5), ("Dan", 15)):
            make.occasion(title=title, days=day)
        response = client.get("/agenda/")
    assert [(month.first_day, [one.title for one in month.activities]) for month in response.context["months"]] == [
        (dt.date(2026, 11, 1), ["Eerst"]),
        (dt.date(2026, 12, 1), ["Dan"]),
        (dt.date(2027, 1, 1), ["Later"]),
    ]


def test_what_has_no_dates_or_is_part_of_something_dated_does_not_stand_in_it(client):
    make.occasion(title="E-learning", kind=OccasionKind.ELEARNING, starts=None, ends=None)
    congress = make.occasion(title="Congres", kind=OccasionKind.CONGRESS)
    make.occasion(title="Ronde 1", kind=OccasionKind.WORKSHOP, parent=congress)
    course = make.occasion(title="Opleiding", starts=None, ends=None)
    make.occasion(title="Uitvoering", parent=course, days=40)
    assert titles(client) == ["Congres", "Uitvoering"]


def test_what_was_stands_behind_a_link_the_last_first(client):
    for title, days in (("Lang geleden", -60), ("Net geweest", -2), ("Komt nog", 3)):
        make.occasion(title=title, days=days)
    assert titles(client) == ["Komt nog"]
    assert titles(client, "/agenda/?voorbij=1") == ["Net geweest", "Lang geleden"]


def test_what_has_begun_stays_until_it_ends(client):
    occasion = make.occasion(title="Nu bezig")
    with time_machine.travel(occasion.ends - dt.timedelta(minutes=1), tick=False):
        assert titles(client) == ["Nu bezig"]
    with time_machine.travel(occasion.ends, tick=False):
        assert (titles(client), titles(client, "/agenda/?voorbij=1")) == ([], ["Nu bezig"])


def test_a_draft_announces_nothing(client):
    on_page(page("Klad", live=False), title="Nog geheim")
    course = make.occasion(starts=None, ends=None, landing=page("Klad van een opleiding", live=False))
    make.occasion(title="Ook nog geheim", parent=course)
    make.occasion(title="Bekend")
    assert titles(client) == ["Bekend"]


def test_what_has_a_page_for_members_is_for_members(client):
    on_page(page("Voor leden", members_only=True), title="Besloten", days=3)
    make.occasion(title="Openbaar", days=4)
    assert titles(client) == ["Openbaar"]
    guest = UserFactory.create()
    sign_in(client, guest)
    assert titles(client) == ["Openbaar"]
    client.logout()
    member(client)
    assert titles(client) == ["Besloten", "Openbaar"]


def test_a_visitor_without_session_gets_none(client):
    make.occasion()
    response = client.get("/agenda/")
    assert (dict(response.cookies), "Cookie" in response.headers.get("Vary", "")) == ({}, False)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Uitzending", "Tour", "Leesavond", "Beide"]),
        ("?soort=tour", ["Tour"]),
        ("?soort=uitzending&online=ja", ["Uitzending"]),
        ("?soort=uitzending&online=nee", []),
        ("?online=ja", ["Uitzending", "Beide"]),
        ("?online=nee", ["Tour", "Leesavond"]),
        ("?leden=ja", ["Leesavond"]),
        ("?leden=nee", ["Uitzending", "Tour", "Beide"]),
        ("?maand=2030-03", ["Tour"]),
        ("?maand=2030-04", ["Leesavond"]),
        # What is not on offer narrows nothing, and is told.
        ("?soort=elearning", ["Uitzending", "Tour", "Leesavond", "Beide"]),
        ("?maand=2030-13&soort=tour", ["Tour"]),
        ("?maand=1999-01", ["Uitzending", "Tour", "Leesavond", "Beide"]),
        ("?online=%00&leden=misschien&pagina=twee", ["Uitzending", "Tour", "Leesavond", "Beide"]),
        ("?pagina=99999999999999999999", ["Uitzending", "Tour", "Leesavond", "Beide"]),
        ("?soort=tour&soort=uitzending", ["Uitzending"]),
    ],
)
def test_filters(client, query, expected):
    make.occasion(title="Uitzending", kind=OccasionKind.BROADCAST, place="")
    # On the last evening of March, when it is April already in the east; and right after midnight.
    make.occasion(
        title="Tour", kind=OccasionKind.TOUR, starts=moment(2030, 3, 31, 23, 30), ends=moment(2030, 4, 1, 0, 30)
    )
    evening = make.occasion(
        title="Leesavond", kind=OccasionKind.NETWORK, priced=False,
        starts=moment(2030, 4, 1, 0, 30), ends=moment(2030, 4, 1, 2),
    )  # fmt: skip
    make.price(evening, Audience.MEMBER, "20.00")
    make.occasion(
        title="Beide", kind=OccasionKind.NETWORK, online_link=SECRET,
        starts=moment(2030, 5, 1, 9), ends=moment(2030, 5, 1, 12),
    )  # fmt: skip
    assert titles(client, f"/agenda/{query}") == expected


def test_a_wrong_filter_is_told_beside_its_field_and_the_chosen_ones_are_links(client):
    make.occasion(title="Tour", kind=OccasionKind.TOUR)
    response = client.get("/agenda/?soort=tour&maand=x&leden=nee")
    assert response.context["form"].errors == {"maand": ["Kies iets uit de lijst."]}
    assert [(chip.text, chip.url) for chip in response.context["chips"]] == [
        ("LVV on Tour", "/agenda/?maand=x&leden=nee"),
        ("Ook voor gasten", "/agenda/?soort=tour&maand=x"),
    ]
    assert 'name="robots" content="noindex"' in response.content.decode()


def test_a_price_of_before_does_not_make_it_open_to_guests(client):
    evening = make.occasion(title="Nu alleen leden", priced=False)
    make.price(evening, Audience.MEMBER, "20.00")
    make.price(evening, Audience.GUEST, "10.00", until=dt.date(2020, 1, 1))
    make.price(evening, Audience.GUEST, "10.00", people=5)
    assert titles(client, "/agenda/?leden=ja") == ["Nu alleen leden"]


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        ({"member": "100.00", "guest": "150.00"}, "€ 121 voor leden, € 181,50 voor gasten nog 2 plaatsen"),
        ({"guest": "100.00"}, "€ 121 nog 2 plaatsen"),
        ({"member": "0.00", "guest": "100.00"}, "Gratis voor leden, € 121 voor gasten nog 2 plaatsen"),
        ({"guest": "0.00"}, "Gratis nog 2 plaatsen"),
        ({"member": "100.00"}, "€ 121 alleen voor leden nog 2 plaatsen"),
        ({"member": "0.00"}, "Gratis alleen voor leden nog 2 plaatsen"),
        ({}, "nog 2 plaatsen"),
    ],
)
def test_what_it_costs(client, prices, expected):
    one = make.occasion(capacity=2, priced=False, kind=OccasionKind.NETWORK)
    for audience, net in prices.items():
        make.price(one, audience, net)
    assert f"Netwerkbijeenkomst {expected} De agenda in" in words(client).replace("\xa0", " ")


def test_it_tells_that_it_is_full_and_how_many_wait(client):
    full = make.occasion(capacity=1)
    make.confirmed(full)
    assert "Vol , er is een wachtlijst" in words(client)
    for _each in range(2):
        make.waiting(full)
    assert "Vol , 2 mensen wachten" in words(client)


def test_it_tells_what_does_not_go_on_and_hours_and_times(client):
    one = make.occasion(starts=moment(2030, 3, 8, 9, 30), ends=moment(2030, 3, 9, 16), minutes=150, hours_kind="extra")
    changing.call_off(one, None)
    text = words(client)
    assert "Utrecht, 9.30 uur tot en met 9 maart 2030, 16.00 uur 2,5 uur extra activiteiten" in text
    assert "Gaat niet door" in text
    assert "€" not in text


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "/agenda/activiteit/"),
        ({"external_url": "https://partner.example/aan", "bookable": False}, "https://partner.example/aan"),
    ],
)
def test_where_a_row_leads(client, values, expected):
    make.occasion(code="activiteit", **values)
    assert f'<h3><a href="{expected}"' in client.get("/agenda/").content.decode()


def test_a_row_with_a_page_leads_there_also_to_that_of_its_course(client):
    landing = publish(ContentPage(title="Over deze middag", slug="middag"))
    on_page(landing, code="zelf", external_url="https://partner.example/aan", bookable=False)
    course = make.occasion(code="cursus", starts=None, ends=None, landing=landing)
    make.occasion(code="uitvoering", parent=course)
    assert client.get("/agenda/").content.decode().count('<h3><a href="/middag/"') == 2


def test_pages_of_twenty(client):
    for number in range(25):
        make.occasion(title=f"Nummer {number}", days=number + 1, priced=False)
    assert titles(client) == [f"Nummer {number}" for number in range(20)]
    assert titles(client, "/agenda/?pagina=2") == [f"Nummer {number}" for number in range(20, 25)]


def cost(client, address):
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def test_the_number_of_queries_is_fixed(client):
    make.confirmed(make.occasion())
    landing = page()
    client.get("/agenda/")  # what is looked up once in a process
    few = cost(client, "/agenda/")
    for number in range(60):
        make.waiting(on_page(landing, days=number + 1, capacity=0))
    # The limit, what stands around every page, and of the list: months, count, rows, places, prices.
    assert cost(client, "/agenda/") == few <= 10


def test_english_has_english_around_dutch_titles(client):
    make.occasion(title="Gesprekken voeren", code="gesprekken")
    text = client.get("/en/agenda/").content.decode()
    assert '<html lang="en"' in text
    assert '<a href="/en/agenda/gesprekken/" lang="nl">Gesprekken voeren</a>' in text


@pytest.mark.parametrize("address", ["/agenda/", "/agenda/x/", "/agenda/x/afspraak.ics", "/agenda.ics"])
def test_nothing_can_be_posted(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"place": "Online", "online_link": SECRET}, "Online, "),
        ({"place": "Utrecht", "online_link": SECRET}, "Utrecht en online, "),
        ({"place": "online", "online_link": ""}, "Online, "),
    ],
)
def test_where_is_said_once(client, values, said):
    make.occasion(**values)
    shown = words(client)
    assert said in shown
    assert "Online en online" not in shown
    assert words(client, "/agenda/?online=ja").count("uur") == shown.count("uur")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"closes_at": moment(2026, 11, 1)}, "De inschrijving is gesloten"),
        ({"opens_at": moment(2026, 12, 1)}, "Inschrijven kan vanaf 1 december 2026."),
    ],
)
def test_what_cannot_be_booked_now_says_why(client, values, said):
    with time_machine.travel(moment(2026, 11, 20, 12), tick=False):
        make.occasion(days=40, **values)
        assert said in words(client)
