"""Measures take two people: proposing, confirming, taking back, and who is told."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from academy.certification import decisions, privacy, proposal_mails, proposals
from academy.certification.decisions import Decision, OutdatedError, RefusedError
from academy.certification.enums import MEASURES, NEEDS_SECOND_PERSON, EventKind
from academy.certification.models import (
    Adjustment,
    Proposal,
    StatusEvent,
    StatusReason,
    WithdrawnProposal,
    WithdrawnReason,
)
from academy.certification.queries import public_status_on
from lvv_site.mail import registry
from lvv_site.mail.models import Message
from lvv_site.members import roles
from lvv_site.members.models import User
from tests.factories.certification import certified
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
D = dt.date
STARTS, UNTIL = D(2026, 7, 1), D(2026, 9, 30)
ENDS = {EventKind.CONDITIONAL: None, EventKind.SUSPENDED: UNTIL, EventKind.STRUCK_OFF: None}


@pytest.fixture
def user() -> Any:
    return UserFactory.create()


def decision(of: Any, user: User, second_by: Any = None, reason: str = "Na uitspraak 7") -> Decision:
    return Decision(user, D(2026, 6, 1), reason, decisions.last_event(of), second_by)


def proposed(of: Any, user: User, kind: EventKind = EventKind.SUSPENDED) -> Proposal:
    return proposals.propose(of, kind, STARTS, decision(of, user), ENDS[kind])


def decide(of: Any, kind: EventKind, decision: Decision) -> StatusEvent:
    if kind == EventKind.SUSPENDED:
        return decisions.suspend(of, STARTS, UNTIL, decision)
    if kind == EventKind.CONDITIONAL:
        return decisions.set_condition(of, STARTS, None, decision)
    return decisions.strike_off(of, STARTS, decision)


def test_every_measure_takes_two() -> None:
    assert frozenset(MEASURES) == NEEDS_SECOND_PERSON == frozenset(ENDS)


@pytest.mark.parametrize("second", ["nobody", "the same"])
@pytest.mark.parametrize("superuser", [False, True])
@pytest.mark.parametrize("kind", MEASURES)
def test_nobody_takes_a_measure_alone(user: User, kind: EventKind, superuser: bool, second: str) -> None:
    made = certified()
    User.objects.filter(pk=user.pk).update(is_superuser=superuser)
    user.refresh_from_db()
    alone = decision(made, user, user if second == "the same" else None)
    with pytest.raises(RefusedError, match="besluit niemand alleen"):
        decide(made, kind, alone)
    proposal = proposed(made, user, kind)
    with pytest.raises(RefusedError, match="zelf voorgesteld"):
        proposals.confirm(proposal.pk, user, decisions.last_event(made))
    assert StatusEvent.objects.filter(certificate=made).count() == 1
    assert public_status_on(made, STARTS, STARTS).status == "registered"


@pytest.mark.parametrize("kind", MEASURES)
@pytest.mark.parametrize("second", ["nobody", "the same"])
def test_the_database_refuses_a_measure_of_one_person(user: User, kind: EventKind, second: str) -> None:
    made = certified()
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusEvent.objects.create(
            certificate=made, kind=kind, starts=STARTS, until=ENDS[kind], decided_on=STARTS, source="office", by=user,
            second_by=user if second == "the same" else None,
        )  # fmt: skip


@pytest.mark.parametrize("kind", MEASURES)
def test_a_second_person_confirms_and_both_are_kept(user: User, kind: EventKind) -> None:
    made, second = certified(), UserFactory.create()
    proposal = proposed(made, user, kind)
    kept = proposals.confirm(proposal.pk, second, decisions.last_event(made))
    assert (kept.kind, kept.starts, kept.until, kept.by, kept.second_by) == (kind, STARTS, ENDS[kind], user, second)
    assert StatusReason.objects.get(event=kept).text == "Na uitspraak 7"
    assert public_status_on(made, STARTS, STARTS).status == kind
    assert Adjustment.objects.filter(event=kept).count() == (1 if kind == EventKind.SUSPENDED else 0)
    assert not Proposal.objects.exists()
    with pytest.raises(OutdatedError):
        proposals.confirm(proposal.pk, second, decisions.last_event(made))


def test_to_lift_a_measure_takes_one_person(user: User) -> None:
    made = certified()
    measure = decisions.suspend(made, STARTS, UNTIL, decision(made, user, UserFactory.create()))
    lifted = decisions.lift(made, measure, D(2026, 8, 1), decision(made, user))
    assert (lifted.by, lifted.second_by) == (user, None)


def test_what_was_decided_meanwhile_makes_the_confirmation_outdated(user: User) -> None:
    made = certified()
    proposal, seen = proposed(made, user), decisions.last_event(made)
    decisions.change_end(made, D(2024, 7, 1), D(2027, 6, 30), decision(made, user))
    with pytest.raises(OutdatedError):
        proposals.confirm(proposal.pk, UserFactory.create(), seen)
    assert Proposal.objects.filter(pk=proposal.pk).exists()
    proposals.confirm(proposal.pk, UserFactory.create(), decisions.last_event(made))


def test_a_measure_that_is_no_longer_possible_is_refused_at_confirming(user: User) -> None:
    made = certified()
    proposal = proposed(made, user)
    decisions.resign(made, D(2026, 6, 15), decision(made, user))
    with pytest.raises(RefusedError, match="niet ingeschreven"):
        proposals.confirm(proposal.pk, UserFactory.create(), decisions.last_event(made))


def test_two_proposals_of_a_kind_wait_never_and_of_two_kinds_they_may(user: User) -> None:
    made = certified()
    proposed(made, user)
    with pytest.raises(RefusedError, match="al een voorstel"):
        proposed(made, user)
    proposed(made, user, EventKind.STRUCK_OFF)


@pytest.mark.parametrize(
    ("kind", "starts", "until", "said"),
    [
        (EventKind.SUSPENDED, D(2028, 7, 1), D(2028, 9, 1), "niet ingeschreven"),
        (EventKind.SUSPENDED, STARTS, D(2026, 6, 1), "voor de eerste dag"),
        (EventKind.CONDITIONAL, D(2020, 1, 1), None, "niet ingeschreven"),
        (EventKind.STRUCK_OFF, D(2020, 1, 1), None, "niet in het register"),
        (EventKind.RESIGNED, STARTS, None, "geen tweede persoon"),
    ],
)
def test_what_cannot_be_is_not_even_proposed(user: User, kind: Any, starts: Any, until: Any, said: str) -> None:
    made = certified()
    with pytest.raises(RefusedError, match=said):
        proposals.propose(made, kind, starts, decision(made, user), until)


def test_taking_back_leaves_a_trace(user: User) -> None:
    made, other = certified(), UserFactory.create()
    proposal = proposed(made, user)
    kept = proposals.withdraw(proposal.pk, other)
    assert (kept.kind, kept.starts, kept.until, kept.by, kept.made_at, kept.withdrawn_by) == (
        "suspended", STARTS, UNTIL, user, proposal.made_at, other,
    )  # fmt: skip
    assert WithdrawnReason.objects.get(proposal=kept).text == "Na uitspraak 7"
    assert not Proposal.objects.exists()
    with pytest.raises(OutdatedError):
        proposals.withdraw(proposal.pk, other)
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        WithdrawnProposal.objects.update(until=None)


def test_erasing_somebody_takes_the_words_and_keeps_the_fact(user: User) -> None:
    made = certified()
    proposals.withdraw(proposed(made, user).pk, user)
    exported = privacy.export(made.person)["certificates"][0]["withdrawn_proposals"]
    assert [(one["kind"], one["reason_text"]) for one in exported] == [("suspended", "Na uitspraak 7")]
    privacy.erase(made.person)
    assert WithdrawnProposal.objects.count() == 1
    assert not WithdrawnReason.objects.exists()


@pytest.mark.parametrize(("days", "old"), [(0, False), (13, False), (14, True), (60, True)])
def test_a_proposal_grows_old(user: User, days: int, old: bool) -> None:
    proposal = proposed(certified(), user)
    proposal.made_at = timezone.now() - dt.timedelta(days=days)
    assert proposal.is_old is old


def test_who_may_confirm_is_mailed_without_a_word_about_whom(user: User) -> None:
    made = certified()
    proposer, colleague, committee, gone = (UserFactory.create() for _one in range(4))
    UserFactory.create(role="editor"), UserFactory.create(role="board")
    for one, role in ((proposer, "office"), (colleague, "office"), (committee, "committee"), (gone, "office")):
        roles.grant(one, role)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    proposal = proposed(made, proposer)
    letters = Message.objects.filter(template=proposal_mails.WAITING)
    assert {one.to for one in letters} == {colleague.email, committee.email}
    context = proposal_mails.waiting_context({"proposal": proposal.pk, "user": colleague.pk})
    assert set(context) == {"language", "url"}
    for ids in ({"proposal": proposal.pk, "user": proposer.pk}, {"proposal": 0, "user": colleague.pk}):
        with pytest.raises(registry.Withdrawn):
            proposal_mails.waiting_context(ids)
    proposals.confirm(proposal.pk, colleague, decisions.last_event(made))
    with pytest.raises(registry.Withdrawn):
        proposal_mails.waiting_context({"proposal": proposal.pk, "user": committee.pk})
