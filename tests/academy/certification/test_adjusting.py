"""Changing what one period demands: extension, exemption, and correcting an exemption."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from academy.certification import adjustment_verbs, adjustments, decisions, privacy
from academy.certification.decisions import Decision, RefusedError
from academy.certification.models import Adjustment, AdjustmentReason, Certificate, Period, StatusEvent
from lvv_site import civil
from lvv_site.members.models import User
from tests.academy.certification.test_office import answers, signed_in
from tests.factories.certification import certified, shipped
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
VERBS = [verb.name for verb in adjustment_verbs.VERBS]


def period_of(made: Certificate) -> Period:
    return Period.objects.get(certificate=made)


def decision(made: Certificate, reason: str = "Ziek geweest") -> Decision:
    return Decision(UserFactory.create(), dt.date(2026, 5, 1), reason, decisions.last_event(made))


def exempted(made: Certificate, minutes: int = 480) -> Adjustment:
    return adjustments.exempt(period_of(made), "course", minutes, decision(made))


def test_an_exemption_has_its_reason_beside_it() -> None:
    assert exempted(certified()).reason.text == "Ziek geweest"


@pytest.mark.parametrize("minutes", [240, 0, 960])
def test_a_correction_is_a_row_that_replaces(minutes: int) -> None:
    made = certified()
    old = exempted(made)
    new = adjustments.replace_exemption(old, minutes, decision(made, "Verkeerd overgenomen"))
    assert (new.replaces, new.minutes, new.hours_kind, new.period) == (old, minutes, "course", period_of(made))
    assert [(one.minutes, one.counts) for one in Adjustment.objects.order_by("pk")] == [(480, False), (minutes, True)]


def test_what_was_replaced_is_not_replaced_again() -> None:
    made = certified()
    old = exempted(made)
    adjustments.replace_exemption(old, 240, decision(made))
    with pytest.raises(RefusedError, match="al door een andere vervangen"):
        adjustments.replace_exemption(old, 120, decision(made))


def test_a_correction_that_changes_nothing_is_none() -> None:
    made = certified()
    with pytest.raises(RefusedError, match="Zo stond het er al"):
        adjustments.replace_exemption(exempted(made), 480, decision(made))


def test_only_an_exemption_is_replaced() -> None:
    made = certified()
    extension = adjustments.extend(period_of(made), 3, decision(made))
    with pytest.raises(RefusedError):
        adjustments.replace_exemption(extension, 60, decision(made))


def test_erasing_somebody_takes_the_reason_away() -> None:
    made = certified()
    exempted(made)
    assert privacy.export(made.person)["certificates"][0]["adjustments"][0]["reason_text"] == "Ziek geweest"
    privacy.erase(made.person)
    assert (AdjustmentReason.objects.count(), Adjustment.objects.count()) == (0, 1)


def test_extending_exempting_and_correcting_on_screen(client: Client) -> None:
    made, user = certified(), signed_in(client, "office")
    period = period_of(made).pk
    client.post(reverse("certificate:extend", args=[made.pk]), answers(made, period=period, months="3"))
    assert period_of(made).last_day == dt.date(2028, 9, 30)
    client.post(
        reverse("certificate:exempt", args=[made.pk]),
        answers(made, period=period, hours_kind="extra", minutes="2,5", reason="Verlof"),
    )
    exemption = Adjustment.objects.get(kind="exemption")
    assert (exemption.minutes, exemption.by, exemption.reason.text) == (150, user, "Verlof")
    client.post(
        reverse("certificate:correct_exemption", args=[made.pk]), answers(made, adjustment=exemption.pk, minutes="0")
    )
    page = client.get(reverse("certificate:inspect", args=[made.pk])).content.decode()
    assert "3 maanden" in page
    assert "vervallen" in page
    assert "Verlof" in page


@pytest.mark.parametrize(
    ("verb", "fields", "said"),
    [
        ("extend", {"months": "0"}, "1"),
        ("extend", {"months": "49"}, "48"),
        ("extend", {"months": "drie"}, "heel getal"),
        ("extend", {"months": "3", "reason": " "}, "verplicht veld"),
        ("extend", {"months": "3", "seen": "0"}, "Iemand anders heeft zojuist"),
        ("exempt", {"hours_kind": "extra", "minutes": "1,25"}, "per half uur"),
        ("exempt", {"hours_kind": "extra", "minutes": "0"}, "0,5"),
        ("exempt", {"hours_kind": "", "minutes": "1"}, "verplicht veld"),
        ("correct_exemption", {"adjustment": "", "minutes": "1"}, "verplicht veld"),
    ],
)
def test_a_refusal_is_told_and_writes_nothing(client: Client, verb: str, fields: dict[str, Any], said: str) -> None:
    made = certified()
    signed_in(client, "office")
    typed = answers(made, period=period_of(made).pk, **fields)
    page = client.post(reverse(f"certificate:{verb}", args=[made.pk]), typed).content.decode()
    assert said in page
    assert (Adjustment.objects.count(), StatusEvent.objects.count()) == (0, 1)


def test_the_period_of_another_is_not_on_offer(client: Client) -> None:
    made, other = certified(), certified()
    signed_in(client, "office")
    client.post(reverse("certificate:extend", args=[made.pk]), answers(made, period=period_of(other).pk, months="3"))
    assert Adjustment.objects.count() == 0


@pytest.mark.parametrize(
    "role", ["board", "committee", "editor", "treasurer", "assessor", "question_editor", "provider"]
)
def test_others_adjust_nothing(client: Client, role: str) -> None:
    made = certified()
    signed_in(client, role)
    for verb in VERBS:
        address = reverse(f"certificate:{verb}", args=[made.pk])
        assert client.get(address).status_code in {302, 403}
        client.post(address, answers(made, period=period_of(made).pk, months="3", hours_kind="extra", minutes="2"))
    assert Adjustment.objects.count() == 0


def test_a_new_period_may_be_granted_in_a_transition(client: Client) -> None:
    person = PersonFactory.create()
    made = Certificate.objects.create(person=person, number="VP-0", number_key="VP0")
    signed_in(client, "office")
    own, other = shipped("lvv-2024"), shipped("lvv-1.11")
    typed = answers(made, starts="2026-01-01", until="", scheme=own.pk, other_scheme=own.pk)
    page = client.post(reverse("certificate:grant", args=[made.pk]), typed).content.decode()
    assert "Kies een andere regeling" in page
    client.post(reverse("certificate:grant", args=[made.pk]), {**typed, "other_scheme": other.pk})
    period = period_of(made)
    assert (period.scheme, period.other_scheme, period.mode) == (own, other, "either")
    assert "als die gunstiger is" in client.get(reverse("certificate:inspect", args=[made.pk])).content.decode()


def test_today_is_a_day_to_decide_on(client: Client) -> None:
    made = certified()
    user: User = signed_in(client, "office")
    typed = answers(made, period=period_of(made).pk, months="1", decided_on=str(civil.today()))
    client.post(reverse("certificate:extend", args=[made.pk]), typed)
    assert Adjustment.objects.get().by == user
