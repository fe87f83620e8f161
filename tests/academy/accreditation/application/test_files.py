"""Who reads a file of an application: its provider, and of the association who may read the application now."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from academy.accreditation.models import Application, ApplicationFile, Assignment, Meeting
from lvv_site import civil
from lvv_site.members.models import User
from tests.factories.accreditation import application, attached, submitted, taken_up, worker
from tests.factories.members import UserFactory, sign_in

from .portal import address, signed_in

pytestmark = pytest.mark.django_db


def admin_address(file: ApplicationFile) -> str:
    return reverse("accreditation_file", args=[file.application.code, file.pk])


def staff(client: Client, role: str | None, *permissions: str) -> User:
    user: User = UserFactory.create(role=role, second_factor=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    sign_in(client, User.objects.get(pk=user.pk))
    return user


def read(client: Client, file: ApplicationFile) -> int:
    """Read a file to its end; return the status of the answer."""
    response = client.get(admin_address(file))
    if response.streaming:
        list(response.streaming_content)  # an open file stays open until then
    return response.status_code


def assigned(made: Application, user: User, **more: object) -> Assignment:
    meeting = Meeting.objects.get_or_create(on=civil.today(), defaults={"files_due": civil.today()})[0]
    return Assignment.objects.create(application=made, meeting=meeting, assessor=user, seat=1, **more)


def test_its_provider_downloads_it_and_no_cache_keeps_it(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    response = client.get(address(made, "bestanden", made.files.get().pk))
    assert b"".join(response.streaming_content) == b"%PDF-1.4 proef"
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_file_of_another_application_is_not_found_below_ones_own(client: Client) -> None:
    made, other = application(), application()
    signed_in(client, made.provider)
    assert client.get(address(made, "bestanden", other.files.get().pk)).status_code == 404


@pytest.mark.parametrize(("role", "allowed"), [
    ("office", True), ("committee", True), ("assessor", False), ("board", False), ("treasurer", False), ("editor", False),
    ("question_editor", False),
])  # fmt: skip
def test_who_of_the_association_reads(client: Client, role: str, allowed: bool) -> None:
    file = submitted().files.get()
    staff(client, role)
    assert read(client, file) == (200 if allowed else 404)
    assert file.application.traces.filter(what="file.read").count() == (1 if allowed else 0)


@pytest.mark.parametrize("who", ["nobody", "member", "worker"])
def test_who_is_not_of_the_association_does_not(client: Client, who: str) -> None:
    file = submitted().files.get()
    if who != "nobody":
        client.force_login(worker(file.application.provider) if who == "worker" else UserFactory.create())
    assert read(client, file) in {302, 403, 404}
    assert not file.application.traces.filter(what="file.read").exists()


def test_an_assessor_reads_while_assigned_and_every_reading_is_written_down(client: Client) -> None:
    made = taken_up(submitted())
    file, user = made.files.get(), staff(client, "assessor")
    given = assigned(made, user)
    for _twice in range(2):
        assert read(client, file) == 200
    assert list(made.traces.filter(what="file.read").values_list("by", "field")) == [(user.pk, str(file.pk))] * 2
    Assignment.objects.filter(pk=given.pk).update(ended_at=timezone.now(), end="decided")
    assert read(client, file) == 404


def test_an_assessor_of_another_application_does_not_read(client: Client) -> None:
    made, other = taken_up(submitted()), taken_up(submitted())
    assigned(other, staff(client, "assessor"))
    assert read(client, made.files.get()) == 404


def test_what_is_still_being_written_is_the_providers_own(client: Client) -> None:
    made = submitted()
    later = attached(made)
    staff(client, "office")
    assert read(client, later) == 404
    assert read(client, application().files.get()) == 404


def test_a_file_under_another_code_is_not_found(client: Client) -> None:
    one, two = submitted(), submitted()
    staff(client, "office")
    assert client.get(reverse("accreditation_file", args=[one.code, two.files.get().pk])).status_code == 404
