"""The checklist, the draft that saves itself, and the assessment that stays."""

import pytest
from django.db import DatabaseError, transaction

from academy.accreditation import assessing, assigning, checklist, steps
from academy.accreditation.assessing import Answers, GivenError, NotYoursError, OutdatedDraftError
from academy.accreditation.checklist import NOW, score
from academy.accreditation.decisions import RefusedError
from academy.accreditation.enums import StepKind
from academy.accreditation.models import Assessment, AssessmentDraft, Trace
from academy.accreditation.steps import Act
from tests.factories.accreditation import application, submitted

from .files import answers, assessor, assigned, doing, given, taken_up


@pytest.mark.parametrize(
    ("scores", "percents"),
    [
        ({"a": "3", "b": "3"}, 100), ({"a": "0"}, 0), ({"a": "3", "b": "nvt"}, 100), ({"a": "1", "b": "2"}, 50),
        ({"a": "nvt"}, None), ({}, None), ({"a": "9", "b": "2"}, 67), ({"a": "1", "b": "1", "c": "2"}, 44),
    ],
)  # fmt: skip
def test_score(scores: dict[str, str], percents: int | None) -> None:
    assert score(scores) == percents


def test_a_basic_course_is_looked_at_for_more() -> None:
    assert len(NOW.of("basic")) > len(NOW.of("course")) >= 15
    assert len({one.key for one in NOW.items}) == len(NOW.items)
    assert checklist.unscored(NOW.of("course"), {"content": "2", "load": "7"})[0].key == "load"


def test_what_is_stored_is_read_again() -> None:
    told = answers()
    assert assessing.read(assessing.write(told)) == told
    assert assessing.read({"scores": [1], "advice": None}) == Answers()
    assert Answers(version="1900").list_used is NOW


@pytest.mark.django_db
def test_a_draft_counts_its_saves_and_tells_the_second_tab() -> None:
    mine = assigned()[0]
    first = assessing.save(mine, Answers(remark="Begin"), 0, mine.assessor)
    assert first.version == 1
    with pytest.raises(OutdatedDraftError):
        assessing.save(mine, Answers(remark="Andere tab"), 0, mine.assessor)
    assert assessing.save(mine, Answers(remark="Verder"), 1, mine.assessor).version == 2
    with pytest.raises(OutdatedDraftError):
        assessing.give(mine, answers(), mine.assessor, 1)
    assert AssessmentDraft.objects.get(assignment=mine).answers["remark"] == "Verder"


@pytest.mark.django_db
def test_giving_keeps_it_once_and_for_good() -> None:
    mine = assigned()[0]
    assessing.save(mine, Answers(remark="Begin"), 0, mine.assessor)
    made = given(mine, score="3", remark="Heel goed.")
    assert (made.advice, made.score, made.text.remark, made.text.answers["checklist"]) == (
        "grant",
        100,
        "Heel goed.",
        NOW.version,
    )
    assert not AssessmentDraft.objects.exists()
    assert Trace.objects.get(what="assessment.given").by == mine.assessor
    with pytest.raises(GivenError):
        given(mine)
    with pytest.raises(GivenError):
        assessing.save(mine, Answers(), 0, mine.assessor)
    with pytest.raises(DatabaseError), transaction.atomic():
        Assessment.objects.filter(pk=made.pk).update(score=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"scores": {}}, "score-content"), ({"advice": ""}, "advice"), ({"advice": "misschien"}, "advice"), ({"remark": "  "}, "remark"),
        ({"scores": {one.key: "nvt" for one in NOW.of("course")}}, "score-content"),
        ({"scores": {one.key: "2" for one in NOW.of("course") if one.key != "told"}}, "score-told"),
    ],
)  # fmt: skip
def test_giving_needs_everything(change: dict[str, object], field: str) -> None:
    mine = assigned()[0]
    told = answers()
    wrong = Answers(**{"scores": told.scores, "advice": told.advice, "remark": told.remark, **change})  # type: ignore[arg-type]
    with pytest.raises(RefusedError) as refused:
        assessing.give(mine, wrong, mine.assessor)
    assert refused.value.field == field
    assert not Assessment.objects.exists()


@pytest.mark.django_db
def test_only_the_assessor_writes_and_only_while_assigned() -> None:
    mine, other = assigned()
    with pytest.raises(NotYoursError):
        assessing.save(mine, Answers(), 0, other.assessor)
    with pytest.raises(NotYoursError):
        assessing.give(mine, answers(), assessor())
    assigning.hand_back(mine.application, mine.assessor)
    with pytest.raises(NotYoursError):
        assessing.give(mine, answers(), mine.assessor)


@pytest.mark.django_db
def test_nothing_is_assessed_after_the_provider_withdrew() -> None:
    mine = assigned()[0]
    steps.append(mine.application, Act(StepKind.WITHDRAWN, doing(mine.application).seen), None)
    with pytest.raises(NotYoursError):
        given(mine)


@pytest.mark.django_db
def test_a_basic_course_needs_its_own_items() -> None:
    file = taken_up(submitted(application(kind="basic", contact_minutes=1920)))
    mine = assigned(file)[0]
    with pytest.raises(RefusedError) as refused:
        assessing.give(mine, answers("course"), mine.assessor)
    assert refused.value.field == "score-days"
    assert given(mine).score == 67
