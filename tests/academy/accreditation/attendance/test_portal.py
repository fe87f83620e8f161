"""The portal: who may enter, planning a run, and sending a list with a preview."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from academy.accreditation import runs
from academy.accreditation.attendance_reading import MOST_BYTES, MOST_ROWS
from academy.accreditation.models import AttendanceList, ListedAttendance, ProviderPerson, ProviderRun
from academy.certification.enums import EventKind
from academy.hours.models import Entry
from events.booking.models import Occasion
from lvv_site import civil
from lvv_site.members.models import User
from tests.factories import accreditation as make
from tests.factories.certification import certified, event
from tests.factories.members import PersonFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def addresses(run: ProviderRun) -> list[str]:
    slug, code = run.training.provider.slug, run.occasion.code
    with_code = ["run", "run_change", "run_call_off", "attendance", "attendance_export"]
    return [
        reverse("provider:runs", args=[slug]), reverse("provider:run_add", args=[slug]),
        *(reverse(f"provider:{name}", args=[slug, code]) for name in with_code),
    ]  # fmt: skip


def worker_of(client: Client, run: ProviderRun) -> User:
    user: User = make.worker(run.training.provider)
    sign_in(client, user)
    return user


def at(run: ProviderRun, name: str) -> str:
    return reverse(f"provider:{name}", args=[run.training.provider.slug, run.occasion.code])


def ended(run: ProviderRun) -> User:
    user: User = make.worker(run.training.provider)
    ProviderPerson.objects.filter(user=user).update(ended_at=timezone.now())
    return user


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    for address in addresses(make.run()):
        assert client.get(address).status_code == 302, address


@pytest.mark.parametrize("who", ["member", "another provider", "ended", "office", "committee", "assessor", "board"])
def test_for_who_does_not_work_there_it_does_not_exist(client: Client, who: str) -> None:
    run = make.run()
    users = {"member": UserFactory.create, "another provider": make.worker, "ended": lambda: ended(run)}
    sign_in(client, users[who]() if who in users else UserFactory.create(role=who, second_factor=True))
    for address in addresses(run):
        assert client.get(address).status_code == 404, address
    assert client.post(at(run, "attendance_confirm"), {"list": "x"}).status_code == 404
    assert client.post(at(run, "run_call_off")).status_code == 404
    assert not runs.ProviderRun.objects.get().occasion.cancelled


def test_a_run_of_another_provider_does_not_exist_below_ones_own_address(client: Client) -> None:
    run, other = make.run(), make.run()
    worker_of(client, run)
    for address in addresses(other):
        mine = address.replace(other.training.provider.slug, run.training.provider.slug)
        if other.occasion.code in mine:
            assert client.get(mine).status_code == 404, mine


def test_who_works_there_sees_every_page(client: Client) -> None:
    run = make.run()
    worker_of(client, run)
    for address in addresses(run):
        assert client.get(address).status_code == 200, address


def filled(run: ProviderRun, **changes: Any) -> dict[str, Any]:
    day = civil.today() + 20 * DAY
    return {
        "training": run.training.pk, "day": day.isoformat(), "starts": "09:30", "ends": "16:30", "place": "Zwolle",
        "minutes": "6", "external_url": "https://opleider.example/aanmelden/", **changes,
    }  # fmt: skip


def test_a_run_of_two_days_stands_in_the_agenda_and_is_booked_at_the_provider(client: Client) -> None:
    run = make.run()
    worker_of(client, run)
    second = civil.today() + 27 * DAY
    told = filled(run, minutes="7,5", more_days=f"{second:%d-%m-%Y} 13.00-17.00")
    client.post(reverse("provider:run_add", args=[run.training.provider.slug]), told)
    made = Occasion.objects.exclude(pk=run.occasion_id).get()
    assert (made.kind, made.bookable, made.hours_kind, made.minutes, made.place) == (
        "provider_run", False, "course", 450, "Zwolle",
    )  # fmt: skip
    assert [one.minutes for one in made.parts.all()] == [240, 210]
    assert made.ends
    assert made.ends.astimezone(civil.AMSTERDAM).isoformat().startswith(f"{second}T17:00")
    page = client.get("/agenda/").content.decode()
    assert 'href="https://opleider.example/aanmelden/"' in page
    assert run.training.provider.name in page
    (found,) = client.get("/api/v1/agenda").json()["results"]
    assert (found["kind"], found["url"], found["organiser"]) == (
        "provider_run", "https://opleider.example/aanmelden/", run.training.provider.name,
    )  # fmt: skip
    feed = client.get("/agenda.ics").content.decode().replace("\r\n ", "")
    assert run.training.provider.name in feed
    assert [one.pk for one in runs.coming_runs([run.training])[run.training_id]] == [made.pk]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": "31-02-2027"}, "day"),
        ({"day": "1999-01-01"}, "day"),
        ({"ends": "09:00"}, "ends"),
        ({"more_days": "morgen"}, "more_days"),
        ({"more_days": "{same}"}, "more_days"),
        ({"place": ""}, "place"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "6,2"}, "minutes"),
        ({"minutes": "9"}, "minutes"),
        ({"external_url": "http://opleider.example/"}, "external_url"),
        ({"external_url": "javascript:alert(1)"}, "external_url"),
        ({"training": ""}, "training"),
    ],
)
def test_what_cannot_be_planned_is_told_beside_its_field_and_keeps_what_was_typed(
    client: Client, changes: dict[str, str], field: str
) -> None:
    run = make.run()
    worker_of(client, run)
    same = f"{civil.today() + 20 * DAY:%d-%m-%Y}"
    told = filled(run, **{name: value.replace("{same}", same) for name, value in changes.items()})
    answer = client.post(reverse("provider:run_add", args=[run.training.provider.slug]), told)
    assert list(answer.context["form"].errors) == [field]
    assert "Zwolle" in answer.content.decode() or field == "place"
    assert ProviderRun.objects.count() == 1


def test_a_training_of_another_provider_cannot_be_chosen(client: Client) -> None:
    run, other = make.run(), make.accredited()
    worker_of(client, run)
    answer = client.post(reverse("provider:run_add", args=[run.training.provider.slug]), filled(run, training=other.pk))
    assert list(answer.context["form"].errors) == ["training"]


def test_outside_the_accreditation_one_is_told_first(client: Client) -> None:
    run = make.run()
    worker_of(client, run)
    address = reverse("provider:run_add", args=[run.training.provider.slug])
    told = filled(run, day=(civil.today() + 300 * DAY).isoformat(), minutes="9")
    answer = client.post(address, told)
    assert "extra activiteiten" in str(answer.context["form"].errors["outside"])
    assert ProviderRun.objects.count() == 1
    client.post(address, told | {"outside": "on"})
    assert ProviderRun.objects.latest("pk").occasion.hours_kind == "extra"


def test_a_later_decision_changes_what_is_announced(client: Client) -> None:
    run = make.run(days_ago=-300, of=make.accredited(until=civil.today() + 10 * DAY))
    assert run.occasion.hours_kind == "extra"
    make.granted(run.training, civil.today() + 10 * DAY, None)
    run.occasion.refresh_from_db()
    assert run.occasion.hours_kind == "course"


def test_a_run_can_be_changed_until_hours_stand(client: Client) -> None:
    run = make.run(days_ago=3)
    worker_of(client, run)
    told = filled(run, day=(civil.today() - 2 * DAY).isoformat(), place="", online="on", seen=0)
    client.post(at(run, "run_change"), told)
    run.occasion.refresh_from_db()
    assert (run.occasion.place, run.occasion.sequence) == ("", 1)
    answer = client.post(at(run, "run_change"), told | {"minutes": "5"})
    assert "Intussen is hier iets veranderd" in answer.content.decode()
    make.listed(run, certified().number)
    answer = client.post(at(run, "run_change"), told | {"minutes": "5", "seen": 1})
    assert "Er staat al aanwezigheid" in answer.content.decode()
    run.occasion.refresh_from_db()
    assert run.occasion.minutes == 360


def test_a_run_is_called_off_once_and_then_takes_no_list(client: Client) -> None:
    run, over = make.run(days_ago=-5), make.run()
    worker_of(client, run)
    for _time in range(2):
        client.post(at(run, "run_call_off"))
    run = ProviderRun.objects.select_related("occasion__called_off").get(pk=run.pk)
    assert run.occasion.cancelled
    assert runs.coming_runs([run.training]) == {}
    sign_in(client, make.worker(over.training.provider))
    client.post(at(over, "run_call_off"))
    assert not ProviderRun.objects.get(pk=over.pk).occasion.cancelled


def test_a_list_is_shown_before_it_is_written(client: Client) -> None:
    run = make.run()
    user = worker_of(client, run)
    shown = certified(PersonFactory.create(given_name="Publieke", infix="", family_name="Naam"))
    hidden = certified(
        PersonFactory.create(family_name="Verborgenstein"), starts=dt.date(2024, 1, 1), until=civil.today() - DAY
    )
    preview = client.post(at(run, "attendance"), {"text": f"{shown.number};6\n{hidden.number};4,5\nONBEKEND;3"})
    page = preview.content.decode()
    assert "Publieke Naam" in page
    assert "Dit nummer kennen wij niet." in page
    assert not Entry.objects.exists()
    written = client.post(
        at(run, "attendance_confirm"),
        {"list": preview.context["sealed"], "shown": preview.context["plan"].fingerprint, "source": "form"},
    )
    assert sorted(Entry.objects.values_list("minutes", flat=True)) == [270, 360]
    assert "ONBEKEND;3" in written.content.decode()
    listed = AttendanceList.objects.get()
    assert (listed.source, listed.by) == ("form", user)


def test_the_name_of_who_is_not_in_public_is_nowhere(client: Client) -> None:
    run = make.run(days_ago=400, of=make.accredited(starts=dt.date(2024, 1, 1), until=None))
    worker_of(client, run)
    person = PersonFactory.create(family_name="Verborgenstein")
    gone = certified(person, starts=dt.date(2024, 1, 1), until=civil.today() - 300 * DAY)
    event(gone, EventKind.STRUCK_OFF, dt.date(2010, 1, 1), by=UserFactory.create(), second_by=UserFactory.create())
    preview = client.post(at(run, "attendance"), {"text": gone.number})
    assert "Verborgenstein" not in preview.content.decode()


def test_what_changed_meanwhile_is_shown_again(client: Client) -> None:
    run, who = make.run(), certified()
    worker_of(client, run)
    preview = client.post(at(run, "attendance"), {"text": f"{who.number};6"})
    make.listed(run, f"{who.number};5")
    told = {"list": preview.context["sealed"], "shown": preview.context["plan"].fingerprint}
    again = client.post(at(run, "attendance_confirm"), told)
    assert "Intussen is er iets veranderd" in again.content.decode()
    assert ListedAttendance.objects.count() == 1
    client.post(at(run, "attendance_confirm"), told | {"shown": again.context["plan"].fingerprint})
    assert ListedAttendance.objects.latest("pk").minutes == 360


@pytest.mark.parametrize("what", ["nothing", "nonsense", "of another run", "of another account"])
def test_a_list_that_we_did_not_seal_is_refused(client: Client, what: str) -> None:
    run, other, who = make.run(), make.run(), certified()
    user = worker_of(client, run)
    sealed = {"nothing": "", "nonsense": "W10:x:y"}.get(what)
    if sealed is None:
        at_run = run
        if what == "of another run":
            ProviderPerson.objects.create(provider=other.training.provider, user=user)
            at_run = other
        else:
            sign_in(client, make.worker(run.training.provider))
        sealed = client.post(at(at_run, "attendance"), {"text": who.number}).context["sealed"]
        sign_in(client, user)
    answer = client.post(at(run, "attendance_confirm"), {"list": sealed, "shown": "x"})
    assert "Deze controle is verlopen" in answer.content.decode()
    assert not ListedAttendance.objects.exists()


def test_a_list_that_was_looked_at_days_ago_is_asked_again_with_what_was_in_it(client: Client) -> None:
    run = make.run()
    worker_of(client, run)
    with time_machine.travel(timezone.now() - 2 * DAY):
        sealed = client.post(at(run, "attendance"), {"text": "VP-9;4,5"}).context["sealed"]
    page = client.post(at(run, "attendance_confirm"), {"list": sealed}).content.decode()
    assert "Deze controle is verlopen" in page
    assert "VP-9;4,5" in page


def test_outside_the_accreditation_one_is_told_again_before_sending(client: Client) -> None:
    run, who = make.run(of=make.training()), certified()
    worker_of(client, run)
    for answer in (client.get(at(run, "attendance")), client.post(at(run, "attendance"), {"text": who.number})):
        assert "De uren tellen als extra activiteiten." in answer.content.decode()


def upload(client: Client, run: ProviderRun, content: bytes, name: str = "lijst.csv") -> Any:
    return client.post(at(run, "attendance"), {"file": SimpleUploadedFile(name, content)})


def test_a_file_with_columns(client: Client) -> None:
    run, who, other = make.run(), certified(PersonFactory.create(family_name="Vries")), certified()
    worker_of(client, run)
    content = f"Naam;Nummer;Uren;Nog iets\nJ. de Vries;{who.number};4,5;x\n;{other.number};;y\n".encode()
    plan = upload(client, run, content).context["plan"]
    assert [(one.minutes, one.result) for one in plan.matches] == [(270, "new"), (360, "new")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "leeg"),
        (b"\x00\x01\x02\xff", ""),
        (b"naam;uren\nA;3\n", "nummer"),
        (b"nummer\n" + b"1\n" * (MOST_ROWS + 1), "regels"),
        (b"nummer\n" + b"x" * (MOST_BYTES + 10), "groter"),
        (b"PK\x03\x04 geen werkblad", ""),
        (b"nummer\n", "geen nummer"),
    ],
)
def test_a_hostile_file_is_refused_kindly(client: Client, content: bytes, told: str) -> None:
    run = make.run()
    worker_of(client, run)
    answer = upload(client, run, content)
    assert answer.status_code == 200
    assert told in str(answer.context["form"].errors["file"])


@pytest.mark.parametrize(("text", "field"), [("", "text"), ("\n;;\n", "text"), ("1\n" * (MOST_ROWS + 1), "text")])
def test_nothing_and_too_much_are_told(client: Client, text: str, field: str) -> None:
    run = make.run()
    worker_of(client, run)
    assert list(client.post(at(run, "attendance"), {"text": text}).context["form"].errors) == [field]


def test_before_the_last_day_is_over_there_is_no_form(client: Client) -> None:
    run, who = make.run(days_ago=0), certified()
    worker_of(client, run)
    assert "Bekijk wat er gebeurt" not in client.get(at(run, "attendance")).content.decode()
    plan = client.post(at(run, "attendance"), {"text": who.number}).context["plan"]
    assert [one.doubt for one in plan.doubts] == ["not_over"]


def test_exports_hold_no_formula(client: Client) -> None:
    run, who = make.run(), certified(number="=1+1")
    worker_of(client, run)
    make.listed(run, who.number)
    export = client.get(at(run, "attendance_export"))
    assert export.content.decode("utf-8-sig").splitlines()[1].startswith("'=1+1;")
    preview = client.post(at(run, "attendance"), {"text": "@SUM(A1)\n=1+1;3"})
    told = {"list": preview.context["sealed"], "export": "1"}
    lines = client.post(at(run, "attendance_confirm"), told).content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("1;'@SUM(A1);")
    assert lines[2].split(";")[:2] == ["2", "'=1+1"]
    assert Entry.objects.count() == 1


def test_the_list_of_runs_asks_as_often_for_many(client: Client, django_assert_max_num_queries: Any) -> None:
    run = make.run()
    worker_of(client, run)
    for number in range(12):
        make.run(run.training, days_ago=number * 3 - 12)
    with django_assert_max_num_queries(16):
        page = client.get(reverse("provider:runs", args=[run.training.provider.slug]))
    assert len(page.context["missing"]) == 8
