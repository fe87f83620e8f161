"""Sending in: what is frozen, what it costs, what refuses it, and what may come after."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from academy.accreditation import application_attaching, application_fee, steps, submitting
from academy.accreditation.decisions import OutdatedError, RefusedError
from academy.accreditation.enums import ApplicationState, StepKind
from academy.accreditation.models import (
    AccreditationSettings,
    Application,
    ApplicationFile,
    Assignment,
    Meeting,
    ProviderDetails,
    Step,
    Submission,
)
from academy.accreditation.steps import Act, NotAllowedError
from academy.accreditation.submitting import ChangedError, FeeChangedError, IncompleteError, LateError, Seen
from lvv_site import civil
from lvv_site.mail.delivery import outbox
from lvv_site.mail.models import Message
from lvv_site.members.models import User
from lvv_site.payments import orders, queries
from lvv_site.payments.models import CreditNote, Invoice, Order, Refund
from tests.factories import accreditation as make
from tests.factories.accreditation import application, attached, provider, submitted, taken_up, worker
from tests.factories.members import UserFactory
from tests.factories.tasks import work

from .portal import seller

pytestmark = pytest.mark.django_db
COURSE = Decimal("423.50")


def seen(of: Application, total: Decimal = COURSE) -> Seen:
    return Seen(steps.last_number(of), Application.objects.get(pk=of.pk).version, total)


def send(of: Application, by: User | None = None, total: Decimal = COURSE) -> Submission:
    return submitting.submit(of, by or worker(of.provider), seen(of, total))


def back(of: Application) -> None:
    steps.append(of, Act(StepKind.INCOMPLETE, steps.last_number(of), reason="Wie is de docent?"), UserFactory.create())


def refused(on: dt.date | None = None) -> Application:
    made = taken_up()
    steps.append(made, Act(StepKind.REFUSED, 2, decided_on=on), UserFactory.create())
    return made


def test_words_and_files_are_frozen_with_their_fingerprint() -> None:
    made = application()
    submission = send(made)
    made.refresh_from_db()
    files = application_attaching.standing(made)
    assert submission.submitted.content == made.content
    assert list(submission.submitted.files.all()) == files
    assert submission.digest == submitting.digest(made, files)
    assert steps.state(made) == ApplicationState.SUBMITTED


@pytest.mark.parametrize("change", ["word", "file", "purpose", "name"])
def test_the_fingerprint_holds_every_word_and_file(change: str) -> None:
    made = application()
    files = application_attaching.standing(made)
    before = submitting.digest(made, files)
    if change == "word":
        made.content["title"] = "Anders"
    else:
        field = {"file": "sha256", "purpose": "purpose", "name": "name"}[change]
        setattr(files[0], field, "1" * 12)
    assert submitting.digest(made, files) != before


def test_the_fee_is_asked_once_on_an_invoice_to_the_provider() -> None:
    made = application(provider("Academie"))
    ProviderDetails.objects.create(
        provider=made.provider, invoice_email="boeken@academie.example", attention="Boekhouding"
    )
    submission = send(made)
    order = Order.objects.get(reference=f"accreditation:{made.code}")
    assert (order.total, order.payer_kind, order.due) == (COURSE, "organisation", civil.today() + dt.timedelta(days=30))
    assert submission.number == 1


@pytest.mark.parametrize(("kind", "net", "rate", "total"), [
    ("course", "350", 21, "423.50"), ("basic", "950", 21, "1149.50"), ("course", "350", None, "350.00"),
    ("course", "100", 9, "109.00"), ("course", "0", 21, "0.00"),
])  # fmt: skip
def test_what_it_costs(kind: str, net: str, rate: int | None, total: str) -> None:
    rules = AccreditationSettings(fee_course=Decimal(net), fee_basic=Decimal(net), vat_rate=rate)
    assert application_fee.of(application(kind=kind), rules).total == Decimal(total)


def test_what_is_free_is_no_order() -> None:
    AccreditationSettings.objects.update_or_create(defaults={"fee_course": 0})
    send(application(), total=Decimal(0))
    assert not Order.objects.exists()


def test_the_invoice_goes_with_the_receipt_and_to_the_books() -> None:
    seller()
    made = application(provider("Academie"))
    ProviderDetails.objects.create(provider=made.provider, invoice_email="boeken@academie.example")
    by = worker(made.provider)
    send(made, by)
    work()
    invoice = Invoice.objects.get()
    told = {one.to: one.template for one in Message.objects.all()}
    assert told == {by.email: "accreditation/received", "boeken@academie.example": "payments/invoice"}
    receipt = next(one for one in outbox if one.to == by.email)
    assert made.code not in receipt.subject
    assert [one.get_filename() for one in receipt.mime.iter_attachments()] == [f"factuur-{invoice.number}.pdf"]
    assert "423,50" in receipt.text


def test_while_nobody_sells_the_receipt_goes_without_an_invoice() -> None:
    made = application()
    send(made)
    work()
    assert [one.template for one in Message.objects.all()] == ["accreditation/received"]


def test_the_same_post_ten_times_is_one_submission_one_order_one_mail() -> None:
    seller()
    made, by = application(), worker()
    same = seen(made)
    found = {submitting.submit(made, by, same).pk for _each in range(10)}
    work()
    assert len(found) == Step.objects.count() == Order.objects.count() == Invoice.objects.count() == 1
    assert Message.objects.filter(template="accreditation/received").count() == 1


def test_completing_costs_nothing_again() -> None:
    made = application()
    send(made)
    back(made)
    again = send(made, total=Decimal(0))
    assert (again.number, Order.objects.count()) == (2, 1)


def incomplete(made: Application) -> None:
    ApplicationFile.objects.all().delete()


def changed(made: Application) -> None:
    Application.objects.filter(pk=made.pk).update(version=9)


def dearer(_made: Application) -> None:
    AccreditationSettings.objects.update_or_create(defaults={"fee_course": 400})


def moved(made: Application) -> None:
    submitted(made)
    back(made)


def wrong_vat(made: Application) -> None:
    ProviderDetails.objects.create(provider=made.provider, vat_id="NL000000000B00")


@pytest.mark.parametrize(("happens", "error"), [
    (incomplete, IncompleteError), (changed, ChangedError), (dearer, FeeChangedError), (moved, OutdatedError),
    (wrong_vat, RefusedError),
])  # fmt: skip
def test_what_refuses_it_and_then_nothing_is_left(happens: Any, error: type[Exception]) -> None:
    made = application()
    was = seen(made)
    happens(made)
    before = Step.objects.count()
    with pytest.raises(error):
        submitting.submit(made, worker(), was)
    assert (Step.objects.count(), Order.objects.count()) == (before, 0)


def test_what_was_taken_up_cannot_be_sent_in_again() -> None:
    made = taken_up()
    with pytest.raises(NotAllowedError):
        send(made)


def test_a_withdrawal_ends_who_assesses() -> None:
    made, assessor = taken_up(), UserFactory.create(role="assessor")
    meeting = Meeting.objects.create(on=civil.today(), files_due=civil.today())
    Assignment.objects.create(application=made, meeting=meeting, assessor=assessor, seat=1)
    submitting.withdraw(made, worker(), 2, "Wij stoppen")
    assert steps.state(made) == ApplicationState.WITHDRAWN
    assert (Assignment.objects.get().end, made.traces.filter(what="assignment.ended").count()) == ("returned", 1)


@pytest.mark.parametrize(
    ("sent_back", "taken", "paid", "owed", "goes_back"),
    [
        (False, False, False, Decimal(0), Decimal(0)),
        (False, False, True, Decimal(0), COURSE),
        (True, False, False, Decimal(0), Decimal(0)),  # sent back before anybody took it up
        (False, True, False, COURSE, Decimal(0)),
        (False, True, True, COURSE, Decimal(0)),
        (True, True, False, COURSE, Decimal(0)),
    ],
)
def test_only_what_was_never_taken_up_costs_nothing(
    sent_back: bool, taken: bool, paid: bool, owed: Decimal, goes_back: Decimal
) -> None:
    seller()
    made = application()
    send(made)
    work()
    order = Order.objects.get()
    if paid:
        orders.record_payment(order, COURSE, "EUR", "invoice", "afschrift-1", civil.today())
    if taken:
        taken_up(made)
    if sent_back:
        back(made)

    submitting.withdraw(made, worker(made.provider), steps.last_number(made))
    application_fee.give_back(made, None)  # again: nothing more
    work()

    assert queries.standing(order).owed == owed
    assert sum((one.amount for one in Refund.objects.all()), Decimal(0)) == goes_back
    assert CreditNote.objects.count() == (0 if taken else 1)


def accredited() -> Application:
    made = taken_up()
    granted = make.granted(make.training(provider=made.provider))
    steps.append(made, Act(StepKind.ACCREDITED, 2, accreditation=granted), UserFactory.create())
    return made


def withdrawn() -> Application:
    made = submitted()
    submitting.withdraw(made, worker(), 1)
    return made


@pytest.mark.parametrize("ended", [accredited, refused, withdrawn])
def test_a_decided_one_is_not_withdrawn(ended: Callable[[], Application]) -> None:
    made = ended()
    with pytest.raises(NotAllowedError):
        submitting.withdraw(made, worker(), steps.last_number(made))


TODAY = civil.today()


@pytest.mark.parametrize(("days", "fine"), [(0, True), (41, True), (42, True), (43, False)])
def test_an_objection_is_in_time_for_six_weeks(days: int, fine: bool) -> None:
    made = refused(TODAY - dt.timedelta(days=days))
    if fine:
        step = submitting.object_to_refusal(made, worker(), 3, "Onze docent is wel bevoegd.")
        assert (step.kind, step.text.reason) == (StepKind.OBJECTED, "Onze docent is wel bevoegd.")
    else:
        with pytest.raises(LateError):
            submitting.object_to_refusal(made, worker(), 3, "Te laat")


def test_one_objects_once_and_with_a_reason() -> None:
    made = refused()
    with pytest.raises(RefusedError, match="waarom"):
        submitting.object_to_refusal(made, worker(), 3, "  ")
    submitting.object_to_refusal(made, worker(), 3, "Daarom")
    steps.append(made, Act(StepKind.REFUSED, 4), UserFactory.create())
    with pytest.raises(LateError):
        submitting.object_to_refusal(made, worker(), 5, "Nog eens")


def test_who_did_not_see_the_refusal_objects_to_nothing() -> None:
    with pytest.raises(OutdatedError):
        submitting.object_to_refusal(refused(), worker(), 2, "Daarom")


def test_a_submission_is_dated_in_the_netherlands() -> None:
    made = application()
    with time_machine.travel(timezone.now().replace(month=6, day=30, hour=22, minute=30), tick=False):
        send(made)
        assert made.steps.get().decided_on == civil.today()


def test_a_file_that_is_taken_off_after_sending_in_stays_for_who_read_it() -> None:
    made = application()
    send(made)
    back(made)
    (proof,) = application_attaching.standing(made)
    application_attaching.take_off(made, [proof], worker())
    loose = attached(made)
    application_attaching.take_off(made, [loose], worker())
    assert (application_attaching.standing(made), ApplicationFile.objects.get()) == ([], proof)
