"""Signatures: ours verify, whatever else does not, and a key can be changed without breaking what was signed."""

import base64
import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from pytest_django import Settings

from lvv_site import signing
from tests.lvv_site import processes

CLAIMS = {"number": "LVV-1234", "status": "registered", "on": "2026-03-01"}


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.SIGNING_KEY_DIR = tmp_path / "keys"
    return tmp_path / "keys"


def test_sign_and_verify() -> None:
    claims = signing.verify(signing.sign(CLAIMS))
    assert {name: claims[name] for name in CLAIMS} == CLAIMS
    assert abs(dt.datetime.now(dt.UTC).timestamp() - claims["iat"]) < 60


def test_anybody_can_verify_with_the_public_keys() -> None:
    token = signing.sign(CLAIMS)
    (key,) = jwt.PyJWKSet.from_dict(signing.public_keys()).keys
    assert key.key_id == jwt.get_unverified_header(token)["kid"]
    assert jwt.decode(token, key, algorithms=["EdDSA"])["number"] == "LVV-1234"


def test_public_keys_hold_no_private_part() -> None:
    signing.sign(CLAIMS)
    (key,) = signing.public_keys()["keys"]
    assert sorted(key) == ["alg", "crv", "kid", "kty", "use", "x"]


def test_keys_are_for_us_alone(folder: Path) -> None:
    signing.sign(CLAIMS)
    (file,) = folder.glob("*.pem")
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_key_that_others_can_read_is_refused(folder: Path) -> None:
    signing.new_key()
    (file,) = folder.glob("*.pem")
    file.chmod(0o644)
    signing._read.cache_clear()
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        signing.sign(CLAIMS)


def test_new_key_signs_and_the_old_one_still_verifies() -> None:
    before = signing.sign(CLAIMS)
    key_id = signing.new_key()
    after = signing.sign(CLAIMS)
    assert jwt.get_unverified_header(after)["kid"] == key_id
    assert [signing.verify(token)["number"] for token in (before, after)] == ["LVV-1234", "LVV-1234"]
    assert signing.public_keys()["keys"][0]["kid"] == key_id


def test_the_newest_key_signs_also_when_the_clock_is_set_back() -> None:
    for moment in ("2026-06-01 10:00", "2026-06-01 10:00", "2026-06-01 09:00"):
        with time_machine.travel(f"{moment}Z", tick=False):
            key_id = signing.new_key()
            assert jwt.get_unverified_header(signing.sign(CLAIMS))["kid"] == key_id


def test_taking_a_key_away_ends_what_it_signed(folder: Path) -> None:
    token = signing.sign(CLAIMS)
    signing.new_key()
    min(folder.glob("*.pem")).unlink()
    with pytest.raises(signing.BadSignatureError):
        signing.verify(token)


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def changed(token: str) -> str:
    header, _claims, signature = token.split(".")
    return f"{header}.{part(CLAIMS | {'status': 'struck_off'})}.{signature}"


def unsigned(token: str) -> str:
    return f"{part(jwt.get_unverified_header(token) | {'alg': 'none'})}.{token.split('.')[1]}."


def signed_with_the_public_key(token: str) -> str:
    """The classic confusion: HMAC, with what is public as the secret."""
    (key,) = signing.public_keys()["keys"]
    return jwt.encode(
        CLAIMS, base64.urlsafe_b64decode(key["x"] + "=") * 2, algorithm="HS256", headers={"kid": key["kid"]}
    )


def signed_by_another(token: str) -> str:
    kid = jwt.get_unverified_header(token)["kid"]
    return jwt.encode(CLAIMS, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers={"kid": kid})


def unknown_key(_token: str) -> str:
    return jwt.encode(CLAIMS, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers={"kid": "../../etc/passwd"})


def without_key_id(_token: str) -> str:
    return jwt.encode(CLAIMS, Ed25519PrivateKey.generate(), algorithm="EdDSA")


def nonsense(_token: str) -> str:
    return "geen.geldig.token"


@pytest.mark.parametrize(
    "forge", [changed, unsigned, signed_with_the_public_key, signed_by_another, unknown_key, without_key_id, nonsense]
)
def test_forgery_does_not_verify(forge: Callable[[str], str]) -> None:
    with pytest.raises(signing.BadSignatureError):
        signing.verify(forge(signing.sign(CLAIMS)))


def test_token_past_its_end_does_not_verify() -> None:
    ended = dt.datetime.now(dt.UTC) - signing.LEEWAY - dt.timedelta(seconds=5)
    with pytest.raises(signing.BadSignatureError, match="ExpiredSignatureError"):
        signing.verify(signing.sign(CLAIMS | {"exp": ended}))


def test_production_refuses_to_do_without(settings: Settings, folder: Path) -> None:
    settings.SIGNING_KEY_CREATE = False
    with pytest.raises(ImproperlyConfigured, match="signing_keys new"):
        signing.sign(CLAIMS)
    assert signing.public_keys() == {"keys": []}
    call_command("signing_keys", "new", stdout=io.StringIO())
    assert signing.verify(signing.sign(CLAIMS))["number"] == "LVV-1234"
    assert len(list(folder.glob("*.pem"))) == 1


def test_command_lists_the_current_key_first() -> None:
    old, new = signing.new_key(), signing.new_key()
    out = io.StringIO()
    call_command("signing_keys", "list", stdout=out)
    assert out.getvalue().splitlines() == [f"{new} signs and verifies", f"{old} verifies"]


@pytest.mark.concurrency
@pytest.mark.django_db
def test_processes_that_start_together_make_one_key(folder: Path) -> None:
    script = (
        "import sys\n"
        "from django.conf import settings; settings.SIGNING_KEY_DIR = sys.argv[1]\n"
        "from lvv_site import signing; print(signing.sign({'a': 1}))"
    )
    workers = [processes.start("-c", script, str(folder)) for _ in range(3)]
    tokens = [output.strip() for output in processes.outputs(*workers)]
    assert [signing.verify(token)["a"] for token in tokens] == [1, 1, 1]
    assert len(list(folder.glob("*.pem"))) == 1
