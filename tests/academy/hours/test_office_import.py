"""Hours from a list: what is read, what is refused, and that twice is once."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from academy.hours import ledger, privacy
from academy.hours.importing import BadRowsError, ChangedError, run
from academy.hours.models import Activity, Entry, PendingImport
from lvv_site import civil
from lvv_site.members import people
from lvv_site.members import privacy as members_privacy
from lvv_site.spreadsheets import SpreadsheetError
from tests.academy.hours.office import OUTSIDE, signed_in
from tests.factories import hours
from tests.factories.certification import certificate, certified
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
HEADER = ("nummer", "soort", "datum", "uren", "activiteit", "referentie")
GOOD = {
    "nummer": "VP-1",
    "soort": "bns",
    "datum": "2026-03-02",
    "uren": "3,5",
    "activiteit": "Training",
    "referentie": "A1",
}


def listed(*rows: dict[str, str], header: tuple[str, ...] = HEADER) -> bytes:
    lines = [";".join({**GOOD, **row}.get(name, "") for name in header) for row in rows]
    return "\n".join([";".join(header), *lines]).encode()


@pytest.fixture(autouse=True)
def adviser() -> Any:
    return certified(PersonFactory.create(given_name="Anna", infix="", family_name="Geheim"), "VP-1").person


def test_a_row_becomes_an_entry(adviser: Any) -> None:
    run(listed({}), None)
    entry = Entry.objects.get()
    assert (entry.person, entry.kind, entry.minutes, entry.on) == (adviser, "course", 210, dt.date(2026, 3, 2))
    assert (entry.source, entry.source_ref, entry.activity) == ("import", "import:A1", "import:training")
    assert Activity.objects.get(code="import:training").title == "Training"


@pytest.mark.parametrize(
    ("soort", "kind"),
    [("bns", "course"), ("BNS", "course"), ("Bij- en nascholing", "course"), ("intervisie", "intervisie"),
     ("extra", "extra"), ("extra activiteiten", "extra")],
)  # fmt: skip
def test_kinds_have_their_dutch_names(soort: str, kind: str) -> None:
    run(listed({"soort": soort}), None)
    assert Entry.objects.get().kind == kind


@pytest.mark.parametrize("row", [{"nummer": "vp 1"}, {"uren": "3.5"}, {"datum": "02-03-2026"}])
def test_what_means_the_same_is_the_same(row: dict[str, str]) -> None:
    run(listed({}), None)
    assert [one.is_new for one in run(listed(row), None).changes] == [False]
    assert Entry.objects.count() == 1


def test_the_same_list_twice_writes_nothing_new() -> None:
    content = listed({}, {"referentie": "A2", "datum": "2026-03-03"}, {"referentie": "", "activiteit": "Lezing"})
    assert len(run(content, None).new) == 3
    again = run(content, None)
    assert (len(again.new), len(again.present)) == (0, 3)
    assert Entry.objects.count() == 3


def test_a_dry_run_writes_nothing() -> None:
    assert len(run(listed({}), None, dry_run=True).new) == 1
    assert Entry.objects.count() == 0


def test_several_days_have_a_first_day() -> None:
    content = listed({"begindatum": "2026-03-01", "uren": "30"}, header=(*HEADER, "begindatum"))
    run(content, None)
    assert Entry.objects.get().started_on == dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"nummer": "VP-2"}, "nummer 'VP-2' kennen we niet"),
        ({"nummer": ""}, "nummer ontbreekt"),
        ({"soort": "borrel"}, "soort 'borrel' bestaat niet"),
        ({"datum": "31-02-2026"}, "'31-02-2026' is geen datum"),
        ({"datum": "0001-01-01"}, "is geen datum"),
        ({"datum": ""}, "is geen datum"),
        ({"datum": "2199-01-01"}, "ligt in de toekomst"),
        ({"uren": "1,25"}, "Uren tellen per half uur"),
        ({"uren": "0"}, "meer dan 0 uur"),
        ({"uren": "-2"}, "meer dan 0 uur"),
        ({"uren": "24,5"}, "meer dan 24 uur"),
        ({"uren": "twee"}, "'twee' is geen getal"),
        ({"uren": "NaN"}, "'NaN' is geen getal"),
        ({"activiteit": ""}, "activiteit ontbreekt"),
        ({"referentie": "x" * 151}, "referentie is langer"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_nothing_is_written(row: dict[str, str], reason: str) -> None:
    with pytest.raises(BadRowsError) as caught:
        run(listed({"referentie": "goed", "datum": "2026-01-05"}, row), None)
    (bad,) = caught.value.plan.bad
    assert bad.line == 3
    assert reason in bad.reason
    assert Entry.objects.count() == 0


def test_all_bad_rows_are_told() -> None:
    with pytest.raises(BadRowsError) as caught:
        run(listed({"uren": "x", "soort": "y"}, {"nummer": "VP-9", "referentie": "B"}, {"referentie": "C"}), None)
    assert [one.line for one in caught.value.plan.bad] == [2, 2, 3]


def test_one_reference_on_two_lines_is_refused() -> None:
    with pytest.raises(BadRowsError) as caught:
        run(listed({}, {"datum": "2026-03-09"}), None)
    assert "'A1' staat ook op regel 2" in caught.value.plan.bad[0].reason


def test_two_equal_lines_without_a_reference_are_refused() -> None:
    with pytest.raises(BadRowsError) as caught:
        run(listed({"referentie": ""}, {"referentie": ""}), None)
    assert "staat ook op regel 2" in caught.value.plan.bad[0].reason


@pytest.mark.parametrize("row", [{"uren": "4"}, {"soort": "extra"}, {"datum": "2026-03-03"}, {"nummer": "VP-7"}])
def test_other_hours_under_a_known_reference_are_a_conflict(row: dict[str, str]) -> None:
    certificate(number="VP-7")
    run(listed({}), None)
    with pytest.raises(BadRowsError) as caught:
        run(listed(row), None)
    assert "3,5 uur bij- en nascholing, 02-03-2026" in caught.value.plan.bad[0].reason
    assert Entry.objects.count() == 1


def test_a_day_holds_24_hours_the_ledger_and_the_file_together(adviser: Any) -> None:
    hours.entry(adviser, minutes=600, on=dt.date(2026, 3, 2))
    with pytest.raises(BadRowsError) as caught:
        run(listed({"uren": "10"}, {"uren": "5", "referentie": "A2"}), None)
    (bad,) = caught.value.plan.bad
    assert (bad.line, "meer dan 24 uur op een dag" in bad.reason) == (3, True)


def test_hours_taken_back_stay_taken_back() -> None:
    run(listed({}), None)
    ledger.reverse(Entry.objects.get(), 210, "entered_twice", None)
    (change,) = run(listed({}), None).changes
    assert (change.is_new, change.taken) == (False, 210)
    assert Entry.objects.count() == 2


def test_a_merged_person_is_still_the_same(adviser: Any) -> None:
    run(listed({}), None)
    into = PersonFactory.create()
    people.merge(adviser, into)
    assert [one.is_new for one in run(listed({}), None).changes] == [False]
    run(listed({"referentie": "A2", "datum": "2026-04-01"}), None)
    assert Entry.objects.latest("pk").person == into


def test_a_number_of_somebody_who_was_erased_is_refused(adviser: Any) -> None:
    members_privacy.erase(adviser)
    with pytest.raises(BadRowsError, match="1"):
        run(listed({}), None)


def test_a_workbook_is_read_as_well() -> None:
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(["VP-1", "intervisie", dt.date(2026, 3, 2), 2.5, "Groep Zuid", 17])
    stream = io.BytesIO()
    book.save(stream)
    run(stream.getvalue(), None)
    entry = Entry.objects.get()
    assert (entry.minutes, entry.on, entry.source_ref) == (150, dt.date(2026, 3, 2), "import:17")


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2", b"\xff\xfe", b"PK\x03\x04"])
def test_a_file_that_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(SpreadsheetError):
        run(content, None)


def test_what_was_agreed_to_is_what_is_written() -> None:
    shown = run(listed({}), None, dry_run=True).fingerprint
    run(listed({}), None)
    with pytest.raises(ChangedError):
        run(listed({}), None, shown=shown)


def test_five_thousand_rows_take_few_queries(django_assert_max_num_queries: Any) -> None:
    rows = [{"referentie": f"R{number}", "datum": f"20{10 + number % 16}-{number // 450 + 1:02}-{number % 28 + 1:02}",
             "uren": "0,5"} for number in range(5000)]  # fmt: skip
    with django_assert_max_num_queries(40):
        assert len(run(listed(*rows), None).new) == 5000


def test_the_command_does_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "uren.csv"
    file.write_bytes(listed({}))
    call_command("import_hours", file, "--dry-run")
    assert Entry.objects.count() == 0
    call_command("import_hours", file)
    assert Entry.objects.count() == 1
    call_command("import_hours", file)
    assert "0 nieuw, 1 stond er al." in capsys.readouterr().out
    file.write_bytes(listed({"uren": "1,25", "referentie": "B"}))
    with pytest.raises(CommandError, match="1 fouten gevonden"):
        call_command("import_hours", file)
    assert "regel 2: Uren tellen per half uur" in capsys.readouterr().err
    file.write_bytes(b"")
    with pytest.raises(CommandError, match="Er is niets geschreven"):
        call_command("import_hours", file)
    with pytest.raises(CommandError, match="niet te lezen"):
        call_command("import_hours", tmp_path / "er niet")


def upload(client: Client, content: bytes) -> Any:
    return client.post(reverse("hours_import"), {"file": SimpleUploadedFile("uren.csv", content)})


def test_upload_look_confirm(client: Client) -> None:
    user = signed_in(client)
    address = upload(client, listed({}, {"referentie": "A2"})).headers["Location"]
    assert Entry.objects.count() == 0
    page = client.get(address).content.decode()
    assert "2 nieuw, 0 stond er al" in page
    assert "Anna Geheim" in page
    assert client.post(address).status_code == 302
    assert {one.recorded_by for one in Entry.objects.all()} == {user}
    assert PendingImport.objects.count() == 0
    page = client.get(upload(client, listed({}, {"referentie": "A2"})).headers["Location"]).content.decode()
    assert "Er hoeft niets te gebeuren." in page
    assert "Vastleggen" not in page


def test_bad_rows_are_told_on_the_page(client: Client) -> None:
    signed_in(client)
    page = upload(client, listed({"uren": "1,25"})).content.decode()
    assert "regel 2: Uren tellen per half uur" in page
    assert PendingImport.objects.count() == 0


def test_a_strange_file_is_told_beside_the_field(client: Client) -> None:
    signed_in(client)
    assert "deze kolommen ontbreken" in upload(client, b"a;b\n1;2").content.decode()


def test_what_changed_meanwhile_is_shown_again(client: Client) -> None:
    signed_in(client)
    address = upload(client, listed({}, {"referentie": "A2"})).headers["Location"]
    run(listed({}), None)
    page = client.post(address).content.decode()
    assert "Intussen is er iets veranderd." in page
    assert "1 nieuw, 1 stond er al" in page
    assert client.post(address).status_code == 302
    assert Entry.objects.count() == 2


def test_hours_that_were_taken_back_are_told(client: Client) -> None:
    signed_in(client)
    run(listed({}), None)
    ledger.reverse(Entry.objects.get(), 60, "wrong_minutes", None)
    page = client.get(upload(client, listed({})).headers["Location"]).content.decode()
    assert "regel 2: Anna Geheim, 1 uur teruggenomen" in page


def test_the_list_is_seen_only_by_who_uploaded_it(client: Client) -> None:
    signed_in(client)
    address = upload(client, listed({})).headers["Location"]
    other = Client()
    signed_in(other)
    response = other.get(address)
    assert response.status_code == 404
    assert "Geheim" not in response.content.decode()


def test_a_list_that_nobody_confirmed_goes_after_a_day(client: Client) -> None:
    signed_in(client)
    upload(client, listed({}))
    today = civil.today()
    assert privacy.end_pending_imports(today + dt.timedelta(days=1), dry_run=False) == 0
    assert privacy.end_pending_imports(today + dt.timedelta(days=2), dry_run=True) == 1
    assert privacy.end_pending_imports(today + dt.timedelta(days=2), dry_run=False) == 1
    assert PendingImport.objects.count() == 0


@pytest.mark.parametrize("role", ["board", *OUTSIDE])
def test_others_import_nothing(client: Client, role: str) -> None:
    signed_in(client, role)
    assert client.get(reverse("hours_import")).status_code != 200
    upload(client, listed({}))
    assert PendingImport.objects.count() == 0
    assert reverse("hours_import") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_visitors_are_sent_to_login(client: Client) -> None:
    assert "/account/login/" in client.get(reverse("hours_import")).headers["Location"]
