"""Settings for a process that pays and dies at a chosen moment (`CRASH_AT`), at a Stripe on loopback."""

import os

from lvv_site.settings.test import *  # noqa: F403
from lvv_site.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.doubles.crashing_paying.CrashingPayingConfig"]
STRIPE_ADDRESS = os.environ.get("STRIPE_ADDRESS", "")
