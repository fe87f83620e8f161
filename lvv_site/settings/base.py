"""What holds everywhere. A value that differs per machine comes from the environment, read in the other files."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))

ROOMS = [
    "academy.register",
    "academy.dossier",
    "academy.courses",
    "academy.accreditation",
    "academy.intervisie",
    "academy.hours",
    "academy.certification",
    "events.agenda",
    "events.booking",
    "kenniscentrum.faq",
    "lvv_site.operations",
    "lvv_site.payments",
    "lvv_site.pages",
    "lvv_site.members",
    "lvv_site.mail",
    "lvv_site.ratelimit",
]
INSTALLED_APPS = [
    *ROOMS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "ninja",
    "django_htmx",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "lvv_site.operations.middleware.LogPatternMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "lvv_site.operations.middleware.ProbeMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lvv_site.operations.middleware.ContentSecurityPolicyMiddleware",
    "lvv_site.operations.middleware.ProblemMiddleware",
    "lvv_site.members.middleware.NothingKeptMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lvv_site.pages.middleware.AddressLocaleMiddleware",
    "lvv_site.pages.middleware.ShellMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "lvv_site.members.middleware.AdminSecondFactorMiddleware",
    "lvv_site.pages.admin_rights.AdminRightsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "lvv_site.urls"
WSGI_APPLICATION = "lvv_site.wsgi.application"

# A brand is a folder in themes/; what it lacks comes from `basis`.
THEME = os.environ.get("THEME") or "lvv"  # make exports it empty when it is not given
if THEME not in {folder.name for folder in (BASE_DIR / "themes").iterdir()}:
    raise ImproperlyConfigured(f"THEME={THEME}: there is no such folder in themes/")
THEME_DIRS = [BASE_DIR / "themes" / name for name in dict.fromkeys([THEME, "basis"])]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [folder / "templates" for folder in THEME_DIRS],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "wagtail.contrib.settings.context_processors.settings",
                "lvv_site.pages.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
STATICFILES_DIRS = [folder / "static" for folder in THEME_DIRS]
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"
SERVE_MEDIA = os.environ.get("SERVE_MEDIA") == "1"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "lvv_site.storage.PrivateStorage"},
    "documents": {"BACKEND": "lvv_site.storage.DocumentStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}
if cache_url := os.environ.get("CACHE_URL"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": cache_url}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands")), ("en", _("Engels"))]
WAGTAIL_CONTENT_LANGUAGES = [("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "lvv_site" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True

# Accounts
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["lvv_site.members.backend.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "members:home"
ACCOUNT_ADAPTER = "lvv_site.members.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_CHANGE_EMAIL = True  # one address an account; a new one replaces it once proven
ACCOUNT_EMAIL_NOTIFICATIONS = True  # mail when password, address or second factor change
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = False  # allauth counts in the cache, neither atomically nor over processes: ratelimit/ does it
ACCOUNT_FORMS = {
    "signup": "lvv_site.members.account_forms.SignupForm",
    "reset_password": "lvv_site.members.account_forms.ResetPasswordForm",
    "request_login_code": "lvv_site.members.account_forms.RequestLoginCodeForm",
    "add_email": "lvv_site.members.account_forms.AddEmailForm",
    "change_password": "lvv_site.members.account_forms.ChangePasswordForm",
}
MFA_ADAPTER = "lvv_site.members.accounts.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "lvv_site.members.account_forms.AuthenticateForm",
    "reauthenticate": "lvv_site.members.account_forms.ReauthenticateForm",
    "add_webauthn": "lvv_site.members.account_forms.AddPasskeyForm",
}
MFA_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey is a second factor only with a PIN, finger or face
MFA_TOTP_ISSUER = "LVV"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
USERSESSIONS_TRACK_ACTIVITY = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# Logging out or in must not lose what somebody typed on another tab, and public pages set no cookie at all.
SESSION_SAVE_EVERY_REQUEST = False

# Headers. `same-origin`, not `no-referrer`: Chromium then sends `Origin: null` and CSRF refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF, "https://checkout.stripe.com"],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
}
# Wagtail's admin writes inline styles and scripts; only /beheer/ gets this looser policy.
ADMIN_CSP = SECURE_CSP | {
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
# A page as visitors get it, in the frame beside the editor.
PREVIEW_CSP = SECURE_CSP | {"frame-ancestors": [CSP.SELF]}

# Wagtail
WAGTAIL_SITE_NAME = "LVV"
SHELL_SECONDS = 10  # how long a process keeps menus and settings (pages/shell.py)
WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
WAGTAILADMIN_LOGIN_URL = "/account/login/"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_USER_TIME_ZONES = ["Europe/Amsterdam"]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_I18N_ENABLED = False
# Who may publish a page publishes it; Wagtail's own moderation would stand beside that, half in English.
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_IMAGE_FORM_BASE = "lvv_site.pages.forms.SiteImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "lvv_site.pages.forms.SiteDocumentForm"
WAGTAILIMAGES_IMAGE_MODEL = "pages.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "pages.SiteDocument"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "heic"]  # what `uploads` can draw again
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "dutch"}}
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []  # an embed would be a request to another host
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# Mail goes through lvv_site.mail; this is only who it is from.
MAILERS = {"default": {"BACKEND": "lvv_site.mail.backend.QueueBackend"}}
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "LVV <bureau@lvv.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Limits per address: (number, seconds). See interfaces.md.
RATE_LIMITS = {
    "read": (1200, 60),
    "unknown_number": (60, 60),
    "unknown_proof": (60, 60),
    "evidence": (60, 3600),  # files of one account
    "attendance": (120, 60),  # lists by one key of a provider
    "unknown_key": (20, 60),
    "download": (12, 3600),  # downloads of the register by one key
    "anonymous_post": (20, 60),
    "relay": (20, 3600),  # messages to advisers, from one address of the network
    "relay_sender": (10, 86400),  # the same, with one e-mail address for the answer
    "relay_adviser": (30, 86400),  # to one adviser
    "login": (20, 300),
    "login_account": (10, 900),
    "mail_request": (10, 3600),
}
TRUSTED_PROXIES: list[str] = []  # networks whose X-Forwarded-For we believe
MAX_IMPORT_BYTES = 10 * 1024 * 1024
MAX_APPLICATION_FILE = 10 * 1024 * 1024  # bytes of a file with an application for accreditation

DEMO = os.environ.get("DEMO") == "1"
# Without a key one can only pay on invoice. The address is for tests: Stripe's own when empty.
STRIPE_SECRET_KEY = os.environ.get("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRET = os.environ.get("STRIPE_WEBHOOK_SECRET", "")
STRIPE_ADDRESS = ""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "pattern": {"()": "lvv_site.operations.logs.PatternOnly"},
        "unquoted": {"()": "lvv_site.operations.logs.Unquoted"},
    },
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["pattern"]},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own request loggers print paths and query strings: search words and codes are private.
        # A null handler, not none: without any, Python's handler of last resort would print the line after all.
        "django.server": {"handlers": ["nowhere"], "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "gunicorn.error": {"handlers": ["console"], "filters": ["unquoted"], "propagate": False},
        # Two lines for each of the thousand tasks of a new demonstration would hide where the site runs.
        "django.tasks": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},  # it tells every command that it was imported
    },
}
