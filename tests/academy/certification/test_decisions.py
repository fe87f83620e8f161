"""The one door: what it refuses, what it writes, and that a second decider is told."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from academy.certification import adjustments, decisions, status
from academy.certification.decisions import Decision, OutdatedError, RefusedError
from academy.certification.enums import EventKind
from academy.certification.models import Adjustment, Period, SchemeVersion, StatusEvent, StatusReason, StatusSpan
from academy.certification.projection import rebuild
from academy.certification.queries import public_status_on
from academy.certification.signals import status_changed
from lvv_site.members.models import User
from tests.factories.certification import certificate, certified, event
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def user() -> Any:
    return UserFactory.create()


def decision(of: Any, user: User, reason: str = "Op verzoek", second_by: Any = None) -> Any:
    return Decision(user, D(2026, 6, 1), reason, decisions.last_event(of), second_by)


def by_two(of: Any, user: User, reason: str = "Na een besluit") -> Any:
    return decision(of, user, reason, UserFactory.create())


def spans(of: Any) -> Any:
    rows = StatusSpan.objects.filter(certificate=of).order_by("during")
    return [(one.status, one.during.lower, one.during.upper) for one in rows]


def scheme(code: str = "lvv-2024") -> Any:
    return SchemeVersion.objects.get(code=code)


def test_grant_writes_event_period_span_reason_and_signal(user: User) -> None:
    made, heard = certificate(), []
    status_changed.connect(lambda certificate_id, **_kwargs: heard.append(certificate_id), weak=False, dispatch_uid="t")
    decisions.grant(made, D(2026, 1, 1), None, scheme(), decision(made, user))
    status_changed.disconnect(dispatch_uid="t")
    period = Period.objects.get(certificate=made)
    assert (period.start, period.last_day, period.scheme.code) == (D(2026, 1, 1), D(2029, 12, 31), "lvv-2024")
    assert spans(made) == [("registered", D(2026, 1, 1), D(2030, 1, 1)), ("expired", D(2030, 1, 1), None)]
    assert [one.text for one in StatusReason.objects.filter(event__certificate=made)] == ["Op verzoek"]
    assert heard == [made.pk]


def test_a_later_grant_keeps_the_earlier_period(user: User) -> None:
    made = certified()
    before = Period.objects.get(certificate=made).pk
    decisions.grant(made, D(2028, 7, 1), None, scheme(), decision(made, user))
    assert Period.objects.filter(certificate=made).earliest("during").pk == before
    assert spans(made) == [("registered", D(2024, 7, 1), D(2032, 7, 1)), ("expired", D(2032, 7, 1), None)]


@pytest.mark.parametrize(
    ("starts", "until", "field"),
    [
        (D(2028, 6, 30), D(2032, 6, 30), "starts"),
        (D(2020, 1, 1), D(2023, 12, 31), "starts"),
        (D(2028, 7, 1), D(2028, 6, 1), "until"),
    ],
)
def test_grant_refuses_overlap_and_reversed_days(user: User, starts: Any, until: Any, field: Any) -> None:
    made = certified()
    with pytest.raises(RefusedError) as refusal:
        decisions.grant(made, starts, until, scheme(), decision(made, user))
    assert refusal.value.field == field
    assert StatusEvent.objects.filter(certificate=made).count() == 1


def test_a_draft_scheme_grants_nothing(user: User) -> None:
    draft = SchemeVersion.objects.create(code="concept", title="Concept", rules=scheme().rules, content_hash="")
    made = certificate()
    with pytest.raises(RefusedError, match="gepubliceerd"):
        decisions.grant(made, D(2026, 1, 1), None, draft, decision(made, user))


def test_change_end_moves_the_period(user: User) -> None:
    made = certified()
    decisions.change_end(made, D(2024, 7, 1), D(2027, 6, 30), decision(made, user))
    assert Period.objects.get(certificate=made).last_day == D(2027, 6, 30)


def test_change_end_refuses_to_run_into_the_next_period(user: User) -> None:
    made = certified()
    event(made, EventKind.GRANTED, D(2028, 7, 1), D(2032, 6, 30))
    with pytest.raises(RefusedError, match="volgende"):
        decisions.change_end(made, D(2024, 7, 1), D(2028, 7, 1), decision(made, user))


def test_extensions_count_from_the_original_start(user: User) -> None:
    made = certificate()
    event(made, EventKind.GRANTED, D(2024, 8, 31), D(2028, 8, 30))
    period = Period.objects.get(certificate=made)
    adjustments.extend(period, 1, decision(made, user))
    adjustments.extend(period, 5, decision(made, user))
    assert Period.objects.get(certificate=made).last_day == D(2029, 2, 28)
    assert [one.months for one in Adjustment.objects.filter(period=period)] == [1, 5]


def test_an_extension_of_an_imported_end_counts_from_there(user: User) -> None:
    made = certified(until=D(2026, 6, 30))
    adjustments.extend(Period.objects.get(certificate=made), 6, decision(made, user))
    assert Period.objects.get(certificate=made).last_day == D(2026, 12, 31)


def test_an_exemption_changes_no_status(user: User) -> None:
    made = certified()
    before = spans(made)
    adjustments.exempt(Period.objects.get(certificate=made), "course", 600, decision(made, user))
    assert spans(made) == before
    assert Adjustment.objects.get().minutes == 600


def test_suspending_and_lifting_keep_the_hours_out_of_it(user: User) -> None:
    made = certified()
    measure = decisions.suspend(made, D(2026, 7, 1), D(2026, 9, 30), by_two(made, user))
    decisions.lift(made, measure, D(2026, 8, 1), decision(made, user))
    adjustments = Adjustment.objects.order_by("pk")
    assert [(one.starts, one.until, one.replaces_id) for one in adjustments] == [
        (D(2026, 7, 1), D(2026, 10, 1), None),
        (D(2026, 7, 1), D(2026, 8, 1), adjustments[0].pk),
    ]
    assert ("suspended", D(2026, 7, 1), D(2026, 8, 1)) in spans(made)


def test_a_second_suspension_over_the_first_is_refused(user: User) -> None:
    made = certified()
    decisions.suspend(made, D(2026, 7, 1), D(2026, 9, 30), by_two(made, user))
    with pytest.raises(RefusedError, match="Hef die eerst op"):
        decisions.suspend(made, D(2026, 9, 30), D(2026, 12, 31), by_two(made, user))


def test_nobody_is_suspended_outside_a_period(user: User) -> None:
    made = certified()
    with pytest.raises(RefusedError, match="niet ingeschreven"):
        decisions.suspend(made, D(2028, 7, 1), D(2028, 9, 30), decision(made, user))


def test_lifting_wants_a_day_of_the_measure_itself(user: User) -> None:
    made, other = certified(), certified()
    measure = decisions.suspend(made, D(2026, 7, 1), D(2026, 9, 30), by_two(made, user))
    with pytest.raises(RefusedError, match="geldt niet meer"):
        decisions.lift(other, measure, D(2026, 8, 1), decision(other, user))
    with pytest.raises(RefusedError, match="Kies een dag"):
        decisions.lift(made, measure, D(2026, 10, 1), decision(made, user))


def test_resigning_needs_a_registration(user: User) -> None:
    made = certified()
    decisions.resign(made, D(2026, 7, 1), decision(made, user))
    assert Period.objects.get(certificate=made).last_day == D(2026, 6, 30)
    with pytest.raises(RefusedError, match="niet ingeschreven"):
        decisions.resign(made, D(2026, 8, 1), decision(made, user))


def test_after_resigning_a_new_period_may_be_granted_at_once(user: User) -> None:
    made = certified()
    decisions.resign(made, D(2026, 7, 1), decision(made, user))
    decisions.grant(made, D(2026, 7, 1), None, scheme(), decision(made, user))
    assert public_status_on(made, D(2026, 7, 1), D(2026, 7, 1)).status == "registered"


def test_who_saw_an_older_state_is_told(user: User) -> None:
    made = certified()
    old = decision(made, user)
    decisions.resign(made, D(2026, 7, 1), decision(made, user))
    with pytest.raises(OutdatedError):
        decisions.change_end(made, D(2024, 7, 1), D(2027, 6, 30), old)


def test_a_decision_without_reason_is_none(user: User) -> None:
    made = certified()
    with pytest.raises(RefusedError) as refusal:
        decisions.resign(made, D(2026, 7, 1), decision(made, user, "  "))
    assert refusal.value.field == "reason"


def test_public_terms_are_a_setting(user: User, settings: Any) -> None:
    made = certified()
    event(made, EventKind.SUSPENDED, D(2025, 1, 1), D(2025, 1, 31))
    assert public_status_on(made, D(2025, 1, 15), D(2026, 6, 1)).status == "suspended"
    settings.MEASURE_PUBLIC_MONTHS = {"suspended": 3}
    assert public_status_on(made, D(2025, 1, 15), D(2026, 6, 1)).status == "registered"


def test_projections_are_rebuilt_from_the_events(user: User) -> None:
    made = certified()
    decisions.suspend(made, D(2026, 7, 1), D(2026, 9, 30), by_two(made, user))
    before = spans(made)
    StatusSpan.objects.all().delete()
    assert rebuild() == 1
    assert spans(made) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE certification_statusevent SET kind = 'resigned'",
        "DELETE FROM certification_statusevent",
        "UPDATE certification_adjustment SET months = 7",
        "DELETE FROM certification_adjustment",
        "UPDATE certification_schemeversion SET title = 'x' WHERE code = 'lvv-2024'",
        "DELETE FROM certification_schemeversion WHERE code = 'lvv-1.11'",
    ],
)
def test_the_database_refuses_to_edit_facts(user: User, statement: str) -> None:
    made = certified()
    adjustments.extend(Period.objects.get(certificate=made), 6, decision(made, user))
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("certification_period", "(certificate_id, during, scheme_id, mode) SELECT certificate_id, '[2026-01-01,2027-01-01)', scheme_id, mode FROM certification_period"),
        ("certification_statusspan", "(certificate_id, status, during) SELECT certificate_id, 'expired', '[2026-01-01,2027-01-01)' FROM certification_period"),
        ("certification_period", "(certificate_id, during, scheme_id, mode) SELECT certificate_id, '[2040-01-01,)', scheme_id, mode FROM certification_period"),
        ("certification_period", "(certificate_id, during, scheme_id, mode) SELECT certificate_id, '[2040-01-01,2041-01-01)', scheme_id, 'either' FROM certification_period"),
    ],
)  # fmt: skip
def test_the_database_refuses_overlap_and_open_periods(table: str, values: str) -> None:
    certified()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} {values}")


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "struck_off"},
        {"kind": "suspended", "until": D(2026, 2, 1), "source": "office"},
        {"kind": "conditional", "source": "office"},
        {"kind": "suspended"},
        {"kind": "granted", "until": D(2026, 1, 1)},
        {"kind": "lifted"},
        {"kind": "expired"},
        {"kind": "resigned", "source": "office"},
        {"kind": "conditional", "until": D(2020, 1, 1)},
    ],
)
def test_the_database_refuses_incomplete_events(fields: Any) -> None:
    made = certified()
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusEvent.objects.create(
            **{"certificate": made, "starts": D(2026, 1, 1), "decided_on": D(2026, 1, 1), "source": "import", **fields}
        )


def test_two_numbers_with_one_key_are_one_number() -> None:
    certified(number="VP-77")
    with pytest.raises(IntegrityError), transaction.atomic():
        certified(number="vp 77")


def test_the_record_is_what_the_events_say() -> None:
    made = certified()
    assert decisions.held_record(made) == status.read([one.as_fact() for one in made.events.all()])
