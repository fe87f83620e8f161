"""Intervisie from start to proof, on a phone: start a group, let guests in by mail, plan, record, get the proof."""

import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, axe_problems, overflow
from tests.browser.letters import Mailbox

OpenPage = Callable[..., Page]
MEMBER = "lid@demo.example"


def sound(page: Page) -> None:
    """Look at the state that the page is in now."""
    assert axe_problems(page) == [], page.url
    assert overflow(page) <= 0, page.url


def submit(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def today(database: str) -> str:
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT (now() AT TIME ZONE 'Europe/Amsterdam')::date::text").fetchone()
    assert row
    return str(row[0])


def own_group(database: str) -> tuple[int, int, int]:
    """Return the member's group of the demonstration, a meeting that it recorded and one that is planned."""
    with psycopg.connect(database) as connection:
        row = connection.execute(
            """
            SELECT presence.group_id, presence.id,
              (SELECT id FROM intervisie_meeting WHERE group_id = presence.group_id AND "on" > current_date ORDER BY "on" LIMIT 1)
            FROM (
              SELECT meeting.group_id, meeting.id FROM intervisie_presence AS presence
              JOIN intervisie_recording AS recording ON recording.id = presence.recording_id
              JOIN intervisie_meeting AS meeting ON meeting.id = recording.meeting_id
              JOIN members_person AS person ON person.id = presence.person_id
              WHERE person.email = %s ORDER BY meeting.group_id, recording."on" DESC LIMIT 1
            ) AS presence
            """,
            [MEMBER],
        ).fetchone()
    assert row
    return row


def proofs(mailbox: Mailbox, to: str) -> list[bytes]:
    """Return the PDF files that somebody got."""
    messages = [message_from_bytes(file.read_bytes(), policy=default) for file in mailbox.folder.glob("*.eml")]
    return [
        part.get_content()
        for message in messages
        if message["To"] == to
        for part in message.iter_attachments()
        if part.get_content_type() == "application/pdf"
    ]


def accept(page: Page, path: str, name: str) -> None:
    """Answer an invitation as somebody whom nobody knows yet."""
    page.goto(path)
    sound(page)
    submit(page, "Ja, ik doe mee")
    expect(page.get_by_label("Voornaam")).to_have_js_property("validity.valid", False)
    page.get_by_label("Voornaam").fill(name)
    page.get_by_label("Achternaam").fill("Walraven")
    submit(page, "Ja, ik doe mee")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Je doet mee met")
    sound(page)


def test_from_starting_a_group_to_the_proof_on_a_phone(
    sign_in: OpenPage, open_page: OpenPage, mailbox: Mailbox, database: str
) -> None:
    phone = SIZES["phone"]
    page = sign_in("lid", phone)
    page.goto("/mijn/intervisie/")
    sound(page)
    page.get_by_role("link", name="Begin een groep").click()
    sound(page)
    page.get_by_label("Naam van de groep").fill("Proefgroep Deventer")
    submit(page, "Begin de groep")
    expect(page.locator("#id_place_error")).to_contain_text("Vul een plaats in")
    expect(page.get_by_label("Naam van de groep")).to_have_value("Proefgroep Deventer")
    sound(page)
    page.get_by_label("Plaats").fill("Deventer")
    submit(page, "Begin de groep")
    expect(page.get_by_role("heading", level=1)).to_have_text("Proefgroep Deventer")
    sound(page)
    group = page.url

    guests = [f"walraven{number}@voorbeeld.example" for number in (1, 2)]
    for number, guest in enumerate(guests):
        page.goto(group)
        page.get_by_role("link", name="Nodig iemand uit").click()
        sound(page)
        page.get_by_label("E-mailadres").fill(guest)
        submit(page, "Verstuur de uitnodiging")
        expect(page.locator(".messages")).to_contain_text("De uitnodiging is verstuurd")
        letter = mailbox.next_letter(guest)
        assert letter.subject == "Uitnodiging voor een intervisiegroep"
        accept(open_page(phone), letter.path, f"Gast{number}")

    page.goto(group)
    expect(page.locator("main")).to_contain_text("Gast1 Walraven")
    page.get_by_role("link", name="Plan een bijeenkomst").click()
    sound(page)
    page.get_by_label("Datum").fill(today(database))
    page.get_by_label("Begint om").fill("21:00")
    page.get_by_label("Eindigt om").fill("19:00")
    submit(page, "Plan de bijeenkomst")
    expect(page.locator("#id_ends_error")).to_contain_text("voor het begin")
    sound(page)
    page.get_by_label("Begint om").fill("19:00")
    page.get_by_label("Eindigt om").fill("21:00")
    submit(page, "Plan de bijeenkomst")
    expect(page.locator(".messages")).to_contain_text("De bijeenkomst staat gepland")
    sound(page)
    planned = mailbox.next_letter(guests[0], 2)  # after the invitation and the mail to make an account
    assert planned.subject == "Er is een intervisiebijeenkomst gepland"
    assert "19.00 tot 21.00 uur" in planned.text

    page.get_by_role("link", name="Leg vast").click()
    sound(page)
    expect(page.get_by_label("Duur")).to_have_value("120")
    page.get_by_label("Gast0 Walraven").check()
    page.get_by_label("Noor van Dalen").check()
    page.get_by_label("Thema").fill("grenzen")
    submit(page, "Leg vast")
    expect(page.locator("#id_present_error")).to_contain_text("minstens 3")
    expect(page.get_by_label("Gast0 Walraven")).to_be_checked()
    expect(page.get_by_label("Thema")).to_have_value("grenzen")
    sound(page)
    page.get_by_label("Gast1 Walraven").check()
    submit(page, "Leg vast")
    expect(page.locator(".messages")).to_contain_text("De bijeenkomst is vastgelegd")
    expect(page.locator("main")).to_contain_text("Gast0 Walraven, Gast1 Walraven, Noor van Dalen")
    sound(page)

    proof = mailbox.next_letter(guests[0], 3)
    assert proof.subject == "Je bewijs van deelname aan intervisie"
    (paper,) = proofs(mailbox, guests[0])
    assert paper.startswith(b"%PDF")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download je bewijs")).click()
    assert download.value.suggested_filename == f"bewijs-intervisie-{today(database)}.pdf"
    submit(page, "Dit klopt")
    expect(page.locator("main")).to_contain_text("Door jou bevestigd")
    sound(page)


def test_the_same_without_script(sign_in: OpenPage) -> None:
    page = sign_in("bestuur", SIZES["phone"], java_script_enabled=False)
    page.goto("/mijn/intervisie/beginnen/")
    page.get_by_label("Naam van de groep").fill("Zonder script")
    page.get_by_label("We komen (ook) online bij elkaar").check()
    submit(page, "Begin de groep")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zonder script")
    page.get_by_role("link", name="Leg een bijeenkomst vast die hier niet gepland was").click()
    page.get_by_label("Rachid El Amrani").check()
    submit(page, "Leg vast")
    expect(page.locator("#id_present_error")).to_contain_text("De groep had op deze dag 1 deelnemer.")
    page.goto("/mijn/intervisie/")
    page.get_by_role("link", name="Zonder script").click()
    page.get_by_role("link", name="Verlaat de groep").click()
    submit(page, "Verlaat de groep")
    expect(page.locator(".messages")).to_contain_text("Je doet niet meer mee")


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_is_sound_at_both_sizes(
    sign_in: OpenPage, size: dict[str, int], database: str, language: str
) -> None:
    group, recorded, planned = own_group(database)
    page = sign_in("lid", size)
    for path in (
        "", "groepen/", "groepen/?q=nergens", "beginnen/", f"{group}/", f"{group}/?alle=1", f"{group}/wijzigen/",
        f"{group}/contactpersoon/", f"{group}/verlaten/", f"{group}/uitnodigen/", f"{group}/plannen/", f"{group}/vastleggen/",
        f"bijeenkomst/{recorded}/", f"bijeenkomst/{recorded}/vastleggen/", f"bijeenkomst/{recorded}/melden/",
        f"bijeenkomst/{planned}/", f"bijeenkomst/{planned}/verzetten/", f"bijeenkomst/{planned}/afzeggen/",
    ):  # fmt: skip
        response = page.goto(f"{language}/mijn/intervisie/{path}")
        assert response is not None
        assert response.status == 200, path
        sound(page)


def test_a_guest_asks_an_open_group(sign_in: OpenPage, size: dict[str, int]) -> None:
    page = sign_in("nieuw", size)
    page.goto("/mijn/intervisie/groepen/")
    sound(page)
    expect(page.locator("main")).not_to_contain_text("contactpersoon")
    page.locator("main .wait-list h3 a").first.click()
    expect(page.locator("main")).not_to_contain_text("Contactpersoon")
    sound(page)
    page.goto("/mijn/intervisie/")
    sound(page)
    page.goto("/mijn/intervisie/uitnodiging/1-nietgoed/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deze link werkt niet meer")
    sound(page)
