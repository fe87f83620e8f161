"""Page, API, list, check, signed statement, badge and JSON-LD say the same of a number: in every status and at midnight."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client

from academy.certification.dates import months_later
from academy.certification.enums import EventKind
from academy.certification.models import Certificate
from academy.register import privacy
from academy.register.badge_views import seconds_fresh
from lvv_site import civil
from tests.academy.register.surfaces import SURFACES, json_ld, raw, told
from tests.academy.register.test_pages import TODAY, in_status
from tests.factories.certification import certificate, event
from tests.factories.members import UserFactory
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db
NUMBER, NAME = "VP-1", "Anna van der Berg"
UNNAMED = {"list", "json_ld"}  # these say nothing of a number without a name


def agree(client: Client, status: str, *, name: str | None = NAME, until: str | None = None) -> None:
    """Assert that every surface says so; where a surface tells no name or day, it tells no other either."""
    said = told(client, NUMBER, civil.today().isoformat())
    assert set(said) == set(SURFACES)
    silent = set() if name else UNNAMED
    assert {surface: one.status for surface, one in said.items()} == {
        surface: None if surface in silent else status for surface in SURFACES
    }
    assert {one.name for one in said.values()} - {None} == ({name} if name else set())
    assert {one.valid_until for one in said.values()} - {None} == ({until} if until else set())
    assert said["api"].name == said["page"].name == said["json_ld"].name == name
    assert said["check"].valid_until == said["api"].valid_until == said["json_ld"].valid_until == until


@pytest.mark.parametrize(
    ("status", "until"),
    [("registered", "2028-06-30"), ("conditional", "2028-06-30"), ("suspended", "2028-06-30"), ("expired", "2026-05-31"),
     ("resigned", "2026-04-30"), ("struck_off", "2026-04-30")],
)  # fmt: skip
@pytest.mark.parametrize("findable", [True, False])
def test_all_surfaces_agree(client: Client, status: str, until: str, findable: bool) -> None:
    with time_machine.travel(TODAY, tick=False):
        in_status(status, findable=findable)
        agree(client, status, until=until)


def never_granted() -> None:
    profile = adviser(NAME, number=NUMBER, starts=dt.date(2026, 6, 2), until=dt.date(2030, 6, 1))
    assert profile.findable


def erased() -> None:
    person = in_status("registered").certificate.person
    privacy.erase(person)


def without_any_decision() -> None:
    certificate(number=NUMBER)


def past_its_public_term() -> None:
    profile = adviser(NAME, number=NUMBER, starts=dt.date(2012, 1, 1), until=dt.date(2015, 12, 31))
    strike(profile.certificate, dt.date(2014, 6, 1))


@pytest.mark.parametrize("make", [never_granted, erased, without_any_decision, past_its_public_term])
def test_all_surfaces_agree_that_a_number_is_not_registered_and_name_nobody(
    client: Client, make: Callable[[], None]
) -> None:
    with time_machine.travel(TODAY, tick=False):
        make()
        agree(client, "not_registered", name=None)
        assert b"Berg" not in raw(client, NUMBER, "anna", "2025-01-01")


def strike(of: Certificate, on: dt.date) -> None:
    event(of, EventKind.STRUCK_OFF, on, by=UserFactory.create(), second_by=UserFactory.create())


def granted(day: dt.date) -> None:
    adviser(NAME, number=NUMBER, starts=day, until=months_later(day, 48))


def ended(day: dt.date) -> None:
    adviser(NAME, number=NUMBER, starts=dt.date(2020, 1, 1), until=day - dt.timedelta(days=1))


def suspended(day: dt.date) -> None:
    event(_registered(), EventKind.SUSPENDED, day, day + dt.timedelta(days=30))


def suspension_over(day: dt.date) -> None:
    event(_registered(), EventKind.SUSPENDED, day - dt.timedelta(days=30), day - dt.timedelta(days=1))


def conditional(day: dt.date) -> None:
    event(_registered(), EventKind.CONDITIONAL, day, None)


def resigned(day: dt.date) -> None:
    event(_registered(), EventKind.RESIGNED, day)


def struck_off(day: dt.date) -> None:
    strike(_registered(), day)


def strike_no_longer_public(day: dt.date) -> None:
    strike(_registered(), months_later(day, -120))


def _registered() -> Certificate:
    return adviser(NAME, number=NUMBER, starts=dt.date(2010, 1, 1), until=dt.date(2040, 1, 1)).certificate


MIDNIGHTS = {
    "winter": dt.date(2026, 2, 1),
    "summer": dt.date(2026, 7, 15),
    "the day the clock goes forward": dt.date(2026, 3, 29),
    "the day after": dt.date(2026, 3, 30),
    "the day the clock goes back": dt.date(2026, 10, 25),
    "the day after that": dt.date(2026, 10, 26),
    "the new year": dt.date(2027, 1, 1),
}


@pytest.mark.parametrize("day", MIDNIGHTS.values(), ids=MIDNIGHTS.keys())
@pytest.mark.parametrize(
    ("make", "before", "after"),
    [
        (granted, "not_registered", "registered"),
        (ended, "registered", "expired"),
        (suspended, "registered", "suspended"),
        (suspension_over, "suspended", "registered"),
        (conditional, "registered", "conditional"),
        (resigned, "registered", "resigned"),
        (struck_off, "registered", "struck_off"),
        (strike_no_longer_public, "struck_off", "not_registered"),
    ],
)
def test_every_surface_turns_at_midnight_in_amsterdam(
    client: Client, make: Callable[[dt.date], None], before: str, after: str, day: dt.date
) -> None:
    midnight = dt.datetime.combine(day, dt.time(), civil.AMSTERDAM).astimezone(dt.UTC)
    with time_machine.travel(midnight - dt.timedelta(hours=12), tick=False):
        make(day)
    etags = set()
    for moment, status in ((midnight - dt.timedelta(seconds=1), before), (midnight, after)):
        with time_machine.travel(moment, tick=False):
            said = told(client, NUMBER, civil.today().isoformat())
            silent = UNNAMED if status == "not_registered" else set()
            assert {surface: one.status for surface, one in said.items()} == {
                surface: None if surface in silent else status for surface in SURFACES
            }
            etags.add(client.get(f"/api/v1/register/advisers/{NUMBER}").headers["ETag"])
    assert len(etags) == 2


@pytest.mark.parametrize(
    ("moment", "seconds"),
    [
        ("2026-06-01T12:00:00+02:00", 300), ("2026-06-01T23:54:00+02:00", 300), ("2026-06-01T23:58:00+02:00", 119),
        ("2026-06-01T23:59:59+02:00", 0), ("2026-06-02T00:00:00+02:00", 300),
        # Nights in which the clock is put on and back: what counts is how long it really takes.
        ("2026-03-28T23:59:00+01:00", 59), ("2026-10-24T23:59:00+02:00", 59), ("2026-10-25T23:57:00+01:00", 179),
    ],
)  # fmt: skip
def test_a_badge_is_never_kept_past_midnight(moment: str, seconds: int) -> None:
    assert seconds_fresh(dt.datetime.fromisoformat(moment).astimezone(civil.AMSTERDAM)) == seconds


# What somebody may show: the field, what is filled in, and what of it would be read.
SHOWN: dict[str, tuple[Any, bytes]] = {
    "website": ("https://eigen.example", b"eigen.example"),
    "regions": (["Zeeland"], b"Zeeland"),
    "available": (True, b"Neemt nieuwe opdrachten aan<"),
    "contactable": (True, b"/bericht/"),
    "photo": ("register/foto.jpg", b"register/foto.jpg"),
}


@pytest.mark.parametrize("status", ["registered", "suspended", "expired", "struck_off"])
@pytest.mark.parametrize("choice", SHOWN)
def test_what_is_switched_on_shows_only_while_one_may_be_hired(
    client: Client, choice: str, status: str, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    value, trace = SHOWN[choice]
    with time_machine.travel(TODAY, tick=False):
        profile = in_status(status, **{} if choice == "photo" else {choice: value})
        if choice == "photo":
            profile.photo.save("foto.jpg", ContentFile(b"x"))
        person = profile.certificate.person
        person.email = "geheim@prive.example"
        person.save()
        UserFactory.create(email="inlog@prive.example", person=person)
        page = client.get(f"/register/{NUMBER}/").content
        assert (trace in page) is (status == "registered")
        answer = client.get(f"/api/v1/register/advisers/{NUMBER}").json()
        switched = {
            name for name in ("website", "regions", "photo", "available", "contact_url") if answer[name] is not None
        }
        expected = {"contact_url" if choice == "contactable" else choice} if status == "registered" else set()
        assert switched == expected
        (listed,) = client.get("/api/v1/register/advisers", {"q": NUMBER}).json()["results"]
        assert {name: listed[name] for name in switched} == {name: answer[name] for name in switched}


ADDRESS = re.compile(rb"[\w.+-]+@[\w-]+\.[\w.]+")


@pytest.mark.parametrize("on", [True, False])
def test_no_surface_holds_an_e_mail_address_or_what_is_not_switched_on(
    client: Client, on: bool, django_user_model: Any
) -> None:
    with time_machine.travel(TODAY, tick=False):
        profile = in_status("registered", contactable=on)
        person = profile.certificate.person
        person.email = "geheim@prive.example"
        person.save()
        UserFactory.create(email="inlog@prive.example", person=person)
        said = raw(client, NUMBER, "anna van der berg", "2026-01-01")
    assert ADDRESS.findall(said) == []
    assert (b"/register/VP-1/bericht/" in said) is on
    assert b"None" not in client.get(f"/register/{NUMBER}/").content


def test_the_json_ld_names_what_is_shown_and_cannot_end_its_script(client: Client) -> None:
    with time_machine.travel(TODAY, tick=False):
        in_status(
            "registered", website="https://a.example/</script>", regions=["Drenthe"], contactable=True, sectors=["zorg"]
        )
        described = json_ld(client.get(f"/register/{NUMBER}/").content.decode())
    assert described == {
        "@context": "https://schema.org", "@type": "Person", "name": NAME, "identifier": NUMBER,
        "url": "http://127.0.0.1:8000/register/VP-1/", "jobTitle": "vertrouwenspersoon",
        "address": {"@type": "PostalAddress", "addressLocality": "Zwolle", "addressRegion": "Overijssel", "addressCountry": "NL"},
        "knowsLanguage": ["nl"], "sameAs": "https://a.example/</script>",
        "workLocation": [{"@type": "AdministrativeArea", "name": "Drenthe"}],
        "contactPoint": {"@type": "ContactPoint", "url": "http://127.0.0.1:8000/register/VP-1/bericht/"},
        "hasCredential": {
            "@type": "EducationalOccupationalCredential", "name": "Registratie als vertrouwenspersoon",
            "credentialCategory": "registration", "identifier": NUMBER, "url": "http://127.0.0.1:8000/register/VP-1/",
            "inLanguage": "nl", "creativeWorkStatus": "registered", "credentialStatus": "Geregistreerd",
            "validFrom": "2024-07-01", "validUntil": "2028-06-30", "expires": "2028-06-30",
            "recognizedBy": {"@type": "Organization", "name": "LVV", "url": "http://127.0.0.1:8000"},
        },
    }  # fmt: skip


def test_a_surface_that_lied_would_be_noticed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with a badge that always shows green, the agreement breaks."""
    from academy.register import badge

    drawn = badge.of_number
    monkeypatch.setattr(badge, "of_number", lambda number, _status, address: drawn(number, "registered", address))
    with time_machine.travel(TODAY, tick=False):
        in_status("suspended")
        with pytest.raises(AssertionError):
            agree(client, "suspended", until="2028-06-30")
