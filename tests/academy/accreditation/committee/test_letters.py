"""Letters: their fields and paper; mails and reminders to providers and assessors."""

import datetime as dt
import io
import subprocess

import pikepdf
import pytest

from academy.accreditation import (
    assigning,
    committee_letters,
    committee_mails,
    committee_reminders,
    deciding,
    letter_texts,
)
from academy.accreditation.committee_letters import Told
from academy.accreditation.enums import LetterKind
from academy.accreditation.models import ProviderPerson, Tie
from lvv_site.mail import registry, rendering
from lvv_site.mail.models import Message
from tests.factories.accreditation import application, submitted, worker

from .files import DAY, TODAY, accredited, assigned, doing, given, meeting, ready, refused, ruling, taken_up


@pytest.mark.parametrize("kind", LetterKind)
def test_every_default_fills_completely(kind: LetterKind) -> None:
    body = letter_texts.DEFAULTS[kind]
    assert letter_texts.unknown(body, kind) == []
    filled = letter_texts.fill(body, letter_texts.EXAMPLE)
    assert "{" not in filled
    assert len(body) < 6000
    assert set(letter_texts.FIELDS[kind]) <= set(letter_texts.EXAMPLE)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("{opleiding}", []), ("{naam} {naam}", ["{naam}"]), ("{vanaf}", ["{vanaf}"]), ("{", ["{"]), ("}", ["}"]), ("{}", ["{}"]),
        ("{ opleiding }", ["{ opleiding }"]), ("{{opleiding}}", ["{", "}"]), ("{toelichting}", []),
    ],
)  # fmt: skip
def test_unknown_fields(body: str, wrong: list[str]) -> None:
    assert letter_texts.unknown(body, LetterKind.REFUSED) == wrong


def test_what_people_typed_is_not_filled_in_again() -> None:
    assert letter_texts.fill("{toelichting}", {"toelichting": "{opleider}", "opleider": "x"}) == "{opleider}"
    assert letter_texts.fill("a\n\n{toelichting}\n\nb", {}) == "a\n\nb"


def test_the_final_refusal_names_the_complaints_procedure() -> None:
    assert "klachtenregeling" in letter_texts.DEFAULTS[LetterKind.OBJECTION_REFUSED]
    assert "bezwaar" in letter_texts.DEFAULTS[LetterKind.REFUSED]


def words_of(content: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()


@pytest.mark.django_db
def test_a_letter_says_what_was_decided_and_is_accessible_paper() -> None:
    file = ready(taken_up(submitted(application(title="Luisteren # *zonder* oordeel"))))
    told = Told(TODAY, meeting(), "Mooi\nwerk.", deciding.proposed(file, TODAY))
    letter = committee_letters.compose(LetterKind.ACCREDITED, file, "Luisteren # *zonder* oordeel", told)
    assert "8 uur bij- en nascholing" in letter
    step = deciding.accredit(file, deciding.proposed(file, TODAY), ruling(file, letter=letter))
    content = committee_letters.letter_pdf(step)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "nl"
        assert file.code in str(document.docinfo["/Title"])
    words = " ".join(words_of(content).split())
    assert "Luisteren # *zonder* oordeel" in words
    assert "de accreditatiecommissie" in words


@pytest.mark.django_db
def test_there_is_no_paper_without_a_letter() -> None:
    with pytest.raises(ValueError, match="no letter"):
        committee_letters.letter_pdf(submitted().steps.get())


@pytest.mark.django_db
@pytest.mark.parametrize("decide", [accredited, refused])
def test_the_mail_about_a_decision_keeps_the_decision_to_itself(decide) -> None:  # type: ignore[no-untyped-def]  # either verb
    file = ready(taken_up(submitted(application(title="Luisteren"))))
    worker(file.provider)
    decide(file)
    message = Message.objects.get(template=committee_mails.DECIDED)
    sent = rendering.render(message)
    assert sent["Subject"] == "Er is een besluit over uw aanvraag voor accreditatie"
    body = sent.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "in het portaal" in body
    assert "De opbouw klopt." not in body
    assert "/opleider/" in body


@pytest.mark.django_db
def test_every_mail_renders_in_both_languages() -> None:
    file = submitted()
    person = worker(file.provider)
    person.person.language = "en"
    person.person.save()
    taken_up(file)
    two = assigned(file)
    assigning.send_back(file, "Vul aan", "Brief", doing(file))
    for message in Message.objects.exclude(template=committee_mails.ASSIGNED):
        assert rendering.render(message)["Subject"]
    for one in Message.objects.filter(template=committee_mails.ASSIGNED):
        with pytest.raises(registry.Withdrawn):  # the file is theirs no more
            rendering.render(one)
    assert len(two) == 2


@pytest.mark.django_db
def test_who_left_the_provider_gets_nothing() -> None:
    file = submitted()
    person = worker(file.provider)
    taken_up(file)
    ProviderPerson.objects.filter(user=person).update(ended_at="2026-01-01T00:00Z")
    ids = {"step": file.steps.latest("number").pk, "user": person.pk}
    with pytest.raises(registry.Withdrawn):
        committee_mails.step_context(ids)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "due"), [(0, True), (7, True), (8, False), (-1, False)])
def test_reminders_in_the_last_week(days: int, due: bool) -> None:
    two = assigned(taken_up(to=meeting(20)), to=meeting(20))
    given(two[0])
    found = list(committee_reminders.due(meeting(20).on - dt.timedelta(days=days)))
    assert [one.to for one in found] == ([two[1].assessor.email] if due else [])


@pytest.mark.django_db
def test_a_reminder_is_withdrawn_when_the_file_is_not_theirs_any_more() -> None:
    mine = assigned()[0]
    assert committee_mails.assignment_context({"assignment": mine.pk})["code"] == mine.application.code
    Tie.objects.create(user=mine.assessor, provider=mine.application.provider, kind="own")
    with pytest.raises(registry.Withdrawn):
        committee_mails.assignment_context({"assignment": mine.pk})
    assert meeting().on + DAY > TODAY
