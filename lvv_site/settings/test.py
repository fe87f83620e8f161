"""Tests: a database server of their own without durability, mail in memory, fast password hashes."""

import os

import dj_database_url

from lvv_site.operations import postgres

from .base import *  # noqa: F403
from .base import MIDDLEWARE, VAR_DIR

DEBUG = False
SECRET_KEY = "only-for-tests-never-for-production-0123456789"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or postgres.Cluster(VAR_DIR / "postgres-test", durable=False).url("lvv")
    )
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAIL_DELIVERY = "lvv_site.mail.delivery.MemoryDelivery"
MAIL_DIR = VAR_DIR / "test-mail"
# Each worker has folders of its own: what one sweeps away the other may be reading.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
MEDIA_ROOT = VAR_DIR / f"test-media{WORKER}"
PRIVATE_ROOT = VAR_DIR / f"test-private{WORKER}"
SIGNING_KEY_DIR = VAR_DIR / "test-keys"
DEMO = False
SHELL_SECONDS = 0
# The test server serves static files itself.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise")]
