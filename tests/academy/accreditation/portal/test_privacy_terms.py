"""How long the room keeps what it knows about people, what one takes along, and what goes when one asks."""

import datetime as dt
import os
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from academy.accreditation import portal_people, privacy, steps
from academy.accreditation import privacy_terms as terms
from academy.accreditation.access import providers_of
from academy.accreditation.enums import StepKind
from academy.accreditation.models import (
    Application,
    ApplicationFile,
    Assessment,
    AssessmentDraft,
    AssessmentText,
    Assignment,
    Meeting,
    ProviderDetails,
    ProviderInvitation,
    ProviderPerson,
    ProviderRequest,
    Step,
    StepText,
    SubmittedContent,
    Tie,
    Trace,
    TraceText,
)
from academy.accreditation.steps import Act
from academy.accreditation.tracing import About, trace
from lvv_site import civil, storage
from lvv_site.operations.append_only import retention
from tests.factories.accreditation import accredited, application, submitted, taken_up, worker
from tests.factories.members import PersonFactory, UserFactory

from .pages import a_provider, request_for

pytestmark = pytest.mark.django_db
TODAY = civil.today()
NOW = timezone.now()


def days(number: int) -> dt.datetime:
    return NOW - dt.timedelta(days=number)


def years(number: float) -> dt.datetime:
    return days(int(number * 366))


def assignment(ended: dt.datetime | None = None) -> Assignment:
    meeting, _made = Meeting.objects.get_or_create(on=TODAY, files_due=TODAY)
    return Assignment.objects.create(
        application=taken_up(), meeting=meeting, assessor=UserFactory.create(role="assessor"), seat=1, ended_at=ended,
        end="decided" if ended else "",
    )  # fmt: skip


def assessed(at: dt.datetime) -> Assessment:
    made = Assessment.objects.create(assignment=assignment(), advice="grant", score=80, at=at)
    AssessmentText.objects.create(assessment=made, remark="Goed")
    return made


def traced(at: dt.datetime) -> None:
    made = Trace.objects.create(provider=a_provider(), what="profile.changed", field="about", at=at)
    TraceText.objects.create(trace=made, old="a", new="b")


def refused(on: dt.date) -> Application:
    made = taken_up()
    steps.append(made, Act(StepKind.REFUSED, steps.last_number(made), decided_on=on, reason="Nee"), None)
    with retention():
        Step.objects.filter(application=made).update(decided_on=on)
    return made


def decided_request(at: dt.datetime) -> None:
    request_for(confirmed_at=at, decided_at=at, refusal="Nee")


def place(ended: dt.datetime | None) -> None:
    ProviderPerson.objects.create(provider=a_provider(), user=UserFactory.create(), ended_at=ended)


def draft(saved: dt.datetime) -> None:
    made = application()
    Application.objects.filter(pk=made.pk).update(saved_at=saved)


CASES: list[tuple[Callable[[dt.date, bool], int], Callable[[], Any], Callable[[], Any]]] = [
    (terms.end_requests, lambda: request_for(asked_at=days(32)), lambda: request_for(asked_at=days(29))),
    (terms.end_requests, lambda: decided_request(years(1.1)), lambda: decided_request(days(300))),
    (
        terms.end_requests,
        lambda: decided_request(years(1.1)),
        lambda: request_for(asked_at=years(3), confirmed_at=years(3)),
    ),
    (
        terms.end_invitations,
        lambda: ProviderInvitation.objects.create(provider=a_provider(), email="a@b.example", sent_at=days(46)),
        lambda: ProviderInvitation.objects.create(provider=a_provider(), email="a@b.example", sent_at=days(43)),
    ),
    (terms.end_places, lambda: place(years(10.1)), lambda: place(years(9))),
    (terms.end_places, lambda: place(years(10.1)), lambda: place(None)),
    (
        terms.end_ties,
        lambda: Tie.objects.create(user=UserFactory.create(), provider=a_provider(), kind="own", ended_on=years(10.1)),
        lambda: Tie.objects.create(user=UserFactory.create(), provider=a_provider(), kind="own", ended_on=years(9)),
    ),
    (terms.end_drafts, lambda: draft(years(2.1)), lambda: draft(days(600))),
    (terms.end_teachers, lambda: refused(years(5.1).date()), lambda: refused(years(4).date())),
    (terms.end_assessments, lambda: assessed(years(5.1)), lambda: assessed(years(4))),
    (
        terms.end_assessments,
        lambda: AssessmentDraft.objects.create(assignment=assignment(days(100))),
        lambda: AssessmentDraft.objects.create(assignment=assignment(days(80))),
    ),
    (terms.end_letters, lambda: refused(years(7.1).date()), lambda: refused(years(6).date())),
    (terms.end_traces, lambda: traced(years(5.1)), lambda: traced(years(4))),
]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_what_passed_its_term_goes_and_the_rest_stays(number: int) -> None:
    task, old, young = CASES[number]
    old()
    young()
    assert (task(TODAY, True), task(TODAY, True)) == (1, 1)
    assert (task(TODAY, False), task(TODAY, False)) == (1, 0)


def test_every_term_of_the_table_has_its_task() -> None:
    named = {row.task for row in privacy.RETENTION if row.task}
    assert named == {getattr(terms, name) for name in dir(terms) if name.startswith("end_")}


def test_teachers_go_from_everywhere_and_the_rest_of_the_file_stays() -> None:
    made = refused(years(5.1).date())
    proof = ApplicationFile.objects.get(application=made)
    terms.end_teachers(TODAY, False)
    made.refresh_from_db()
    frozen = SubmittedContent.objects.get(submission__application=made)
    for told in (made.content, frozen.content):
        assert (told["teachers"], told["title"]) == ([], "Luisteren zonder oordeel")
    assert not ApplicationFile.objects.exists()
    assert not storage.private().exists(proof.file.name)
    assert Step.objects.filter(application=made).count() == 3


def test_teachers_stay_as_long_as_the_accreditation_holds() -> None:
    on = years(5.1).date()
    training = accredited("bns-lang", on, TODAY + dt.timedelta(days=1))
    made = taken_up(submitted(application(training=training)))
    granted = Act(StepKind.ACCREDITED, steps.last_number(made), accreditation=training.accreditations.get())
    steps.append(made, granted, None)
    with retention():
        Step.objects.filter(application=made).update(decided_on=on)
    assert terms.end_teachers(TODAY, True) == 0
    assert terms.end_teachers(TODAY + dt.timedelta(days=2), True) == 1


def test_an_emptied_draft_has_no_words_and_no_files() -> None:
    draft(years(2.1))
    terms.end_drafts(TODAY, False)
    assert Application.objects.get().content == {}
    assert not ApplicationFile.objects.exists()


def test_files_that_no_row_names_go_after_a_day_and_others_stay() -> None:
    kept = storage.private()
    terms.end_orphans(TODAY, False)  # other tests share the folder
    named = ApplicationFile.objects.get(application=application()).file.name
    orphan, young = (kept.save("accreditation/los.pdf", ContentFile(b"%PDF-1.4")) for _one in range(2))
    for name in (named, orphan):
        os.utime(kept.path(name), (years(1).timestamp(),) * 2)

    assert (terms.end_orphans(TODAY, True), terms.end_orphans(TODAY, False), terms.end_orphans(TODAY, False)) == (
        1,
        1,
        0,
    )
    assert [kept.exists(name) for name in (named, orphan, young)] == [True, False, True]


def test_somebody_takes_along_what_they_did_and_nothing_of_others() -> None:
    of = a_provider()
    user, other = worker(of), worker(of)
    request_for(email=user.email)
    request_for("Van een ander", email=other.email)
    portal_people.invite(of, "derde@voorbeeld.example", user)
    made = application(of)
    Application.objects.filter(pk=made.pk).update(started_by=user)
    submitted(made, user)
    told = privacy.export(user.person)
    assert [one["provider_name"] for one in told["provider_places"]] == [of.name]
    assert [one["name"] for one in told["provider_requests"]] == ["Trainingsbureau De Luwte"]
    assert [one["code"] for one in told["applications"]] == [made.code]
    assert [one["kind"] for one in told["application_steps"]] == ["submitted"]
    assert {one["what"] for one in told["traces"]} == {"person.invited", "step.submitted"}
    assert "provider_invitations" not in told
    assert "derde" not in str(told)


def test_an_assessor_takes_along_ties_assignments_and_remarks() -> None:
    made = assessed(NOW)
    assessor = made.assignment.assessor
    Tie.objects.create(user=assessor, provider=a_provider("Eigen bedrijf"), kind="own")
    told = privacy.export(assessor.person)
    assert [one["remark"] for one in told["assessments"]] == ["Goed"]
    assert [one["provider_name"] for one in told["ties"]] == ["Eigen bedrijf"]
    assert len(told["assignments"]) == 1


def test_erasing_ends_access_and_takes_every_place_with_the_address() -> None:
    of = a_provider()
    user = worker(of)
    person = user.person
    assert person is not None
    email = user.email
    request_for(email=email.upper())
    ProviderInvitation.objects.create(provider=a_provider("Ander"), email=email)
    ProviderDetails.objects.create(provider=of, contact="Noor", email=email, invoice_email=email, street="Markt 1")
    trace(About(provider=of), user, "person.joined", new=email)
    AssessmentDraft.objects.create(assignment=assignment())
    privacy.erase(person)
    assert providers_of(user) == []
    assert not user.groups.exists()
    assert not ProviderRequest.objects.exists()
    assert not ProviderInvitation.objects.exists()
    assert not TraceText.objects.filter(trace__provider=of).exists()
    details = ProviderDetails.objects.get()
    assert (details.contact, details.email, details.invoice_email, details.street) == ("", "", "", "Markt 1")
    assert AssessmentDraft.objects.count() == 1  # of another
    assert Trace.objects.filter(provider=of).count() == 2


def test_erasing_somebody_this_room_does_not_know_changes_nothing() -> None:
    request_for()
    privacy.erase(PersonFactory.create(email=None))
    assert ProviderRequest.objects.count() == 1
    assert StepText.objects.count() == 0
