"""Throwing away what was never sent in: words and files go, the fact stays, and what was sent in cannot."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from academy.accreditation import application_discarding, application_starting, drafting, portal_attention, steps
from academy.accreditation.application_discarding import SentInError
from academy.accreditation.application_starting import Beginning
from academy.accreditation.decisions import RefusedError
from academy.accreditation.drafting import Changes, LockedError
from academy.accreditation.enums import Section, StepKind
from academy.accreditation.models import Application, ApplicationFile, Step, Trace, TraceText
from academy.accreditation.steps import Act, NotAllowedError
from lvv_site import civil, storage
from tests.factories.accreditation import accredited, application, submitted, taken_up, worker
from tests.factories.members import UserFactory, sign_in

from ..portal.pages import page

pytestmark = pytest.mark.django_db


def sent_back() -> Application:
    made = taken_up()
    steps.append(made, Act(StepKind.INCOMPLETE, steps.last_number(made), reason="Het programma."), None)
    return made


def test_words_and_files_go_and_that_it_was_done_stays(django_capture_on_commit_callbacks: Any) -> None:
    draft = application()
    by = worker(draft.provider)
    drafting.save(draft, Changes(Section.TRAINING, {"title": "Een andere titel"}), draft.version, by)
    file = ApplicationFile.objects.get(application=draft)

    with django_capture_on_commit_callbacks(execute=True):
        application_discarding.discard(draft, by)

    kept = Application.everything.get(pk=draft.pk)
    assert (kept.content, kept.discarded_at is not None) == ({}, True)
    assert (ApplicationFile.objects.count(), TraceText.objects.filter(trace__application=draft).count()) == (0, 0)
    assert not storage.private().exists(file.file.name)
    last = Trace.objects.filter(application=draft).latest("pk")
    assert (last.what, last.by) == ("application.discarded", by)


def test_nobody_finds_it_any_more(client: Client) -> None:
    draft = application(title="Weg ermee")
    by = worker(draft.provider)
    application_discarding.discard(draft, by)
    sign_in(client, by)

    assert "Weg ermee" not in client.get(page("applications", draft.provider)).content.decode()
    for name in ("application", "check", "application_discard"):
        assert client.get(page(name, draft.provider, draft.code)).status_code == 404
    assert client.get(page("section", draft.provider, draft.code, "opleiding")).status_code == 404
    assert portal_attention.of(draft.provider, civil.today()).to_write == []


@pytest.mark.parametrize(
    ("make", "refusal"), [(sent_back, SentInError), (submitted, LockedError), (taken_up, LockedError)]
)
def test_what_was_ever_sent_in_is_not_thrown_away(make: Any, refusal: type[RefusedError]) -> None:
    made = make()
    with pytest.raises(refusal):
        application_discarding.discard(made, worker(made.provider))
    assert ApplicationFile.objects.filter(application=made).exists()


def test_a_page_that_was_still_open_saves_and_sends_nothing() -> None:
    draft = application()
    by = worker(draft.provider)
    application_discarding.discard(draft, by)

    with pytest.raises(LockedError):
        drafting.save(draft, Changes(Section.TRAINING, {"title": "Toch"}), draft.version, by)
    with pytest.raises(NotAllowedError):
        steps.append(draft, Act(StepKind.SUBMITTED, 0), by)
    with pytest.raises(LockedError):
        application_discarding.discard(draft, by)


def test_another_can_be_begun_for_the_same_training_but_not_under_its_code() -> None:
    training = accredited()
    by = worker(training.provider)
    first = application_starting.start(training.provider, "ACC-EEN", Beginning("course", training), by)
    application_discarding.discard(first, by)

    assert (
        application_starting.start(training.provider, "ACC-TWEE", Beginning("course", training), by).code == "ACC-TWEE"
    )
    with pytest.raises(RefusedError, match="weggegooid"):
        application_starting.start(training.provider, "ACC-EEN", Beginning("course"), by)


def test_the_database_keeps_apart_what_was_sent_in_and_what_was_thrown_away() -> None:
    draft, sent = application(), submitted()
    application_discarding.discard(draft, worker(draft.provider))
    with pytest.raises(IntegrityError, match="was sent in"), transaction.atomic():
        Application.objects.filter(pk=sent.pk).update(discarded_at=timezone.now(), content={})
    with pytest.raises(IntegrityError, match="thrown away"), transaction.atomic():
        Step.objects.create(application=draft, number=1, kind="submitted", decided_on=civil.today())
    with pytest.raises(IntegrityError, match="discarded_application_empty"), transaction.atomic():
        Application.everything.filter(pk=draft.pk).update(content={"title": "Terug"})


def test_it_is_asked_first(client: Client) -> None:
    draft = application(title="Misschien toch niet")
    sign_in(client, worker(draft.provider))
    address = page("application_discard", draft.provider, draft.code)
    assert address in client.get(page("application", draft.provider, draft.code)).content.decode()
    assert "Misschien toch niet" in client.get(address).content.decode()
    assert Application.objects.filter(pk=draft.pk).exists()

    response = client.post(address, follow=True)

    assert "weggegooid" in response.content.decode()
    assert not Application.objects.filter(pk=draft.pk).exists()


def test_what_was_sent_in_does_not_offer_it(client: Client) -> None:
    for made in (sent_back(), submitted()):
        sign_in(client, worker(made.provider))
        address = page("application_discard", made.provider, made.code)
        assert address not in client.get(page("application", made.provider, made.code)).content.decode()
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 409


@pytest.mark.parametrize("role", ["office", "committee", "assessor", "provider", None])
def test_for_others_it_does_not_exist(client: Client, role: str | None) -> None:
    draft = application()
    address = page("application_discard", draft.provider, draft.code)
    assert client.post(address).status_code == 302
    sign_in(client, worker() if role == "provider" else UserFactory.create(role=role, second_factor=True))
    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    assert Application.objects.filter(pk=draft.pk).exists()
