"""A masterclass from the catalogue to the hours, in one piece: found, booked, paid, reminded of, checked in, proved, accounted for."""

import re
import secrets
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import hours
from tests.browser.conftest import SIZES
from tests.browser.holders import downloaded, somebody
from tests.browser.letters import Mailbox
from tests.browser.test_booking_walk import is_fine, until
from tests.browser.test_hours_walk import counted

SignIn = Callable[..., Page]
HOURS_BEFORE = "for kind, wanted in (('course', 12), ('intervisie', 10), ('extra', 4)):\n    one.hours(kind, wanted)"


def masterclass(tag: str) -> str:
    """Publish a course with a run in three weeks, whose training gives hours of courses; return its slug."""
    slug: str = hours.on_the_site(
        "from events.booking.models import TermsVersion\n"
        "from academy.accreditation.models import Training\n"
        "from academy.accreditation.queries import kind_on\n"
        "from lvv_site import civil\n"
        "from tests.factories import courses\n"
        "training = next(one for one in Training.objects.all() if kind_on(one, civil.today()) == 'course')\n"
        f"page = courses.page('Masterclass {tag}', slug='masterclass-{tag}')\n"
        "terms = TermsVersion.objects.order_by('pk').first()\n"
        f"courses.run(page, training, code='masterclass-{tag}-1', title='Masterclass {tag}', days=21, terms=terms, capacity=8)\n"
        "answer = page.slug\n"
    )
    return slug


def shift(tag: str, days: int) -> None:
    """Let time pass: the masterclass is so many days from now."""
    hours.on_the_site(
        "import datetime as dt\nfrom events.booking.models import Occasion\nfrom lvv_site import civil\n"
        f"one = Occasion.objects.get(code='masterclass-{tag}-1')\n"
        f"one.starts = (civil.now() + dt.timedelta(days={days})).replace(hour=10, minute=0)\n"
        "one.ends = one.starts + dt.timedelta(hours=4)\none.save()\n"
    )


def remind() -> None:
    hours.on_the_site(
        "from django.core.management import call_command\ncall_command('remind', stdout=open('/dev/null', 'w'))"
    )


def test_from_the_catalogue_to_the_hours_and_the_books(sign_in: SignIn, mailbox: Mailbox) -> None:
    name, _number = somebody(20, program=HOURS_BEFORE)
    address, tag = f"{name}@demo.example", secrets.token_hex(4)
    slug = masterclass(tag)
    page, office = sign_in(name, SIZES["phone"]), sign_in("bureau")
    before = counted(page)

    page.goto("/academie/?q=")
    page.goto(f"/academie/{slug}/")
    is_fine(page)
    page.get_by_role("button", name="Verder met boeken").click()
    page.wait_for_url("**/boeken/**")
    page.get_by_role("button", name="Verder naar het overzicht").click()
    expect(page.locator("main")).to_contain_text("ledenprijs")
    is_fine(page)
    page.get_by_role("radio", name="Proefbetaling").check()
    page.get_by_label("Ik ga akkoord").check()
    page.get_by_role("button", name="Bestellen met betalingsplicht").click()
    expect(page.locator("main")).to_contain_text("Dit is geen bank.")
    page.get_by_role("button", name="Geslaagd").click()
    page.wait_for_url("**/boeking/**")
    until(page, "bevestigd")
    is_fine(page)
    until(page, "Factuur")
    assert downloaded(page, "Factuur").startswith(b"%PDF")
    mailbox.letter_about(address, f"Je plaats staat vast: Masterclass {tag}")
    assert any(one.subject.startswith("Factuur ") for one in mailbox.letters(address))
    page.goto("/mijn/boekingen/")
    expect(page.locator("main")).to_contain_text(f"Masterclass {tag}")
    is_fine(page)

    page.goto("/mijn/uren/")
    expect(page.locator("main")).to_contain_text(f"Masterclass {tag}")  # booked, so it is in the forecast
    assert counted(page) == before, "what is booked does not count yet"

    shift(tag, 1)
    remind()
    mailbox.letter_about(address, "Morgen: je activiteit")

    page.goto("/mijn/boekingen/")
    page.get_by_role("link", name=f"Masterclass {tag}").click()
    page.get_by_role("link", name="Toegang en agenda").click()
    is_fine(page)
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", page.locator("figure.ticket").inner_text())
    assert code
    shift(tag, -1)  # it was yesterday: hours come when the day is over
    office.goto(f"/inchecken/{code[0]}/")
    is_fine(office)
    office.get_by_role("button", name="Check in").click()
    expect(office.locator("main")).to_contain_text("aanwezig")

    mailbox.letter_about(address, "Je bewijs van deelname")
    after = counted(page)
    assert int(after["course"]) == int(before["course"]) + 4
    assert {kind: after[kind] for kind in ("intervisie", "extra")} == {
        kind: before[kind] for kind in ("intervisie", "extra")
    }

    treasurer = sign_in("penningmeester")
    treasurer.goto("/beheer/betalingen/journaal/")
    expect(treasurer.locator("main")).to_contain_text("Het klopt")
