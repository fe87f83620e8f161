"""Providers are told in time that an accreditation ends, until something follows."""

import datetime as dt

import pytest

from academy.accreditation import decisions, reminders, steps
from academy.accreditation.enums import StepKind
from academy.accreditation.models import Training
from academy.accreditation.renewal_letters import RENEW
from academy.accreditation.steps import Act
from lvv_site.mail import registry
from lvv_site.mail.registry import Withdrawn
from tests.factories import accreditation as make

pytestmark = pytest.mark.django_db
END = dt.date(2026, 12, 1)  # the first day on which it does not hold
STARTS = dt.date(2024, 12, 1)


@pytest.fixture
def training() -> Training:
    made = make.accredited(starts=STARTS, until=END)
    make.worker(made.provider)
    return made


def moments(today: dt.date) -> list[str]:
    return [one.dedupe_key.split(":")[2] for one in reminders.due(today)]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (dt.date(2026, 5, 30), []),
        (dt.date(2026, 6, 1), ["first"]),
        (dt.date(2026, 8, 30), ["first"]),
        (dt.date(2026, 9, 1), ["last"]),
        (dt.date(2026, 11, 30), ["last"]),
        (dt.date(2026, 12, 1), ["ended"]),
        (dt.date(2026, 12, 30), ["ended"]),
        (dt.date(2026, 12, 31), []),
    ],
)
@pytest.mark.usefixtures("training")
def test_it_is_told_half_a_year_and_a_quarter_before_and_after(today: dt.date, expected: list[str]) -> None:
    assert moments(today) == expected


def test_everybody_who_works_there_is_told_and_nobody_else(training: Training) -> None:
    second, gone = make.worker(training.provider), make.worker(training.provider)
    gone.provider_places.update(ended_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    make.worker()

    told = {one.to for one in reminders.due(END)}

    assert second.email in told
    assert gone.email not in told
    assert len(told) == 2


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((), ["first"]),  # a draft may stay one
        ((StepKind.SUBMITTED,), []),
        ((StepKind.SUBMITTED, StepKind.INCOMPLETE), []),
        ((StepKind.SUBMITTED, StepKind.TAKEN_UP), []),
        ((StepKind.SUBMITTED, StepKind.WITHDRAWN), ["first"]),
        ((StepKind.SUBMITTED, StepKind.TAKEN_UP, StepKind.REFUSED), ["first"]),
        ((StepKind.SUBMITTED, StepKind.TAKEN_UP, StepKind.REFUSED, StepKind.OBJECTED), []),
    ],
)
def test_an_application_under_way_makes_it_needless(
    training: Training, kinds: tuple[StepKind, ...], expected: list[str]
) -> None:
    application = make.application(training=training)
    for kind in kinds:
        if kind is StepKind.SUBMITTED:
            make.submitted(application)
        else:
            steps.append(application, Act(kind, steps.last_number(application)), None)

    assert moments(dt.date(2026, 6, 1)) == expected


def test_what_was_renewed_or_withdrawn_is_not_told(training: Training) -> None:
    make.granted(training, END, dt.date(2028, 12, 1))
    withdrawn = make.accredited(starts=STARTS, until=END, provider=training.provider)
    decisions.withdraw(withdrawn, withdrawn.accreditations.get().pk, dt.date(2026, 11, 1), make.decision(withdrawn))

    assert moments(dt.date(2026, 9, 1)) == []


def test_what_ends_on_another_day_since_is_told_for_that_day(training: Training) -> None:
    granted = training.accreditations.get()
    longer = decisions.Granting(STARTS, dt.date(2028, 12, 1), 480, "course")
    decisions.correct_grant(training, granted.pk, longer, make.decision(training))

    assert moments(dt.date(2026, 9, 1)) == []
    with pytest.raises(StopIteration):
        next(iter(reminders.due(dt.date(2026, 12, 1))))


def test_the_mail_names_the_training_and_the_last_day_and_says_nothing_when_it_was_taken_back(
    training: Training,
) -> None:
    [reminder] = reminders.due(dt.date(2026, 9, 1))
    context = registry.find(RENEW).builder(reminder.context_ids)
    assert context["last_day"] == dt.date(2026, 11, 30)
    assert context["training"] == training

    decisions.annul(training, training.accreditations.get().pk, make.decision(training))
    with pytest.raises(Withdrawn):
        registry.find(RENEW).builder(reminder.context_ids)


def test_the_number_of_queries_does_not_grow(training: Training, django_assert_max_num_queries: object) -> None:
    for _each in range(5):
        make.worker(make.accredited(starts=STARTS, until=END).provider)

    with django_assert_max_num_queries(5):  # type: ignore[operator]  # a fixture
        assert len(list(reminders.due(dt.date(2026, 9, 1)))) == 6
