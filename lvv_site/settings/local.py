"""This machine: embedded database, mail in var/mail, pages as visitors see them (DEBUG=1: as a developer does)."""

import os

import dj_database_url

from lvv_site.operations import postgres

from .base import *  # noqa: F403
from .base import VAR_DIR

DEBUG = os.environ.get("DEBUG", "0") == "1"
SECRET_KEY = "only-for-this-machine-never-for-production"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
INTERNAL_IPS = ["127.0.0.1"]
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or postgres.Cluster(VAR_DIR / "postgres").url("lvv"), conn_max_age=60
    )
}
MAIL_DELIVERY = "lvv_site.mail.delivery.FileDelivery"
MAIL_DIR = VAR_DIR / "mail"
SIGNING_KEY_DIR = VAR_DIR / "keys"
SERVE_MEDIA = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
