"""Spreadsheets: read with care, compared row by row, exported without traps."""

import csv
import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape as unescape_xlsx
from wagtail.admin.views.generic import IndexView

from lvv_site import spreadsheets
from lvv_site.members.models import Person
from lvv_site.spreadsheets import (
    Change,
    Line,
    Row,
    SafeExportMixin,
    SpreadsheetError,
    Status,
    compare,
    error,
    harmless,
    read,
)

MB = 1024 * 1024


def csv_file(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


def xlsx_file(*rows: list[Any]) -> io.BytesIO:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    workbook.save(out)
    out.seek(0)
    return out


def refusal(file: io.BytesIO, *columns: str, **limits: int) -> str:
    with pytest.raises(SpreadsheetError) as caught:
        read(file, columns, **limits)
    return str(caught.value.messages[0])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_whatever_excel_made_of_it(encoding: str, delimiter: str) -> None:
    text = "Nummer,Naam\r\n1,Zoë\r\n\r\n2, Jan \r\n".replace(",", delimiter)
    sheet = read(csv_file(text, encoding), ["nummer", "naam"])
    assert sheet.columns == ("nummer", "naam")
    assert sheet.lines == (Line(2, {"nummer": "1", "naam": "Zoë"}), Line(4, {"nummer": "2", "naam": "Jan"}))


def test_line_numbers_count_lines_within_quotes() -> None:
    sheet = read(csv_file('a,b\n"een\ntwee",1\nx,2\n'))
    assert [(line.number, line.cells["a"]) for line in sheet.lines] == [(2, "een\ntwee"), (4, "x")]


@pytest.mark.parametrize(("row", "found"), [("1", "1 veld"), ("1,2,3", "3 velden")])
def test_row_of_another_width_is_an_error_of_that_row(row: str, found: str) -> None:
    (line,) = read(csv_file(f"a,b\n{row}\n")).lines
    assert line.errors == (f"{found} in plaats van 2",)


def test_empty_columns_at_the_end_are_forgiven() -> None:
    assert read(csv_file("a,b\n1,2,,\n")).lines == (Line(2, {"a": "1", "b": "2"}),)


@pytest.mark.parametrize(
    ("file", "columns", "why"),
    [
        (csv_file("naam\nZoë\n", "cp1252"), (), "Regel 2: het bestand is niet in UTF-8 opgeslagen."),
        (csv_file("naam\nZoë\n", "utf-16"), (), "Dit is geen CSV- of Excelbestand"),
        (io.BytesIO(b"\x89PNG\r\n\x1a\n\0\0"), (), "Dit is geen CSV- of Excelbestand"),
        (csv_file(""), (), "Het bestand is leeg."),
        (csv_file("\n\n"), (), "Het bestand is leeg."),
        (csv_file("a,b,a\n"), (), "Regel 1: kolom a komt twee keer voor."),
        (csv_file("a,b\n"), ("a", "c", "d"), "Regel 1: deze kolommen ontbreken: c, d."),
        (csv_file('a,b\n1,2\n"x,3\n'), (), "Regel 3: een aanhalingsteken is niet goed afgesloten."),
        (csv_file(",".join("a" * 101) + "\n"), (), "Het bestand heeft meer dan 100 kolommen."),
        (io.BytesIO(b"PK\x03\x04 kapot"), (), "Dit Excelbestand is beschadigd"),
    ],
)
def test_file_that_is_no_good_is_refused_with_the_reason(file: io.BytesIO, columns: tuple[str, ...], why: str) -> None:
    file.seek(0)
    assert refusal(file, *columns).startswith(why)


def test_file_of_50_mb_is_refused_before_it_is_read() -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert size <= 11 * MB
            return b"x" * size

    with pytest.raises(SpreadsheetError, match="groter dan 10 MB"):
        read(Endless())  # type: ignore[arg-type]


def test_too_many_rows_are_refused() -> None:
    assert refusal(csv_file("a\n" + "1\n" * 6), max_rows=5) == "Het bestand heeft meer dan 5 regels."


def test_xlsx_is_read_as_one_would_type_it() -> None:
    file = xlsx_file(
        ["Nummer", "Datum", "Uren", "Naam"], [12, dt.date(2026, 3, 1), 3.5, " Zoë "], [None] * 4, [13, None, 2.0, "x"]
    )
    sheet = read(file, ["naam"])
    assert [(line.number, list(line.cells.values())) for line in sheet.lines] == [
        (2, ["12", "2026-03-01", "3.5", "Zoë"]),
        (4, ["13", "", "2", "x"]),
    ]


def test_formula_is_an_error_of_its_row() -> None:
    lines = read(xlsx_file(["a", "b"], ['=HYPERLINK("https://x.example")', "=1+1"], ["goed", "1"])).lines
    assert [line.errors for line in lines] == [("een formule in A2, B2; zet er de uitkomst neer",), ()]


def tampered(name: str, content: bytes) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(xlsx_file(["a"], ["1"])) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad:
        for part in package.namelist():
            bad.writestr(part, content if part == name else package.read(part))
        if name not in package.namelist():
            bad.writestr(name, content)
    out.seek(0)
    return out


def test_zip_bomb_is_refused() -> None:
    bomb = tampered("xl/extra.bin", b"\0" * (201 * MB))
    assert len(bomb.getvalue()) < MB
    assert refusal(bomb) == "Dit Excelbestand is uitgepakt te groot."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'.encode(encoding)
    assert refusal(tampered("xl/sharedStrings.xml", laughs)) == "Dit Excelbestand bevat XML die we niet lezen."


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("content", [b"", b"<kapot", b"<x/>"])
def test_damaged_workbook_is_refused(part: str, content: bytes) -> None:
    with pytest.raises(SpreadsheetError):
        read(tampered(part, content))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for file in (content, b"a,b\n" + content, b"PK\x03\x04" + content):
        try:
            sheet = read(io.BytesIO(file))
        except SpreadsheetError:
            continue
        assert all(set(line.cells) <= set(sheet.columns) for line in sheet.lines)


def test_compare_tells_new_changed_and_same() -> None:
    assert compare(2, "LVV-1", None, {"naam": "Zoë", "plaats": ""}) == Row(
        2, "LVV-1", Status.NEW, changes=(Change("naam", "", "Zoë"),)
    )
    known = {"naam": "Zoë", "plaats": "Ede", "soort": "intern"}
    assert compare(3, "LVV-1", known, {"naam": "Zoë", "plaats": "Ede"}) == Row(3, "LVV-1", Status.SAME)
    changed = compare(4, "LVV-1", known, {"naam": "Zoë", "plaats": "Elst"})
    assert (changed.status, changed.changes) == (Status.CHANGED, (Change("plaats", "Ede", "Elst"),))


def test_preview_is_acceptable_only_without_errors() -> None:
    good = compare(2, "a", None, {"x": "1"})
    bad = error(3, "b", "onbekende regeling", "geen naam")
    preview = spreadsheets.Preview((good, bad))
    assert preview.counts == {Status.NEW: 1, Status.CHANGED: 0, Status.SAME: 0, Status.ERROR: 1}
    assert (preview.acceptable, preview.errors) == (False, (bad,))
    assert bad.reasons == ("onbekende regeling", "geen naam")
    assert spreadsheets.Preview((good,)).acceptable


DANGEROUS = ["=1+1", "+31 6", "-x", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "|cmd", "%0A"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_formula_becomes_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Jan", "", "a=b", "3-4", -5, 3.5, None, dt.date(2026, 3, 1)])
def test_what_is_harmless_stays(value: object) -> None:
    assert harmless(value) == value


@given(st.text())
def test_no_text_can_start_a_formula(text: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerow([harmless(text)])
    ((cell,),) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


class PeopleView(SafeExportMixin, IndexView):
    model = Person
    list_export = ("given_name", "family_name")
    export_headings = {"given_name": "=kop"}
    permission_policy = None


@pytest.fixture
def view() -> PeopleView:
    view = PeopleView()
    view.request = RequestFactory().get("/", {"export": "csv"})
    return view


HOSTILE = [
    Person(given_name='=HYPERLINK("http://x")', family_name="De \x07Vries, Zoë"),
    Person(given_name="@SUM(1)", family_name="+1"),
]


class People(list[Person]):
    model = Person


def test_csv_export_is_harmless(view: PeopleView) -> None:
    response = view.as_spreadsheet(People(HOSTILE), "csv")
    content = b"".join(response)
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == [
        ["'=kop", "Achternaam"],
        ['\'=HYPERLINK("http://x")', "De Vries, Zoë"],
        ["'@SUM(1)", "'+1"],
    ]
    assert response.headers["Cache-Control"] == "private, no-store"


def test_xlsx_export_is_harmless(view: PeopleView) -> None:
    response = view.as_spreadsheet(People(HOSTILE), "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [unescape_xlsx(str(cell.value))[0] for cell in cells] == ["'", "A", "'", "D", "'", "'"]


def test_own_export_can_be_imported_again(view: PeopleView) -> None:
    content = b"".join(view.as_spreadsheet(People(HOSTILE), "csv"))
    assert [line.errors for line in read(io.BytesIO(content)).lines] == [(), ()]
