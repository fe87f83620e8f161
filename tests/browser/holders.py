"""Members made for one test, whose certificate ends within a year."""

import secrets
from itertools import count
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import hours
from tests.browser.conftest import DEMO_PASSWORD

SERIALS = count(1000, 500)


def somebody(months_left: int = 8, program: str = "") -> tuple[str, str]:
    """Make a member whose certificate ends in so many months; return the name of the account and the register number."""
    name = f"dossier-{secrets.token_hex(4)}"
    number: str = hours.on_the_site(
        "from itertools import count\n"
        "from tests.factories import certification, hours, members\n"
        "from tests.factories.dossier import holder\n"
        f"start = {next(SERIALS)}\n"  # each program would count anew, in one database
        "certification.SERIAL, hours.SERIAL = count(start), count(start)\n"
        "members.MembershipFactory.reset_sequence(start)\n"
        "members.PersonFactory.reset_sequence(start)\n"
        f"one = holder({months_left}, name='Van {name}', email='{name}@demo.example', password={DEMO_PASSWORD!r},"
        f" person__email='{name}@demo.example', person__given_name='Vera')\n"
        f"{program}\n"
        "answer = one.certificate.number\n"
    )
    return name, number


def downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).first.click()
    return Path(waiting.value.path()).read_bytes()
