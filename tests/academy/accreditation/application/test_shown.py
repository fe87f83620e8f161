"""What an application says, to read; and what changed since it was sent in before."""

from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from academy.accreditation import application_shown
from academy.accreditation.application_shown import Earlier, ShownSection
from academy.accreditation.content import Goal, Teacher
from tests.factories.accreditation import application, attached, complete

pytestmark = pytest.mark.django_db


def shown(before: Earlier | None = None, **changes: object) -> list[ShownSection]:
    made = application()
    return application_shown.sections(complete(**changes), made.files.all(), before)


def rows(found: list[ShownSection]) -> dict[str, str]:
    return {row.field: row.text for section in found for row in section.rows if row.field}


def test_everything_that_was_filled_in_is_there() -> None:
    told = rows(shown())
    assert told["contact_minutes"] == "6 uur"
    assert told["setting"] == "op locatie"
    assert told["goal-g1-competences"] == "luisteren"
    assert told["teacher-t1-expertise"] == "Acht jaar in het vak"


def test_a_proof_stands_with_its_teacher_and_links_to_where_one_may_read_it() -> None:
    proofs = [row for section in shown() for row in section.rows if row.field == "teacher-t1-proof"]
    assert [(one.name, one.url.startswith("/beheer/")) for one in proofs[0].files] == [("bewijs.pdf", True)]


def test_without_an_earlier_one_nothing_is_marked() -> None:
    assert not any(section.changed for section in shown())


def test_what_changed_is_marked_with_what_stood_there() -> None:
    before = Earlier(complete(homework="Eerst dit"))
    marked = [(row.field, row.before) for section in shown(before) for row in section.rows if row.changed]
    assert marked == [("homework", "Eerst dit")]


def test_rows_that_are_new_or_gone_are_marked() -> None:
    old = complete()
    before = Earlier(replace(old, goals=(*old.goals, Goal("g9", "Oud doel")), teachers=(Teacher("t0", "Weg"),)))
    marked = {row.label: row.before for section in shown(before) for row in section.rows if row.changed}
    assert (marked["Weggehaald leerdoel"], marked["Weggehaalde docent"], marked["Docent"]) == ("Oud doel", "Weg", "")


def test_a_new_file_is_marked() -> None:
    made = application()
    first = made.files.get()
    attached(made)
    found = application_shown.sections(complete(), made.files.all(), Earlier(complete(), frozenset({first.pk})))
    assert [file.added for section in found for row in section.rows for file in row.files] == [False, True]


def test_what_people_typed_is_shown_as_text() -> None:
    page = render_to_string(
        "accreditation/application/content.html", {"sections": shown(summary="<script>alert(1)</script>")}
    )
    assert "<script>" not in page
