"""Which courses the catalogue shows for what was asked: a table of cases, and the page itself."""

import datetime as dt
import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from academy.courses import asking
from academy.courses.catalogue import CourseFacts, Filters, RunFacts, fits, found, wider
from lvv_site import civil
from tests.factories import accreditation, booking
from tests.factories import courses as make
from tests.factories.members import MembershipFactory, UserFactory

FEBRUARY, MARCH = dt.date(2027, 2, 10), dt.date(2027, 3, 11)
ONLINE_FULL = RunFacts(1, "course", FEBRUARY, online=True, free=False)
UTRECHT_FREE = RunFacts(2, "course", MARCH, online=False, free=True)
ANY_TIME = RunFacts(3, "extra", None, online=True, free=True)
COURSES = [
    CourseFacts(1, "Zwijgen", "masterclass", (ONLINE_FULL, UTRECHT_FREE)),
    CourseFacts(2, "Andere tijden", "elearning", (ANY_TIME,)),
    CourseFacts(3, "Later", "course"),
]


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        (Filters(), ["Zwijgen", "Andere tijden", "Later"]),
        (Filters(kind="course"), ["Later"]),
        (Filters(hours="course"), ["Zwijgen"]),
        (Filters(hours="extra"), ["Andere tijden"]),
        (Filters(hours="intervisie"), []),
        (Filters(month=(2027, 2)), ["Zwijgen"]),
        (Filters(month=(2028, 2)), []),
        (Filters(online=True), ["Zwijgen", "Andere tijden"]),
        (Filters(free=True), ["Zwijgen", "Andere tijden"]),
        (Filters(month=(2027, 2), free=True), []),  # one run must have both
        (Filters(month=(2027, 3), free=True), ["Zwijgen"]),
        (Filters(kind="elearning", online=True, free=True), ["Andere tijden"]),
    ],
)
def test_what_fits(asked: Filters, titles: list[str]) -> None:
    assert [one.title for one in found(COURSES, asked)] == titles


def test_the_order_is_that_of_what_can_be_booked() -> None:
    closed = RunFacts(4, "course", MARCH - dt.timedelta(days=60), online=False, free=False, choosable=False)
    later = RunFacts(5, "course", MARCH + dt.timedelta(days=60), online=False, free=True)
    courses = [
        CourseFacts(1, "Gesloten en later", "course", (closed, later)),
        CourseFacts(2, "Eerder", "course", (UTRECHT_FREE,)),
    ]
    assert [one.title for one in found(courses, Filters())] == ["Eerder", "Gesloten en later"]
    only_closed = CourseFacts(3, "Alleen gesloten", "course", (closed,))
    assert next(one.title for one in found([*courses, only_closed], Filters())) == "Alleen gesloten"


def test_only_the_runs_that_fit_are_shown() -> None:
    (one,) = found(COURSES, Filters(month=(2027, 3)))
    assert one.runs == (UTRECHT_FREE,)


def test_zero_results_say_what_to_leave_out() -> None:
    asked = Filters(kind="masterclass", month=(2027, 2), free=True)
    assert wider(COURSES, asked) == [("month", 1), ("free", 1)]


RUNS = st.builds(
    RunFacts, st.integers(), st.sampled_from(["", "course", "extra"]),
    st.none() | st.dates(dt.date(2027, 1, 1), dt.date(2027, 4, 1)), st.booleans(), st.booleans(),
)  # fmt: skip
FILTERS = st.builds(
    Filters, st.sampled_from(["", "course"]), st.sampled_from(["", "course"]), st.none() | st.just((2027, 2)),
    st.booleans(), st.booleans(),
)  # fmt: skip


@given(st.lists(RUNS, max_size=4), FILTERS)
def test_asking_less_never_finds_less(runs: list[RunFacts], asked: Filters) -> None:
    courses = [CourseFacts(1, "Iets", "course", tuple(runs))]
    for name in asked.chosen:
        assert len(found(courses, asked.without(name))) >= len(found(courses, asked))
    assert all(fits(run, asked) for one in found(courses, asked) for run in one.runs)


# The page


def titles(page: bytes) -> list[str]:
    return re.findall(r'<h3><a href="[^"]*">([^<]*)</a></h3>', page.decode())


def get(client: Client, query: str = "") -> bytes:
    response = client.get(f"/academie/{query}")
    assert response.status_code == 200
    return bytes(response.content)


@pytest.mark.django_db
def test_the_page_lists_courses_with_dates_prices_and_places(client: Client) -> None:
    training = accreditation.accredited(starts=dt.date(2026, 1, 1), until=None)
    make.run(make.page("Het eerste gesprek"), training, capacity=3)
    text = get(client).decode()
    for words in (
        "Het eerste gesprek",
        "Masterclass",
        "Utrecht",
        "4 uur bij- en nascholing",
        "Nog 3 plaatsen",
        "leden",
    ):
        assert words in text
    assert "181,50" in text  # a guest, with 21% VAT
    assert "121" in text


@pytest.mark.django_db
def test_filters_stand_in_the_address_and_chips_take_them_away(client: Client) -> None:
    month = asking.written(
        ((civil.today() + dt.timedelta(days=30)).year, (civil.today() + dt.timedelta(days=30)).month)
    )
    make.run(make.page("Overdag"))
    make.run(make.page("Thuis", kind="course"), place="Online")
    make.run(make.page("Vol"), capacity=0)
    make.page("Zonder datum", kind="elearning")
    assert sorted(titles(get(client))) == ["Overdag", "Thuis", "Vol", "Zonder datum"]
    assert titles(get(client, "?soort=course")) == ["Thuis"]
    assert titles(get(client, "?online=1")) == ["Thuis"]
    assert sorted(titles(get(client, f"?vrij=on&maand={month}"))) == ["Overdag", "Thuis"]
    chips = get(client, f"?soort=masterclass&maand={month}").decode()
    assert f'class="chip chip--on" href="?maand={month}"' in chips
    assert 'class="chip chip--on" href="?soort=masterclass"' in chips
    assert "noindex" in chips


@pytest.mark.django_db
def test_a_strange_question_is_no_question(client: Client) -> None:
    make.run(make.page("Iets"))
    for query in ("?soort=x", "?maand=2099-99", "?maand=zz", "?uren=%00", "?pagina=zz", "?pagina=99", "?online="):
        assert titles(get(client, query)) == ["Iets"]


@pytest.mark.django_db
def test_zero_results_are_explained(client: Client) -> None:
    make.run(make.page("Iets"))
    text = get(client, "?soort=masterclass&online=1").decode()
    assert "Niets past bij al deze keuzes" in text
    assert "Zonder ‘online te volgen’ is er 1." in text
    assert 'href="?soort=masterclass"' in text


@pytest.mark.django_db
def test_an_empty_catalogue_says_so(client: Client) -> None:
    make.index()
    assert "nog geen opleidingen" in get(client).decode()


@pytest.mark.django_db
def test_the_list_is_paged_in_a_stable_order(client: Client) -> None:
    for number in range(14):
        make.run(make.page(f"Les {number:02}"))
    first, second = titles(get(client)), titles(get(client, "?pagina=2"))
    assert first + second == [f"Les {number:02}" for number in range(14)]


@pytest.mark.django_db
def test_what_is_over_called_off_or_for_members_is_not_in_it(client: Client) -> None:
    from events.booking.models import CalledOff

    over = make.run(make.page("Voorbij")).occasion
    make.on_day(over, civil.today() - dt.timedelta(days=2))
    CalledOff.objects.create(occasion=make.run(make.page("Afgelast"), title="Afgelast").occasion)
    make.run(make.page("Besloten", members_only=True))
    make.run(make.page("Concept")).page.unpublish()  # type: ignore[union-attr]
    assert sorted(titles(get(client))) == ["Afgelast", "Voorbij"]
    assert titles(get(client, "?vrij=1")) == []
    user = UserFactory.create()
    MembershipFactory.create(person=user.person)
    client.force_login(user)
    assert sorted(titles(get(client))) == ["Afgelast", "Besloten", "Voorbij"]


@pytest.mark.django_db
def test_no_cookie_and_a_fixed_number_of_queries(client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    training = accreditation.accredited()
    counts = []
    make.index()
    client.get("/academie/")  # what a process asks once
    for number in range(3):
        for each in range(3):
            of = make.run(make.page(f"Les {number}{each}"), training).occasion
            booking.part(of)
            booking.confirmed(of)
        with CaptureQueriesContext(connection) as queries:
            response = client.get("/academie/")
        assert not response.cookies
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


@pytest.mark.django_db
def test_the_sitemap_lists_courses_but_not_those_for_members(client: Client) -> None:
    make.page("Open", slug="open")
    make.page("Dicht", slug="dicht", members_only=True)
    text = client.get("/sitemap.xml").content.decode()
    assert "/academie/open/" in text
    assert "/academie/dicht/" not in text
