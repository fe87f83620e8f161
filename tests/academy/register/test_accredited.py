"""The public pages of accredited trainings and providers: what they say, and in how many queries."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from academy.accreditation import decisions
from academy.accreditation.enums import TrainingKind
from academy.accreditation.models import ProviderRun, Training
from tests.factories import accreditation as make
from tests.factories.booking import occasion

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def text(response: Any) -> str:
    page = response.content.decode().split("<main", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def listed(client: Client, **query: str) -> list[str]:
    page = client.get(reverse("register:trainings"), query).content.decode()
    return re.findall(r'<h3><a href="[^"]+" lang="nl">([^<]+)</a>', page)


def run_of(training: Training, starts: dt.datetime, **fields: Any) -> ProviderRun:
    held = occasion(kind="provider_run", starts=starts, ends=starts + dt.timedelta(hours=6), bookable=False, **fields)
    return ProviderRun.objects.create(occasion=held, training=training)


@pytest.fixture
def all_kinds() -> dict[str, Training]:
    withdrawn = make.accredited("ingetrokken", title="Drie ingetrokken", starts=dt.date(2025, 1, 1))
    decisions.withdraw(withdrawn, withdrawn.accreditations.get().pk, dt.date(2026, 5, 1), make.decision(withdrawn))
    return {
        "now": make.accredited("nu", title="Een nu", starts=dt.date(2026, 1, 1), until=dt.date(2028, 1, 1)),
        "coming": make.accredited("straks", title="Twee straks", starts=dt.date(2026, 7, 1), until=None),
        "withdrawn": withdrawn,
        "expired": make.accredited("voorbij", title="Vier voorbij", starts=dt.date(2024, 1, 1), until=dt.date(2026, 6, 1)),
        "never": make.training("nooit", title="Vijf nooit"),
    }  # fmt: skip


@pytest.mark.usefixtures("all_kinds")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Een nu", "Twee straks"]),
        ({"ook": "alles"}, ["Drie ingetrokken", "Een nu", "Twee straks", "Vier voorbij"]),
        ({"q": "STRAKS"}, ["Twee straks"]),
        ({"q": "een nu"}, ["Een nu"]),
        ({"q": "nooit", "ook": "alles"}, []),
        ({"soort": "basic"}, []),
        ({"uren": "extra"}, []),
        ({"uren": "course"}, ["Een nu", "Twee straks"]),
        ({"soort": "onzin"}, ["Een nu", "Twee straks"]),  # told beside its field
        ({"q": "' OR 1=1 --"}, []),
        ({"q": "\u0000een"}, ["Een nu", "Twee straks"]),  # told beside its field
        ({"pagina": "999999"}, ["Een nu", "Twee straks"]),
    ],
)  # fmt: skip
def test_the_list_shows_what_was_asked(client: Client, query: dict[str, str], expected: list[str]) -> None:
    assert listed(client, **query) == expected


@pytest.mark.parametrize(
    ("which", "sentence"),
    [
        ("now", "De opleiding is sinds 1 januari 2026 geaccrediteerd voor 8 uur bij- en nascholing."),
        ("coming", "Vanaf 1 juli 2026 is de opleiding geaccrediteerd voor 8 uur"),
        ("withdrawn", "De accreditatie is per 1 mei 2026 ingetrokken."),
        ("expired", "De accreditatie liep tot en met 31 mei 2026."),
    ],
)
def test_a_training_says_plainly_how_it_stands(
    client: Client, all_kinds: dict[str, Training], which: str, sentence: str
) -> None:
    page = client.get(reverse("register:training", args=[all_kinds[which].code]))

    assert sentence.lower() in text(page).lower()
    assert not page.cookies


def test_what_was_never_accredited_has_no_page(client: Client, all_kinds: dict[str, Training]) -> None:
    never = all_kinds["never"]
    assert client.get(reverse("register:training", args=[never.code])).status_code == 404
    assert client.get(reverse("register:provider", args=[never.provider.slug])).status_code == 404
    assert never.provider.name not in text(client.get(reverse("register:providers")))


def test_the_history_names_every_period_and_no_reason(client: Client) -> None:
    training = make.accredited("lang", starts=dt.date(2022, 1, 1), until=dt.date(2024, 1, 1))
    make.granted(training, dt.date(2024, 1, 1), dt.date(2026, 1, 1), 360)
    last = make.granted(training, dt.date(2026, 2, 1), dt.date(2028, 2, 1))
    decisions.withdraw(training, last.pk, dt.date(2026, 5, 1), make.decision(training, reason="Geheime reden"))

    shown = text(client.get(reverse("register:training", args=["lang"])))

    assert "1 januari 2022 tot en met 31 december 2023" in shown
    assert "6 uur" in shown
    assert "Ingetrokken per 1 mei 2026" in shown
    assert "Geheime reden" not in shown


def test_coming_runs_stand_with_the_training_and_the_provider(client: Client) -> None:
    training = make.accredited("metdata", title="Met data", until=None)
    run_of(
        training,
        TODAY + dt.timedelta(days=9),
        title="Voorjaarsgroep",
        place="Zwolle",
        external_url="https://opleider.example/x",
    )
    run_of(training, TODAY - dt.timedelta(days=9), title="Wintergroep")

    for address in (
        reverse("register:training", args=["metdata"]),
        reverse("register:provider", args=[training.provider.slug]),
    ):
        shown = text(client.get(address))
        assert "Voorjaarsgroep" in shown
        assert "Zwolle" in shown
        assert "Wintergroep" not in shown
    assert "eerstvolgend op 10 juni 2026" in text(client.get(reverse("register:trainings")))


def test_a_provider_tells_about_itself_without_markup(client: Client) -> None:
    training = make.accredited(
        until=None, provider=make.provider("Oever", about="Wij <script>alert(1)</script> leren.", place="Zwolle")
    )
    page = client.get(reverse("register:provider", args=[training.provider.slug]))

    assert "<script>alert(1)" not in page.content.decode()
    assert '"@type": "EducationalOrganization"' in page.content.decode()
    assert training.title in text(page)


def test_addresses_in_english_and_with_nonsense(client: Client) -> None:
    assert client.get("/en/register/opleidingen/").status_code == 200
    assert client.get("/register/opleidingen/bestaat-niet/").status_code == 404
    assert client.get("/register/opleiders/bestaat-niet/").status_code == 404
    assert client.post("/register/opleidingen/").status_code == 405


def test_queries_do_not_grow_with_what_is_shown(client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(25):
        training = make.accredited(title=f"Opleiding {number}", until=None, kind=TrainingKind.COURSE)
        run_of(training, TODAY + dt.timedelta(days=9))
    client.get(reverse("register:trainings"))

    # 4 are those of menu and footer, which a running site keeps for a while.
    with django_assert_max_num_queries(4 + 8):
        client.get(reverse("register:trainings"))
    with django_assert_max_num_queries(4 + 8):
        client.get(reverse("register:providers"))
    with django_assert_max_num_queries(4 + 8):
        client.get(reverse("register:provider", args=[training.provider.slug]))
    with django_assert_max_num_queries(4 + 8):
        client.get(reverse("register:training", args=[training.code]))
