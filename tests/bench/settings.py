"""The site as production runs it, on a database of its own, with limits out of the way."""

import os

from lvv_site.settings.local import *  # noqa: F403
from lvv_site.settings.local import BASE_DIR, DATABASES, RATE_LIMITS, TEMPLATES

DEBUG = False
ROOT_URLCONF = "tests.bench.urls"
DATABASES["default"]["NAME"] = os.environ.get("BENCH_DATABASE", "lvv_bench")
RATE_LIMITS = dict.fromkeys(RATE_LIMITS, (10000000, 60))
TEMPLATES[0]["DIRS"] = [BASE_DIR / "tests" / "bench" / "templates", *TEMPLATES[0]["DIRS"]]
SIGNING_KEY_CREATE = True
LOGGING: dict[str, object] = {"version": 1, "root": {"level": "ERROR"}}
