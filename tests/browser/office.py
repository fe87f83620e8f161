"""What the office and the editors do in the admin, on any width."""

import csv
import io
import re
from collections.abc import Iterable, Mapping

from playwright.sync_api import Locator, Page, expect

COLUMNS = (
    "nummer", "voornaam", "tussenvoegsel", "achternaam", "email", "plaats", "soort", "regeling", "eerste_registratie",
    "geldig_vanaf", "geldig_tot", "vindbaar",
)  # fmt: skip


def choose_from_menu(page: Page, label: str) -> None:
    """Follow the admin's menu, which hides behind a button on a small screen."""
    if page.viewport_size and page.viewport_size["width"] < 800:
        page.get_by_role("button", name="Toon/verberg zijbalk").first.click()
    page.get_by_role("link", name=label, exact=True).click()


def list_of(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Write a list in the format of the import."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def upload(page: Page, content: bytes) -> None:
    """Choose a file on the import's page and ask what it would change."""
    file = {"name": "lijst.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("main input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Bekijk wat er verandert").click()


def open_certificate(page: Page, number: str) -> None:
    """Find a certificate in the office's list and open it."""
    page.goto(f"/beheer/certificaten/?q={number}")
    page.locator("main tbody").get_by_role("link", name=number, exact=True).click()
    page.wait_for_url("**/inspect/**")


def field_error(page: Page, name: str) -> Locator:
    """Return what is said about one field of a form in the admin."""
    field = page.locator(f"main [name={name}]")
    expect(field).to_have_attribute("aria-invalid", "true")
    return page.locator(f"main .w-field__wrapper:has([name={name}]) .error-message").first


def publish(page: Page) -> None:
    """Choose "publish" from the menu beside "save a draft"."""
    page.get_by_role("button", name="Meer acties").last.click()
    page.get_by_role("button", name=re.compile("^Publiceren")).last.click()
