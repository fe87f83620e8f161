"""What becomes of a page that two people changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.accreditation import application_fields, content
from academy.accreditation.application_fields import digests, flat, page_of, unflat
from academy.accreditation.application_merging import merge
from academy.accreditation.content import Content, Goal, Teacher
from academy.accreditation.enums import Competence, Section
from tests.factories.accreditation import complete

BASE = {"title": "Titel", "summary": "Kort"}


@pytest.mark.parametrize(
    ("theirs", "mine", "fields", "conflicts"),
    [
        ({}, {}, BASE, {}),
        ({}, {"title": "Mijn"}, {"title": "Mijn", "summary": "Kort"}, {}),
        ({"title": "Hun"}, {}, {"title": "Hun", "summary": "Kort"}, {}),
        ({"title": "Hun"}, {"summary": "Mijn"}, {"title": "Hun", "summary": "Mijn"}, {}),
        ({"title": "Zelfde"}, {"title": "Zelfde"}, {"title": "Zelfde", "summary": "Kort"}, {}),
        ({"title": "Hun"}, {"title": "Mijn"}, {"title": "Hun", "summary": "Kort"}, {"title": "Hun"}),
        ({"title": ""}, {"title": "Mijn"}, {"summary": "Kort"}, {"title": ""}),
        ({"title": "Hun"}, {"title": ""}, {"title": "Hun", "summary": "Kort"}, {"title": "Hun"}),
        ({}, {"title": ""}, {"summary": "Kort"}, {}),
    ],
)
def test_what_each_changed_is_kept(theirs: dict, mine: dict, fields: dict, conflicts: dict) -> None:
    current = {name: value for name, value in (BASE | theirs).items() if value}
    found = merge(current, BASE | mine, digests(BASE))
    assert (dict(found.fields), dict(found.conflicts)) == (fields, conflicts)


ROWS = {"goals": "g1 g2", "goal-g1-text": "Een", "goal-g2-text": "Twee"}


@pytest.mark.parametrize(
    ("theirs", "mine", "keys", "conflicts"),
    [
        (ROWS, ROWS, "g1 g2", {}),
        (ROWS | {"goals": "g1 g2 g3", "goal-g3-text": "Drie"}, ROWS, "g1 g2 g3", {}),
        (ROWS, ROWS | {"goals": "g1 g2 g4", "goal-g4-text": "Vier"}, "g1 g2 g4", {}),
        (
            ROWS | {"goals": "g1 g2 g3", "goal-g3-text": "Drie"}, ROWS | {"goals": "g1 g2 g4", "goal-g4-text": "Vier"},
            "g1 g2 g3 g4", {},
        ),
        (ROWS, {"goals": "g2", "goal-g2-text": "Twee"}, "g2", {}),
        ({"goals": "g2", "goal-g2-text": "Twee"}, ROWS, "g2", {}),
        (ROWS | {"goal-g1-text": "Hun"}, {"goals": "g2", "goal-g2-text": "Twee"}, "g2", {"goal-g1-text": "Hun"}),
        ({"goals": "g2", "goal-g2-text": "Twee"}, ROWS | {"goal-g1-text": "Mijn"}, "g2", {"goal-g1-text": ""}),
    ],
)  # fmt: skip
def test_rows_that_come_and_go(theirs: dict, mine: dict, keys: str, conflicts: dict) -> None:
    found = merge(theirs, mine, digests(ROWS))
    assert (found.fields.get("goals", ""), dict(found.conflicts)) == (keys, conflicts)


def test_who_only_looked_puts_nothing_back() -> None:
    once = merge({"title": "Hun"}, BASE, digests(BASE))
    assert once.fields["title"] == "Hun"


TEXT = st.text("aé -\n1", max_size=12)
GOALS = st.lists(
    st.builds(Goal, st.sampled_from(["g1", "g2", "g3"]), TEXT, st.sets(st.sampled_from(Competence.values)).map(tuple)),
    max_size=3, unique_by=lambda one: one.key,
).map(lambda rows: tuple(sorted(rows, key=lambda one: one.key)))  # fmt: skip
CONTENTS = st.builds(
    Content, title=TEXT, summary=TEXT, contact_minutes=st.none() | st.integers(0, 9000), goals=GOALS, declared=st.booleans(),
    teachers=st.builds(Teacher, st.just("t1"), TEXT, TEXT, TEXT, TEXT).map(lambda one: (one,)),
)  # fmt: skip


@given(CONTENTS)
def test_a_content_comes_back_from_its_fields(told: Content) -> None:
    assert unflat(flat(told)) == told


@given(CONTENTS, CONTENTS)
def test_without_another_what_is_typed_is_what_stands_there(before: Content, after: Content) -> None:
    found = merge(flat(before), flat(after), digests(flat(before)))
    fields = dict(found.fields)
    if "goals" in fields:  # rows that stay keep their place, new ones come after them
        fields["goals"] = " ".join(sorted(fields["goals"].split()))
    assert not found.conflicts
    assert fields == flat(after)


def test_every_gap_is_on_a_page_that_has_its_field() -> None:
    empty = Content(goals=(Goal("g1"),), teachers=(Teacher("t1"),))
    assert all(page_of(gap.field) == gap.section for gap in content.gaps(empty, [], "course"))


def test_fields_of_a_complete_content_are_all_on_a_page() -> None:
    fields = flat(complete())
    pages = [application_fields.of_page(fields, page) for page in Section]
    assert {name for page in pages for name in page} == set(fields)
