"""The mail with the proof of participation, in both languages, with nothing personal in its subject."""

import datetime as dt
import io

import pikepdf
import pytest

from academy.courses import awarding, letters, paper
from academy.hours.models import Entry, Proof
from events.booking import attendance
from events.booking.enums import WithdrawalReason
from lvv_site import civil
from lvv_site.mail import registry, sending
from lvv_site.mail.delivery import outbox
from lvv_site.mail.models import Message
from tests.factories import booking
from tests.factories import courses as make
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
MARKER = "Zonderlingsma"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_proof_goes_with_the_mail(language: str) -> None:
    person = PersonFactory.create(given_name="Ans", family_name=MARKER, language=language)
    of = booking.occasion(days=1, title="Moresprudentie")
    held = make.place(of, person)
    make.on_day(of, civil.today() - dt.timedelta(days=1))
    fact = attendance.check_in(held)
    awarding.settle(held.pk)
    message = Message.objects.get(template=letters.PROOF)
    context = letters.proof_context(message.context_ids)
    (file,) = context["attachments"]
    assert (file.filename, file.content_type) == (f"bewijs-{of.code}.pdf", "application/pdf")
    with pikepdf.open(io.BytesIO(file.content)) as document:
        assert len(document.pages) == 1
        assert str(document.Root.Lang) == language
    sending.send_due()
    (letter,) = outbox
    assert MARKER not in letter.subject
    assert letter.mime["Content-Language"] == language
    body = letter.mime.get_body(("plain",))
    assert body
    assert "Moresprudentie" in body.get_content()
    assert len(list(letter.mime.iter_attachments())) == 1
    attendance.withdraw(fact, WithdrawalReason.MISTAKE, None)
    awarding.settle(held.pk)
    with pytest.raises(registry.Withdrawn):
        letters.proof_context(message.context_ids)


def test_who_has_no_address_gets_the_hours_and_no_mail() -> None:
    of = booking.occasion(days=1)
    held = make.place(of, PersonFactory.create(email=None))
    make.on_day(of, civil.today() - dt.timedelta(days=1))
    attendance.check_in(held)
    awarding.settle(held.pk)
    assert Proof.objects.count() == 1
    assert not Message.objects.filter(template=letters.PROOF).exists()


def test_days_on_paper() -> None:
    entry = Entry(on=dt.date(2027, 2, 10), started_on=dt.date(2027, 2, 9))
    assert paper.days(Proof(entry=entry)) == "9 februari 2027 tot en met 10 februari 2027"
    entry.started_on = None
    assert paper.days(Proof(entry=entry)) == "10 februari 2027"
