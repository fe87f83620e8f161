"""A run that never took place: who may say so, what it stops, and how it is taken back."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from academy.accreditation import attendance_writing, portal_attention, runs, taking_place
from academy.accreditation.attendance_plan import Doubt
from academy.accreditation.attendance_refusals import (
    AttendanceError,
    AttendanceSentError,
    CalledOffError,
    NotHeldError,
    NotOverError,
)
from academy.accreditation.models import AttendanceList, ListedAttendance, ProviderRun, RunHeld, Trace
from academy.hours.models import Entry
from lvv_site import civil
from lvv_site.members.models import User
from tests.factories import accreditation as make
from tests.factories.certification import certified
from tests.factories.members import UserFactory, sign_in

pytestmark = pytest.mark.django_db
ROLES = ["committee", "assessor", "board", "editor", "treasurer", "provider", None]


def at(run: ProviderRun, name: str = "run_not_held") -> str:
    return reverse(f"provider:{name}", args=[run.training.provider.slug, run.occasion.code])


def verb(run: ProviderRun, name: str) -> str:
    return reverse(f"accreditation_run:{name}", args=[run.pk])


def office() -> User:
    user: User = UserFactory.create(role="office", second_factor=True)
    return user


def called_off() -> ProviderRun:
    run = make.run(days_ago=-3)
    runs.call_off(run, office())
    return run


def with_hours() -> ProviderRun:
    run = make.run()
    make.listed(run, f"{certified().number};6")
    return run


@pytest.mark.parametrize(
    ("make_run", "refusal"),
    [(called_off, CalledOffError), (lambda: make.run(days_ago=0), NotOverError), (with_hours, AttendanceSentError)],
    ids=["called off", "not over", "with hours"],
)
def test_of_what_it_cannot_be_said(make_run: Any, refusal: type[AttendanceError]) -> None:
    with pytest.raises(refusal):
        taking_place.say_not_held(make_run(), office())
    assert not RunHeld.objects.exists()


def test_a_run_whose_hours_were_all_taken_back_can_be_said_not_to_have_been() -> None:
    run, who = make.run(), certified()
    make.listed(run, f"{who.number};6")
    make.listed(run, f"{who.number};0")
    taking_place.say_not_held(run, office())
    assert RunHeld.objects.get().held is False


def test_no_hours_come_of_it_and_saying_it_again_does_nothing() -> None:
    run, who = make.run(), certified()
    for _twice in range(2):
        taking_place.say_not_held(run, office())
    plan = make.listed(run, f"{who.number};6")

    assert [one.doubt for one in plan.doubts] == [Doubt.NOT_HELD]
    assert (RunHeld.objects.count(), AttendanceList.objects.count(), Entry.objects.count()) == (1, 0, 0)


def test_it_is_not_corrected_changed_or_called_off() -> None:
    run, who = make.run(), certified()
    make.listed(run, f"{who.number};6")
    make.listed(run, f"{who.number};0")
    row = ListedAttendance.objects.latest("pk")
    by = office()
    taking_place.say_not_held(run, by)

    for act in (
        lambda: attendance_writing.correct(run.pk, row.person_id, 360, by, row.pk),
        lambda: runs.change(run, runs.planned_of(run), by, run.occasion.sequence),
        lambda: runs.call_off(run, by),
    ):
        with pytest.raises(NotHeldError):
            act()


def test_the_office_takes_it_back_and_a_list_can_come() -> None:
    run, by = make.run(), office()
    taking_place.say_not_held(run, by)
    for _twice in range(2):
        taking_place.take_back(run, by)
    make.listed(run, f"{certified().number};6")

    assert list(RunHeld.objects.values_list("number", "held")) == [(1, False), (2, True)]
    assert Entry.objects.count() == 1
    traces = Trace.objects.filter(provider=run.training.provider, what__startswith="run.")
    assert list(traces.order_by("pk").values_list("what", "by")) == [("run.not_held", by.pk), ("run.held", by.pk)]


def test_it_no_longer_asks_for_a_list() -> None:
    run, other = make.run(), make.run()
    provider = run.training.provider
    taking_place.say_not_held(run, office())

    assert portal_attention.of(provider, civil.today()).to_list == []
    assert list(runs.without_list(runs.runs_of(provider), civil.now())) == []
    assert portal_attention.of(other.training.provider, civil.today()).to_list == [other]


def test_the_database_refuses_a_list_of_it_and_it_beside_hours() -> None:
    run = make.run()
    taking_place.say_not_held(run, office())
    with pytest.raises(IntegrityError, match="did not take place"), transaction.atomic():
        AttendanceList.objects.create(run=run, number=1, source="form")
    with pytest.raises(IntegrityError, match="hours of run"), transaction.atomic():
        RunHeld.objects.create(run=with_hours(), number=1, held=False)
    with pytest.raises(IntegrityError, match="run_held_takes_back"), transaction.atomic():
        RunHeld.objects.create(run=run, number=2, held=False)


def test_a_provider_says_so_in_its_portal(client: Client) -> None:
    run = make.run()
    sign_in(client, make.worker(run.training.provider))
    assert "lijst mist" in client.get(at(run, "run").replace(f"{run.occasion.code}/", "")).content.decode()
    assert at(run) in client.get(at(run, "run")).content.decode()
    assert client.get(at(run)).status_code == 200
    assert RunHeld.objects.count() == 0

    shown = client.post(at(run), follow=True).content.decode()

    assert "heeft niet plaatsgevonden" in shown
    assert "Stuur de lijst" not in shown
    listed = client.get(at(run, "run").replace(f"{run.occasion.code}/", "")).content.decode()
    assert ("lijst mist" in listed, "niet plaatsgevonden" in listed) == (False, True)


def test_a_provider_is_told_why_not(client: Client) -> None:
    run = with_hours()
    sign_in(client, make.worker(run.training.provider))
    assert "Er staat al aanwezigheid" in client.post(at(run)).content.decode()
    assert RunHeld.objects.count() == 0


def test_for_who_works_elsewhere_it_does_not_exist(client: Client) -> None:
    run = make.run()
    assert client.post(at(run)).status_code == 302
    for user in (make.worker(), office(), UserFactory.create()):
        sign_in(client, user)
        assert [client.get(at(run)).status_code, client.post(at(run)).status_code] == [404, 404]
    assert RunHeld.objects.count() == 0


def test_the_office_says_it_and_takes_it_back(client: Client) -> None:
    run = make.run()
    sign_in(client, office())
    page = verb(run, "inspect")
    assert verb(run, "not_held") in client.get(page).content.decode()
    client.post(verb(run, "not_held"))
    shown = client.get(page).content.decode()
    assert ("heeft niet plaatsgevonden" in shown, verb(run, "held") in shown) == (True, True)
    index = reverse("accreditation_run:index")
    assert run.training.title in client.get(index, {"held": "false"}).content.decode()
    client.post(verb(run, "held"))
    assert list(RunHeld.objects.values_list("held", flat=True)) == [False, True]
    assert run.training.title not in client.get(index, {"held": "false"}).content.decode().split("<main")[-1]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ["not_held", "held"])
def test_nobody_but_the_office_has_these_verbs(client: Client, role: str | None, name: str) -> None:
    run = make.run()
    sign_in(client, UserFactory.create(role=role, second_factor=True))
    for response in (client.get(verb(run, name)), client.post(verb(run, name))):
        assert response.status_code in {302, 403}
    assert RunHeld.objects.count() == 0


def said_while_a_list_comes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Say that a run was not held and send its list at the same moment: both looked before either wrote."""
    run, who, by = make.run(), certified(), office()
    together = threading.Barrier(2, timeout=2)
    outcomes: list[str] = []

    def meet() -> None:
        try:
            together.wait()
        except threading.BrokenBarrierError:  # the other waits for our lock
            return

    for module, name in ((taking_place, "_append"), (attendance_writing, "_write")):
        original = getattr(module, name)

        def late(*args: Any, original: Any = original, **kwargs: Any) -> Any:
            meet()
            return original(*args, **kwargs)

        monkeypatch.setattr(module, name, late)

    def run_it(act: Any) -> None:
        try:
            act()
            outcomes.append("done")
        except (AttendanceError, IntegrityError) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    acts = [lambda: taking_place.say_not_held(run, by), lambda: make.listed(run, f"{who.number};6")]
    threads = [threading.Thread(target=run_it, args=[act]) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    return sorted(outcomes)


def both_stand() -> bool:
    return RunHeld.objects.exists() and Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_of_both_at_once_one_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    said_while_a_list_comes(monkeypatch)
    assert not both_stand()


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_without_the_lock_both_would_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    def unlocked(pk: int) -> ProviderRun:
        return ProviderRun.objects.select_related("occasion__called_off", "training").get(pk=pk)

    monkeypatch.setattr(taking_place, "lock", unlocked)
    monkeypatch.setattr(attendance_writing, "lock", unlocked)
    assert said_while_a_list_comes(monkeypatch) == ["done", "done"]
    assert both_stand()
