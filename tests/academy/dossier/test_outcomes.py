"""What the certifier decided: a table of when the next period starts, and what is refused."""

import datetime as dt

import pytest
import time_machine

from academy.certification import adjustments, decisions
from academy.certification.models import Period, SchemeVersion, StatusEvent
from academy.certification.queries import public_status_on
from academy.dossier import outcomes, requirements
from academy.dossier.enums import State
from academy.dossier.models import Outcome
from academy.dossier.outcomes import Verdict
from academy.dossier.refusals import DecidedError, DossierError, OutdatedError
from lvv_site import civil
from tests.factories.dossier import ENOUGH, holder
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _on_a_day():
    with time_machine.travel(dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC), tick=False):
        yield


def on(day: dt.date):
    return time_machine.travel(dt.datetime.combine(day, dt.time(10), dt.UTC), tick=False)


def handed(months_left: int = 8):
    one = holder(months_left)
    for kind, number in ENOUGH.items():
        one.hours(kind, number, days_ago=200)
    requirements.declare_practice(one.person, one.user)
    return one, one.hand_over()


def record(one, made, kind="granted", decided_on=None, *, reason="", seen=0, scheme="lvv-2024", seen_event=None):
    verdict = Verdict(
        kind, decided_on or civil.today(), reason, SchemeVersion.objects.get(code=scheme) if scheme else None, seen,
        seen_event or decisions.last_event(one.certificate),
    )  # fmt: skip
    return outcomes.record(made, verdict, UserFactory.create())


@pytest.mark.parametrize(
    ("months_left", "decided_after", "starts"),
    [
        (8, 0, dt.date(2027, 2, 1)),  # in the window: at the old end, however early the decision comes
        (8, 200, dt.date(2027, 2, 1)),
        (8, 400, dt.date(2027, 2, 1)),  # decided long after the end, applied in time
        (12, 0, dt.date(2027, 6, 1)),  # the first day of the window
        (0, 0, TODAY),  # the first day after the end is late: on the day of the decision
        (-2, 30, TODAY + 30 * DAY),
    ],
)
def test_the_next_period_starts_where_the_notes_say(months_left, decided_after, starts):
    one, made = handed(months_left)
    with on(TODAY + decided_after * DAY):
        outcome = record(one, made)
    period = Period.objects.filter(certificate=one.certificate).latest("during")
    assert (period.start, period.scheme.code) == (starts, "lvv-2024")
    assert (outcome.event.starts, outcome.event.kind) == (starts, "granted")
    assert one.dossier().state == State.GRANTED


def test_an_application_made_in_time_stays_so_when_an_extension_moves_the_window():
    one, made = handed(11)
    decision = decisions.Decision(UserFactory.create(), TODAY, "Ziekte", decisions.last_event(one.certificate))
    adjustments.extend(one.period, 6, decision)
    outcome = record(one, made)
    assert outcome.event.starts == dt.date(2027, 11, 1)


def test_more_that_was_asked_for_does_not_make_an_application_late():
    one, made = handed(1)
    record(one, made, "held", reason="Graag een bewijs erbij")
    assert one.dossier().state == State.HELD
    with on(TODAY + 60 * DAY):
        again = one.hand_over(2)
        outcome = record(one, again)
    assert outcome.event.starts == dt.date(2026, 7, 1)


def test_after_a_refusal_a_new_application_begins():
    one, made = handed(1)
    record(one, made, "refused", reason="Te weinig intervisie")
    with on(TODAY + 60 * DAY):
        again = one.hand_over(2)
        outcome = record(one, again, decided_on=TODAY + 60 * DAY)
    assert outcome.event.starts == TODAY + 60 * DAY


def test_an_objection_can_turn_a_refusal_into_a_certificate():
    one, made = handed()
    record(one, made, "refused", reason="Te weinig intervisie")
    assert record(one, made, seen=1).event is not None
    assert one.dossier().state == State.GRANTED


def test_a_granted_period_is_in_the_register_when_it_starts():
    one, made = handed(8)
    record(one, made)
    assert public_status_on(one.certificate, dt.date(2030, 1, 1), TODAY).status == "registered"
    assert StatusEvent.objects.filter(certificate=one.certificate).latest("pk").reason.text == (
        "Verleend op dossier 1, overgedragen op 01-06-2026."
    )


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"decided_on": TODAY + DAY}, "decided_on", "moet nog komen"),
        ({"decided_on": TODAY - DAY}, "decided_on", "nog niet overgedragen"),
        ({"kind": "held"}, "reason", "Geef de reden"),
        ({"kind": "refused", "reason": "  "}, "reason", "Geef de reden"),
        ({"scheme": ""}, "scheme", "Kies de regeling"),
        ({"seen_event": 1}, None, "Iemand anders heeft zojuist"),
    ],
)
def test_what_is_refused_writes_nothing(changes, field, text):
    one, made = handed()
    events = StatusEvent.objects.count()
    with pytest.raises(DossierError, match=text) as refused:
        record(one, made, **changes)
    assert (refused.value.field, Outcome.objects.count(), StatusEvent.objects.count()) == (field, 0, events)


def test_only_the_last_handing_over_gets_an_outcome():
    one, made = handed()
    one.hours("extra", 2, days_ago=300)
    one.hand_over(2)
    with pytest.raises(OutdatedError):
        record(one, made)


def test_who_saw_less_is_told():
    one, made = handed()
    record(one, made, "held", reason="Graag een bewijs erbij")
    with pytest.raises(OutdatedError):
        record(one, made, "refused", reason="Te laat")


def test_granted_is_final():
    one, made = handed()
    record(one, made)
    with pytest.raises(DecidedError):
        record(one, made, "refused", reason="Bij nader inzien", seen=1)
    with pytest.raises(DossierError):
        one.hand_over(2)


def test_who_left_the_register_has_nothing_to_hand_over():
    one = holder()
    one.complete()
    decision = decisions.Decision(UserFactory.create(), TODAY, "Op verzoek", decisions.last_event(one.certificate))
    decisions.resign(one.certificate, TODAY, decision)
    assert one.dossier().state == State.CLOSED


def test_a_period_that_was_followed_already_is_closed():
    one = holder(-1)
    one.complete()
    decision = decisions.Decision(UserFactory.create(), TODAY, "Verleend", decisions.last_event(one.certificate))
    decisions.grant(one.certificate, TODAY, None, one.period.scheme, decision)
    assert one.dossier().state == State.CLOSED
