"""A member's last months before recertification, in one piece.

Claim with a photo, approval and rejection by the office, intervisie from its start to the proof, the reminder by mail, and the
dossier that goes to the certifier. Every hour on the way is read from the page.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Callable

from playwright.sync_api import Page, expect

from lvv_site import civil
from tests.browser import hours
from tests.browser.conftest import SIZES, axe_problems, overflow
from tests.browser.holders import downloaded, somebody
from tests.browser.letters import Mailbox
from tests.browser.test_hours import photo

SignIn = Callable[..., Page]
# Made as rows: the years before, and two colleagues who join the group.
BEFORE = "for kind, wanted in (('course', 24), ('intervisie', 30), ('extra', 10)):\n    one.hours(kind, wanted)"


def is_fine(page: Page) -> None:
    assert axe_problems(page) == [], page.url
    assert overflow(page) <= 0, page.url


def counted(page: Page) -> dict[str, str]:
    """Read the hours that count out of the page, per kind."""
    page.goto("/mijn/uren/")
    is_fine(page)
    kinds = ("course", "intervisie", "extra")
    return {kind: page.locator(f"[data-figure='credited-{kind}']").first.inner_text() for kind in kinds}


def claim(page: Page, title: str, duration: str) -> None:
    page.goto("/mijn/uren/opgeven/")
    page.get_by_role("radio", name="Extra activiteiten").check()
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Datum").fill((civil.today() - dt.timedelta(days=3)).isoformat())
    page.get_by_label("Duur in uren").fill(duration)
    page.get_by_label("Bewijs").set_input_files(photo())  # type: ignore[arg-type]
    page.get_by_role("button", name="Dien in").click()
    page.wait_for_url("**/opgave/*/")


def decide(office: Page, name: str, title: str, *, reason: str = "") -> None:
    """Approve a claim, or reject it for a reason, as the office does."""
    office.goto(f"/beheer/uren/opgaven/?q={name}")
    office.locator("main tbody tr").filter(has_text=title).locator("a[href*='/inspect/']").first.click()
    expect(office.locator("main")).to_contain_text(title)
    verb = "Afwijzen" if reason else "Goedkeuren"
    office.get_by_role("link", name=verb).click()
    if reason:
        office.locator("[name=reason_code]").select_option(reason)
        office.locator("[name=text]").fill("De datum is niet te lezen.")
    office.locator("main").get_by_role("button", name=verb, exact=True).click()
    expect(office.locator(".messages")).to_contain_text("Afgewezen." if reason else "Goedgekeurd.")


def join_by_mail(open_page: SignIn, path: str, name: str) -> None:
    guest = open_page(SIZES["phone"])
    guest.goto(path)
    guest.get_by_label("Voornaam").fill(name)
    guest.get_by_label("Achternaam").fill("Overmars")
    guest.get_by_role("button", name="Ja, ik doe mee").click()
    expect(guest.get_by_role("heading", level=1)).to_contain_text("Je doet mee met")


def register_group(office: Page, name: str) -> None:
    """Register a group at the office: from then on its meetings count as intervisie."""
    office.goto(f"/beheer/intervisie/groepen/?q={name.replace(' ', '+')}")
    office.locator("main tbody").get_by_role("link", name=name).first.click()
    expect(office.get_by_role("heading", level=1)).to_contain_text(name)
    office.get_by_role("link", name="Registreren").click()
    office.locator("main [name=reason]").fill("Aangemeld bij het bureau.")
    office.locator("main").get_by_role("button", name="Registreren", exact=True).press("Enter")
    expect(office.locator(".messages")).to_contain_text("Geregistreerd.")


def meet(page: Page, office: Page, open_page: SignIn, mailbox: Mailbox, tag: str) -> None:
    """Start a group, have it registered, let two people in and record a meeting of two hours."""
    page.goto("/mijn/intervisie/beginnen/")
    page.get_by_label("Naam van de groep").fill(f"Groep {tag}")
    page.get_by_label("Plaats").fill("Zutphen")
    page.get_by_role("button", name="Begin de groep").click()
    group = page.url
    expect(page.locator("main")).to_contain_text("Deze groep is nog niet geregistreerd.")
    register_group(office, f"Groep {tag}")
    for name in ("Anna", "Bram"):
        address = f"{name.lower()}-{tag}@voorbeeld.example"
        page.goto(group)
        page.get_by_role("link", name="Nodig iemand uit").click()
        page.get_by_label("E-mailadres").fill(address)
        page.get_by_role("button", name="Verstuur de uitnodiging").click()
        join_by_mail(open_page, mailbox.next_letter(address).path, name)
    page.goto(group)
    page.get_by_role("link", name="Leg een bijeenkomst vast die hier niet gepland was").click()
    for box in page.locator("main [name=present]").all():
        box.check()
    page.get_by_role("button", name="Leg vast").click()
    expect(page.locator(".messages")).to_contain_text("De bijeenkomst is vastgelegd")


def test_the_last_months_before_recertification(sign_in: SignIn, open_page: SignIn, mailbox: Mailbox) -> None:
    name, _number = somebody(3, program=BEFORE)
    address = f"{name}@demo.example"
    good, bad = f"Lezing {name[-8:]}", f"Webinar {name[-8:]}"
    page, office = sign_in(name, SIZES["phone"]), sign_in("bureau")
    assert counted(page) == {"course": "24", "intervisie": "30", "extra": "10"}

    hours.on_the_site(
        "from django.core.management import call_command\ncall_command('remind', stdout=open('/dev/null', 'w'))"
    )
    reminder = mailbox.letter_about(address, "Je certificaat loopt af: kijk naar je uren")
    assert "Intervisie: 2 uur" in reminder.text
    assert reminder.path == "/mijn/uren/"

    claim(page, good, "6")
    claim(page, bad, "2")
    assert counted(page)["extra"] == "10", "what waits does not count"
    decide(office, name, good)
    decide(office, name, bad, reason="evidence_unreadable")
    mailbox.letter_about(address, "Je uren zijn goedgekeurd")
    assert "De datum is niet te lezen." in mailbox.letter_about(address, "Je uren zijn niet goedgekeurd").text
    assert counted(page)["extra"] == "16"

    meet(page, office, open_page, mailbox, name[-8:])
    mailbox.letter_about(address, "Je intervisiegroep is geregistreerd")
    mailbox.letter_about(address, "Je bewijs van deelname aan intervisie")
    assert counted(page) == {"course": "24", "intervisie": "32", "extra": "16"}

    _hand_over(page)
    packed = zipfile.ZipFile(io.BytesIO(downloaded(page, "Alles (zip)")))
    assert packed.testzip() is None
    assert [one for one in packed.namelist() if good.lower().replace(" ", "-") in one]
    assert not [one for one in packed.namelist() if bad.lower().replace(" ", "-") in one]
    assert downloaded(page, "Overzicht (pdf)").startswith(b"%PDF-")


def _hand_over(page: Page) -> None:
    page.goto("/mijn/dossier/")
    page.get_by_role("button", name="Dat verklaar ik").click()
    page.get_by_role("link", name="Dossier overdragen").click()
    page.get_by_label("Dit dossier klopt").check()
    page.get_by_role("button", name="Overdragen").click()
    expect(page.locator(".messages")).to_contain_text("Je dossier is overgedragen.")
    is_fine(page)
