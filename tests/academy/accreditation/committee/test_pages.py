"""The screens of the committee as people use them: nothing typed is lost, and a letter is seen before it is sent."""

import html
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from academy.accreditation import assessing, checklist, committee_files, steps
from academy.accreditation.enums import ApplicationState, StepKind
from academy.accreditation.models import Application, Assessment, Assignment, LetterTemplate, Meeting, Tie
from academy.accreditation.steps import Act
from lvv_site.members import roles
from lvv_site.members.models import User
from lvv_site.payments.enums import PayerKind
from lvv_site.payments.orders import Line, Payer, open_order
from lvv_site.payments.vat import Price, Rate
from tests.factories.accreditation import application, submitted
from tests.factories.members import sign_in

from .files import DAY, TODAY, assessor, assigned, decider, given, meeting, office, ready, refused, taken_up

pytestmark = pytest.mark.django_db


def at(name: str, file: Application, *more: int) -> str:
    return reverse(f"accreditation_application:{name}", args=[file.pk, *more])


def signed_in(client: Client, user: User) -> User:
    sign_in(client, user)
    return user


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def field(response: Any, name: str) -> Any:
    return response.context["form"][name].value()


def test_taking_up_shows_the_letter_first(client: Client) -> None:
    signed_in(client, office())
    file, when = submitted(application(title="Luisteren")), meeting(30)
    told = {"seen": steps.last_number(file), "meeting": when.pk}
    first = client.post(at("take_up", file), told)
    assert first.status_code == 200
    assert steps.state(file) == ApplicationState.SUBMITTED
    letter = field(first, "letter")
    assert "De aanvraag is compleet" in letter
    assert "Betreft: Luisteren" in letter
    told |= {"letter": letter + " Tot ziens.", "made_from": field(first, "made_from")}
    assert client.post(at("take_up", file), told).status_code == 302
    assert file.steps.latest("number").text.letter.endswith("Tot ziens.")


def test_a_letter_of_other_answers_is_not_sent_and_stays(client: Client) -> None:
    signed_in(client, office())
    file = submitted()
    told = {"seen": 1, "message": "Het programma ontbreekt."}
    first = client.post(at("send_back", file), told)
    told |= {"message": "De toets ontbreekt.", "letter": "Mijn eigen brief", "made_from": field(first, "made_from")}
    second = client.post(at("send_back", file), told)
    assert "Er veranderde iets nadat de brief gemaakt was" in text_of(second)
    assert (field(second, "letter"), field(second, "message")) == ("Mijn eigen brief", "De toets ontbreekt.")
    told["made_from"] = field(second, "made_from")
    assert client.post(at("send_back", file), told).status_code == 302
    assert steps.state(file) == ApplicationState.INCOMPLETE


def test_assigning_offers_only_who_may(client: Client) -> None:
    signed_in(client, office())
    file, free, tied = taken_up(), [assessor(), assessor()], assessor()
    Tie.objects.create(user=tied, provider=file.provider, kind="own")
    page = client.get(at("assign", file))
    assert set(page.context["form"].fields["assessor_1"].queryset) == set(free)
    assert "dit is een eigen opleider" in text_of(page)
    told = {"seen": steps.last_number(file), "meeting": meeting().pk, "assessor_1": free[0].pk, "assessor_2": tied.pk}
    assert client.post(at("assign", file), told).status_code == 200
    told["assessor_2"] = free[1].pk
    assert client.post(at("assign", file), told).status_code == 302
    assert [one.assessor for one in committee_files.standing(file)] == free


def test_an_objection_warns_for_who_judged_before(client: Client) -> None:
    file = refused().application
    steps.append(file, Act(StepKind.OBJECTED, steps.last_number(file), reason="Oneens"), None)
    signed_in(client, office())
    page = text_of(client.get(at("assign", file)))
    assert "Kies bij een bezwaar liever anderen" in page
    assert Assignment.objects.filter(application=file)[0].assessor.get_full_name() in page


def filled(file: Application, version: int, **changes: str) -> dict[str, str]:
    scores = {f"score-{one.key}": "2" for one in checklist.NOW.of(file.kind)}
    return {
        "version": str(version),
        "checklist": checklist.NOW.version,
        **scores,
        "advice": "grant",
        "remark": "Helder.",
        **changes,
    }


def test_assessing_saves_then_gives(client: Client) -> None:
    mine = assigned()[0]
    file = mine.application
    signed_in(client, mine.assessor)
    assert client.get(at("assess", file)).status_code == 200
    saved = client.post(at("assess", file), {"version": "0", "checklist": "2026-1", "remark": "Half", "save": "1"})
    assert saved.status_code == 302
    page = client.get(at("assess", file))
    assert (field(page, "remark"), field(page, "version")) == ("Half", 1)
    wrong = client.post(at("assess", file), filled(file, 1, **{"score-load": "", "give": "1"}))
    assert "Geef bij elk punt een score" in text_of(wrong)
    assert field(wrong, "remark") == "Helder."
    assert client.post(at("assess", file), filled(file, 1, give="1")).status_code == 302
    assert Assessment.objects.get().score == 67
    assert client.get(at("assess", file)).status_code == 302
    assert "Helder." in text_of(client.get(at("inspect", file)))


def test_a_page_that_saves_itself_is_told_about_the_other_tab(client: Client) -> None:
    mine = assigned()[0]
    signed_in(client, mine.assessor)
    address, quietly = at("assess", mine.application), {"X-Autosave": "1"}
    first = client.post(address, {"version": "0", "checklist": "2026-1", "remark": "Een"}, headers=quietly)
    assert first.json() == {"version": 1}
    late = client.post(address, {"version": "0", "checklist": "2026-1", "remark": "Twee"}, headers=quietly)
    assert late.status_code == 409
    assert "ander venster" in late.json()["message"]
    by_hand = client.post(address, {"version": "0", "checklist": "2026-1", "remark": "Twee", "save": "1"})
    assert (by_hand.status_code, field(by_hand, "remark"), field(by_hand, "version")) == (200, "Twee", "1")
    again = client.post(address, {"version": "1", "checklist": "2026-1", "remark": "Twee", "save": "1"})
    assert again.status_code == 302
    assert assessing.draft_of(mine).answers["remark"] == "Twee"  # type: ignore[union-attr]


def test_another_assessment_is_seen_only_after_ones_own(client: Client) -> None:
    mine, other = assigned()
    given(other, remark="Geheim oordeel")
    signed_in(client, mine.assessor)
    assert "Geheim oordeel" not in text_of(client.get(at("inspect", mine.application)))
    given(mine)
    assert "Geheim oordeel" in text_of(client.get(at("inspect", mine.application)))


def test_handing_back(client: Client) -> None:
    mine = assigned()[0]
    signed_in(client, mine.assessor)
    assert client.post(at("hand_back", mine.application)).status_code == 302
    assert client.get(at("inspect", mine.application)).status_code == 404


def test_accrediting_on_screen_and_the_letter_on_paper(client: Client) -> None:
    file = ready(taken_up(submitted(application(title="Luisteren"))))
    signed_in(client, decider())
    page = client.get(at("accredit", file))
    assert "incomplete_because" not in page.context["form"].fields
    told = {
        "seen": steps.last_number(file), "decided_on": str(TODAY), "starts": str(TODAY), "last_day": str(TODAY + 700 * DAY),
        "minutes": "8", "hours_kind": "course", "reason": "Mooi.", "preview": "1",
    }  # fmt: skip
    first = client.post(at("accredit", file), told)
    letter = field(first, "letter")
    assert "De opleiding telt voor 8 uur bij- en nascholing" in letter
    del told["preview"]
    told |= {"letter": letter, "made_from": field(first, "made_from")}
    assert client.post(at("accredit", file), told).status_code == 302
    assert steps.state(file) == ApplicationState.ACCREDITED
    paper = client.get(at("letter", file, file.steps.latest("number").number))
    assert paper.headers["Content-Type"] == "application/pdf"
    assert b"".join(paper.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert client.get(at("letter", file, 1)).status_code == 404


def test_a_decider_who_is_late_keeps_what_they_typed(client: Client) -> None:
    file = ready()
    signed_in(client, decider())
    told = {"seen": steps.last_number(file), "decided_on": str(TODAY), "reason": "Mijn reden"}
    first = client.post(at("refuse", file), told)
    refused(file)
    told |= {"letter": "Mijn brief", "made_from": field(first, "made_from")}
    late = client.post(at("refuse", file), told)
    assert late.status_code == 200
    assert "Iemand anders heeft zojuist" in text_of(late)
    assert (field(late, "reason"), field(late, "letter")) == ("Mijn reden", "Mijn brief")


def test_a_page_of_a_file_tells_everything(client: Client) -> None:
    file = ready(taken_up(submitted(application(title="Luisteren"))))
    payer = Payer(PayerKind.ORGANISATION, file.provider.name, "f@brug.example")
    open_order(
        [Line("accreditation:course", "Aanvraag", Price(Decimal(350), 1, Rate.HIGH))],
        payer,
        f"accreditation:{file.code}",
        TODAY,
    )
    signed_in(client, office())
    page = text_of(client.get(at("inspect", file)))
    for expected in ("Luisteren", "Anne de Wit", "bewijs.pdf", "in beoordeling", "nog niet betaald", "67%"):
        assert expected in page
    log = text_of(client.get(at("log", file)))
    assert "in behandeling genomen" in log
    assert "beoordeling gegeven" in log
    assert "step." not in log


def test_an_earlier_version_can_be_read(client: Client) -> None:
    file = submitted(application(title="Eerste titel"))
    signed_in(client, office())
    assert client.get(at("inspect", file), {"versie": "2"}).status_code == 404
    assert "Eerste titel" in text_of(client.get(at("inspect", file), {"versie": "1"}))


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"state": "in_assessment"}, {"A"}), ({"state": "submitted"}, {"B"}), ({"state": "accredited"}, set()), ({"kind": "basic"}, {"B"}),
        ({"q": "eerste"}, {"A"}), ({}, {"A", "B"}), ({"mine": "true"}, set()),
    ],
)  # fmt: skip
def test_the_list_and_its_filters(client: Client, filters: dict[str, str], found: set[str]) -> None:
    taken_up(submitted(application(title="Eerste A")))
    submitted(application(title="Tweede B", kind="basic"))
    application(title="Concept C")
    signed_in(client, office())
    rows = client.get(reverse("accreditation_application:index"), filters).context["object_list"]
    assert {one.name[-1] for one in rows} == found


def test_by_meeting_and_provider(client: Client) -> None:
    file, other = taken_up(to=meeting(20)), taken_up(to=meeting(40))
    signed_in(client, office())
    address = reverse("accreditation_application:index")
    assert list(client.get(address, {"meeting": meeting(20).pk}).context["object_list"]) == [file]
    assert list(client.get(address, {"provider": other.provider_id}).context["object_list"]) == [other]


def test_the_list_takes_the_same_queries_for_any_number(client: Client) -> None:
    signed_in(client, office())
    address, counted = reverse("accreditation_application:index"), []
    for _round in range(2):
        taken_up()
        ready()
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counted.append(len([one for one in queries if "accreditation_" in one["sql"]]))
    assert counted[0] == counted[1] <= 10


def test_meetings(client: Client) -> None:
    signed_in(client, office())
    new = reverse("accreditation_meeting:new")
    wrong = client.post(new, {"on": str(TODAY + DAY), "files_due": str(TODAY + 2 * DAY), "place": "Utrecht"})
    assert "Deze dag ligt na de vergadering" in text_of(wrong)
    assert "al voorbij" in text_of(client.post(new, {"on": str(TODAY - DAY), "files_due": str(TODAY - DAY)}))
    client.post(new, {"on": str(TODAY + 20 * DAY), "files_due": str(TODAY), "place": "Utrecht"})
    made = Meeting.objects.get()
    file = taken_up(to=made)
    page = text_of(client.get(reverse("accreditation_meeting:inspect", args=[made.pk])))
    assert file.code in page
    refused_ = client.post(reverse("accreditation_meeting:cancel", args=[made.pk]))
    assert file.code in text_of(refused_)
    empty = meeting(60)
    assert client.post(reverse("accreditation_meeting:cancel", args=[empty.pk])).status_code == 302
    empty.refresh_from_db()
    assert empty.cancelled_at is not None
    assert client.get(reverse("accreditation_meeting:change", args=[empty.pk])).status_code == 302


def test_own_ties(client: Client) -> None:
    me, other = assessor(), assessor()
    file = submitted()
    theirs = Tie.objects.create(user=other, provider=file.provider, kind="own")
    signed_in(client, me)
    address = reverse("accreditation_tie:mine")
    told = {"provider": file.provider_id, "kind": "colleague"}
    assert client.post(address, told).status_code == 302
    assert "Deze band staat er al" in text_of(client.post(address, told))
    assert client.get(reverse("accreditation_tie:end", args=[theirs.pk])).status_code == 404
    mine = Tie.objects.get(user=me)
    assert client.post(reverse("accreditation_tie:end", args=[mine.pk])).status_code == 302
    mine.refresh_from_db()
    assert mine.ended_on == TODAY


def test_letters_are_changed_by_the_office_only(client: Client) -> None:
    signed_in(client, office())
    client.get(reverse("accreditation_letter:index"))
    letter = LetterTemplate.objects.get(kind="refused")
    address = reverse("accreditation_letter:change", args=[letter.pk])
    wrong = client.post(address, {"body": "Beste {opleider}, {naam} zegt nee {"})
    assert "Deze brief kent dit niet: {naam}, {." in text_of(wrong)
    looked = client.post(address, {"body": "Beste {opleider}, nee.", "preview": "1"})
    assert "Beste Academie De Brug, nee." in text_of(looked)
    letter.refresh_from_db()
    assert letter.body != "Beste {opleider}, nee."
    assert client.post(address, {"body": "Beste {opleider}, nee."}).status_code == 302
    letter.refresh_from_db()
    assert (letter.body, letter.changed_by is None) == ("Beste {opleider}, nee.", False)
    client.logout()
    signed_in(client, decider())
    assert client.get(address).status_code == 200
    assert client.post(address, {"body": "Anders"}).status_code in {302, 403}
    letter.refresh_from_db()
    assert letter.body != "Anders"


def test_who_decides_and_assesses_gives_their_own_assessment_first(client: Client) -> None:
    both = decider()
    roles.grant(both, "assessor")
    both = User.objects.get(pk=both.pk)
    _mine, other = assigned(None, both)
    file = other.application
    given(other, advice="refuse")
    signed_in(client, both)
    assert "eigen beoordeling" in text_of(client.get(at("accredit", file), follow=True))
    agenda = reverse("accreditation_meeting:inspect", args=[meeting().pk])
    assert "afwijzen, 67%" not in text_of(client.get(agenda))
    signed_in(client, decider())
    assert "afwijzen, 67%" in text_of(client.get(agenda))
