"""Who may look at and work on runs: the office, and nobody else."""

import pytest
from django.test import Client

from academy.courses.models import Doubt, DoubtHandled, Run
from events.booking import attendance
from events.booking.models import Occasion
from tests.factories import booking
from tests.factories import courses as make
from tests.factories.members import MembershipFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db
MARKER = "Zonderlinge titel"
ROLES = ["treasurer", "editor", "question_editor", "committee", "assessor", "board", "provider"]
VISITORS = ["anonymous", "guest", "member", *ROLES]
PATHS = [
    "uitvoeringen/", "uitvoeringen/results/", "uitvoeringen/?export=csv", "uitvoeringen/nieuw/", "uitvoeringen/koppelen/",
    "uitvoeringen/inspect/{run}/", "uitvoeringen/{run}/opleiding/", "geweigerd/", "geweigerd/results/",
    "geweigerd/{doubt}/afgehandeld/",
]  # fmt: skip


def visit(client: Client, visitor: str) -> None:
    if visitor == "anonymous":
        return
    user = UserFactory.create(role=visitor if visitor in ROLES else None, second_factor=True)
    if visitor == "member":
        MembershipFactory.create(person=user.person)
    sign_in(client, user)


@pytest.mark.parametrize("visitor", VISITORS)
def test_others_are_refused_before_anything_is_looked_up(client: Client, visitor: str) -> None:
    held = make.place(booking.occasion(days=1, title=MARKER))
    doubt = Doubt.objects.create(attendance=attendance.check_in(held), code="conflict")
    run = make.run(make.page(MARKER))
    occasions = Occasion.objects.count()
    visit(client, visitor)
    for path in PATHS:
        answers = []
        for known in (True, False):
            address = "/beheer/academie/" + path.format(
                run=run.pk if known else 99999, doubt=doubt.pk if known else 99999
            )
            for method in (client.get, client.post):
                response = method(address)
                answers.append((response.status_code, response.headers.get("Location", "").partition("?")[0]))
                assert MARKER not in response.content.decode()
                assert response.status_code in {302, 403, 405}, (address, response.status_code)
        assert answers[:2] == answers[2:], path
    assert (Occasion.objects.count(), Run.objects.count()) == (occasions, 1)
    assert not DoubtHandled.objects.exists()


def test_the_office_may(client: Client) -> None:
    run = make.run(make.page(MARKER))
    sign_in(client, UserFactory.create(role="office", second_factor=True))
    for path in PATHS[:7]:
        response = client.get("/beheer/academie/" + path.format(run=run.pk))
        assert response.status_code == (403 if "export" in path else 200), path
