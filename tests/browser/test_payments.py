"""Paying in a demonstration, one's own invoices, and what the treasurer does with a bank statement and an order."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NAME, ROOT, SIZES, axe_problems, overflow

MAKE = """
from decimal import Decimal
from lvv_site.members.models import User
from lvv_site.payments import attempts, invoices
from tests.factories.payments import consumer, line, order, organisation
person = User.objects.get(email="lid@demo.example").person
made = order(line("325.00", text="Masterclass Proef"), payer=consumer(person), reference="browser:1")
bought = order(line("410.00"), payer=organisation(), reference="browser:2")
invoices.issue(made), invoices.issue(bought)
print(attempts.begin(made, "demo", "browser:1", "/mijn/facturen/").url, bought.code)
"""


@pytest.fixture(scope="module")
def made(site: str) -> tuple[str, str]:
    """An order of the demo member with a payment that began, and an order of an organisation on invoice."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.browser.settings", "DEMO": "1", "BROWSER_NAME": NAME}
    environment.pop("PYTEST_CURRENT_TEST", None)
    run = [sys.executable, "manage.py", "shell", "-v0", "-c", MAKE]
    told = subprocess.run(run, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    url, code = told.stdout.split()[-2:]
    return url, code


def good(page: Page) -> None:
    assert axe_problems(page) == []
    assert overflow(page) <= 0


def test_a_member_pays_in_a_demonstration_and_finds_the_invoice(sign_in, made: tuple[str, str]) -> None:
    url, _code = made
    page = sign_in("lid", SIZES["phone"])
    page.goto("/mijn/facturen/")
    row = page.get_by_role("row").filter(has_text="Masterclass Proef")
    expect(row).to_contain_text("Nog te betalen")
    good(page)
    page.goto(url)
    expect(page.get_by_text("Dit is geen bank.")).to_be_visible()
    good(page)
    page.get_by_role("button", name="Later").press("Enter")
    expect(page.get_by_role("row").filter(has_text="Masterclass Proef")).to_contain_text("Je betaling is onderweg.")
    page.goto(url)
    page.get_by_role("button", name="Nu gelukt").press("Enter")
    expect(page.get_by_role("row").filter(has_text="Masterclass Proef")).to_contain_text("Betaald.")
    with page.expect_download() as download:
        page.get_by_role("row").filter(has_text="Masterclass Proef").get_by_role("link", name="Factuur").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    page.goto(url)
    expect(page.get_by_text("Deze betaling is afgelopen")).to_be_visible()


def test_the_treasurer_takes_in_a_statement_and_sends_money_back(
    sign_in, made: tuple[str, str], tmp_path: Path
) -> None:
    from tests.lvv_site.payments.statements import entry, statement

    _url, code = made
    file = tmp_path / "afschrift.xml"
    file.write_bytes(statement(entry("410.00", f"betaling {code}"), account="NL79DEMO0000000000"))
    page = sign_in("penningmeester")
    page.goto("/beheer/betalingen/bankafschrift/")
    page.get_by_label("Bankafschrift").set_input_files(file)
    page.get_by_role("button", name="Bekijk wat er past").click()
    expect(page.get_by_role("row").filter(has_text=code)).to_be_visible()
    page.get_by_role("button", name="Verwerken").click()
    expect(page.get_by_text("1 betaling staat bij een bestelling.")).to_be_visible()
    page.goto(f"/beheer/betalingen/bestellingen/?q={code}")
    page.get_by_role("link", name=code).first.click()
    page.get_by_role("link", name="Terugbetalen").click()
    page.get_by_label("Bedrag in euro").fill("12,50")
    page.get_by_label("Reden").select_option("goodwill")
    page.get_by_role("button", name="Terugbetalen").click()
    expect(page.get_by_text("12,50 gaat terug")).to_be_visible()
    page.goto("/beheer/betalingen/journaal/")
    expect(page.get_by_text("Het klopt:")).to_be_visible()
