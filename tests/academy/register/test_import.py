"""What an import does to the register: all or nothing, twice is once, differences only."""

import datetime as dt
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.certification.enums import EventKind
from academy.certification.models import Certificate, Period, StatusEvent
from academy.certification.numbers import is_own
from academy.register.importing import BadRowsError, ChangedError, run
from academy.register.listing import Filters
from academy.register.models import Profile
from academy.register.search import search
from lvv_site.members import people
from lvv_site.members.models import Person
from tests.academy.register.test_import_parse import file
from tests.factories.certification import event
from tests.factories.members import UserFactory
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db


def told(content: bytes) -> list[str]:
    with pytest.raises(BadRowsError) as error:
        run(content, None)
    return [str(one) for one in error.value.plan.bad]


def state() -> list[Any]:
    return [
        list(Person.objects.order_by("pk").values()),
        list(Certificate.objects.order_by("pk").values()),
        list(StatusEvent.objects.order_by("pk").values()),
        list(Profile.objects.order_by("pk").values()),
    ]


def test_a_new_row_makes_person_certificate_period_and_listing() -> None:
    assert run(file({}), None).counts["new"] == 1
    profile = Profile.objects.get()
    assert (profile.name, profile.province, profile.certificate.number) == ("Anna van der Berg", "Overijssel", "VP-1")
    assert profile.certificate.person.email == "anna@voorbeeld.example"
    period = Period.objects.get()
    assert (period.start, period.last_day) == (dt.date(2024, 7, 1), dt.date(2028, 6, 30))
    assert [one.profile.name for one in search("v.d. berg", Filters(), dt.date(2026, 1, 1)).results] == [
        "Anna van der Berg"
    ]


def test_importing_twice_changes_nothing() -> None:
    content = file({}, {"nummer": "", "email": "b@x.example"}, {"nummer": "2019/3", "email": "", "voornaam": "Jo"})
    run(content, None)
    before = state()
    assert run(content, None).counts == {"new": 0, "periods": 0, "corrections": 0, "details": 0, "unchanged": 3}
    assert state() == before


def test_an_empty_number_gets_a_new_one_of_ours() -> None:
    run(file({"nummer": ""}), None)
    assert is_own(Certificate.objects.get().number_key)


def test_a_number_is_kept_in_its_form() -> None:
    run(file({"nummer": "nl 2019/ 03-a"}), None)
    assert Certificate.objects.get().number == "nl 2019/ 03-a"


def test_nothing_is_written_unless_every_row_is_good() -> None:
    before = state()
    assert told(file({}, {"nummer": "VP-2", "email": "b@x.example", "regeling": "lvv-1999"})) == [
        "regel 3: regeling 'lvv-1999' bestaat niet: kies lvv-1.11 of lvv-2024"
    ]
    assert state() == before


def test_a_dry_run_writes_nothing() -> None:
    assert run(file({}), None, dry_run=True).counts["new"] == 1
    assert Person.objects.count() == 0


def test_another_end_corrects_the_period_by_a_new_event() -> None:
    run(file({}), None)
    assert run(file({"geldig_tot": "2027-06-30"}), None).counts["corrections"] == 1
    assert [one.kind for one in StatusEvent.objects.order_by("pk")] == ["granted", "end_changed"]
    assert Period.objects.get().last_day == dt.date(2027, 6, 30)


def test_a_later_start_is_a_new_period() -> None:
    run(file({}), None)
    later = file({"geldig_vanaf": "2028-07-01", "geldig_tot": "2032-06-30"})
    assert run(later, None).counts["periods"] == 1
    assert run(later, None).counts["unchanged"] == 1
    assert Period.objects.count() == 2
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"geldig_vanaf": "2020-07-01"}, "geldig_vanaf ligt voor de laatst bekende periode, die op 2024-07-01 begon"),
        ({"geldig_vanaf": "2028-06-30", "geldig_tot": "2032-06-30"}, "overlapt met de periode van 2024-07-01 tot en met 2028-06-30"),
        ({"regeling": "lvv-1.11"}, "de periode vanaf 2024-07-01 valt al onder regeling 'lvv-2024'"),
        ({"nummer": "VP-2"}, "email 'anna@voorbeeld.example' hoort al bij iemand anders"),
    ],
)  # fmt: skip
def test_a_row_that_contradicts_what_is_known_is_bad(change: dict[str, str], reason: str) -> None:
    run(file({}), None)
    name = {"voornaam": "Bert"} if "nummer" in change else {}
    assert told(file({**change, **name})) == [f"regel 2: {reason}"]


def test_a_corrected_end_may_not_run_into_the_next_period() -> None:
    run(file({}), None)
    run(file({"geldig_vanaf": "2028-07-01", "geldig_tot": "2032-06-30"}), None)
    assert told(file({"geldig_tot": "2028-07-01"})) == [
        "regel 2: geldig_tot overlapt met de periode die op 2028-07-01 begint"
    ]


@pytest.mark.parametrize("number", ["LVV-123456-A", "badge", "Opleiders", "a?b", "--"])
def test_numbers_that_cannot_be_kept_are_bad(number: str) -> None:
    (reason,) = told(file({"nummer": number}))
    assert reason.startswith("regel 2: ")


def test_our_own_numbers_are_recognised() -> None:
    run(file({"nummer": ""}), None)
    number = Certificate.objects.get().number
    assert run(file({"nummer": number.lower().replace("-", " ")}), None).counts["unchanged"] == 1


def test_changed_details_are_written_and_found() -> None:
    run(file({}), None)
    plan = run(
        file({"achternaam": "Zee", "plaats": "Kampen", "soort": "beide", "vindbaar": "nee", "email": "z@x.example"}),
        None,
    )
    assert plan.counts["details"] == 1
    profile = Profile.objects.get()
    assert (profile.name, profile.place, profile.kind, profile.findable) == (
        "Anna van der Zee",
        "Kampen",
        "both",
        False,
    )
    assert Person.objects.get().email == "z@x.example"


def test_a_person_is_recognised_by_address_without_a_number() -> None:
    run(file({}), None)
    assert run(file({"nummer": "", "voornaam": "Annie"}), None).counts["details"] == 1
    assert Person.objects.get().given_name == "Annie"


def test_an_empty_address_is_no_knowledge() -> None:
    run(file({}), None)
    assert run(file({"email": ""}), None).counts["unchanged"] == 1
    assert Person.objects.get().email == "anna@voorbeeld.example"


def test_the_address_of_an_account_is_left_alone() -> None:
    person = UserFactory.create().person
    assert person is not None
    row = {"nummer": "VP-8", "email": person.email or "", "voornaam": person.given_name, "tussenvoegsel": person.infix,
           "achternaam": person.family_name}  # fmt: skip
    run(file(row), None)
    assert run(file({**row, "email": "anders@x.example"}), None).counts["unchanged"] == 1
    person.refresh_from_db()
    assert person.email == row["email"]


def test_a_person_who_is_known_without_certificate_gets_one() -> None:
    person = Person.objects.create(given_name="Oud", family_name="Naam", email="anna@voorbeeld.example")
    run(file({}), None)
    assert Certificate.objects.get().person == person
    person.refresh_from_db()
    assert person.full_name == "Anna van der Berg"


def test_two_rows_for_one_certificate_are_bad() -> None:
    run(file({}), None)
    assert told(file({"email": ""}, {"nummer": ""})) == ["regel 3: nummer 'VP-1' staat ook op regel 2"]


def test_a_person_with_two_certificates_needs_a_number() -> None:
    run(file({}), None)
    run(file({"nummer": "VP-2"}), None)
    assert told(file({"nummer": ""})) == [
        "regel 2: deze persoon heeft meer certificaten (VP-1, VP-2): vul het nummer in"
    ]


def test_people_missing_from_the_file_are_left_alone() -> None:
    other = adviser("Bas Blijft")
    run(file({}), None)
    assert Profile.objects.filter(pk=other.pk).exists()


def test_a_resigned_person_stays_resigned_when_the_list_repeats_the_period() -> None:
    run(file({}), None)
    event(Certificate.objects.get(), EventKind.RESIGNED, dt.date(2026, 1, 1))
    assert run(file({}), None).counts["unchanged"] == 1


def test_a_merged_person_is_recognised_by_number_and_by_address() -> None:
    run(file({}), None)
    stays = Person.objects.create(given_name="Anna", infix="van der", family_name="Berg")
    people.merge(Person.objects.get(email="anna@voorbeeld.example"), stays)
    assert run(file({}), None).counts["unchanged"] == 1
    assert run(file({"nummer": ""}), None).counts["unchanged"] == 1


def test_erased_people_do_not_come_back() -> None:
    run(file({}), None)
    Profile.objects.get().delete()
    assert told(file({})) == ["regel 2: van deze persoon zijn de gegevens op eigen verzoek gewist"]


def test_what_was_not_shown_is_not_written() -> None:
    shown = run(file({}), None, dry_run=True).fingerprint
    run(file({"plaats": "Kampen"}), None)
    with pytest.raises(ChangedError):
        run(file({}), None, shown=shown)


def many(count: int) -> bytes:
    return file(
        *(
            {
                "nummer": f"VP-{n}",
                "email": f"p{n}@x.example",
                "voornaam": f"Jan{n % 90}",
                "achternaam": f"Smit{n % 700}",
            }
            for n in range(count)
        )
    )


def test_queries_do_not_grow_with_the_file() -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        run(many(20), None)
    with CaptureQueriesContext(connection) as more:
        run(many(200), None)
    assert len(more) <= len(few) + 8


@pytest.mark.slow
def test_five_thousand_rows_take_seconds(settings: Any) -> None:
    settings.MAX_IMPORT_BYTES = 10_000_000
    started = time.perf_counter()
    run(many(5000), None)
    assert time.perf_counter() - started < 60
    assert Profile.objects.count() == 5000


def test_the_command_prints_what_it_did(tmp_path: Path) -> None:
    path, out = tmp_path / "lijst.csv", StringIO()
    path.write_bytes(file({}))
    call_command("import_register", str(path), "--dry-run", stdout=out)
    call_command("import_register", str(path), stdout=out)
    assert out.getvalue().splitlines() == [
        "1 regel: 1 nieuw, 0 nieuwe periodes, 0 einddatums gecorrigeerd, 0 met andere gegevens, 0 ongewijzigd.",
        "Dit was een proef: er is niets geschreven.",
        "1 regel: 1 nieuw, 0 nieuwe periodes, 0 einddatums gecorrigeerd, 0 met andere gegevens, 0 ongewijzigd.",
    ]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({}, "0 nieuw, 0 nieuwe periodes, 0 einddatums gecorrigeerd, 0 met andere gegevens, 1 ongewijzigd"),
        ({"geldig_tot": "2027-06-30"}, "0 nieuw, 0 nieuwe periodes, 1 einddatum gecorrigeerd, "),
        ({"geldig_vanaf": "2028-07-01", "geldig_tot": "2032-06-30"}, "0 nieuw, 1 nieuwe periode, 0 einddatums "),
    ],
)
def test_one_is_told_as_one(second: dict[str, str], said: str) -> None:
    run(file({}), None)
    assert run(file(second), None, dry_run=True).told.startswith(said)


def test_the_command_tells_every_bad_row_and_writes_nothing(tmp_path: Path) -> None:
    path, err = tmp_path / "lijst.csv", StringIO()
    path.write_bytes(file({"soort": "x"}, {"nummer": "badge"}))
    with pytest.raises(CommandError, match="2 fouten gevonden"):
        call_command("import_register", str(path), stderr=err)
    assert [line.split(":")[0] for line in err.getvalue().splitlines()] == ["regel 2", "regel 3"]


@pytest.mark.parametrize("content", [None, b"\0", b"x" * 2_000])
def test_the_command_refuses_a_file_it_cannot_read(tmp_path: Path, settings: Any, content: bytes | None) -> None:
    settings.MAX_IMPORT_BYTES = 1_000
    path = tmp_path / "lijst.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import_register", str(path))
