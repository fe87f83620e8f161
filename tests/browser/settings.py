"""The site as a newcomer runs it, on a database and folders of its own."""

import os

from lvv_site.settings import base
from lvv_site.settings.test import *  # noqa: F403
from lvv_site.settings.test import DATABASES, RATE_LIMITS, VAR_DIR
from tests.doubles.stripe import API_KEY, WEBHOOK_SECRET

NAME = os.environ["BROWSER_NAME"]
DATABASES["default"]["NAME"] = NAME
MIDDLEWARE = base.MIDDLEWARE
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}
WHITENOISE_USE_FINDERS = True
RATE_LIMITS = dict.fromkeys(RATE_LIMITS, (100000, 60))
MAIL_DELIVERY = "lvv_site.mail.delivery.FileDelivery"
BROWSER_DIR = VAR_DIR / NAME
MAIL_DIR = BROWSER_DIR / "mail"
MEDIA_ROOT = BROWSER_DIR / "media"
PRIVATE_ROOT = BROWSER_DIR / "private"
SIGNING_KEY_DIR = BROWSER_DIR / "keys"
SIGNING_KEY_CREATE = True
SHELL_SECONDS = base.SHELL_SECONDS
SERVE_MEDIA = True
DEMO = True
# Paid at a Stripe of our own; its hosted page stands where the real one would.
STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET = API_KEY, WEBHOOK_SECRET
STRIPE_ADDRESS = os.environ.get("BROWSER_STRIPE", "")
SECURE_CSP = base.SECURE_CSP | {"form-action": [*base.SECURE_CSP["form-action"], STRIPE_ADDRESS]}
