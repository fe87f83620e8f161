"""Settings for a worker that dies at a chosen moment (`CRASH_AT`)."""

import os
from pathlib import Path

from lvv_site.settings.test import *  # noqa: F403
from lvv_site.settings.test import INSTALLED_APPS, VAR_DIR

INSTALLED_APPS = [*INSTALLED_APPS, "tests.doubles.crashing_app.CrashingConfig"]
MAIL_DELIVERY = "tests.doubles.crashing.CrashingDelivery"
MAIL_DIR = Path(os.environ.get("CRASH_MAIL_DIR", VAR_DIR / "test-mail"))
