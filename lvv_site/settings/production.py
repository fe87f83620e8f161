"""Production: nothing has a default that could be unsafe. What is missing stops the start, all of it named at once."""

import os
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import DEMO, STORAGES, VAR_DIR

REQUIRED = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "BASE_URL", "EMAIL_URL", "SIGNING_KEY_DIR")
if missing := [name for name in REQUIRED if not os.environ.get(name)]:
    raise ImproperlyConfigured(f"Production needs these environment variables: {', '.join(missing)}")

DEBUG = False
SECRET_KEY = os.environ["SECRET_KEY"]
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must be random and at least 50 characters long")
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]
ALLOWED_HOSTS = os.environ["ALLOWED_HOSTS"].split(",")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS may not be *")
DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600, conn_health_checks=True)}
BASE_URL = os.environ["BASE_URL"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
TRUSTED_PROXIES = [network for network in os.environ.get("TRUSTED_PROXIES", "").split(",") if network]
SIGNING_KEY_DIR = Path(os.environ["SIGNING_KEY_DIR"])
EMAIL_URL = os.environ["EMAIL_URL"]  # smtp+tls://user:password@host:587, or file:///folder
MAIL_DELIVERY = "lvv_site.mail.delivery.delivery_for_url"
MAIL_DIR = VAR_DIR / "mail"

# Behind https: everything but a loopback rehearsal (`make serve`).
HTTPS = BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
STATIC_ROOT = VAR_DIR / "static"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
REFUSE_DEMO_ACCOUNTS = not DEMO
