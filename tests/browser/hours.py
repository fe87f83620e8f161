"""Behind the screens of hours: what the office or another room does while a member looks."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.conftest import NAME

ROOT = Path(__file__).resolve().parents[2]
MOST_TABS = 120


def on_the_site(program: str) -> Any:
    """Run a few lines in the site under test and return what they leave in `answer`."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.browser.settings", "DEMO": "1", "BROWSER_NAME": NAME}
    environment.pop("PYTEST_CURRENT_TEST", None)
    code = f"import json\nanswer = None\n{program}\nprint('ANSWER' + json.dumps(answer, default=str))"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.rpartition("ANSWER")[2])


def approve(title: str) -> None:
    """Approve the claim with this title, as the office does."""
    on_the_site(
        "from academy.hours import claims\n"
        "from academy.hours.models import EntryText\n"
        "from lvv_site.members.models import User\n"
        f"claims.approve(EntryText.objects.get(title={title!r}).entry_id, User.objects.get(email='bureau@demo.example'))"
    )


def proofs() -> dict[str, str]:
    """Issue a proof that holds, one of which a part was taken back and one that was withdrawn; return their codes."""
    found: dict[str, str] = on_the_site(
        "from academy.hours import ledger, proofs\n"
        "from academy.hours.enums import ReversalReason, Source\n"
        "from lvv_site import civil\n"
        "from lvv_site.members.models import User\n"
        "import datetime as dt\n"
        "import secrets\n"
        "person = User.objects.get(email='beoordelaar1@demo.example').person\n"
        "day = civil.today() - dt.timedelta(days=30)\n"
        "answer = {}\n"
        "for name, taken in (('holds', 0), ('reduced', 60), ('withdrawn', 120)):\n"
        "    reference = 'proof:' + secrets.token_hex(8)\n"
        "    entry = ledger.award(person, 'intervisie', 120, day, reference, Source.INTERVISIE, reference)\n"
        "    answer[name] = proofs.issue(entry).code\n"
        "    if taken:\n"
        "        ledger.reverse(entry, taken, ReversalReason.MEETING_CORRECTED, None)\n"
    )
    return found


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until this has the focus."""
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")
