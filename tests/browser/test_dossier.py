"""The way of a dossier: what is missing, complete, handed over, taken to the certifier, and what the office records."""

import csv
import io
import secrets
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import hours, office
from tests.browser.conftest import SIZES, axe_problems, overflow
from tests.browser.holders import downloaded, somebody

SignIn = Callable[..., Page]


def is_fine(page: Page) -> None:
    assert axe_problems(page) == [], page.url
    assert overflow(page) <= 0, page.url


def test_from_missing_to_complete_to_the_certifier(sign_in: SignIn, size: dict[str, int]):
    title = f"Lezing {secrets.token_hex(4)}"
    name, number = somebody(
        program="for kind, wanted in (('course', 24), ('intervisie', 32), ('extra', 10)):\n"
        "    one.hours(kind, wanted)\n"
        f"hours.claim(one.person, 'extra', 360, title={title!r}, pieces=2)\n"
    )
    page = sign_in(name, size)
    page.goto("/mijn/")
    page.locator("#dossier-paneel ~ p a").click()
    missing = page.get_by_role("region", name="Dit mist nog")
    expect(missing).to_contain_text("Extra activiteiten: nog 6 uur.")
    expect(missing).to_contain_text("verklaar dat hieronder")
    expect(page.get_by_role("region", name="Wat wacht op het bureau")).to_contain_text(title)
    is_fine(page)

    page.get_by_role("button", name="Dat verklaar ik").click()
    expect(page.get_by_role("region", name="Buiten de uren")).to_contain_text("Door jou verklaard op")
    hours.approve(title)
    page.reload()
    complete = page.get_by_role("region", name="Je dossier is compleet")
    expect(page.get_by_role("region", name="Bewijs bij je eigen opgaven")).to_contain_text("2 bestanden")
    is_fine(page)

    complete.get_by_role("link", name="Dossier overdragen").click()
    expect(page.locator("main")).to_contain_text("De certificerende instelling beslist")
    page.get_by_role("button", name="Overdragen").click()
    expect(page.get_by_role("group", name="Er klopt één ding nog niet")).to_be_visible()
    is_fine(page)
    page.get_by_label("Dit dossier klopt").check()
    page.get_by_role("button", name="Overdragen").click()
    expect(page.locator(".messages")).to_contain_text("Je dossier is overgedragen.")
    expect(page.get_by_role("heading", name="Overgedragen op")).to_be_visible()
    is_fine(page)

    assert downloaded(page, "Overzicht (pdf)").startswith(b"%PDF-")
    packed = zipfile.ZipFile(io.BytesIO(downloaded(page, "Alles (zip)")))
    assert packed.testzip() is None
    evidence = [one for one in packed.namelist() if one.startswith("bewijzen/")]
    assert len(evidence) == 2
    assert all(title.lower().replace(" ", "-") in one for one in evidence)
    lines = list(csv.DictReader(io.StringIO(downloaded(page, "Uren (csv)").decode("utf-8-sig"))))
    assert title in {line["activiteit"] for line in lines}

    hours.on_the_site(
        "from academy.hours import ledger\n"
        "from academy.hours.models import EntryText\n"
        f"ledger.reverse(EntryText.objects.get(title={title!r}).entry, 60, 'wrong_minutes', None)\n"
    )
    page.reload()
    expect(page.locator("main")).to_contain_text("Sinds je dit overdroeg is 1 regel van je uren veranderd.")
    is_fine(page)
    assert number


def test_the_office_records_what_the_certifier_said(sign_in: SignIn, size: dict[str, int]):
    name, number = somebody(program="one.complete()\none.hand_over()\n")
    page = sign_in("bureau", size)
    page.goto("/beheer/")
    office.choose_from_menu(page, "Dossiers")
    expect(page.locator("main tbody tr").first).to_be_visible()
    is_fine(page)
    page.goto(f"/beheer/dossiers/?q={number}&state=handed_over")
    page.locator("main tbody").get_by_role("link", name=number).click()
    expect(page.locator("main")).to_contain_text("overgedragen")
    is_fine(page)

    page.get_by_role("link", name="VOG gezien").click()
    page.get_by_role("button", name="Vastleggen").click()
    expect(office.field_error(page, "profile")).to_contain_text("Alleen een VOG met profiel 75 telt.")
    is_fine(page)
    page.get_by_label("Het screeningsprofiel is 75").check()
    page.get_by_label("Datum op de VOG").fill(page.get_by_label("Gezien op").input_value())
    page.get_by_role("button", name="Vastleggen").press("Enter")  # Wagtail's calendar lies over it
    expect(page.locator(".messages")).to_contain_text("Vastgelegd dat de VOG is gezien.")

    page.get_by_role("link", name="Uitkomst vastleggen").click()
    page.get_by_label("aanvulling gevraagd").check()
    page.get_by_role("button", name="Vastleggen").click()
    expect(office.field_error(page, "reason")).to_contain_text("Geef de reden")
    is_fine(page)
    page.get_by_label("Reden").fill("Stuur het bewijs van de tweede dag mee.")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.locator(".messages")).to_contain_text("De uitkomst is vastgelegd.")
    page.reload()  # the sentence fades in, and half faded in it is hard to read
    is_fine(page)

    theirs = sign_in(name, size)
    theirs.goto("/mijn/dossier/")
    expect(theirs.locator("main")).to_contain_text("Stuur het bewijs van de tweede dag mee.")
    is_fine(theirs)
    theirs.get_by_role("link", name="Opnieuw overdragen").click()
    theirs.get_by_label("Dit dossier klopt").check()
    theirs.get_by_role("button", name="Overdragen").click()
    expect(theirs.get_by_role("heading", name="Dossier 2")).to_be_visible()

    page.reload()
    page.get_by_role("link", name="Uitkomst vastleggen").click()
    page.get_by_label("verleend", exact=True).check()
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.locator(".messages")).to_contain_text("De nieuwe periode begint op")
    theirs.reload()
    expect(theirs.get_by_role("heading", name="Je certificaat is verleend")).to_be_visible()
    is_fine(theirs)


def test_before_the_window(sign_in: SignIn, size: dict[str, int]):
    name, _number = somebody(20)
    page = sign_in(name, size)
    page.goto("/mijn/dossier/")
    expect(page.get_by_role("heading", name="Je dossier gaat open op")).to_be_visible()
    is_fine(page)


def test_recertification_explained_to_everybody(open_page: SignIn, size: dict[str, int]):
    page = open_page(size)
    for path in ("/hercertificering/", "/en/hercertificering/"):
        page.goto(path)
        is_fine(page)
        assert page.context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_recertification_explained_to_oneself(sign_in: SignIn, size: dict[str, int], scheme: str):
    options: dict[str, Any] = {"color_scheme": scheme}
    page = sign_in("lid", size, **options)
    page.goto("/mijn/hercertificering/")
    here = page.locator("[aria-current=step]")
    expect(here).to_have_count(1)
    expect(here).to_contain_text("jij bent hier")
    is_fine(page)


def test_who_has_no_certificate(sign_in: SignIn):
    page = sign_in("nieuw", SIZES["phone"])
    page.goto("/mijn/dossier/")
    expect(page.locator("main")).to_contain_text("Een dossier hoort bij een certificaat")
    is_fine(page)
