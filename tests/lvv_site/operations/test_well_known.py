"""Fixed addresses: whom to tell about a leak, and the keys of the register."""

import datetime as dt
from pathlib import Path

import jwt
from django.test import Client
from pytest_django import Settings
from time_machine import TimeMachineFixture

from lvv_site import signing


def fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_security_txt_says_whom_to_tell_and_never_expires(settings: Settings, time_machine: TimeMachineFixture) -> None:
    settings.SECURITY_CONTACT = "https://lvv.example/lek-melden/"
    for today in (dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), dt.datetime(2031, 12, 31, 23, tzinfo=dt.UTC)):
        time_machine.move_to(today)
        response = Client().get("/.well-known/security.txt")
        found = fields(response.content.decode())
        expires = dt.datetime.fromisoformat(found["Expires"])
        assert dt.timedelta(days=170) < expires - today < dt.timedelta(days=365)
        assert found["Contact"] == "https://lvv.example/lek-melden/"
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_security_txt_falls_back_on_the_address_we_send_from(settings: Settings) -> None:
    settings.SECURITY_CONTACT = ""
    assert fields(Client().get("/.well-known/security.txt").content.decode())["Contact"] == "mailto:bureau@lvv.example"


def test_register_keys_verify_a_statement(settings: Settings, tmp_path: Path) -> None:
    settings.SIGNING_KEY_DIR = tmp_path
    token = signing.sign({"number": "LVV-1"})
    response = Client().get("/.well-known/register-keys.json")
    (key,) = jwt.PyJWKSet.from_dict(response.json()).keys
    assert jwt.decode(token, key, algorithms=["EdDSA"])["number"] == "LVV-1"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.cookies == {}
