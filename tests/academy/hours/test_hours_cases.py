"""`manage.py hours_cases`: what it prints, which files it refuses, and that no case stops the others."""

import json
import math
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from academy.hours.cases import hours, results

from .hour_cases import EXAMPLES, FILE, SCHEMES
from .test_case_reading import CASE, changed

ROOT = Path(__file__).resolve().parents[3]


def test_one_bad_case_leaves_the_others_alone() -> None:
    cases = [7, {"title": "no id"}, changed("id", math.nan), changed("scheme", "?"), CASE]
    found = results(json.dumps({"schemes": SCHEMES, "cases": cases}).encode())
    assert [one["id"] for one in found] == [None, None, None, "x", "x"]
    assert ["error" in one for one in found] == [True, True, False, True, False]


def test_a_number_of_thousands_of_digits_is_an_error_of_its_own_case() -> None:
    text = json.dumps({"schemes": SCHEMES, "cases": [changed("entries.0.hours", 12345678), CASE]})
    found = results(text.replace("12345678", "9" * 5000).encode())
    assert found[0]["error"] == "entry a hours: a number of hours, not inf"
    assert "result" in found[1]


def test_hours_are_whole_numbers_where_they_are_whole() -> None:
    assert [json.dumps(hours(minutes)) for minutes in (0, 60, 150, -30, None)] == ["0", "1", "2.5", "-0.5", "null"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"\xff\xfe\xff", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "no file of cases"),
        (b'{"cases": {}}', "cases is no list"),
        (b'{"schemes": []}', "schemes is no object"),
        (b'{"meta": {"timezone": "Europe/Nowhere"}}', "is no time zone"),
        (b'{"meta": {"timezone": 5}}', "is no time zone"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "cases.json"
    file.write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        call_command("hours_cases", file)
    assert message in str(refusal.value)
    assert refusal.value.returncode == 1


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Cannot read .*No such file"):
        call_command("hours_cases", tmp_path / "none.json")
    with pytest.raises(CommandError, match=r"Cannot read .*directory"):
        call_command("hours_cases", tmp_path)


def test_a_file_without_cases_gives_an_empty_list(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_bytes(b"{}")
    out = StringIO()
    call_command("hours_cases", file, stdout=out)
    assert json.loads(out.getvalue()) == []


def test_it_needs_no_database() -> None:
    """Run as anybody runs it, with a database that is not there."""
    environment = os.environ | {"DATABASE_URL": "postgresql://nobody@localhost:1/none"}
    environment["DJANGO_SETTINGS_MODULE"] = "lvv_site.settings.local"
    command = [sys.executable, "manage.py", "hours_cases", str(FILE)]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    found = json.loads(ran.stdout)
    assert [one["id"] for one in found] == [
        case["id"] for name in ("cases", "date_cases", "classify_cases") for case in EXAMPLES[name]
    ]
    assert not any("error" in one for one in found)
