"""A provider's own trainings: how each stands on a day, its history without reasons, and many of them at once."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from academy.accreditation import decisions, portal_trainings
from academy.accreditation.models import Training
from academy.accreditation.periods import Fact
from academy.accreditation.portal_trainings import TrainingState
from lvv_site import civil
from tests.factories.accreditation import accredited, decision, training, worker
from tests.factories.members import sign_in

from .pages import a_provider, page

pytestmark = pytest.mark.django_db
TODAY = civil.today()
DAY = dt.timedelta(days=1)
ON = dt.date(2026, 6, 15)


def grant(ref: int, starts: str, until: str | None) -> Fact:
    last = dt.date.fromisoformat(until) if until else None
    return Fact(ref, "granted", dt.date.fromisoformat(starts), last, 480, "course")


def withdrawal(ref: int, of: int, starts: str) -> Fact:
    return Fact(ref, "withdrawn", dt.date.fromisoformat(starts), withdraws=of)


@pytest.mark.parametrize(
    ("facts", "state", "last_day"),
    [
        ([], "never", None),
        ([grant(1, "2026-01-01", "2027-01-01")], "accredited", "2026-12-31"),
        ([grant(1, "2026-06-15", None)], "accredited", None),
        ([grant(1, "2025-01-01", "2026-06-15")], "ended", "2026-06-14"),
        ([grant(1, "2026-06-16", "2027-01-01")], "to_come", "2026-12-31"),
        ([grant(1, "2025-01-01", "2026-01-01"), grant(2, "2026-07-01", None)], "to_come", None),
        ([grant(1, "2026-01-01", "2027-01-01"), withdrawal(2, 1, "2026-06-15")], "withdrawn", "2026-06-14"),
        ([grant(1, "2026-01-01", "2027-01-01"), withdrawal(2, 1, "2026-06-16")], "accredited", "2026-06-15"),
        ([grant(1, "2026-07-01", "2027-01-01"), withdrawal(2, 1, "2026-07-01")], "withdrawn", "2026-06-30"),
        ([grant(1, "2026-01-01", None), Fact(2, "annulled", replaces=1)], "never", None),
    ],
)
def test_how_a_training_stands(facts: list[Fact], state: str, last_day: str | None) -> None:
    found = portal_trainings.standing(facts, ON)
    assert (found.state, found.last_day.isoformat() if found.last_day else None) == (TrainingState(state), last_day)


def test_the_list_shows_ones_own_and_finds_by_title(client: Client) -> None:
    of = a_provider()
    accredited("bns-luisteren", TODAY - 10 * DAY, TODAY + 20 * DAY, 480, title="Luisteren", provider=of)
    training("bns-oud", title="Nieuwe opleiding", provider=of)
    accredited("bns-ander", title="Van een ander")
    sign_in(client, worker(of))
    shown = client.get(page("trainings", of)).content.decode()
    assert [text in shown for text in ("Luisteren", "8 uur", "nog niet geaccrediteerd", "Van een ander")] == [
        True,
        True,
        True,
        False,
    ]
    found = client.get(page("trainings", of), {"q": " LUIST "}).content.decode()
    assert ("Nieuwe opleiding" in found, "Luisteren" in found) == (False, True)
    assert "Geen opleiding gevonden" in client.get(page("trainings", of), {"q": "\0<b>"}).content.decode()


def test_the_history_has_decisions_and_no_reasons(client: Client) -> None:
    of = a_provider()
    one = accredited("bns-luisteren", TODAY - 100 * DAY, None, provider=of)
    first = one.accreditations.get().pk
    decisions.withdraw(one, first, TODAY, decision(one, reason="Een geheime reden"))
    user = worker(of)
    sign_in(client, user)
    shown = client.get(page("training", of, one.code)).content.decode()
    assert "Verleend" in shown
    assert "Ingetrokken" in shown
    for secret in ("geheime reden", "Besluit van de commissie", one.accreditations.get(pk=first).by.email):
        assert secret not in shown


def test_what_ends_within_six_months_is_told_unless_it_goes_on(client: Client) -> None:
    of = a_provider()
    soon, late = TODAY + 100 * DAY, TODAY + 300 * DAY
    accredited("a", TODAY - DAY, soon, title="Eindigt binnenkort", provider=of)
    accredited("b", TODAY - DAY, late, title="Eindigt later", provider=of)
    accredited("c", TODAY - DAY, None, title="Eindigt nooit", provider=of)
    goes_on = accredited("d", TODAY - DAY, soon, title="Gaat door", provider=of)
    decisions.grant(goes_on, decisions.Granting(soon, late, 480, "course"), decision(goes_on))
    accredited("e", TODAY - 9 * DAY, TODAY, title="Is voorbij", provider=of)
    sign_in(client, worker(of))
    shown = client.get(page("overview", of)).content.decode()
    told = [one for one in ("binnenkort", "later", "nooit", "Gaat door", "voorbij") if f"{one}</h3>" in shown]
    assert told == ["binnenkort"]


def test_two_thousand_trainings_take_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    of = a_provider()
    Training.objects.bulk_create(
        Training(code=f"t-{number}", title=f"Opleiding {number:04}", provider=of) for number in range(2000)
    )
    sign_in(client, worker(of))
    client.get(page("trainings", of))
    for name in ("trainings", "overview"):
        with django_assert_max_num_queries(4 + 8):  # those of menu and footer, which a running site keeps for a while
            response = client.get(page(name, of), {"pagina": "7"})
        assert response.status_code == 200
    shown = client.get(page("trainings", of), {"pagina": "7"}).content.decode()
    assert ("Opleiding 0150" in shown, "Opleiding 0175" in shown) == (True, False)
