"""The same claim sent twice at the same moment: a second click, a second tab."""

import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from academy.hours import claims, drafting, evidence
from academy.hours.models import ClaimDraft, Entry, Evidence, EvidenceUse
from lvv_site.members.models import User
from tests.academy.hours.test_at_once import meet
from tests.factories import hours
from tests.factories.members import UserFactory

GOOD = {"kind": "extra", "title": "Lezing", "on": "2026-04-02", "minutes": "2", "text": "", "submit": "1"}


def sent_at_once(user: User, key: uuid.UUID, times: int = 2) -> list[tuple[int, str]]:
    """Send the same page over connections of their own; return where each answer led."""
    answers = []

    def send() -> None:
        client = Client()
        client.force_login(user)
        photo = SimpleUploadedFile("bewijs.png", hours.a_picture().read())
        try:
            response = client.post(reverse("hours:draft", args=[key]), {**GOOD, "evidence": [photo]})
            answers.append((response.status_code, response.url))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
@pytest.mark.parametrize(
    "where", [(evidence, "keep"), (drafting, "attach"), (drafting, "keep")], ids=["files", "added", "kept"]
)
def test_a_claim_sent_twice_at_once_is_one_claim_and_both_come_to_it(monkeypatch, where):
    user, key = UserFactory.create(), uuid.uuid4()
    meet(monkeypatch, *where)
    answers = sent_at_once(user, key)
    (entry,) = Entry.objects.all()
    claim, draft = reverse("hours:claim", args=[entry.pk]), reverse("hours:draft", args=[key])
    assert len(answers) == 2
    assert all(status == 302 and url in {claim, draft} for status, url in answers), answers
    assert (ClaimDraft.objects.count(), EvidenceUse.objects.count(), Evidence.objects.count()) == (0, 1, 1)


@pytest.mark.django_db
def test_what_was_submitted_meanwhile_is_not_kept_again():
    made = hours.draft()
    claims.submit(made, hours.account_of(made.person))
    assert drafting.keep(made.person, made.key, {"title": "Nog eens"}) is None
    assert not ClaimDraft.objects.exists()


@pytest.mark.django_db
def test_files_that_come_too_late_are_gone_and_without_the_check_the_database_stops_it():
    made = hours.draft()
    late, control = hours.evidence(made.person), hours.evidence(made.person)
    claims.submit(made, hours.account_of(made.person))
    assert drafting.attach(made, [late]) is False
    assert not Evidence.objects.filter(pk=late.pk).exists()

    def add_without_looking() -> None:
        made.evidence.add(control)
        connection.check_constraints()

    with pytest.raises(IntegrityError), transaction.atomic():
        add_without_looking()
