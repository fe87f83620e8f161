"""The frames of letters and PDF under each theme."""

import shutil
from pathlib import Path

import pikepdf
import pytest
import typst

from lvv_site.pages.styleguide import THEMES, templates_of, themes

LETTER = {
    "subject": "Tot 10 februari in Utrecht",
    "language": "nl",
    "site_name": "LVV",
    "base_url": "https://lvv.example",
}
QR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><rect width="1" height="1"/></svg>'
SHEET = """#import "base.typ": facts, letter, subject
#show: letter.with(title: "Bewijs van deelname", qr: read("qr.svg"), qr-label: "scan om te controleren", note: "Let op")
#subject("Bewijs van deelname", "Noor Şahin-Łukasz")
Tekst met *nadruk*.
#facts(("Datum", "10 februari 2027"), ("Nummer", "LVV-104283-K"))
"""


@pytest.mark.parametrize("theme", themes())
def test_a_letter_has_a_plain_twin_and_counts_nobody(theme: str) -> None:
    engine = templates_of(theme)
    html = engine.get_template("mail/base.html").render(LETTER)
    text = engine.get_template("mail/base.txt").render(LETTER)
    assert "<title>Tot 10 februari in Utrecht</title>" in html
    assert html.count("<img") == 1
    assert '/static/img/mark-mail.png" width="40" height="40" alt="LVV"' in html
    assert "max-width:560px" in html
    assert "https://lvv.example" in text


def test_letters_wear_the_brand() -> None:
    pages = {theme: templates_of(theme).get_template("mail/base.html").render(LETTER) for theme in ("basis", "lvv")}
    assert "#4a1d43" in pages["lvv"]
    assert "#4a1d43" not in pages["basis"]


@pytest.mark.parametrize("theme", themes())
def test_a_sheet_is_accessible_and_embeds_its_fonts(theme: str, tmp_path: Path) -> None:
    for name in dict.fromkeys(["basis", theme]):
        shutil.copytree(THEMES / name / "pdf", tmp_path, dirs_exist_ok=True)
    (tmp_path / "sheet.typ").write_text(SHEET)
    (tmp_path / "qr.svg").write_text(QR)
    output = tmp_path / "sheet.pdf"
    fonts = [str(tmp_path / "fonts")] if (tmp_path / "fonts").is_dir() else []
    typst.compile(
        str(tmp_path / "sheet.typ"),
        output=str(output),
        font_paths=fonts,
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    with pikepdf.open(output) as pdf:
        fonts_used = {str(font.BaseFont).split("+")[1] for font in pdf.pages[0].Resources.Font.values()}
        assert str(pdf.Root.Lang) == "nl"
    families = {font.split("-")[0] for font in fonts_used}
    assert families == ({"Ysabeau", "AtkinsonHyperlegibleNext"} if theme == "lvv" else {"LibertinusSerif"})
