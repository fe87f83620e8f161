"""Hours at the office: claims, one person's story, lists, decisions for many, schemes and samples. Never as a superuser."""

import datetime as dt
import io
import re
import secrets
from collections.abc import Callable
from typing import Any

import pikepdf
import psycopg
import pytest
from playwright.sync_api import Page, expect
from psycopg.rows import dict_row

from lvv_site import civil
from tests.browser import office, people
from tests.browser.conftest import SIZES, axe_problems, overflow

SignIn = Callable[..., Page]
# Rows of the demonstration's registered advisers that only these tests touch.
IMPORTED, EXEMPTED, CLAIMED_FOR, SHOWN = 21, 23, 25, 27
WAITING = """
SELECT entry.id, entry.person_id AS person, text.title, concat_ws(' ', given_name, nullif(infix, ''), family_name) AS name
FROM hours_entry AS entry JOIN hours_entrytext AS text ON text.entry_id = entry.id
JOIN members_person AS person ON person.id = entry.person_id
WHERE entry.source = 'claim' AND coalesce(person.email, '') NOT LIKE '%%@demo.example'
  AND (SELECT kind FROM hours_decision WHERE entry_id = entry.id ORDER BY number DESC LIMIT 1) = 'submitted'
ORDER BY entry.id LIMIT 1 OFFSET %s
"""


def one(database: str, query: str, *values: Any) -> dict[str, Any]:
    with psycopg.connect(database, row_factory=dict_row) as connection:
        row = connection.execute(query, values).fetchone()
    assert row
    return row


def decision_about(database: str, entry: int) -> tuple[str, str]:
    row = one(
        database, "SELECT kind, reason_code FROM hours_decision WHERE entry_id = %s ORDER BY number DESC LIMIT 1", entry
    )
    return row["kind"], row["reason_code"]


def type_day(page: Page, name: str, day: dt.date | str) -> None:
    """Fill in a day in the browser's own field."""
    page.locator(f"[name={name}]").fill(str(day))


def send(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def test_the_office_approves_one_claim_and_turns_another_down(sign_in: SignIn, database: str):
    page = sign_in("bureau")
    good, bad = one(database, WAITING, 0), one(database, WAITING, 1)
    page.goto("/beheer/")
    page.get_by_role("button", name="Uren", exact=True).click()
    page.get_by_role("link", name="Te beoordelen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Opgaven te beoordelen")
    page.goto(f"/beheer/uren/opgaven/?q={good['name']}")
    page.locator("main tbody").get_by_role("link", name=good["name"]).first.click()
    expect(page.locator("main")).to_contain_text("Bewijs")
    with page.expect_download() as started:
        page.locator(f"main a[href*='/{good['id']}/bewijs/']").first.click()
    assert started.value.suggested_filename
    page.get_by_role("link", name="Goedkeuren").click()
    page.locator("[name=text]").fill("Mooi verslag.")
    send(page, "Goedkeuren")
    expect(page.locator(".messages")).to_contain_text("Goedgekeurd.")
    assert decision_about(database, good["id"]) == ("approved", "")

    page.goto(f"/beheer/uren/regels/inspect/{bad['id']}/")
    page.get_by_role("link", name="Afwijzen").click()
    page.locator("[name=text]").fill("Er staat een andere datum op.")
    send(page, "Afwijzen")
    expect(office.field_error(page, "reason_code")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value("Er staat een andere datum op.")
    page.locator("[name=reason_code]").select_option("wrong_date")
    send(page, "Afwijzen")
    expect(page.locator(".messages")).to_contain_text("Afgewezen.")
    assert decision_about(database, bad["id"]) == ("rejected", "wrong_date")


def test_several_claims_are_approved_at_once(sign_in: SignIn, database: str):
    page = sign_in("bureau")
    rows = [one(database, WAITING, place) for place in (2, 3)]
    page.goto("/beheer/uren/opgaven/")
    while not all(page.locator(f"[name=claim][value^='{row['id']}-']").count() for row in rows):
        page.get_by_role("link", name="Volgende").click()
        page.wait_for_load_state()
    for row in rows:
        page.locator(f"[name=claim][value^='{row['id']}-']").check()
    page.get_by_role("button", name="Aangevinkte goedkeuren").click()
    expect(page.locator(".messages")).to_contain_text("2 goedgekeurd.")
    assert {decision_about(database, row["id"])[0] for row in rows} == {"approved"}


def test_claiming_for_a_member_waits_for_a_colleague(sign_in: SignIn, database: str):
    page = sign_in("bureau")
    adviser, keys = people.keys(database, CLAIMED_FOR)
    page.goto(f"/beheer/mensen/inspect/{keys['person']}/")
    page.get_by_role("link", name="Uren opgeven namens dit lid").click()
    expect(page.locator("main")).to_contain_text(adviser.name)
    page.locator("[name=title]").fill("Studiedag")
    page.locator("[name=kind]").select_option("extra")
    type_day(page, "on", civil.today() - dt.timedelta(days=9))
    page.locator("[name=minutes]").fill("1,25")
    file = {"name": "bewijs.pdf", "mimeType": "application/pdf", "buffer": small_pdf()}
    page.locator("[name=evidence]").set_input_files(file)  # type: ignore[arg-type]
    send(page, "Voorleggen aan een collega")
    expect(office.field_error(page, "minutes")).to_contain_text("half uur")
    expect(page.locator("main")).to_contain_text("Al ontvangen: bewijs.pdf")
    page.locator("[name=minutes]").fill("1,5")
    send(page, "Voorleggen aan een collega")
    expect(page.locator("main")).to_contain_text("beslist iemand anders")
    expect(page.get_by_role("link", name="Goedkeuren")).to_have_count(0)


def small_pdf() -> bytes:
    stream = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(stream)
    return stream.getvalue()


def upload(page: Page, *lines: str) -> None:
    page.goto("/beheer/uren/importeren/")
    content = "\n".join(["nummer;soort;datum;uren;activiteit;referentie", *lines]).encode()
    office.upload(page, content)


def test_a_list_is_imported_once_and_then_taken_back(sign_in: SignIn, database: str):
    page = sign_in("bureau")
    adviser, keys = people.keys(database, IMPORTED)
    mark, day = secrets.token_hex(4), civil.today() - dt.timedelta(days=40)
    row = f"{adviser.number};bns;{day};3,5;Training {mark};{mark}"
    upload(page, row, f"{adviser.number};bns;{day};1,25;Training;{mark}x")
    expect(page.locator("main [role=alert]")).to_contain_text("regel 3: Uren tellen per half uur")
    upload(page, row)
    expect(page.get_by_role("table", name="Nieuwe uren")).to_contain_text(adviser.name)
    send(page, "Vastleggen")
    expect(page.locator(".messages")).to_contain_text("Vastgelegd: 1 nieuw, 0 stond er al.")
    upload(page, row)
    expect(page.locator("main")).to_contain_text("0 nieuw, 1 stond er al")

    page.goto(f"/beheer/uren/persoon/{keys['person']}/")
    page.get_by_role("link", name=f"Training {mark}").click()
    page.get_by_role("link", name="Uren terugnemen").click()
    page.locator("[name=minutes]").fill("4")
    page.locator("[name=reason_code]").select_option("wrong_minutes")
    send(page, "Terugnemen")
    expect(office.field_error(page, "minutes")).to_contain_text("niet zoveel uren meer")
    page.locator("[name=minutes]").fill("1")
    send(page, "Terugnemen")
    expect(page.locator(".messages")).to_contain_text("1 uur teruggenomen.")
    expect(page.locator("main")).to_contain_text("nog over: 2,5 uur")


def test_one_decision_for_everybody_with_the_same_last_day(sign_in: SignIn, database: str):
    page = sign_in("bureau")
    adviser = people.with_status(database, "registered", EXEMPTED)
    until = people.listed(database, adviser.number)["geldig_tot"]
    page.goto("/beheer/besluiten-voor-velen/nieuw/")
    page.locator("[name=kind]").select_option("exemption")
    page.locator("[name=hours_kind]").select_option("intervisie")
    page.locator("[name=minutes]").fill("8")
    for name in ("ends_from", "ends_until"):
        type_day(page, name, until)
    send(page, "Bekijk over wie het gaat")
    expect(office.field_error(page, "reason")).to_be_visible()
    page.locator("textarea[name=reason]").fill("Besluit 12 van het bestuur")
    send(page, "Bekijk over wie het gaat")
    expect(page.locator("main p[role=status]")).to_contain_text("8 uur vrijstelling intervisie")
    expect(page.get_by_role("table", name="Over wie het gaat")).to_contain_text(adviser.number)
    page.get_by_role("button", name=re.compile("^Vastleggen voor")).click()
    expect(page.locator("main")).to_contain_text("Besluit 12 van het bestuur")
    page.locator("main tbody").get_by_role("link", name=adviser.number).click()
    expect(page.locator("main")).to_contain_text("vrijstelling, 8 uur intervisie")
    expect(page.locator("main")).to_contain_text("Besluit 12 van het bestuur")


def test_a_scheme_is_published_after_seeing_who_it_would_touch(sign_in: SignIn):
    page = sign_in("bureau")
    code = f"proef-{secrets.token_hex(4)}"
    page.goto("/beheer/regelingen/")
    page.locator("main tbody").get_by_role("link", name="Regeling 2024").click()
    page.get_by_role("link", name="Nieuwe versie hiervan maken").click()
    page.locator("[name=code]").fill(code)
    page.locator("[name=title]").fill("Proefregeling")
    page.locator("[name=course_min]").fill("16")
    page.locator("[name=extra_min]").fill("40")
    send(page, "Concept bewaren")
    expect(office.field_error(page, "total")).to_contain_text("minder dan de minima")
    page.locator("[name=extra_min]").fill("24")
    send(page, "Concept bewaren")
    expect(page.locator("main")).to_contain_text("nog niet vergeleken")
    page.get_by_role("link", name="Publiceren").click()
    expect(page.locator("main")).to_contain_text("Vergelijk eerst")
    page.go_back()
    page.get_by_role("button", name="Vergelijken", exact=True).click()
    expect(page.get_by_role("table", name="Uitkomst van de vergelijking")).to_be_visible()
    page.get_by_role("link", name="Bekijk wie het zijn").click()
    page.get_by_role("link", name="slechter", exact=True).click()
    expect(page.get_by_role("table", name="Vergeleken periodes").locator("tbody tr").first).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("link", name="Download als CSV").click()
    assert started.value.suggested_filename == "vergelijking.csv"
    page.go_back()
    page.go_back()
    page.get_by_role("link", name="Publiceren").click()
    send(page, "Publiceren")
    expect(page.locator(".messages")).to_contain_text(re.compile("Gepubliceerd. Vingerafdruk: [0-9a-f]{64}"))
    expect(page.get_by_role("link", name="Concept wijzigen")).to_have_count(0)


def test_a_sample_is_drawn_and_judged(sign_in: SignIn, size: dict[str, int]):
    page = sign_in("bureau", size)
    seed, today = f"proef-{secrets.token_hex(4)}", civil.today()
    page.goto("/beheer/uren/steekproeven/trekken/")
    for name, day in (("first", today - dt.timedelta(days=365)), ("last", today)):
        type_day(page, name, day)
    page.locator("[name=size]").fill("3")
    page.locator("[name=seed]").fill(seed)
    send(page, "Trekken")
    expect(page.locator("main")).to_contain_text("Met dit zaad komt er hetzelfde uit.")
    rows = page.get_by_role("table", name="Getrokken opgaven").locator("tbody tr")
    expect(rows).to_have_count(3)
    rows.first.get_by_role("link").click()
    page.get_by_label("niet in orde").check()
    send(page, "Vastleggen")
    expect(office.field_error(page, "text")).to_contain_text("Schrijf op wat er niet in orde is.")
    page.locator("[name=text]").fill("De datum ontbreekt")
    send(page, "Vastleggen")
    expect(rows.first).to_contain_text("De datum ontbreekt")


def test_the_board_reads_and_the_editor_sees_nothing(sign_in: SignIn, database: str):
    row = one(database, WAITING, 5)
    board = sign_in("bestuur")
    board.goto(f"/beheer/uren/regels/inspect/{row['id']}/")
    expect(board.locator("main")).to_contain_text(row["name"])
    expect(board.get_by_role("link", name="Goedkeuren")).to_have_count(0)
    editor = sign_in("redactie")
    for path in ("opgaven/", "regels/", f"regels/inspect/{row['id']}/", f"persoon/{row['person']}/", "steekproeven/"):
        for page, refused in ((editor, True), (board, False)):
            page.goto(f"/beheer/uren/{path}")
            assert (page.url.endswith("/beheer/")) is refused, path
        assert row["name"] not in editor.content()


PAGES = (
    "uren/opgaven/", "uren/regels/", "uren/regels/inspect/{entry}/", "uren/opgaven/{entry}/afwijzen/",
    "uren/persoon/{person}/", "uren/persoon/{person}/opgeven/", "uren/importeren/", "uren/exporteren/",
    "uren/steekproeven/", "uren/steekproeven/trekken/", "besluiten-voor-velen/", "besluiten-voor-velen/nieuw/",
    "regelingen/", "regelingen/inspect/1/", "regelingen/1/kopie/", "certificaten/{one}/vrijstellen/",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_the_offices_screens_are_accessible_on_any_width(sign_in: SignIn, database: str, path: str):
    row, (_adviser, keys) = one(database, WAITING, 5), people.keys(database, SHOWN)
    page = sign_in("bureau")
    for width in SIZES.values():
        page.set_viewport_size(width)  # type: ignore[arg-type]
        page.goto("/beheer/" + path.format(entry=row["id"], person=row["person"], one=keys["one"]))
        expect(page.get_by_role("button", name="Toon/verberg zijbalk").first).to_be_visible()
        assert axe_problems(page) == []
        assert overflow(page) == 0
