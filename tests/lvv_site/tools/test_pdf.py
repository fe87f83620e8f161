"""PDF: tagged, with its own fonts, in Dutch, from brand over basis, and deaf to what data try."""

import datetime as dt
import io
import re
import shutil
import statistics
import subprocess
import time
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from pytest_django import Settings

from lvv_site import pdf

TEMPLATE = """\
#import "base.typ": letter, subject, facts
#let data = json(bytes(sys.inputs.data))
#show: letter.with(title: data.title, language: data.language)
#subject("Bewijs van deelname", data.name)
#facts(..data.rows)
#link("https://lvv.example")[lvv.example]
"""
DATA = {
    "title": "Bewijs van deelname",
    "name": "Zoë van den Berg",
    "rows": [("Datum", dt.date(2026, 3, 1)), ("Uren", Decimal("3.5"))],
}


@pytest.fixture(autouse=True)
def theme(settings: Settings, tmp_path: Path) -> Path:
    """A brand of the test's own over the real ones, and a folder of its own to merge into."""
    folder = tmp_path / "brand" / "pdf"
    folder.mkdir(parents=True)
    (folder / "proof.typ").write_text(TEMPLATE)
    settings.THEME_DIRS = [folder.parent, *settings.THEME_DIRS]
    settings.VAR_DIR = tmp_path / "var"
    return folder


def text_of(content: bytes, tmp_path: Path) -> str:
    """Read the text with pdftotext where there is one; else what the tagged PDF gives as its own."""
    if program := shutil.which("pdftotext"):
        result = subprocess.run([program, "-", "-"], input=content, capture_output=True, check=True)
        return result.stdout.decode()
    with pikepdf.open(io.BytesIO(content)) as document:
        return decoded(document)


def decoded(document: pikepdf.Pdf) -> str:
    """Decode the glyphs of the first page through the fonts' own ToUnicode tables."""
    page = document.pages[0]
    maps = {name: to_unicode(font) for name, font in page.obj["/Resources"]["/Font"].items()}
    text, current = [], dict[int, str]()
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = maps[str(operands[0])]
        for operand in operands[0] if str(operator) == "TJ" else operands if str(operator) == "Tj" else ():
            if isinstance(operand, pikepdf.String):
                raw = bytes(operand)
                text.append("".join(current.get(int.from_bytes(raw[n : n + 2]), "") for n in range(0, len(raw), 2)))
    return "".join(text)


def to_unicode(font: pikepdf.Object) -> dict[int, str]:
    table = font["/ToUnicode"].read_bytes().decode("ascii")
    return {
        int(code, 16): bytes.fromhex(value).decode("utf-16-be")
        for code, value in re.findall(r"<(\w+)>\s*<(\w+)>\n", table)
    }


def fonts_in(document: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [
        item
        for item in document.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
    ]


def test_pdf_is_tagged_dutch_and_carries_its_fonts() -> None:
    with pikepdf.open(io.BytesIO(pdf.render("proof", DATA))) as document:
        assert document.Root["/MarkInfo"]["/Marked"]
        assert str(document.Root["/Lang"]) == "nl"
        assert "/StructTreeRoot" in document.Root
        assert document.Root["/ViewerPreferences"]["/DisplayDocTitle"]
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Bewijs van deelname"
        fonts = fonts_in(document)
        assert fonts
        assert [
            str(font["/FontName"]) for font in fonts if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys())
        ] == []


def test_pdf_says_what_it_should(tmp_path: Path) -> None:
    content = pdf.render("proof", DATA)
    text = text_of(content, tmp_path)
    for part in ("Zoë van den Berg", "2026-03-01", "3.5"):
        assert part in text
    with pikepdf.open(io.BytesIO(content)) as document:
        assert "Zoë van den Berg" in decoded(document)


def test_language_is_that_of_the_data() -> None:
    with pikepdf.open(io.BytesIO(pdf.render("proof", DATA | {"language": "en"}))) as document:
        assert str(document.Root["/Lang"]) == "en"


HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0"',
    '"; #panic("x"); "',
    "]#let name = 1[",
    "$ x^2 $ *vet* _schuin_ `code` <label> @ref",
    "\\u{41} \\\n// /* ",
    "#{while true {}}",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_data_are_never_run(name: str, tmp_path: Path) -> None:
    text = text_of(pdf.render("proof", DATA | {"name": name}), tmp_path)
    assert "root:" not in text
    squeezed = re.sub(r"\s", "", text).replace("”", '"').replace("“", '"')
    assert re.sub(r"\s", "", name) in squeezed


def test_brand_lies_over_basis(theme: Path, tmp_path: Path) -> None:
    (theme / "base.typ").write_text(
        '#let letter(title: "", language: "nl", body) = { set document(title: title)\n body }\n#let subject(a, b) = [MERK #b]\n#let facts(..rows) = []'
    )
    assert "MERK" in text_of(pdf.render("proof", DATA), tmp_path)


def test_changed_template_is_seen_at_once(theme: Path, tmp_path: Path) -> None:
    first = pdf.merged()
    (theme / "proof.typ").write_text(TEMPLATE + "\nNieuwe alinea\n")
    assert pdf.merged() != first
    assert "Nieuwe alinea" in text_of(pdf.render("proof", DATA), tmp_path)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", "proof.typ"])
def test_name_is_a_name(name: str) -> None:
    with pytest.raises(ValueError, match="template name"):
        pdf.render(name, DATA)


def test_missing_template_and_missing_value_are_told_without_data() -> None:
    with pytest.raises(pdf.PdfError, match=r"^nothing: "):
        pdf.render("nothing", DATA)
    with pytest.raises(pdf.PdfError) as caught:
        pdf.render("proof", {"title": "Marker-Jansen"})
    assert "Marker-Jansen" not in str(caught.value)


def test_template_cannot_read_outside_the_theme(theme: Path) -> None:
    (theme / "proof.typ").write_text('#set document(title: "x")\n#read("../../../../etc/hostname")')
    with pytest.raises(pdf.PdfError):
        pdf.render("proof", DATA)


def test_no_theme_fetches_packages(settings: Settings) -> None:
    sources = [path for folder in settings.THEME_DIRS for path in (folder / "pdf").rglob("*.typ")]
    assert sources
    assert [path for path in sources if "@preview" in path.read_text()] == []


def test_page_takes_less_than_60_ms() -> None:
    pdf.render("proof", DATA)  # reads the fonts
    took = []
    for number in range(7):
        before = time.process_time()
        pdf.render("proof", DATA | {"name": f"Persoon {number}"})
        took.append((time.process_time() - before) * 1000)
    assert statistics.median(took) < 60
