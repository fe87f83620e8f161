"""Every letter of the room, in both languages, with nothing personal in its subject."""

import datetime as dt
import io
from typing import Any

import pikepdf
import pytest
from django.utils import translation

from academy.hours import ledger
from academy.hours.models import Entry, Proof
from academy.intervisie import contests, groups, joining, letters, meetings, paper, recording, reminders
from academy.intervisie.models import Recording
from lvv_site import civil
from lvv_site.mail import registry, sending
from lvv_site.mail.delivery import outbox
from lvv_site.mail.models import Message
from lvv_site.members import reminders as all_reminders
from lvv_site.members.models import Person
from tests.factories import intervisie as make
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
MARKER = "Zonderlingsma"
DAY = dt.timedelta(days=1)


def everything() -> None:
    """Make the room write each of its letters."""
    contact = make.member(person=PersonFactory.create(given_name=MARKER, family_name=MARKER))
    group = make.group(contact=contact, name=f"Groep {MARKER}", registered=None)
    office = UserFactory.create(role="office")
    joining.invite(group.pk, "gast@voorbeeld.example", contact)
    joining.ask(group.pk, PersonFactory.create())
    for accepted in (True, False):
        asked = joining.ask(group.pk, PersonFactory.create())
        joining.answer_request(group.pk, asked.pk, accepted=accepted, by=contact)
    for kind, days in (("registered", 5), ("deregistered", 1)):
        groups.register(group.pk, kind, civil.today() - days * DAY, "Omdat het kan", office)
    plan = meetings.Plan(civil.today() + DAY, dt.time(19), dt.time(21), "Bij Anna", "https://overleg.example/1")
    meetings.plan(group.pk, plan, contact)
    made = make.recorded(group)
    contest = contests.contest(made.meeting, make.people_of(group)[1], "other", "", 1)
    contests.uphold(contest.pk, "Dit klopt wel", office)
    groups.change_contact(group.pk, make.people_of(group)[1].pk, contact)
    make.meeting(group, civil.today() - 3 * DAY)
    all_reminders.send_due(civil.today())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_letter_can_be_written(language: str) -> None:
    everything()
    Person.objects.update(language=language)
    Message.objects.update(language=language)
    written = set(Message.objects.values_list("template", flat=True))
    own = {one.name for one in registry.registered() if one.name.startswith("intervisie/")}
    assert written >= own
    sending.send_due()
    assert not Message.objects.exclude(failure="").exists()
    for letter in outbox:
        assert MARKER not in letter.subject
        assert letter.mime["Content-Language"] == language
        body = letter.mime.get_body(("plain",)).get_content()
        assert "None" not in body
        assert "{{" not in body
    assert len({letter.subject for letter in outbox}) >= len(own)


def proof_letter(made: Recording) -> Any:
    sending.send_due()
    (mime,) = {
        letter.to: letter.mime for letter in outbox if letter.to == make.people_of(made.meeting.group)[0].email
    }.values()
    return mime


def test_the_proof_comes_as_a_readable_file_with_name_theme_and_code() -> None:
    made = make.recorded(make.group(name="Groep IJsselstreek"))
    mime = proof_letter(made)
    (file,) = list(mime.iter_attachments())
    assert (file.get_content_type(), file.get_filename()) == ("application/pdf", f"bewijs-intervisie-{made.on}.pdf")
    with pikepdf.open(io.BytesIO(file.get_content())) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "nl"
        assert str(document.docinfo.Title) == "Bewijs van deelname aan intervisie"
    body = mime.get_body(("plain",)).get_content()
    assert "2 uur" in body
    assert "/mijn/intervisie/bijeenkomst/" in body


def test_the_paper_leads_to_the_live_page() -> None:
    made = make.recorded(make.group())
    proof = Proof.objects.order_by("pk")[0]
    assert paper.address_of(proof.code).endswith(f"/bewijs/{proof.code}/")
    with translation.override("en"):
        assert f"/bewijs/{proof.code}/" in paper.address_of(proof.code)
    drawn = paper.qr(paper.address_of(proof.code))
    assert drawn.startswith("<svg")
    assert paper.render(made, proof, proof.entry.person).startswith(b"%PDF")


def test_a_proof_taken_back_before_it_was_sent_is_not_mailed() -> None:
    make.recorded(make.group())
    for entry in Entry.objects.all():
        ledger.reverse(entry, 120, "other", None, text="Vergissing")
    sending.send_due()
    assert {letter.subject for letter in outbox} == {"Er is iets veranderd in je urenoverzicht"}


def test_an_answered_request_and_invitation_are_not_mailed_any_more() -> None:
    group = make.group()
    invitation = joining.invite(group.pk, "gast@voorbeeld.example", make.contact_of(group))
    joining.ask(group.pk, asker := PersonFactory.create())
    joining.withdraw_invitation(group.pk, invitation.pk)
    joining.withdraw_request(group.pk, asker)
    sending.send_due()
    assert not list(outbox)


@pytest.mark.parametrize(("days", "due"), [(0, 0), (1, 0), (2, 1), (30, 1), (60, 1), (61, 0)])
def test_the_contact_person_is_reminded_while_recording_is_possible(days: int, due: int) -> None:
    group = make.group()
    make.meeting(group, civil.today() - days * DAY)
    assert len(list(reminders.due(civil.today()))) == due


def test_a_first_and_a_last_reminder_each_once() -> None:
    group = make.group()
    meeting = make.meeting(group)
    for days in range(62):
        all_reminders.send_due(meeting.on + days * DAY)
    mine = Message.objects.filter(template=letters.TO_RECORD)
    assert [key.rpartition(":")[2] for key in mine.order_by("pk").values_list("dedupe_key", flat=True)] == [
        "first",
        "last",
    ]


def test_what_was_recorded_or_cancelled_needs_no_reminder() -> None:
    group = make.group()
    on = civil.today() - 3 * DAY
    make.recorded(group, on)
    off = make.meeting(group, on - DAY)
    meetings.cancel(off.pk, make.contact_of(group))
    assert not list(reminders.due(civil.today()))
    assert recording.latest(off) is None
