"""Taking up, sending back, assigning, replacing, handing back and reopening."""

import pytest

from academy.accreditation import access, assessing, assigning, committee_files, steps
from academy.accreditation.assessing import Answers
from academy.accreditation.assigning import ConflictError, Preparing
from academy.accreditation.committee_mails import ASSIGNED, INCOMPLETE, TAKEN_UP
from academy.accreditation.decisions import OutdatedError, RefusedError
from academy.accreditation.enums import ApplicationState, StepKind
from academy.accreditation.models import Assignment, Tie, Trace
from academy.accreditation.queries import minutes_on
from academy.accreditation.steps import Act, NotAllowedError
from academy.accreditation.tie_views import declare
from lvv_site.mail.models import Message
from lvv_site.members.models import User
from tests.factories.accreditation import application, submitted, worker
from tests.factories.members import UserFactory

from ..portal.pages import letters
from .files import (
    DAY,
    TODAY,
    accredited,
    assessor,
    assigned,
    decider,
    doing,
    given,
    meeting,
    office,
    ready,
    refused,
    taken_up,
)

pytestmark = pytest.mark.django_db


def sent(template: str) -> list[str]:
    return list(Message.objects.filter(template=template).order_by("pk").values_list("to", flat=True))


def test_taking_up_tells_everybody_of_the_provider() -> None:
    file = submitted()
    people = [worker(file.provider), worker(file.provider)]
    worker()  # of another provider
    taken_up(file, meeting(30))
    last = file.steps.latest("number")
    assert (last.kind, last.meeting, last.text.letter) == (
        "taken_up",
        meeting(30),
        "Beste opleider, wij kijken ernaar.",
    )
    assert sent(TAKEN_UP) == [one.email for one in people]
    assert committee_files.meeting_of(file) == meeting(30)


def test_only_to_a_meeting_that_comes() -> None:
    over, cancelled = meeting(-1), meeting(5)
    cancelled.cancelled_at = "2026-01-01T00:00Z"
    cancelled.save()
    for wrong in (over, cancelled):
        with pytest.raises(RefusedError) as refusal:
            taken_up(to=wrong)
        assert refusal.value.field == "meeting"


def test_sending_back_needs_words_and_ends_the_assignments() -> None:
    seat = assigned()[0]
    file, person = seat.application, worker(seat.application.provider)
    with pytest.raises(RefusedError):
        assigning.send_back(file, "  ", "", doing(file))
    assigning.send_back(file, "Het programma ontbreekt.", "Beste opleider", doing(file))
    assert steps.state(file) == ApplicationState.INCOMPLETE
    assert set(Assignment.objects.values_list("end", flat=True)) == {"returned"}
    assert not access.may_read(User.objects.get(pk=seat.assessor_id), file)
    assert sent(INCOMPLETE) == [person.email]
    assert file.steps.latest("number").text.reason == "Het programma ontbreekt."


def test_who_saw_less_is_told() -> None:
    file, by = submitted(), office()
    seen = Preparing(by, steps.last_number(file))
    taken_up(file)
    with pytest.raises(OutdatedError):
        assigning.send_back(file, "Te laat", "", seen)


@pytest.mark.parametrize("state", ["submitted", "incomplete", "accredited", "refused", "withdrawn"])
def test_only_what_is_in_assessment_is_assigned(state: str) -> None:
    file = submitted()
    if state == "incomplete":
        assigning.send_back(file, "Mist iets", "", doing(file))
    elif state == "withdrawn":
        steps.append(file, Act(StepKind.WITHDRAWN, steps.last_number(file)), None)
    elif state in {"accredited", "refused"}:
        ready(taken_up(file))
        {"accredited": accredited, "refused": refused}[state](file)
    with pytest.raises(NotAllowedError):
        assigned(file)


def test_nobody_with_a_conflict_is_assigned_and_the_reason_is_told() -> None:
    file, tied = taken_up(), assessor()
    Tie.objects.create(user=tied, provider=file.provider, kind="other")
    with pytest.raises(ConflictError) as refusal:
        assigned(file, assessor(), tied)
    assert refusal.value.field == "assessor_2"
    assert "er is een opgegeven band met deze opleider" in str(refusal.value)
    assert not Assignment.objects.exists()


def test_two_different_assessors() -> None:
    one = assessor()
    with pytest.raises(RefusedError, match="twee verschillende"):
        assigned(taken_up(), one, one)
    with pytest.raises(RefusedError, match="rol beoordelaar"):
        assigned(taken_up(), one, UserFactory.create(role="editor"))


def test_a_handler_with_a_tie_does_not_handle() -> None:
    file, by = submitted(), office()
    Tie.objects.create(user=by, provider=file.provider, kind="own")
    for act in (
        lambda: assigning.take_up(file, meeting(), "", doing(file, by)),
        lambda: assigning.send_back(file, "Mist", "", doing(file, by)),
    ):
        with pytest.raises(ConflictError):
            act()
    assert steps.state(file) == ApplicationState.SUBMITTED


def test_replacing_closes_the_file_and_keeps_the_other_seat() -> None:
    first, second = assigned()
    file, new = first.application, assessor()
    assessing.save(second, Answers(remark="Halverwege"), 0, second.assessor)
    assigning.assign(file, meeting(), [new, second.assessor], doing(file))
    now = committee_files.standing(file)
    assert [one.assessor for one in now] == [new, second.assessor]
    assert assessing.draft_of(now[1]) is not None
    first.refresh_from_db()
    assert (first.end, access.may_read(first.assessor, file)) == ("replaced", False)
    assert sent(ASSIGNED) == [first.assessor.email, second.assessor.email, new.email]


def test_the_order_of_the_two_does_not_matter_for_who_sits() -> None:
    first, second = assigned()
    assigning.assign(first.application, meeting(), [second.assessor, first.assessor], doing(first.application))
    assert [one.pk for one in committee_files.standing(first.application)] == [first.pk, second.pk]


def test_another_meeting_keeps_who_sits() -> None:
    first, second = assigned()
    assigning.assign(first.application, meeting(40), [first.assessor, second.assessor], doing(first.application))
    assert {one.meeting for one in committee_files.standing(first.application)} == {meeting(40)}
    assert committee_files.meeting_of(first.application) == meeting(40)
    assert Trace.objects.filter(what="meeting.moved").count() == 2


def test_declaring_a_tie_takes_the_files_away() -> None:
    seat = assigned()[0]
    declare(Tie(user=seat.assessor, provider=seat.application.provider, kind="colleague", declared_by=seat.assessor))
    seat.refresh_from_db()
    assert seat.end == "conflict"
    assert Trace.objects.filter(what="unassigned.conflict", application=seat.application).count() == 1


def test_who_assigned_is_told_that_a_seat_is_empty() -> None:
    seat = assigned()[0]
    letters()
    declare(Tie(user=seat.assessor, provider=seat.application.provider, kind="colleague", declared_by=seat.assessor))

    [letter] = letters()

    assert letter.to == seat.by.email
    assert seat.application.code in letter.text
    for private in (seat.assessor.get_full_name(), seat.application.code, seat.application.provider.name):
        assert private not in letter.subject


def test_nobody_is_told_of_a_seat_that_was_filled_meanwhile() -> None:
    seat, other = assigned()
    letters()
    declare(Tie(user=seat.assessor, provider=seat.application.provider, kind="colleague", declared_by=seat.assessor))
    assigning.assign(seat.application, seat.meeting, [assessor(), other.assessor], doing(seat.application))

    assert [one.to for one in letters()] == [seat.application.assignments.get(seat=1, ended_at=None).assessor.email]


def test_handing_back() -> None:
    seat = assigned()[0]
    letters()
    assigning.hand_back(seat.application, seat.assessor)
    assert [one.to for one in letters()] == [seat.by.email]
    seat.refresh_from_db()
    assert (seat.end, seat.ended_by) == ("conflict", seat.assessor)
    with pytest.raises(NotAllowedError):
        assigning.hand_back(seat.application, seat.assessor)


def test_reopening_annuls_the_grant() -> None:
    step = accredited()
    file = step.application
    file.refresh_from_db()
    assert file.training is not None
    assert minutes_on(file.training, TODAY) == 480
    with pytest.raises(RefusedError):
        assigning.reopen(file, " ", doing(file, decider()))
    assigning.reopen(file, "Verkeerde opleiding", doing(file, decider()))
    assert steps.state(file) == ApplicationState.IN_ASSESSMENT
    assert minutes_on(file.training, TODAY) is None
    assert committee_files.meeting_of(file) == meeting()
    assert [one.seat for one in committee_files.considered(file)] == [1, 2]
    again = accredited(file)
    assert (again.number, minutes_on(file.training, TODAY)) == (5, 480)


def test_reopening_a_refusal_then_refusing_again() -> None:
    file = refused().application
    assigning.reopen(file, "Verkeerde brief", doing(file, decider()))
    assert refused(file).number == 5


def test_an_open_decision_cannot_be_reopened() -> None:
    file = taken_up()
    with pytest.raises(NotAllowedError):
        assigning.reopen(file, "Zomaar", doing(file, decider()))


def test_everything_leaves_a_trace() -> None:
    seat = assigned(taken_up(submitted(application())))[0]
    given(seat)
    assert list(Trace.objects.filter(application=seat.application).values_list("what", flat=True)) == [
        "step.submitted", "step.taken_up", "assigned", "assigned", "assessment.given",
    ]  # fmt: skip
    assert str(meeting().on.year) in str(Trace.objects.filter(what="assigned")[0].text.new)
    assert meeting().on + DAY > TODAY
