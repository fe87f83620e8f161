"""At the door: a phone that loses its network and goes on, a second one beside it, a camera, and a page without script."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import segno
from playwright.sync_api import Browser, BrowserType, Page, expect

from tests.browser.conftest import DEMO_PASSWORD, NAME, ROOT, SIZES, axe_problems, overflow

SignIn = Callable[..., Page]
Filming = Callable[[str], Browser]
SEED = """
from django.utils import timezone
from events.booking import reserving
from events.booking.models import Place
from tests.factories import booking as make
occasion = make.occasion(None, code={code!r}, title="Lastige gesprekken voeren", days=1)
make.part(occasion), make.part(occasion, hours=2)
people = [reserving.Attendee(f"Deelnemer {{n:02}} van den Berg", "", None) for n in range(22)]
booking = make.reserve(occasion, attendees=people)
Place.objects.filter(booking=booking).update(confirmed_at=timezone.now())
print(" ".join(booking.places.order_by("pk").values_list("code", flat=True)))
"""


def seeded(code: str) -> list[str]:
    """Make an occasion of two parts with 22 attendees, and return the codes of their places."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.browser.settings", "DEMO": "1", "BROWSER_NAME": NAME}
    run = [sys.executable, "manage.py", "shell", "-v0", "-c", SEED.format(code=code)]
    done = subprocess.run(run, cwd=ROOT, env=os.environ | settings, check=True, capture_output=True, text=True)
    return done.stdout.split()[-22:]


def attended(database: str, occasion: str) -> list[tuple[str, int]]:
    """Return who is in: the code of each place and the number of its standing attendances."""
    with psycopg.connect(database) as connection:
        return connection.execute(
            """
            SELECT place.code, count(*) FROM booking_attendance AS attendance
            JOIN booking_place AS place ON place.id = attendance.place_id
            JOIN booking_occasion AS occasion ON occasion.id = place.occasion_id
            LEFT JOIN booking_attendancewithdrawal AS withdrawal ON withdrawal.attendance_id = attendance.id
            WHERE occasion.code = %s AND withdrawal.id IS NULL GROUP BY place.code ORDER BY place.code
            """,
            [occasion],
        ).fetchall()


def stand_at(page: Page, occasion: str) -> None:
    """Open the page at the door, and wait until it can do without network."""
    page.goto(f"/inchecken/{occasion}/")
    expect(page.locator("#checkin")).to_have_attribute("data-kept", "true")


def waiting(page: Page, number: int) -> None:
    expect(page.locator("#checkin")).to_have_attribute("data-waiting", str(number))


def scan(page: Page, code: str) -> None:
    """Scan as a scanner that types does: the code, and Enter."""
    page.get_by_label("Code").fill(code)
    page.get_by_label("Code").press("Enter")


def see(page: Page, word: str, name: str = "") -> None:
    expect(page.locator("#result")).to_contain_text(word)
    expect(page.locator("#result")).to_contain_text(name)


def sound(page: Page) -> None:
    assert axe_problems(page) == [], page.url
    assert overflow(page) <= 0, page.url


def test_two_phones_without_network_check_20_people_in_once(sign_in: SignIn, database: str, base_url: str) -> None:
    codes = seeded("zonder-netwerk")
    first, second = (sign_in("bureau", SIZES["phone"]) for _each in range(2))
    for page in (first, second):
        stand_at(page, "zonder-netwerk")
    sound(first)
    for page in (first, second):
        page.context.set_offline(True)
    for number, code in enumerate(codes[:10]):
        scan(first, code)
        see(first, "Welkom", f"Deelnemer {number:02}")
    for code in codes[10:20]:  # what the camera reads ends here
        first.evaluate("text => window.checkin.scan(text)", f"{base_url}/inchecken/{code}/")
    scan(first, codes[3])
    see(first, "Al binnen", "Deelnemer 03")
    waiting(first, 20)
    assert attended(database, "zonder-netwerk") == []

    first.reload()
    waiting(first, 20)
    expect(first.locator("#present")).to_have_text("20")
    expect(first.locator("#network")).to_have_text("Geen verbinding")
    sound(first)
    for code in codes[5:15]:
        scan(second, code)
        see(second, "Welkom")
    waiting(second, 10)

    for page in (first, second):
        page.context.set_offline(False)
        waiting(page, 0)
    see(second, "Al binnen", "Deelnemer 14")
    assert attended(database, "zonder-netwerk") == [(code, 1) for code in sorted(codes[:20])]
    for page in (first, second):
        page.reload()
        expect(page.locator("#present")).to_have_text("20")
        expect(page.locator("#doubts")).to_be_hidden()


def test_what_is_in_doubt_is_said_and_names_go_with_the_session(sign_in: SignIn, database: str) -> None:
    codes = seeded("met-twijfel")
    page = sign_in("bureau", SIZES["phone"])
    stand_at(page, "met-twijfel")
    page.context.set_offline(True)
    scan(page, "2222-AAAA-3333")
    see(page, "Onbekende code")
    for code in codes[:3]:
        scan(page, code)
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE booking_place SET cancelled_at = now() WHERE code = %s", [codes[0]])
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.locator("#trouble")).to_contain_text("Log opnieuw in")
    expect(page.locator("#list > li")).to_have_count(0)
    for _look in range(80):  # it says so, and is wiping meanwhile
        if page.evaluate("window.checkinStore.list('met-twijfel')") is None:
            break
        page.wait_for_timeout(250)
    assert page.evaluate("window.checkinStore.list('met-twijfel')") is None
    waiting(page, 4)
    sound(page)

    page.goto("/account/login/")
    page.get_by_label("E-mail").first.fill("bureau@demo.example")
    page.get_by_label("Wachtwoord").first.fill(DEMO_PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/mijn/**")
    page.goto("/inchecken/met-twijfel/")
    waiting(page, 0)
    doubts = page.locator("#doubts li")
    expect(doubts).to_have_count(2)
    unknown = doubts.filter(has_text="2222-AAAA-3333: Onbekende code")
    expect(unknown).to_have_count(1)
    expect(doubts.filter(has_text="Geannuleerd")).to_have_count(1)
    assert attended(database, "met-twijfel") == [(code, 1) for code in sorted(codes[1:3])]
    sound(page)
    unknown.get_by_role("button").press("Enter")
    expect(doubts).to_have_count(1)
    page.get_by_role("button", name="Wis de namen van dit toestel").press("Enter")
    expect(page.locator("#trouble")).to_contain_text("gewist")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.checkinStore.list('met-twijfel')") is None
    expect(page.locator("#list > li")).to_have_count(0)


def test_names_go_when_their_time_is_over_also_without_network(sign_in: SignIn, database: str) -> None:
    codes = seeded("een-dag-later")
    page = sign_in("bureau", SIZES["phone"])
    stand_at(page, "een-dag-later")
    page.context.set_offline(True)
    scan(page, codes[0])
    waiting(page, 1)
    page.evaluate(
        """async () => {
            const list = await checkinStore.list("een-dag-later");
            await checkinStore.keep({ ...list, until: new Date(Date.now() - 1000).toISOString() });
        }"""
    )
    page.reload()
    waiting(page, 1)
    expect(page.locator("#trouble")).to_contain_text("De lijst staat niet meer op dit toestel")
    expect(page.locator("#list > li")).to_have_count(0)
    assert page.evaluate("checkinStore.list('een-dag-later')") is None
    scan(page, codes[1])
    see(page, "Onbekende code", "wordt nagekeken")
    page.context.set_offline(False)
    waiting(page, 0)
    assert attended(database, "een-dag-later") == [(code, 1) for code in sorted(codes[:2])]


def test_with_the_keyboard_search_tick_shorten_and_take_back(sign_in: SignIn, database: str) -> None:
    codes = seeded("met-toetsen")
    page = sign_in("bureau")
    stand_at(page, "met-toetsen")
    page.get_by_label("Zoek op naam").press_sequentially("04 VAN")
    page.get_by_role("button", name="Aanwezig: Deelnemer 04").press("Enter")
    see(page, "Welkom", "Deelnemer 04")
    waiting(page, 0)
    page.get_by_role("link", name="Wijzig: Deelnemer 04").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Deelnemer 04")
    page.get_by_text("Duur wijzigen of terugnemen").press("Enter")
    sound(page)
    page.get_by_label("Aantal minuten aanwezig").first.fill("500")
    page.get_by_label("Aantal minuten aanwezig").first.press("Enter")
    expect(page.get_by_text("Dit onderdeel duurt 120 minuten. Vul niet meer in.").first).to_be_visible()
    sound(page)
    page.get_by_label("Aantal minuten aanwezig").first.fill("75")
    page.get_by_label("Aantal minuten aanwezig").first.press("Enter")
    expect(page.locator("main")).to_contain_text("60 minuten aanwezig")
    assert attended(database, "met-toetsen") == [(codes[4], 1)]
    page.get_by_text("Duur wijzigen of terugnemen").press("Enter")
    page.get_by_label("Waarom neem je dit terug?").select_option("absent")
    page.get_by_role("button", name="Neem de aanwezigheid terug").press("Enter")
    expect(page.locator("main")).to_contain_text("is teruggenomen")
    assert attended(database, "met-toetsen") == []


def test_without_script_a_field_and_a_list_of_buttons(sign_in: SignIn, database: str) -> None:
    codes = seeded("zonder-script")
    page = sign_in("bureau", SIZES["phone"], java_script_enabled=False)
    page.goto("/inchecken/")
    page.get_by_role("link", name="Lastige gesprekken voeren").first.click()
    page.goto("/inchecken/zonder-script/")
    scan(page, codes[0].lower())
    expect(page.locator("main")).to_contain_text("Welkom! Deelnemer 00")
    page.get_by_role("button", name="Aanwezig: Deelnemer 01").click()
    expect(page.locator(".checkin__count")).to_have_text("2 / 22")
    page.goto(f"/inchecken/{codes[2]}/")
    page.get_by_role("button", name="Check in").first.click()
    expect(page.locator("main")).to_contain_text("Welkom! Deelnemer 02")
    assert attended(database, "zonder-script") == [(code, 1) for code in sorted(codes[:3])]


def test_who_is_not_of_the_office_sees_no_name(open_page: Callable[..., Page]) -> None:
    codes = seeded("voor-niemand")
    page = open_page(SIZES["phone"])
    page.goto(f"/inchecken/{codes[0]}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dit is een toegangscode")
    expect(page.locator("body")).not_to_contain_text("Deelnemer")
    sound(page)


def picture_of(text: str, path: Path) -> None:
    """Write a film of one second that shows a QR code, as a camera would see it."""
    width, height, scale = 640, 480, 8
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(scale=scale, border=4)]
    top, left = (height - len(rows)) // 2, (width - len(rows)) // 2
    light = bytearray(b"\xd0" * (width * height))
    for y, row in enumerate(rows):
        start = (top + y) * width + left
        light[start : start + len(row)] = bytes(16 if dark else 235 for dark in row)
    frame = b"FRAME\n" + bytes(light) + b"\x80" * (width * height // 2)
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 10)


@pytest.fixture
def filming(browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path) -> Iterator[Filming]:
    """Start a browser whose camera looks at a QR code."""
    film, started = tmp_path / "camera.y4m", list[Browser]()

    def start(text: str) -> Browser:
        picture_of(text, film)
        fake = [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ]
        arguments = browser_type_launch_args | {"args": [*browser_type_launch_args["args"], *fake]}
        started.append(browser_type.launch(**arguments))
        return started[-1]

    yield start
    for browser in started:
        browser.close()


def test_the_camera_reads_a_code(filming: Filming, site: str, sign_in: SignIn, database: str) -> None:
    codes = seeded("met-camera")
    state = sign_in("bureau").context.storage_state()
    browser = filming(f"{site}/inchecken/{codes[7]}/")
    page = browser.new_context(base_url=site, storage_state=state, viewport=SIZES["phone"]).new_page()
    stand_at(page, "met-camera")
    page.get_by_role("button", name="Scan met de camera").click()
    see(page, "Welkom", "Deelnemer 07")
    sound(page)
    page.get_by_role("button", name="Stop de camera").click()
    expect(page.locator("#view")).to_be_hidden()
    waiting(page, 0)
    assert attended(database, "met-camera") == [(codes[7], 1)]
