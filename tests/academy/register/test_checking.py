"""Checking many numbers on a page: reading a list, what is told of each line, the file back, the limits."""

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from academy.certification.enums import EventKind
from academy.certification.numbers import own_number
from academy.register import privacy
from academy.register.checking import check
from academy.register.checking_words import told
from academy.register.written import pieces
from lvv_site import civil, forms
from tests.academy.register.anonymous import post
from tests.factories.certification import event
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db
ADDRESS = "/register/controle/"
TODAY = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def ask(client: Client, numbers: str = "", **fields: Any) -> Any:
    return post(client, ADDRESS, "register_numbers", numbers=numbers, **fields)


def shown(response: Any) -> list[tuple[str, str, str]]:
    """Return number, status and remark of each line that the page shows."""
    return [(line.number, line.status.status, told(line)) for line in response.context["lines"]]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("VP-1\nVP-2\r\nVP-3", ["VP-1", "VP-2", "VP-3"]),
        ("VP-1, VP-2;VP-3\tVP-4|VP-5", ["VP-1", "VP-2", "VP-3", "VP-4", "VP-5"]),
        ("VP-1 VP-2  vp 3", ["VP-1", "VP-2", "vp 3"]),
        ("LVV 000 123 A", ["LVV 000 123 A"]),
        ("LVV-000123-A LVV-000124-B", ["LVV-000123-A", "LVV-000124-B"]),
        ("12345 67890", ["12345", "67890"]),
        ('• VP-1\n- VP-2\n"VP-3"\n(VP-4).', ["VP-1", "VP-2", "VP-3", "VP-4"]),
        ("\n , ;; \n--\n", []),
        ("", []),
        ("VP/12 ", ["VP/12"]),
    ],
)  # fmt: skip
def test_a_list_is_read_as_people_write_it(text: str, numbers: list[str]) -> None:
    assert [word for piece in pieces(text) for word in piece.words] == numbers


def test_a_number_with_spaces_that_exists_is_one_number() -> None:
    adviser(number="A 1 B22 C3")
    (line,) = check(pieces("a 1 b22 c3"), civil.today())
    assert (line.number, line.status.status) == ("a 1 b22 c3", "registered")


def test_every_line_is_answered_in_order(client: Client) -> None:
    adviser("Anna Berg", number="VP-1")
    gone, suspended = adviser("Bas Weg", number="VP-2"), adviser("Cor Stil", number="VP-3")
    event(suspended.certificate, EventKind.SUSPENDED, dt.date(2026, 5, 1), dt.date(2026, 9, 30))
    event(gone.certificate, EventKind.END_CHANGED, dt.date(2024, 7, 1), dt.date(2026, 5, 31))
    mistyped = own_number(7)[:-1] + ("A" if own_number(7)[-1] != "A" else "B")
    response = ask(client, f"vp 1\nVP-2\nVP-3\nVP-404\n{mistyped}\nVP1")
    assert response.status_code == 200
    assert shown(response) == [
        ("vp 1", "registered", ""),
        ("VP-2", "expired", ""),
        ("VP-3", "suspended", ""),
        ("VP-404", "not_registered", "Dit nummer is nooit uitgegeven."),
        (mistyped, "not_registered", "Dit nummer bestaat niet. Kijk de laatste letter na."),
        ("VP1", "registered", "Staat ook op regel 1."),
    ]
    page = response.content.decode()
    assert "5 nummers nagekeken." in page
    assert "1 daarvan staat nu in het register." in page
    assert "2 nummers kloppen niet." in page
    assert "1 regel staat er dubbel in." in page
    assert "Geschorst tot en met 30 september 2026" in page
    assert 'href="/register/VP-1/"' in page
    for name in ("Anna", "Berg", "Bas", "Weg", "Cor"):
        assert name not in page
    assert response.headers["Cache-Control"].startswith("max-age=0")
    assert not response.cookies


def test_somebody_who_was_erased_answers_not_registered(client: Client) -> None:
    profile = adviser("Anna Berg", number="VP-1")
    privacy.erase(profile.certificate.person)
    assert shown(ask(client, "VP-1")) == [("VP-1", "not_registered", "")]


@pytest.mark.parametrize("count", [200, 201, 400])
def test_more_than_two_hundred_is_said_and_nothing_is_lost(client: Client, count: int) -> None:
    adviser(number="VP-1")
    text = "\n".join(["VP-1"] * count)
    response = ask(client, text)
    page = response.content.decode()
    assert bool(response.context["lines"]) is (count == 200)
    if count > 200:
        assert f"Dit zijn {count} nummers." in page
        assert f"haal er {count - 200} weg" in page
        assert page.count("VP-1\nVP-1") >= 100
    else:
        assert "199 regels staan er dubbel in." in page


def test_two_hundred_and_one_between_spaces_are_counted_too(client: Client) -> None:
    adviser(number="VP-1")
    response = ask(client, " ".join(["VP-1"] * 201))
    assert not response.context["lines"]
    assert "Dit zijn 201 nummers." in response.content.decode()


@pytest.mark.parametrize("text", ["", "  \n, ;", "---"])
def test_no_number_at_all_is_told(client: Client, text: str) -> None:
    assert "Vul minstens één nummer in." in ask(client, text).content.decode()


def csv_file(text: str, name: str = "lijst.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def xlsx_file(*rows: list[Any]) -> SimpleUploadedFile:
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(content)
    return SimpleUploadedFile("lijst.xlsx", content.getvalue())


@pytest.mark.parametrize(
    "file",
    [
        lambda: csv_file("naam,nummer\nAnna,VP-1\nBas,VP-2\n"),
        lambda: csv_file("Registernummer;naam\nVP-1;Anna\n;leeg\nVP-2;Bas\n"),
        lambda: csv_file("VP-1\nVP-2\n"),
        lambda: xlsx_file(["Naam", "Nummer"], ["Anna", "VP-1"], ["Bas", "VP-2"]),
    ],
)
def test_a_file_with_a_column_of_numbers(client: Client, file: Any) -> None:
    adviser(number="VP-1")
    adviser(number="VP-2")
    assert [one[1] for one in shown(ask(client, file=file()))] == ["registered", "registered"]


def test_text_and_file_are_one_list(client: Client) -> None:
    adviser(number="VP-1")
    answer = shown(ask(client, "VP-1", file=csv_file("nummer\nvp1\n")))
    assert [one[2] for one in answer] == ["", "Staat ook op regel 1."]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (lambda: csv_file("naam,plaats\nAnna,Ede\n"), "Zet ‘nummer’ boven de kolom"),
        (lambda: csv_file(""), "Het bestand is leeg."),
        (lambda: SimpleUploadedFile("x.csv", b"nummer\n\xff\xfe"), "niet in UTF-8"),
        (lambda: SimpleUploadedFile("x.xlsx", b"PK\x03\x04kapot"), "beschadigd"),
        (lambda: csv_file("nummer\n" + "VP-1\n" * 300_000), "groter dan 1 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_beside_the_field(client: Client, file: Any, said: str) -> None:
    response = ask(client, "VP-1", file=file())
    assert said in str(response.context["form"].errors["file"])
    assert not response.context["lines"]
    assert "VP-1" in response.content.decode()


def test_the_answers_come_back_as_a_file_that_runs_nothing(client: Client) -> None:
    adviser("Anna Berg", number="VP-1")
    response = ask(client, "vp1\n=HYPERLINK(1)\n@SUM\nVP-1", **{"as": "csv"})
    assert response.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["nummer", "status", "geldig tot en met", "opmerking", "nagekeken op", "actuele pagina"]
    assert rows[1][:4] == ["vp1", "Geregistreerd", "2028-06-30", ""]
    assert rows[1][4] == "2026-06-01T12:00:00+02:00"
    assert rows[1][5].endswith("/register/VP-1/")
    assert rows[2][:2] == ["'=HYPERLINK(1", "Niet geregistreerd"]
    assert rows[3][0] == "'@SUM"
    assert rows[4][3] == "Staat ook op regel 1."
    assert "Anna" not in response.content.decode()


def test_too_many_unknown_numbers_are_not_answered_and_the_list_stays(client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"unknown_number": (3, 60)}
    adviser(number="VP-1")
    response = ask(client, "VP-1\nX1\nX2\nX3\nX4")
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    page = response.content.decode()
    assert "nummers die niemand heeft" in page
    assert "VP-1\nX1\nX2\nX3\nX4" in page
    assert not response.context["lines"]
    assert "Geregistreerd" not in page.split("<form", 1)[1]


def test_what_was_told_does_not_count_again(client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"unknown_number": (3, 60)}
    first = ask(client, "X1\nX2\nX3")
    state = re.search(rf'name="{forms.STATE}" value="([^"]+)"', first.content.decode())
    assert state
    assert ask(client, "X1\nX2\nX3", **{"as": "csv", forms.STATE: state[1]}).status_code == 200
    assert ask(client, "X1\nX4", **{forms.STATE: state[1]}).status_code == 429
    assert ask(client, "X1", **{forms.STATE: "forged"}).status_code == 429


@pytest.mark.parametrize(
    "text", ["' OR 1=1 --", "<script>alert(1)</script>", "\u202eVP-1", "A" * 19_000, "𝟙𝟚𝟛", "VP-1\x00"]
)
def test_hostile_text_does_no_harm(client: Client, text: str) -> None:
    adviser(number="VP-1")
    response = ask(client, text)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_a_post_from_another_site_is_refused(client: Client) -> None:
    assert client.post(ADDRESS, {"numbers": "VP-1"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_it_costs_few_queries_whatever_the_list(client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        adviser(number=f"VP-{number}")
    ask(client, "VP-1")
    with django_assert_max_num_queries(10):
        ask(client, "\n".join(f"VP-{number}" for number in range(60)))
