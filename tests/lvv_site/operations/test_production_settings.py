"""Production starts with all of its variables, and with values that can be; else it says which are not."""

import importlib
import sys
from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured

GOOD = {
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "www.lvv.example, lvv.example",
    "DATABASE_URL": "postgresql://lvv@database/lvv",
    "BASE_URL": "https://www.lvv.example/",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example:587",
    "SIGNING_KEY_DIR": "/run/keys",
    "TRUSTED_PROXIES": "10.0.0.0/8, 2001:db8::/32, unix",
}


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch):
    def read(**changed: str) -> ModuleType:
        for name, value in {**GOOD, **changed}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delitem(sys.modules, "lvv_site.settings.production", raising=False)
        return importlib.import_module("lvv_site.settings.production")

    yield read
    sys.modules.pop("lvv_site.settings.production", None)


def test_it_reads_lists_with_spaces_and_an_address_with_a_slash(start) -> None:
    settings = start()
    assert settings.ALLOWED_HOSTS == ["www.lvv.example", "lvv.example"]
    assert settings.TRUSTED_PROXIES == ["10.0.0.0/8", "2001:db8::/32", "unix"]
    assert settings.WAGTAILADMIN_BASE_URL == settings.BASE_URL == "https://www.lvv.example"
    assert settings.CSRF_TRUSTED_ORIGINS == ["https://www.lvv.example"]
    assert (settings.DEBUG, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE) == (False, True, True)


@pytest.mark.parametrize("name", [name for name in GOOD if name != "TRUSTED_PROXIES"])
@pytest.mark.parametrize("value", ["", " "])
def test_what_is_missing_is_named(start, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"environment variables: {name}$"):
        start(**{name: value})


def test_all_that_is_missing_is_named_at_once(start) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"variables: SECRET_KEY, BASE_URL$"):
        start(SECRET_KEY="", BASE_URL="")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "kort"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "lvv.example,*"),
        ("ALLOWED_HOSTS", ","),
        ("DATABASE_URL", "sqlite:///x.db"),
        ("DATABASE_URL", "lvv"),
        ("BASE_URL", "www.lvv.example"),
        ("BASE_URL", "https://www.lvv.example/site"),
        ("EMAIL_URL", "mail.example"),
        ("EMAIL_URL", "ftp://mail.example"),
        ("TRUSTED_PROXIES", "proxy"),
        ("TRUSTED_PROXIES", "10.0.0.0/64"),
    ],
)
def test_what_cannot_be_is_named(start, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{name} must"):
        start(**{name: value})


def test_the_message_does_not_repeat_secrets(start) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        start(DATABASE_URL="mysql://lvv:geheim@database/lvv", EMAIL_URL="ftp://u:geheim@x", SECRET_KEY="geheim")
    assert "geheim" not in str(refusal.value)
