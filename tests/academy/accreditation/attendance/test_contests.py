"""A member says that a line is wrong; the office decides, once; who hears of it."""

from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from academy.accreditation import attendance_contests, attendance_tasks
from academy.accreditation.attendance_refusals import AttendanceError
from academy.accreditation.models import AttendanceContest, AttendanceList, ListedAttendance, ProviderRun
from academy.certification.models import Certificate
from academy.hours.models import Entry
from lvv_site.mail.delivery import outbox
from lvv_site.mail.models import Message
from lvv_site.mail.rendering import render
from lvv_site.members import people
from lvv_site.members.models import User
from tests.factories import accreditation as make
from tests.factories.certification import certified
from tests.factories.hours import account_of
from tests.factories.members import PersonFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db
OTHERS = ["treasurer", "editor", "question_editor", "committee", "assessor", "board", "provider", None]


def listed(hours: str = "") -> tuple[ProviderRun, Certificate, ListedAttendance]:
    run, who = make.run(), certified(PersonFactory.create(given_name="Anne", infix="", family_name="Zonderling"))
    make.listed(run, f"{who.number};{hours}")
    return run, who, ListedAttendance.objects.get(run=run)


def contested(reason: str = "not_there") -> AttendanceContest:
    return attendance_contests.contest(listed()[2], reason, "Ik was ziek")


def total(row: ListedAttendance) -> int:
    return Entry.objects.filter(person=row.person_id).aggregate(all=Sum("minutes"))["all"] or 0


def letters(template: str) -> list[Any]:
    return [render(one) for one in Message.objects.filter(template=template).order_by("pk")]


def text_of(letter: Any) -> str:
    return str(letter.get_body(("plain",)).get_content())


def test_the_member_finds_the_way_beside_the_line(client: Client) -> None:
    _run, who, row = listed()
    sign_in(client, account_of(who.person))
    address = reverse("listed:attendance", args=[row.pk])
    page = client.get(reverse("hours:entries")).content.decode()
    assert f'href="{address}"' in page
    assert "Klopt dit niet?" in page
    answer = client.post(address, {"reason": "not_there", "text": "Ik was ziek"})
    assert answer.status_code == 302
    contest = AttendanceContest.objects.get()
    assert (contest.attendance, contest.reason, contest.text.text) == (row, "not_there", "Ik was ziek")
    assert "het bureau kijkt ernaar" in client.get(reverse("hours:entries")).content.decode()
    assert "Verstuur de melding" not in client.get(address).content.decode()
    client.post(address, {"reason": "minutes"})
    assert AttendanceContest.objects.count() == 1


@pytest.mark.parametrize("told", [{"text": ""}, {"reason": "zomaar"}, {"reason": "other", "text": "  "}])
def test_a_contest_needs_a_reason(client: Client, told: dict[str, str]) -> None:
    _run, who, row = listed()
    sign_in(client, account_of(who.person))
    answer = client.post(reverse("listed:attendance", args=[row.pk]), told)
    assert answer.context["form"].errors
    assert not AttendanceContest.objects.exists()


def test_somebody_elses_line_does_not_exist(client: Client) -> None:
    run, _who, row = listed()
    address = reverse("listed:attendance", args=[row.pk])
    assert client.get(address).status_code == 302
    for user in (UserFactory.create(), make.worker(run.training.provider), UserFactory.create(role="office")):
        sign_in(client, user)
        assert client.get(address).status_code == 404
        assert client.post(address, {"reason": "not_there"}).status_code == 404
    assert not AttendanceContest.objects.exists()


def test_after_a_merge_the_line_is_still_ones_own(client: Client) -> None:
    _run, who, row = listed()
    now = UserFactory.create()
    people.merge(who.person, now.person)
    sign_in(client, now)
    assert client.get(reverse("listed:attendance", args=[row.pk])).status_code == 200


def test_a_line_that_changed_meanwhile_is_looked_at_first() -> None:
    run, who, row = listed()
    make.listed(run, f"{who.number};3")
    with pytest.raises(AttendanceError) as refused:
        attendance_contests.contest(row, "not_there", "")
    assert refused.value.code == "outdated"


def test_a_reversed_line_says_so(client: Client) -> None:
    run, who, _row = listed()
    make.listed(run, f"{who.number};0")
    sign_in(client, account_of(who.person))
    page = client.get(reverse("hours:entries")).content.decode()
    assert "teruggenomen" in page
    last = ListedAttendance.objects.latest("pk")
    assert reverse("listed:attendance", args=[last.pk]) in page


def addresses(contest: AttendanceContest) -> dict[str, str]:
    row = contest.attendance
    return {
        "runs": reverse("accreditation_run:index"),
        "run": reverse("accreditation_run:inspect", args=[row.run_id]),
        "correct": reverse("accreditation_run:correct", args=[row.pk]),
        "correct_contested": reverse("accreditation_run:correct_contested", args=[row.pk, contest.pk]),
        "contests": reverse("accreditation_contest:index"),
        "contest": reverse("accreditation_contest:inspect", args=[contest.pk]),
        "uphold": reverse("accreditation_contest:uphold", args=[contest.pk]),
    }


def office(client: Client, role: str | None = "office") -> User:
    user: User = UserFactory.create(role=role, second_factor=True)
    sign_in(client, user)
    return user


def test_the_office_sees_every_page(client: Client) -> None:
    contest = contested()
    office(client)
    for address in addresses(contest).values():
        answer = client.get(address)
        assert answer.status_code == 200, address
    assert "Zonderling" in client.get(addresses(contest)["run"]).content.decode()


@pytest.mark.parametrize("role", OTHERS)
def test_others_see_nothing_and_decide_nothing(client: Client, role: str | None) -> None:
    contest = contested()
    office(client, role)
    for name, address in addresses(contest).items():
        answer = client.get(address, follow=True)
        assert "Zonderling" not in answer.content.decode(), name
        assert answer.status_code in {403, 404} or answer.redirect_chain, name
        client.post(address, {"minutes": "0", "seen": contest.attendance_id, "text": "x"})
    assert not hasattr(AttendanceContest.objects.get(), "ruling")
    assert total(contest.attendance) == 360


def test_the_office_lets_it_stand_and_says_why(client: Client) -> None:
    contest = contested()
    office(client)
    assert client.post(addresses(contest)["uphold"], {"text": ""}).context["form"].errors
    client.post(addresses(contest)["uphold"], {"text": "De opleider heeft je handtekening."})
    contest = AttendanceContest.objects.get()
    assert (contest.ruling.outcome, total(contest.attendance)) == ("upheld", 360)
    (letter,) = letters("accreditation/attendance_ruled")
    assert "De opleider heeft je handtekening." in text_of(letter)
    assert "Zonderling" not in letter["Subject"]


def test_the_office_corrects_and_everybody_is_told(client: Client) -> None:
    contest = contested()
    worker = make.worker(contest.attendance.run.training.provider)
    office(client)
    told = {"minutes": "0", "text": "Je was er inderdaad niet.", "seen": contest.attendance_id}
    client.post(addresses(contest)["correct_contested"], told)
    contest = AttendanceContest.objects.get()
    assert (contest.ruling.outcome, total(contest.attendance)) == ("corrected", 0)
    (letter,) = letters("accreditation/attendance_ruled")
    assert "teruggenomen" in text_of(letter)
    (to_provider,) = letters("accreditation/attendance_corrected")
    assert to_provider["To"] == worker.email
    assert "Zonderling" not in text_of(to_provider)
    assert not Message.objects.filter(template="hours/corrected").exists()


def test_it_is_decided_once_and_not_about_ones_own(client: Client) -> None:
    contest = contested()
    mine = office(client)
    attendance_contests.uphold(contest.pk, "Blijft", mine)
    answer = client.post(addresses(contest)["uphold"], {"text": "Nog eens"})
    assert "al besloten" in answer.content.decode()
    other = AttendanceContest.objects.get()
    own = UserFactory.create(role="office", person=Certificate.objects.get().person)
    AttendanceContest.objects.all()
    with pytest.raises(AttendanceError) as refused:
        attendance_contests.uphold(other.pk, "Blijft", own)
    assert refused.value.code == "own"


def test_who_saw_an_older_row_is_told(client: Client) -> None:
    contest = contested()
    run, who = contest.attendance.run, Certificate.objects.get()
    office(client)
    make.listed(run, f"{who.number};3")
    told = {"minutes": "0", "text": "", "seen": contest.attendance_id}
    answer = client.post(addresses(contest)["correct_contested"], told)
    assert "Intussen is hier iets veranderd" in answer.content.decode()
    assert not hasattr(AttendanceContest.objects.get(), "ruling")


def test_a_member_hears_once_of_each_change(client: Client) -> None:
    run, who, _row = listed("6")
    make.listed(run, f"{who.number};4")
    for _time in range(2):
        for one in AttendanceList.objects.order_by("pk"):
            attendance_tasks.tell_list.func(one.pk)
    messages = Message.objects.filter(template="accreditation/listed").order_by("pk")
    assert messages.count() == 2
    letter = render(messages[1])
    assert "6 uur" in text_of(letter)
    assert "4 uur" in text_of(letter)
    assert "Zonderling" not in letter["Subject"]
    assert reverse("listed:attendance", args=[ListedAttendance.objects.latest("pk").pk]) in text_of(letter)
    assert not outbox


def test_the_links_cost_nothing_to_who_is_on_no_list(client: Client, django_assert_num_queries: Any) -> None:
    from academy.hours.line_links import links_of
    from tests.factories.hours import entry

    other = entry()
    with django_assert_num_queries(0):
        assert links_of([other]) == {}
    run, who, _row = listed()
    make.listed(run, f"{who.number};3")
    with django_assert_num_queries(2):
        assert len(links_of(list(Entry.objects.filter(person=who.person)))) == 1
