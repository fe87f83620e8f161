"""The queue of claims: who sees it, who decides, and what the member is told."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from academy.hours import admin_forms, claims
from academy.hours.models import Decision, Entry
from lvv_site.mail.models import Message
from lvv_site.members.models import User
from tests.academy.hours.office import OUTSIDE, signed_in
from tests.factories import hours
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
QUEUE = "hour_claim:index"


def named(name: str) -> Any:
    return PersonFactory.create(given_name="Anna", infix="", family_name=name, email=f"{name.lower()}@x.example")


def page_of(client: Client, address: str, *args: Any, **query: Any) -> str:
    return client.get(reverse(address, args=args), query).content.decode()


def test_the_queue_holds_what_waits_and_nothing_else(client: Client) -> None:
    signed_in(client)
    hours.claim(named("Wachtend"), title="Congresdag")
    hours.claim(named("Besloten"), decided="approved")
    hours.claim(named("Afgewezen"), decided="rejected")
    hours.claim(named("Ingetrokken"), decided="withdrawn")
    hours.entry(named("Aanwezig"))
    page = page_of(client, QUEUE)
    assert "Wachtend" in page
    assert "Congresdag" in page
    for name in ("Besloten", "Afgewezen", "Ingetrokken", "Aanwezig"):
        assert name not in page


def test_a_claim_submitted_again_waits_again(client: Client) -> None:
    signed_in(client)
    claim = hours.claim(named("Opnieuw"), decided="rejected")
    claims.resubmit(claim.pk, hours.account_of(claim.person), [hours.evidence(claim.person)])
    assert "Opnieuw" in page_of(client, QUEUE)


def test_the_longest_waiting_comes_first(client: Client) -> None:
    signed_in(client)
    for name in ("Eerste", "Tweede", "Derde"):
        hours.claim(named(name))
    page = page_of(client, QUEUE)
    assert page.index("Eerste") < page.index("Tweede") < page.index("Derde")


@pytest.mark.parametrize(
    ("query", "shown"),
    [({"kind": "extra"}, True), ({"kind": "course"}, False), ({"q": "wachtend"}, True), ({"q": "niemand"}, False),
     ({"waits": "7"}, False)],
)  # fmt: skip
def test_the_queue_is_filtered(client: Client, query: dict[str, str], shown: bool) -> None:
    signed_in(client)
    hours.claim(named("Wachtend"))
    assert ("Wachtend" in page_of(client, QUEUE, **query)) is shown


def test_what_waits_long_is_found(client: Client) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=15), tick=False):
        hours.claim(named("Lang"))
    signed_in(client)
    assert "Lang" in page_of(client, QUEUE, waits="14")
    assert "Lang" not in page_of(client, QUEUE, waits="28")


def test_the_queue_asks_the_database_equally_often_for_one_and_for_many(client: Client) -> None:
    signed_in(client)
    hours.claim(named("Een"))
    page_of(client, QUEUE)  # whatever is fetched once and kept
    with CaptureQueriesContext(connection) as one:
        page_of(client, QUEUE)
    for number in range(4):
        hours.claim(named(f"Meer{number}"))
    with CaptureQueriesContext(connection) as many:
        page_of(client, QUEUE)
    assert len(many) == len(one)


def test_a_visitor_is_sent_to_login_and_outsiders_see_nothing(client: Client) -> None:
    claim = hours.claim(named("Geheim"))
    piece = claim.evidence_uses.get().evidence_id
    addresses = [
        reverse(QUEUE), reverse("hour_entry:index"), reverse("hour_entry:inspect", args=[claim.pk]),
        reverse("hour_claim:approve", args=[claim.pk]), reverse("hour_claim:reject", args=[claim.pk]),
        reverse("hour_claim:approve_many"), reverse("hour_entry:reverse", args=[claim.pk]),
        reverse("hour_entry:evidence", args=[claim.pk, piece]), reverse("hours_person", args=[claim.person_id]),
        reverse("hours_claim_for", args=[claim.person_id]),
    ]  # fmt: skip
    for address in addresses:
        assert "/account/login/" in client.get(address).headers["Location"], address
    for role in (None, *OUTSIDE):
        other = Client()
        signed_in(other, role)
        for address in addresses:
            for response in (
                other.get(address),
                other.post(address, {"claim": f"{claim.pk}-1", "reason_code": "other"}),
            ):
                assert response.status_code in {302, 403, 405}, (role, address)
                assert "Geheim" not in response.content.decode()
    assert claim.decisions.count() == 1


def test_the_board_reads_and_decides_nothing(client: Client) -> None:
    claim = hours.claim(named("Leesbaar"))
    piece = claim.evidence_uses.get().evidence_id
    signed_in(client, "board")
    for address, args in ((QUEUE, ()), ("hour_entry:index", ()), ("hour_entry:inspect", (claim.pk,)), ("hours_person", (claim.person_id,))):  # fmt: skip
        page = page_of(client, address, *args)
        assert "Leesbaar" in page
        assert 'type="checkbox" name="claim"' not in page
        assert reverse("hour_claim:approve", args=[claim.pk]) not in page
        assert reverse("hour_entry:evidence", args=[claim.pk, piece]) not in page
    for address in ("hour_claim:approve", "hour_claim:reject", "hour_entry:reverse"):
        assert client.post(reverse(address, args=[claim.pk]), {"reason_code": "other", "text": "x"}).status_code == 302
    client.post(reverse("hour_claim:approve_many"), {"claim": f"{claim.pk}-1"})
    assert client.get(reverse("hour_entry:evidence", args=[claim.pk, piece])).status_code == 302
    assert claim.decisions.count() == 1


def test_approving_with_a_remark_for_the_member(client: Client) -> None:
    user = signed_in(client)
    claim = hours.claim(named("Goed"))
    address = reverse("hour_claim:approve", args=[claim.pk])
    assert 'name="seen" value="1"' in client.get(address).content.decode()
    assert client.post(address, {"seen": "1", "text": "Mooi verslag"}).headers["Location"] == reverse(QUEUE)
    decision = claim.decisions.get(number=2)
    assert (decision.kind, decision.by, decision.text.text) == ("approved", user, "Mooi verslag")
    assert Message.objects.filter(template="hours/decided", to="goed@x.example").count() == 1


def test_rejecting_with_a_reason(client: Client) -> None:
    signed_in(client)
    claim = hours.claim(named("Fout"))
    client.post(
        reverse("hour_claim:reject", args=[claim.pk]),
        {"seen": "1", "reason_code": "wrong_date", "text": "Er staat 3 maart"},
    )
    decision = claim.decisions.get(number=2)
    assert (decision.kind, decision.reason_code, decision.text.text) == ("rejected", "wrong_date", "Er staat 3 maart")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason_code": "", "text": "Mijn woorden"}, "Dit is een verplicht veld."),
        ({"reason_code": "other", "text": ""}, "hoort een toelichting"),
        ({"reason_code": "wrong_date", "text": "Mijn woorden", "seen": "7"}, "Over deze opgave is al besloten"),
    ],
)
def test_a_refusal_is_told_and_keeps_what_was_typed(client: Client, typed: dict[str, str], said: str) -> None:
    signed_in(client)
    claim = hours.claim()
    page = client.post(reverse("hour_claim:reject", args=[claim.pk]), {"seen": "1", **typed}).content.decode()
    assert said in page
    assert typed["text"] in page
    assert claim.decisions.count() == 1


def test_who_comes_second_is_told(client: Client) -> None:
    signed_in(client)
    claim = hours.claim()
    address = reverse("hour_claim:approve", args=[claim.pk])
    client.get(address)
    claims.reject(claim.pk, UserFactory.create(), "evidence_missing")
    page = client.post(address, {"seen": "1"}).content.decode()
    assert "Over deze opgave is al besloten" in page
    assert claim.decisions.count() == 2


def test_nobody_decides_about_their_own_hours(client: Client) -> None:
    user = signed_in(client)
    own = hours.claim(user.person)
    assert "beslist iemand anders" in page_of(client, "hour_entry:inspect", own.pk)
    page = client.post(reverse("hour_claim:approve", args=[own.pk]), {"seen": "1"}).content.decode()
    assert "Over je eigen uren" in page
    assert own.decisions.count() == 1
    assert f'value="{own.pk}-1"' not in page_of(client, QUEUE)


def test_approving_several_tells_what_became_of_each(client: Client) -> None:
    user = signed_in(client)
    good = [hours.claim(named(f"Goed{number}")) for number in range(3)]
    own = hours.claim(user.person, title="Eigen lezing")
    response = client.post(
        reverse("hour_claim:approve_many"),
        {"claim": [f"{one.pk}-1" for one in (*good, own)]},
        follow=True,
    )
    page = response.content.decode()
    assert "3 goedgekeurd." in page
    assert "1 niet:" in page
    assert "Eigen lezing: Over je eigen uren" in page
    assert Decision.objects.filter(kind="approved", by=user).count() == 3


@pytest.mark.parametrize(
    ("ticked", "said"),
    [([], "niets aangevinkt"), (["x-1", "-", "1", "99999999999999999999-1"], "niets aangevinkt"), (["999999-1"], "#999999"),
     ([f"{number}-1" for number in range(1, 203)], "te veel tegelijk")],
)  # fmt: skip
def test_strange_ticks_do_nothing(client: Client, ticked: list[str], said: str) -> None:
    signed_in(client)
    page = client.post(reverse("hour_claim:approve_many"), {"claim": ticked}, follow=True).content.decode()
    assert said in page
    assert Decision.objects.count() == 0


def test_a_claim_that_was_mended_since_is_not_approved_unseen(client: Client) -> None:
    signed_in(client)
    claim = hours.claim()
    claims.reject(claim.pk, UserFactory.create(), "evidence_missing")
    claims.resubmit(claim.pk, hours.account_of(claim.person), [hours.evidence(claim.person)])
    page = client.post(reverse("hour_claim:approve_many"), {"claim": [f"{claim.pk}-1"]}, follow=True).content.decode()
    assert "Over deze opgave is al besloten" in page
    assert claim.decisions.count() == 3


def test_evidence_is_a_download_and_who_looked_is_noted(client: Client) -> None:
    user = signed_in(client)
    claim = hours.claim()
    piece = claim.evidence_uses.get().evidence
    response = client.get(reverse("hour_entry:evidence", args=[claim.pk, piece.pk]))
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in response.headers["Cache-Control"]
    looked = ModelLogEntry.objects.get(action="hours.look")
    assert (looked.user, looked.object_id, looked.data) == (user, str(claim.pk), {"evidence": piece.pk})
    assert piece.name not in looked.label


def test_evidence_is_found_only_under_its_own_entry(client: Client) -> None:
    signed_in(client)
    claim, other = hours.claim(), hours.claim()
    piece = other.evidence_uses.get().evidence
    assert client.get(reverse("hour_entry:evidence", args=[claim.pk, piece.pk])).status_code == 404
    piece.file.storage.delete(piece.file.name)
    assert client.get(reverse("hour_entry:evidence", args=[other.pk, piece.pk])).status_code == 404


def made_by(client: Client, person: Any, **typed: Any) -> Any:
    fields = {"kind": "course", "title": "Training", "on": str(hours.last_week()), "minutes": "2,5", **typed}
    return client.post(reverse("hours_claim_for", args=[person.pk]), fields)


def test_the_office_claims_for_a_member_and_a_colleague_decides(client: Client) -> None:
    user, person = signed_in(client), named("Namens")
    response = made_by(client, person, evidence=hours.a_pdf())
    entry = Entry.objects.get()
    assert response.headers["Location"] == reverse("hour_entry:inspect", args=[entry.pk])
    assert (entry.person, entry.minutes, entry.source, entry.recorded_by) == (person, 150, "claim", user)
    page = client.post(reverse("hour_claim:approve", args=[entry.pk]), {"seen": "1"}).content.decode()
    assert "uren die je zelf hebt ingevoerd" in page
    other = Client()
    signed_in(other)
    other.post(reverse("hour_claim:approve", args=[entry.pk]), {"seen": "1"})
    assert entry.decisions.latest("number").kind == "approved"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"minutes": "1,25"}, "Uren tellen per half uur"),
        ({"minutes": "0"}, "Vul meer dan 0 uur in"),
        ({"minutes": "25"}, "meer dan 24 uur op een dag"),
        ({"minutes": "twee"}, "Vul een getal in"),
        ({"on": "2199-01-01"}, "ligt in de toekomst"),
        ({"on": "31-02-2026"}, "Deze dag bestaat niet"),
        ({"title": ""}, "verplicht veld"),
        ({"kind": ""}, "verplicht veld"),
    ],
)
def test_a_mistake_in_a_claim_for_a_member_loses_no_file(client: Client, typed: dict[str, str], said: str) -> None:
    signed_in(client)
    person = named("Namens")
    page = made_by(client, person, evidence=hours.a_pdf("bewijs.pdf"), **typed).content.decode()
    assert said in page
    assert "Al ontvangen: bewijs.pdf" in page
    assert Entry.objects.count() == 0
    kept = page.partition('name="kept" value="')[2].partition('"')[0]
    assert made_by(client, person, kept=kept).status_code == 302
    assert Entry.objects.get().evidence_uses.get().evidence.name == "bewijs.pdf"


def test_without_evidence_or_with_another_ones_nothing_is_claimed(client: Client) -> None:
    signed_in(client)
    person, other = named("Namens"), named("Ander")
    for kept in ("", "verzonnen", admin_forms.sealed([hours.evidence(other)])):
        page = made_by(client, person, kept=kept).content.decode()
        assert "Bij deze uren hoort een bewijs" in page
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"minutes": "3"}, "niet zoveel uren meer"),
        ({"minutes": "1,25"}, "per half uur"),
        ({"minutes": "0"}, "meer dan 0 uur"),
        ({"reason_code": "other"}, "hoort een toelichting"),
        ({"reason_code": ""}, "verplicht veld"),
    ],
)
def test_taking_back_is_refused_beside_the_field(client: Client, typed: dict[str, str], said: str) -> None:
    signed_in(client)
    entry = hours.entry(minutes=120)
    fields = {"minutes": "1", "reason_code": "wrong_minutes", "text": "", **typed}
    assert said in client.post(reverse("hour_entry:reverse", args=[entry.pk]), fields).content.decode()
    assert entry.reversals.count() == 0


def test_taking_back_a_part_and_then_the_rest(client: Client) -> None:
    user = signed_in(client)
    entry = hours.entry(minutes=120)
    address = reverse("hour_entry:reverse", args=[entry.pk])
    client.post(address, {"minutes": "0,5", "reason_code": "wrong_minutes", "text": "Eerder weg"})
    page = client.get(address).content.decode()
    assert 'value="1,5"' in page
    client.post(address, {"minutes": "1,5", "reason_code": "entered_twice"})
    assert [one.minutes for one in entry.reversals.order_by("pk")] == [-30, -90]
    assert entry.reversals.order_by("pk")[0].recorded_by == user
    assert address not in page_of(client, "hour_entry:inspect", entry.pk)
    reversal = entry.reversals.latest("pk")
    refused = client.post(
        reverse("hour_entry:reverse", args=[reversal.pk]), {"minutes": "0,5", "reason_code": "entered_twice"}
    )
    assert "Dit is zelf een correctie" in refused.content.decode()


def test_menu_and_admin_are_for_who_works_with_hours(client: Client) -> None:
    for role, shown in (("office", True), ("board", True), ("editor", False), ("treasurer", False)):
        other = Client()
        signed_in(other, role)
        page = other.get(reverse("wagtailadmin_home")).content.decode()
        assert (reverse(QUEUE) in page) is shown, role


def test_an_account_without_a_person_may_look_at_the_queue(client: Client) -> None:
    user = signed_in(client)
    User.objects.filter(pk=user.pk).update(person=None)
    hours.claim(named("Wachtend"))
    assert "Wachtend" in page_of(client, QUEUE)
