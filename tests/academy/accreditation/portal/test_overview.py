"""What asks a provider's attention: its own unfinished applications and runs without a list."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from academy.accreditation import portal_attention, steps
from academy.accreditation.enums import StepKind
from academy.accreditation.models import AttendanceList, ProviderRun
from academy.accreditation.steps import Act
from events.booking.enums import OccasionKind
from events.booking.models import CalledOff, Occasion
from lvv_site import civil
from tests.factories.accreditation import application, submitted, taken_up, training, worker
from tests.factories.members import sign_in

from .pages import a_provider, page

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def run(of: object, code: str, ended: dt.timedelta) -> ProviderRun:
    ends = timezone.now() - ended
    occasion = Occasion.objects.create(
        code=code, kind=OccasionKind.values[0], title=code, starts=ends - 4 * HOUR, ends=ends, bookable=False
    )
    return ProviderRun.objects.create(occasion=occasion, training=training(provider=of, title=code))


def test_a_new_provider_has_nothing_to_do(client: Client) -> None:
    of = a_provider()
    sign_in(client, worker(of))
    assert "Er wacht niets op u" in client.get(page("overview", of)).content.decode()


def test_applications_that_wait_for_the_provider_and_those_that_do_not(client: Client) -> None:
    of = a_provider()
    application(of, title="Mijn concept")
    submitted(application(of, title="Ingediend"))
    taken_up(submitted(application(of, title="In behandeling")))
    back = submitted(application(of, title="Terug"))
    steps.append(back, Act(StepKind.INCOMPLETE, steps.last_number(back), reason="Vul aan"), None)
    gone = submitted(application(of, title="Weg"))
    steps.append(gone, Act(StepKind.WITHDRAWN, steps.last_number(gone)), None)
    application(title="Van een ander")
    found = portal_attention.of(of, civil.today())
    assert {one.title for one in found.to_write} == {"Mijn concept", "Terug"}
    assert found.under_way == 2
    sign_in(client, worker(of))
    shown = client.get(page("overview", of)).content.decode()
    assert "Teruggestuurd om aan te vullen" in shown
    assert "2 aanvragen zijn bij de commissie" in shown


def test_runs_that_are_over_and_have_no_list() -> None:
    of = a_provider()
    missing = run(of, "zonder-lijst", HOUR)
    run(of, "nog-bezig", -HOUR)
    done = run(of, "met-lijst", HOUR)
    AttendanceList.objects.create(run=done, number=1, source="form")
    CalledOff.objects.create(occasion=run(of, "afgelast", HOUR).occasion)
    run(a_provider("Ander"), "van-een-ander", HOUR)
    assert portal_attention.of(of, civil.today()).to_list == [missing]
