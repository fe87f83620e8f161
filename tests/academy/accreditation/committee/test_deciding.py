"""Deciding: what is granted, when it may, who may, and what follows."""

import pytest

from academy.accreditation import access, assigning, committee_files, deciding, steps
from academy.accreditation.assigning import ConflictError
from academy.accreditation.committee_mails import DECIDED
from academy.accreditation.decisions import Granting, OutdatedError, RefusedError
from academy.accreditation.enums import ApplicationState, LetterKind, StepKind
from academy.accreditation.models import Application, Assignment, Tie, Trace, Training
from academy.accreditation.queries import kind_on, minutes_on
from academy.accreditation.steps import Act, NotAllowedError
from academy.certification.dates import months_later
from lvv_site.mail.models import Message
from tests.factories.accreditation import accredited as accredited_training
from tests.factories.accreditation import application, submitted, training, worker

from .files import (
    DAY,
    TODAY,
    accredited,
    assigned,
    decider,
    doing,
    given,
    meeting,
    ready,
    refused,
    ruling,
    taken_up,
)

pytestmark = pytest.mark.django_db


def test_accrediting_makes_the_training_and_tells_the_provider() -> None:
    file = ready(
        taken_up(submitted(application(title="Luisteren & zwijgen", website="https://brug.example/luisteren")))
    )
    person = worker(file.provider)
    step = accredited(file)
    file.refresh_from_db()
    made = file.training
    assert made is not None
    assert (made.code, made.title, made.provider, made.kind) == (
        "luisteren-zwijgen",
        "Luisteren & zwijgen",
        file.provider,
        "course",
    )
    assert (made.website, minutes_on(made, TODAY), kind_on(made, TODAY)) == (
        "https://brug.example/luisteren",
        480,
        "course",
    )
    assert (step.meeting, step.accreditation.training, step.text.letter) == (
        meeting(),
        made,
        "Beste opleider, dit is ons besluit.",
    )  # type: ignore[union-attr]
    assert step.accreditation.until == months_later(TODAY, 24)  # type: ignore[union-attr]
    assert steps.state(file) == ApplicationState.ACCREDITED
    assert list(Message.objects.filter(template=DECIDED).values_list("to", flat=True)) == [person.email]


@pytest.mark.parametrize(
    ("title", "taken", "code"),
    [
        ("Luisteren", [], "luisteren"), ("Luisteren", ["luisteren"], "luisteren-2"), ("Luisteren", ["luisteren", "luisteren-2"], "luisteren-3"),
        ("???", [], "opleiding"), ("a" * 90, [], "a" * 56),
    ],
)  # fmt: skip
def test_the_code_of_a_new_training(title: str, taken: list[str], code: str) -> None:
    for one in taken:
        training(one)
    file = accredited(ready(taken_up(submitted(application(title=title))))).application
    file.refresh_from_db()
    assert file.training is not None
    assert file.training.code == code


def test_an_address_that_is_none_is_left_out() -> None:
    accredited(ready(taken_up(submitted(application(website="javascript:alert(1)")))))
    assert Training.objects.get().website == ""


def test_a_renewal_starts_after_what_holds() -> None:
    until = TODAY + 100 * DAY
    of = accredited_training("bns-oud", TODAY - 100 * DAY, until)
    file = ready(taken_up(submitted(application(training=of))))
    assert deciding.proposed(file, TODAY) == Granting(until, months_later(until, 24), 480, "course")
    accredited(file)
    assert Training.objects.count() == 1
    assert minutes_on(of, until + DAY) == 480


def test_a_period_that_overlaps_is_refused_beside_its_field() -> None:
    of = accredited_training("bns-oud", TODAY - 100 * DAY, None)
    file = ready(taken_up(submitted(application(training=of))))
    with pytest.raises(RefusedError) as refusal:
        deciding.accredit(file, Granting(TODAY, TODAY + 100 * DAY, 480, "course"), ruling(file))
    assert refusal.value.field == "starts"
    assert steps.state(file) == ApplicationState.IN_ASSESSMENT


def test_a_decision_ends_the_assignments() -> None:
    file = ready()
    mine = committee_files.standing(file)[0].assessor
    refused(file)
    assert set(Assignment.objects.values_list("end", flat=True)) == {"decided"}
    assert not access.may_read(mine, file)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"decided_on": TODAY + DAY}, "decided_on"), ({"decided_on": TODAY - DAY}, "decided_on"), ({"reason": " "}, "reason"),
    ],
)  # fmt: skip
def test_a_refusal_needs_a_day_from_the_meeting_on_and_a_reason(change: dict[str, object], field: str) -> None:
    file = ready()
    with pytest.raises(RefusedError) as refusal:
        deciding.refuse(file, ruling(file, **change))
    assert refusal.value.field == field


def test_nothing_is_decided_before_the_meeting() -> None:
    two = assigned(taken_up(to=meeting(10)), to=meeting(10))
    for one in two:
        given(one)
    with pytest.raises(RefusedError, match="Beslissen kan vanaf die dag"):
        refused(two[0].application)


def test_with_one_assessment_only_for_a_reason_that_is_logged() -> None:
    first, _second = assigned()
    file = first.application
    with pytest.raises(RefusedError, match="nog geen beoordeling"):
        deciding.refuse(file, ruling(file, incomplete_because="Haast"))
    given(first)
    with pytest.raises(RefusedError) as refusal:
        refused(file)
    assert refusal.value.field == "incomplete_because"
    deciding.refuse(file, ruling(file, incomplete_because="De ander is ziek"))
    assert Trace.objects.get(what="decided.with_one").text.new == "De ander is ziek"


def test_an_assessment_of_somebody_with_a_conflict_does_not_count() -> None:
    file = ready()
    Tie.objects.create(user=committee_files.standing(file)[0].assessor, provider=file.provider, kind="own")
    assert deciding.lacking(file) == 1


@pytest.mark.parametrize("prepare", [submitted, lambda: accredited().application, lambda: refused().application])
def test_only_what_is_in_assessment_is_decided(prepare) -> None:  # type: ignore[no-untyped-def]  # any maker
    file = prepare()
    with pytest.raises(NotAllowedError):
        deciding.refuse(file, ruling(file))


def test_who_has_a_tie_does_not_decide_and_is_told() -> None:
    file, by = ready(), decider()
    Tie.objects.create(user=by, provider=file.provider, kind="colleague")
    with pytest.raises(ConflictError, match="opleider van een collega"):
        deciding.refuse(file, ruling(file, by))


def test_the_second_decider_is_told() -> None:
    file = ready()
    late = ruling(file)
    refused(file)
    with pytest.raises(OutdatedError):
        deciding.refuse(file, late)


def objection(file: Application) -> Application:
    steps.append(file, Act(StepKind.OBJECTED, steps.last_number(file), reason="Wij zijn het oneens."), None)
    return file


def test_an_objection_is_assigned_anew_and_its_refusal_is_final() -> None:
    file = objection(refused().application)
    assert committee_files.meeting_of(file) is None
    assert committee_files.waiting_objections() == [file]
    assert deciding.letter_kind(file, StepKind.REFUSED) == LetterKind.OBJECTION_REFUSED
    with pytest.raises(RefusedError, match="op geen vergadering"):
        refused(file)
    ready(file)
    assert committee_files.waiting_objections() == []
    step = refused(file)
    assert steps.state(file) == ApplicationState.REFUSED
    with pytest.raises(NotAllowedError):
        deciding.refuse(file, ruling(file))
    assert step.number == 5


def test_an_objection_can_be_granted() -> None:
    file = objection(refused().application)
    ready(file)
    accredited(file)
    assert steps.state(file) == ApplicationState.ACCREDITED


def test_an_objection_goes_to_the_very_next_meeting() -> None:
    file, fresh = objection(refused().application), submitted()
    soon, later = meeting(3), meeting(30)
    meeting().delete() if not meeting().steps.exists() else None
    assert committee_files.next_for(file) in {meeting(), soon}
    assert committee_files.next_for(fresh) == later  # its files are due in time


def test_sending_back_and_coming_again_takes_assessors_anew() -> None:
    seat = assigned()[0]
    file = seat.application
    assigning.send_back(file, "Vul aan", "", doing(file))
    submitted(file)
    taken_up(file)
    assert committee_files.considered(file) == []
    assert assigned(file, seat.assessor)[0].assessor == seat.assessor
