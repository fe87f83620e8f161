"""Every role, every file in every state: who reads it and its log, who assigns, assesses and decides."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from academy.accreditation import access, assigning, steps
from academy.accreditation.enums import StepKind
from academy.accreditation.models import Application, Tie
from academy.accreditation.steps import Act
from lvv_site.members.models import User
from tests.factories.accreditation import application, submitted, worker
from tests.factories.members import UserFactory, sign_in

from .files import accredited, assigned, doing, office, ready, refused, taken_up

pytestmark = pytest.mark.django_db
STATES = ["draft", "submitted", "incomplete", "in_assessment", "accredited", "refused", "objection", "withdrawn"]
ROLES = ["office", "committee", "assessor", "assigned", "tied", "board", "treasurer", "editor", "question_editor", "provider", "worker", "anonymous"]  # fmt: skip
READERS = {"office", "committee"}
LOOK = ("inspect", "log")
HANDLE = ("take_up", "send_back", "assign")
DECIDE = ("accredit", "refuse", "reopen")
MINE = ("assess", "hand_back")


def file_in(state: str, assessor: User) -> Application:
    """A file in a state; `assessor` had it wherever somebody has one."""
    if state == "draft":
        return application()
    if state == "submitted":
        return submitted()
    file = taken_up()
    if state == "incomplete":
        assigned(file, assessor)
        assigning.send_back(file, "Vul aan", "", doing(file, office()))
        return file
    if state in {"accredited", "refused", "objection"}:
        ready(file)
        (accredited if state == "accredited" else refused)(file)
        if state == "objection":
            steps.append(file, Act(StepKind.OBJECTED, steps.last_number(file), reason="Oneens"), None)
            assigned(file, assessor)
        return file
    assigned(file, assessor)
    if state == "withdrawn":
        steps.append(file, Act(StepKind.WITHDRAWN, steps.last_number(file)), None)
    return file


def person(role: str) -> User | None:
    if role == "anonymous":
        return None
    code = {"assigned": "assessor", "tied": "assessor", "worker": "provider"}.get(role, role)
    return UserFactory.create(role=code, second_factor=True)


def expected(role: str, state: str, name: str) -> set[int]:
    """Return the answers that are right: 200 to see it, 302 to be sent elsewhere with a word, 403 and 404 for no."""
    assesses = {"assessor", "assigned", "tied"}
    roles = {**dict.fromkeys(LOOK, READERS | assesses), **dict.fromkeys(MINE, assesses)}
    roles |= {**dict.fromkeys(HANDLE, READERS), **{key: {"committee"} for key in DECIDE}}
    if role not in roles[name]:
        return {302, 403}  # to the login page, or refused
    mine = role == "assigned" and state in {"in_assessment", "objection"}
    reads = role in READERS and state != "draft"
    return {200} if mine or reads else {404}


@pytest.mark.parametrize("state", STATES)
def test_who_sees_and_does_what(client: Client, state: str) -> None:
    held = person("assigned")
    assert held is not None
    file = file_in(state, held)
    people = {role: held if role == "assigned" else person(role) for role in ROLES}
    people["worker"] = worker(file.provider, second_factor=True)
    Tie.objects.create(user=people["tied"], provider=file.provider, kind="own")
    wrong = []
    for role, user in people.items():
        client.logout()
        if user is not None:
            sign_in(client, User.objects.get(pk=user.pk))
        for name in (*LOOK, *HANDLE, *DECIDE, *MINE):
            status = client.get(reverse(f"accreditation_application:{name}", args=[file.pk])).status_code
            if status not in expected(role, state, name):
                wrong.append((role, name, status))
    assert wrong == []


@pytest.mark.parametrize("state", STATES[1:])
def test_the_list_and_reading_agree(client: Client, state: str) -> None:
    held = person("assigned")
    assert held is not None
    file = file_in(state, held)
    shown = {}
    for role in ("office", "committee", "assessor", "assigned"):
        user = User.objects.get(pk=(held if role == "assigned" else person(role) or held).pk)
        sign_in(client, user)
        text = client.get(reverse("accreditation_application:index")).content.decode()
        shown[role] = file.code in text
        assert shown[role] == access.may_read(user, file)
    assert shown["office"] and shown["committee"] and not shown["assessor"]  # noqa: PT018 - one row of the table
    assert shown["assigned"] == (state in {"in_assessment", "objection"})


@pytest.mark.parametrize(
    ("role", "status"),
    [("office", 200), ("committee", 200), ("assessor", 403), ("board", 302), ("editor", 302), ("provider", 302)],
)
@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_exports_are_for_who_reads_everything(client: Client, role: str, status: int, format_: str) -> None:
    submitted()
    user: Any = person(role)
    sign_in(client, user)
    response = client.get(reverse("accreditation_application:index"), {"export": format_})
    assert response.status_code in ({status, 403} if status == 302 else {status})


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("accreditation_meeting:index", READERS), ("accreditation_meeting:new", READERS), ("accreditation_tie:index", READERS),
        ("accreditation_tie:new", READERS), ("accreditation_tie:mine", {*READERS, "assessor"}), ("accreditation_letter:index", READERS),
    ],
)  # fmt: skip
def test_the_other_screens(client: Client, name: str, allowed: set[str]) -> None:
    for role in ("office", "committee", "assessor", "board", "treasurer", "editor", "provider"):
        user: Any = person(role)
        sign_in(client, user)
        assert (client.get(reverse(name)).status_code == 200) == (role in allowed), role


def test_somebody_with_a_tie_is_told_and_does_nothing(client: Client) -> None:
    file, by = submitted(), person("committee")
    assert by is not None
    Tie.objects.create(user=by, provider=file.provider, kind="own")
    sign_in(client, by)
    page = client.get(reverse("accreditation_application:inspect", args=[file.pk]))
    assert page.status_code == 200
    assert "dit is een eigen opleider" in page.content.decode()
    response = client.get(reverse("accreditation_application:take_up", args=[file.pk]), follow=True)
    assert "mag deze aanvraag niet behandelen" in response.content.decode()
