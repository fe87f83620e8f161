"""What a file must look like; every reason is Dutch and names its line."""

import pytest

from academy.register.importing import BadFileError, parse
from academy.register.importing.parse import HEADER, Parsed

LIMIT = 10_000
GOOD = {
    "nummer": "VP-1", "voornaam": "Anna", "tussenvoegsel": "van der", "achternaam": "Berg", "email": "Anna@Voorbeeld.example",
    "plaats": "Zwolle", "soort": "extern", "regeling": "lvv-2024", "eerste_registratie": "2016-07-01",
    "geldig_vanaf": "2024-07-01", "geldig_tot": "2028-06-30", "vindbaar": "ja",
}  # fmt: skip


def file(*rows: dict[str, str] | str, header: str = ",".join(HEADER)) -> bytes:
    lines = [row if isinstance(row, str) else ",".join({**GOOD, **row}.values()) for row in rows]
    return "\n".join([header, *lines]).encode()


def reasons(parsed: Parsed) -> list[str]:
    return [str(one) for one in sorted(parsed.bad)]


def test_a_good_row_is_read() -> None:
    (row,) = parse(file({}), LIMIT).rows
    assert (row.line, row.number, row.email, row.findable, row.kind) == (
        2,
        "VP-1",
        "anna@voorbeeld.example",
        True,
        "external",
    )
    assert (str(row.starts), str(row.until), str(row.first_registered)) == ("2024-07-01", "2028-06-30", "2016-07-01")


@pytest.mark.parametrize("prefix", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_byte_order_mark_and_line_ends_do_not_matter(prefix: bytes, newline: bytes) -> None:
    assert len(parse(prefix + file({}).replace(b"\n", newline), LIMIT).rows) == 1


def test_empty_lines_are_skipped_and_lines_counted_as_the_file_has_them() -> None:
    parsed = parse(
        file(
            "",
            {"soort": "los"},
            '"VP-2","Anna\nMaria",,Berg,b@x.example,,extern,x,,2024-01-01,2025-01-01,ja',
            {"nummer": "VP-3", "vindbaar": "?"},
        ),
        LIMIT,
    )
    assert [one.line for one in sorted(parsed.bad)] == [3, 4, 6]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"voornaam": ""}, "voornaam is leeg"),
        ({"achternaam": " "}, "achternaam is leeg"),
        ({"voornaam": "x" * 101}, "voornaam is langer dan 100 tekens"),
        ({"nummer": "", "email": ""}, "nummer en email zijn allebei leeg: niet te zien om wie het gaat"),
        ({"email": "anna.voorbeeld"}, "email 'anna.voorbeeld' is geen e-mailadres"),
        ({"soort": "los"}, "soort 'los' bestaat niet: kies intern, extern of beide"),
        ({"vindbaar": "misschien"}, "vindbaar 'misschien' bestaat niet: kies ja of nee"),
        ({"geldig_vanaf": ""}, "geldig_vanaf is leeg"),
        ({"geldig_tot": "2027-02-29"}, "geldig_tot '2027-02-29' is geen bestaande datum in de vorm jjjj-mm-dd"),
        ({"geldig_tot": "30-06-2028"}, "geldig_tot '30-06-2028' is geen bestaande datum in de vorm jjjj-mm-dd"),
        ({"geldig_tot": "2029-W01-1"}, "geldig_tot '2029-W01-1' is geen bestaande datum in de vorm jjjj-mm-dd"),
        ({"geldig_tot": "9999-12-31"}, "geldig_tot '9999-12-31' ligt buiten 1980 tot en met 2200"),
        ({"geldig_tot": "2024-06-30"}, "geldig_tot ligt voor geldig_vanaf"),
        ({"eerste_registratie": "2024-07-02"}, "eerste_registratie ligt na geldig_vanaf"),
        ({"plaats": "Zw\x07olle"}, "plaats bevat een teken dat daar niet hoort"),
        ({"achternaam": "\u202egreB"}, "achternaam bevat een teken dat daar niet hoort"),
        ({"voornaam": "An\u200bna"}, "voornaam bevat een teken dat daar niet hoort"),
    ],
)
def test_a_bad_row_is_told_with_its_reason(change: dict[str, str], reason: str) -> None:
    parsed = parse(file({"nummer": "VP-0", "email": "z@voorbeeld.example"}, change), LIMIT)
    assert reasons(parsed) == [f"regel 3: {reason}"]
    assert len(parsed.rows) == 1


def test_all_bad_rows_are_told_at_once() -> None:
    parsed = parse(file({"soort": "x", "vindbaar": "y"}, "een,twee", {"nummer": "VP-2", "email": "b@x.example"}), LIMIT)
    assert reasons(parsed) == [
        "regel 2: soort 'x' bestaat niet: kies intern, extern of beide",
        "regel 2: vindbaar 'y' bestaat niet: kies ja of nee",
        "regel 3: er staan 2 velden, het moeten er 12 zijn",
    ]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({"nummer": "vp 1", "email": "b@x.example"}, "regel 3: nummer 'vp 1' staat ook op regel 2"),
        (
            {"nummer": "VP-2", "email": "ANNA@voorbeeld.example"},
            "regel 3: email 'anna@voorbeeld.example' staat ook op regel 2",
        ),
    ],
)
def test_a_number_or_address_on_two_lines_is_bad(second: dict[str, str], reason: str) -> None:
    assert reasons(parse(file({}, second), LIMIT)) == [reason]


def test_an_empty_first_registration_is_the_first_day() -> None:
    (row,) = parse(file({"eerste_registratie": ""}), LIMIT).rows
    assert row.first_registered == row.starts


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Het bestand is leeg"),
        (b" \n", "Het bestand is leeg"),
        (b"\xef\xbb\xbf", "Het bestand is leeg"),
        (b"x" * (LIMIT + 1), "te groot"),
        (file({}) + b"\0", "NUL-teken"),
        (b"\0\1\2\3", "NUL-teken"),
        (b"PK\x03\x04rest", "rekenblad"),
        ("nummer".encode("utf-16"), "UTF-16"),
        (file({"voornaam": "Zoë"}).decode().encode("latin-1"), "geen UTF-8: regel 2"),
        (b"VP-1,Anna", "kopregel ontbreekt"),
        (file({}, header="nummer,voornaam"), "ontbreken: tussenvoegsel"),
        (file({}, header=";".join(HEADER)), "puntkomma"),
        (file('"VP-1,Anna'), "geldige CSV"),
        (file('"VP-1"x,Anna'), "geldige CSV"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, message: str) -> None:
    with pytest.raises(BadFileError, match=message):
        parse(content, LIMIT)


def test_a_header_alone_is_an_empty_list() -> None:
    assert parse(file(), LIMIT) == Parsed()
