"""The member's pages: what they show in each state, and to whom."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from academy.certification.enums import EventKind
from academy.dossier import outcomes
from academy.dossier.models import Handover, Requirement
from academy.dossier.outcomes import Verdict
from academy.hours import ledger
from academy.hours.enums import ReversalReason
from lvv_site import civil
from lvv_site.pages.templatetags.site import long_date
from tests.factories import hours
from tests.factories.dossier import Holder, holder
from tests.factories.members import MembershipFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db
MARKER = "Zonderlingsma"
PAGES = ("show", "hand_over")
EXPORTS = ("pdf", "zip", "csv")


@pytest.fixture
def one(client: Client) -> Holder:
    made = holder()
    sign_in(client, made.user)
    return made


def page(client: Client, name: str = "home", *args: object) -> str:
    response = client.get(reverse(f"dossier:{name}", args=args))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def others() -> Holder:
    other = holder(name=MARKER)
    other.complete()
    hours.claim(other.person, "extra", 60, decided="approved", title=f"Lezing {MARKER}")
    other.hand_over()
    return other


@pytest.mark.parametrize("visitor", ["anonymous", "guest", "member", "office", "board", "provider"])
@pytest.mark.parametrize("name", [*PAGES, *EXPORTS])
def test_nobody_sees_the_dossier_of_somebody_else(client: Client, visitor: str, name: str) -> None:
    other = others()
    if visitor != "anonymous":
        user = UserFactory.create(role=visitor if visitor in {"office", "board", "provider"} else None)
        if visitor == "member":
            MembershipFactory.create(person=user.person)
        sign_in(client, user)
    args = [other.period.pk] if name in PAGES else [other.period.pk, 1]
    response = client.get(reverse(f"dossier:{name}", args=args))
    absent = client.get(reverse(f"dossier:{name}", args=[999_999, *args[1:]]))
    assert response.status_code == absent.status_code == (302 if visitor == "anonymous" else 404)
    assert MARKER.encode() not in body(response)


@pytest.mark.parametrize("name", ["declare", "hand_over"])
def test_nobody_acts_for_somebody_else(client: Client, name: str) -> None:
    other = holder(name=MARKER)
    other.complete()
    declared = Requirement.objects.count()
    sign_in(client, holder().user)
    answer = {"number": 1, "correct": "on"}
    response = client.post(reverse(f"dossier:{name}", args=[other.period.pk]), answer)
    assert response.status_code == 404
    assert (Handover.objects.count(), Requirement.objects.count()) == (0, declared)


def test_ones_own_page_shows_oneself_only(client: Client, one: Holder) -> None:
    others()
    text = page(client)
    assert one.certificate.number in text or "Je dossier" in text
    assert MARKER not in text


def test_who_has_no_certificate_reads_what_comes_first(client: Client) -> None:
    sign_in(client, UserFactory.create())
    assert "Een dossier hoort bij een certificaat" in page(client)
    sign_in(client, UserFactory.create(person=None))
    assert "Een dossier hoort bij een certificaat" in page(client)


def test_before_the_window_it_says_when_and_what_to_do_meanwhile(client: Client) -> None:
    early = holder(20)
    sign_in(client, early.user)
    text = page(client)
    assert f"Je dossier gaat open op {long_date(early.dossier().opens_on)}" in text
    assert "Dit kun je nu al doen" in text
    assert "Dossier overdragen" not in text
    assert client.get(reverse("dossier:hand_over", args=[early.period.pk])).status_code == 302


def test_it_shows_what_is_missing(client: Client, one: Holder) -> None:
    one.hours("course", 24)
    one.hours("intervisie", 30)
    hours.claim(one.person, "extra", 90, title="Wacht nog even")
    text = page(client)
    assert "Intervisie: nog 2 uur." in text
    assert "Extra activiteiten: nog 16 uur." in text
    assert "nascholing: nog" not in text
    assert "Wacht nog even" in text
    assert "verklaar dat hieronder" in text
    assert "Dossier overdragen" not in text


def test_declaring_is_one_press_and_is_taken_down_once_a_day(client: Client, one: Holder) -> None:
    address = reverse("dossier:declare", args=[one.period.pk])
    assert client.get(address).status_code == 405
    client.post(address)
    client.post(address)
    assert Requirement.objects.get().by == one.user
    assert f"Door jou verklaard op {long_date(civil.today())}" in page(client)


def test_a_dossier_that_is_not_open_takes_no_declaration(client: Client) -> None:
    early = holder(20)
    sign_in(client, early.user)
    client.post(reverse("dossier:declare", args=[early.period.pk]))
    assert not Requirement.objects.exists()


def test_handing_over_asks_to_confirm_and_keeps_the_answer(client: Client, one: Holder) -> None:
    one.complete()
    assert "Je dossier is compleet" in page(client)
    address = reverse("dossier:hand_over", args=[one.period.pk])
    text = page(client, "hand_over", one.period.pk)
    assert "De certificerende instelling beslist" in text
    refused = client.post(address, {"number": 1})
    assert "Bevestig eerst dat het dossier klopt." in refused.content.decode()
    assert Handover.objects.count() == 0
    assert client.post(address, {"number": 1, "correct": "on"}).status_code == 302
    assert Handover.objects.get().by == one.user
    assert client.post(address, {"number": 1, "correct": "on", "asked": "on"}).status_code == 302
    assert Handover.objects.count() == 1
    text = page(client)
    assert f"Overgedragen op {long_date(civil.today())}" in text
    assert Handover.objects.get().sha256[:16] in text


def test_a_refusal_is_told_on_the_page(client: Client, one: Holder) -> None:
    response = client.post(
        reverse("dossier:hand_over", args=[one.period.pk]), {"number": 1, "correct": "on"}, follow=True
    )
    assert "Je dossier is nog niet compleet." in response.content.decode()
    assert Handover.objects.count() == 0


def test_the_page_says_that_the_ledger_differs(client: Client, one: Holder) -> None:
    one.complete()
    extra = one.hours("extra", 2)[0]
    one.hand_over()
    assert "veranderd" not in page(client)
    ledger.reverse(extra, 60, ReversalReason.WRONG_MINUTES, None)
    text = page(client)
    assert "Sinds je dit overdroeg is 1 regel van je uren veranderd." in text
    assert "Draag opnieuw over als de certificerende instelling om een aanvulling vraagt." in text
    address = reverse("dossier:hand_over", args=[one.period.pk])
    refused = client.post(address, {"number": 2, "correct": "on"})
    assert "Draag alleen opnieuw over als daarom gevraagd is." in refused.content.decode()
    client.post(address, {"number": 2, "correct": "on", "asked": "on"})
    assert Handover.objects.count() == 2
    assert "Dossier 2" in page(client)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("granted", "Je certificaat is verleend"),
        ("held", "vraagt om een aanvulling"),
        ("refused", "Je certificaat is niet verleend"),
    ],
)
def test_the_outcome_is_told_with_its_reason(client: Client, one: Holder, kind: str, said: str) -> None:
    one.complete()
    made = one.hand_over()
    from academy.certification import decisions

    verdict = Verdict(
        kind, civil.today(), "Zoals besproken", one.period.scheme, 0, decisions.last_event(one.certificate)
    )
    outcomes.record(made, verdict, UserFactory.create())
    text = page(client)
    assert said in text
    assert "Zoals besproken" in text
    assert ("Opnieuw overdragen" in text) is (kind != "granted")
    if kind == "held":
        assert "gevraagd is" not in page(client, "hand_over", one.period.pk)  # the office said so already


@pytest.mark.parametrize(
    ("name", "kind"), [("pdf", "application/pdf"), ("zip", "application/zip"), ("csv", "text/csv")]
)
def test_the_owner_takes_it_out_and_no_cache_keeps_it(client: Client, one: Holder, name: str, kind: str) -> None:
    one.complete()
    one.hand_over()
    response = client.get(reverse(f"dossier:{name}", args=[one.period.pk, 1]))
    assert response.headers["Content-Type"].startswith(kind)
    assert response.headers["Cache-Control"].startswith("private, no-store")
    assert re.fullmatch(
        rf'attachment; filename="dossier-[a-z0-9-]+-{civil.today()}-1\.{name}"', response.headers["Content-Disposition"]
    )
    assert len(body(response)) > 100
    assert client.get(reverse(f"dossier:{name}", args=[one.period.pk, 2])).status_code == 404


def test_an_earlier_dossier_stays_within_reach(client: Client, one: Holder) -> None:
    from tests.factories.certification import event

    one.complete()
    one.hand_over()
    end = one.period.during.upper
    event(one.certificate, EventKind.GRANTED, end, end + dt.timedelta(days=1460))
    assert f'href="{reverse("dossier:show", args=[one.period.pk])}"' in page(client) or "Overgedragen op" in page(
        client
    )


def test_the_panel_on_ones_first_page(client: Client, one: Holder) -> None:
    others()
    text = " ".join(client.get(reverse("members:home")).content.decode().split())
    assert 'id="dossier-paneel"' in text
    assert reverse("dossier:show", args=[one.period.pk]) in text
    assert MARKER not in text


def test_in_english_too(client: Client, one: Holder) -> None:
    assert client.get("/en/mijn/dossier/").status_code == 200
    assert client.get("/en/hercertificering/").status_code == 200
