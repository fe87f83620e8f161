"""Production: nothing has a default that could be unsafe. What is missing or cannot be stops the start, all of it named."""

import os
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import DEMO, STORAGES, VAR_DIR

REQUIRED = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "BASE_URL", "EMAIL_URL", "SIGNING_KEY_DIR")
if missing := [name for name in REQUIRED if not os.environ.get(name, "").strip()]:
    raise ImproperlyConfigured(f"Production needs these environment variables: {', '.join(missing)}")


def _listed(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def _is_network(text: str) -> bool:
    try:
        return text == "unix" or bool(ip_network(text, strict=False))
    except ValueError:
        return False


DEBUG = False
SECRET_KEY = os.environ["SECRET_KEY"]
SECRET_KEY_FALLBACKS = _listed("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = _listed("ALLOWED_HOSTS")
BASE_URL = WAGTAILADMIN_BASE_URL = os.environ["BASE_URL"].rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
TRUSTED_PROXIES = _listed("TRUSTED_PROXIES")
SIGNING_KEY_DIR = Path(os.environ["SIGNING_KEY_DIR"])
EMAIL_URL = os.environ["EMAIL_URL"]  # smtp+tls://user:password@host:587, or file:///folder
MAIL_DELIVERY = "lvv_site.mail.delivery.delivery_for_url"
MAIL_DIR = VAR_DIR / "mail"

RULES = {
    "SECRET_KEY must be random and at least 50 characters long": len(SECRET_KEY) >= 50,
    "ALLOWED_HOSTS must name hosts, and not *": bool(ALLOWED_HOSTS) and "*" not in ALLOWED_HOSTS,
    "DATABASE_URL must start with postgresql://": urlsplit(os.environ["DATABASE_URL"]).scheme in {"postgresql", "postgres"},
    "BASE_URL must be like https://www.example.nl": urlsplit(BASE_URL).scheme in {"https", "http"} and urlsplit(BASE_URL).path == "",
    "EMAIL_URL must start with smtp+tls://, smtps://, smtp:// or file:///": urlsplit(EMAIL_URL).scheme in {"smtp+tls", "smtps", "smtp", "file"},
    "TRUSTED_PROXIES must be networks, like 10.0.0.0/8": all(map(_is_network, TRUSTED_PROXIES)),
}  # fmt: skip
if broken := [rule for rule, kept in RULES.items() if not kept]:
    raise ImproperlyConfigured("; ".join(broken))
DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600, conn_health_checks=True)}

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
