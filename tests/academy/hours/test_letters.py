"""What the letters say, in the subject and inside."""

import pytest

from academy.hours import claims, ledger
from academy.hours.enums import ReversalReason
from lvv_site.mail import rendering
from lvv_site.mail.models import Message
from tests.factories.hours import claim, entry
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def letter() -> tuple[str, str]:
    """The subject and the plain text of the one message in the queue, as one line."""
    made = rendering.render(Message.objects.get())
    text = made.get_body(("plain",))
    assert text is not None
    return made["Subject"], " ".join(text.get_content().split())


@pytest.mark.parametrize(
    ("decide", "subject", "says"),
    [
        (claims.approve, "Je uren zijn goedgekeurd", "De 1,5 uur staan nu in je urenoverzicht"),
        (
            lambda pk, by: claims.reject(pk, by, "wrong_date", "Het was een dag later."),
            "Je uren zijn niet goedgekeurd",
            "De datum klopt niet met het bewijs",
        ),
    ],
    ids=["approved", "rejected"],
)
def test_a_decision_is_told_in_the_subject_too(decide, subject, says):
    made = claim(PersonFactory.create(), minutes=90, kind="extra")
    decide(made.pk, UserFactory.create())
    told, text = letter()
    assert (told, says in text) == (subject, True)


def test_an_english_reader_gets_it_in_english():
    made = claim(PersonFactory.create(language="en"), minutes=90, kind="extra")
    claims.approve(made.pk, UserFactory.create())
    told, text = letter()
    assert (told, "1.5 hours" in text) == ("Your hours were approved", True)


def test_a_reversal_is_told_with_its_reason():
    ledger.reverse(entry(minutes=240), 60, ReversalReason.WRONG_MINUTES, None, text="Eerder vertrokken")
    _subject, text = letter()
    assert "Het aantal uren klopte niet" in text
    assert "Eerder vertrokken" in text
    assert "1 uur" in text
