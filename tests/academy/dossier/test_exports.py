"""What goes to the certifier: a PDF that reads aloud, a ZIP that fits in memory, a CSV that runs nothing."""

import csv
import datetime as dt
import io
import re
import tracemalloc
import zipfile

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.dossier import archive, lists, sheet
from academy.hours import ledger, proofs
from academy.hours.enums import ReversalReason
from academy.hours.lines import Line, State
from academy.hours.models import Entry, Evidence
from lvv_site import civil
from tests.factories import hours
from tests.factories.dossier import holder

pytestmark = pytest.mark.django_db
SAFE = re.compile(r"\d{4}-\d\d-\d\d_[a-z-]+_[a-z0-9_-]+_\d+\.(pdf|jpg|png|bin)", re.ASCII)


@pytest.fixture
def one():
    made = holder(name="Şahin-Łukasz")
    made.complete()
    return made


def unpacked(handover, person) -> dict[str, bytes]:
    packed = zipfile.ZipFile(io.BytesIO(b"".join(archive.stream(handover, person))))
    assert packed.testzip() is None
    return {name: packed.read(name) for name in packed.namelist()}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_overview_is_a_tagged_pdf_with_everything_on_it(one):
    one.hours("course", 4, title="Morele dilemma's en moreel beraad")
    hours.claim(one.person, "extra", 90, decided="approved", title="Artikel over #geheimhouding & rol")
    hours.claim(one.person, "extra", 60, title="Wacht nog")
    made = one.hand_over()
    content = sheet.as_pdf(archive.sheet_of(made, one.person))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == "nl"
        assert pdf.Root.MarkInfo.Marked
        assert 'pdfuaid:part="1"' in str(pdf.Root.Metadata.read_bytes()) or "<pdfuaid:part>1" in str(
            pdf.Root.Metadata.read_bytes()
        )
    printed = sheet.printed(archive.sheet_of(made, one.person))
    assert printed["name"] == one.person.full_name
    tables = {table["title"]: table["rows"] for table in printed["tables"]}
    assert tables["Uren per soort"] == [
        ["Bij- en nascholing", "24", "28", "0"], ["Intervisie", "32", "32", "0"], ["Extra activiteiten", "16", "17,5", "0"],
        ["Samen", "72", "77,5", "0"],
    ]  # fmt: skip
    assert len(tables["Uren per jaar"]) == 4
    assert sum(float(row[-1].replace(",", ".")) for row in tables["Uren per jaar"]) == 77.5
    lines = {row[1] for row in tables["Alle uren"]}
    assert any(line.startswith("Artikel over #geheimhouding & rol; eigen opgave") for line in lines)
    assert any(line.startswith("Wacht nog; eigen opgave; wachtte op het bureau") for line in lines)
    assert [made.scheme_hash, made.sha256] == [value for _name, value in printed["hashes"]]
    assert printed["address"].endswith(f"/register/{one.certificate.number}/")


def test_the_overview_shows_what_was_handed_over_not_what_is_there_now(one):
    extra = one.hours("extra", 2)[0]
    made = one.hand_over()
    before = sheet.printed(archive.sheet_of(made, one.person))["tables"]
    ledger.reverse(extra, 120, ReversalReason.WRONG_MINUTES, None)
    one.hours("course", 5)
    assert sheet.printed(archive.sheet_of(made, one.person))["tables"] == before


def test_the_archive_names_every_piece_and_holds_what_was_received(one):
    day = civil.today() - dt.timedelta(days=30)
    first = hours.claim(one.person, "course", 60, day, decided="approved", title="Één dag: rol/grenzen?", pieces=2)
    same = hours.claim(one.person, "course", 60, day, decided="approved", title="Een dag - rol grenzen")
    attended = one.hours("extra", 2, title="Congres")[0]
    proof = proofs.issue(attended)
    made = one.hand_over()
    files = unpacked(made, one.person)
    stem = f"bewijzen/{day:%Y-%m-%d}_bij-en-nascholing_een-dag-rol-grenzen"
    odd = f"bewijzen/{day:%Y-%m-%d}_bij-en-nascholing_een-dag-rolgrenzen"
    assert {f"{odd}_1.pdf", f"{odd}_2.pdf", f"{stem}_1.pdf"} == {name for name in files if name.startswith("bewijzen/")}
    assert {"overzicht.pdf", "uren.csv", "bewijzen-van-deelname.csv"} <= files.keys()
    received = []
    for use in first.evidence_uses.order_by("pk"):
        with use.evidence.file.open("rb") as file:
            received.append(file.read())
    assert [files[f"{odd}_1.pdf"], files[f"{odd}_2.pdf"]] == received
    by_title = {row["activiteit"]: row for row in rows(files["uren.csv"])}
    assert by_title["Een dag - rol grenzen"]["bewijs"] == f"{stem}_1.pdf".removeprefix("bewijzen/")
    assert same.pk in {line["entry"] for line in made.content["lines"]}
    (listed,) = rows(files["bewijzen-van-deelname.csv"])
    assert (listed["code"], listed["controleren op"].endswith(f"/bewijs/{proof.code}/")) == (proof.code, True)


def test_evidence_that_came_later_is_not_in_it(one):
    hours.claim(one.person, "extra", 60, decided="approved", title="Toen")
    made = one.hand_over()
    hours.claim(one.person, "extra", 60, decided="approved", title="Daarna")
    names = " ".join(unpacked(made, one.person))
    assert "toen" in names
    assert "daarna" not in names


def test_a_file_that_is_gone_is_told_and_breaks_nothing(one):
    claim = hours.claim(one.person, "extra", 60, decided="approved", title="Kwijt")
    hours.claim(one.person, "extra", 60, decided="approved", title="Nog daar")
    made = one.hand_over()
    evidence = claim.evidence_uses.get().evidence
    evidence.file.storage.delete(str(evidence.file.name))
    files = unpacked(made, one.person)
    assert "_kwijt_1.pdf" in files["ontbreekt.txt"].decode()
    assert any("nog-daar" in name for name in files)


def test_a_spreadsheet_can_be_made_to_run_nothing(one):
    hours.claim(one.person, "extra", 60, decided="approved", title='=HYPERLINK("http://x")')
    hours.claim(one.person, "extra", 60, decided="approved", title="+31 6; @SUM(A1)")
    content = lists.as_csv(archive.sheet_of(one.hand_over(), one.person))
    assert content.startswith("\ufeff".encode())
    titles = {row["activiteit"] for row in rows(content)}
    assert '\'=HYPERLINK("http://x")' in titles
    assert "'+31 6; @SUM(A1)" in titles


@given(
    st.lists(st.tuples(st.sampled_from(["course", "intervisie", "extra"]), st.text(max_size=200)), max_size=12),
    st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)),
    st.sampled_from(["application/pdf", "image/jpeg", "image/png", "text/html"]),
)
def test_names_are_safe_and_no_two_are_one(titles, on, content_type):
    taken: dict[str, int] = {}
    names = [
        archive._name(
            Line(Entry(kind=kind, on=on), title, State.COUNTS, 60, 60, (), (), (), None),
            Evidence(content_type=content_type), taken,
        )
        for kind, title in titles
    ]  # fmt: skip
    assert all(SAFE.fullmatch(name) and len(name) < 120 for name in names), names
    assert len(set(names)) == len(names)


def test_memory_does_not_grow_with_the_evidence(one):
    claims = [hours.claim(one.person, "extra", 30, decided="approved", title=f"Stuk {number}") for number in range(6)]
    for claim in claims:
        evidence = claim.evidence_uses.get().evidence
        store, name = evidence.file.storage, str(evidence.file.name)
        # The row stays; its file becomes a large one at its old place.
        with open(store.path(name), "wb") as file:  # noqa: PTH123
            file.truncate(30_000_000)
    made = handover_without_looking(one)
    list(archive.sheet_of(made, one.person).rows)  # warm
    tracemalloc.start()
    size = sum(len(piece) for piece in archive.stream(made, one.person))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 180_000_000
    assert peak < 15_000_000


def handover_without_looking(one):
    """Freeze past the look at the files, whose content this test replaced."""
    from academy.dossier import handing

    return handing.freeze(one.dossier(), one.user, 1)
