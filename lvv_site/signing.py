"""Signatures that anybody can check without asking us: register statements, badges, participation proofs.

Ed25519 (RFC 8037) in a JWT. Each key is a file named by its key id in `settings.SIGNING_KEY_DIR`, outside the database
and its backups, readable by us alone. The newest key signs, older ones go on verifying: rotating is adding a key; taking
one away ends what it signed. In local work and tests the first key makes itself; production refuses to do without.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from jwt.utils import base64url_encode

ALGORITHM = "EdDSA"
STAMP = "%Y%m%dT%H%M%S%f"  # how the name of a key begins
LEEWAY = dt.timedelta(seconds=60)  # clocks of machines differ


class BadSignatureError(Exception):
    """Not signed by us, changed since, or past its end."""


def sign(claims: Mapping[str, Any], *, portable: bool = False) -> str:
    """Return a JWT over the claims with the current key. Adds `iat` (now) unless given; personal data is readable in it.

    `portable` puts the public key in the header too, for formats whose readers look for it there (Open Badges 3.0, 8.2).

    Raises ImproperlyConfigured when there is no key and none may be made.
    """
    key_id, key = _current()
    stamped = {"iat": dt.datetime.now(dt.UTC), **claims}
    headers: dict[str, Any] = {"kid": key_id}
    if portable:
        headers["jwk"] = _as_jwk(key_id, key.public_key())
    return jwt.encode(stamped, key, algorithm=ALGORITHM, headers=headers)


def verify(token: str) -> dict[str, Any]:
    """Return the claims of a token that one of our keys signed; BadSignatureError otherwise, also past its `exp`."""
    try:
        key = _keys()[jwt.get_unverified_header(token)["kid"]].public_key()
        # The algorithm is ours to say, never the token's: `none` and HMAC with a public key are the classic forgeries.
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=[ALGORITHM], leeway=LEEWAY, options={"verify_aud": False}
        )
    except (jwt.PyJWTError, KeyError, TypeError) as error:
        raise BadSignatureError(type(error).__name__) from None
    return claims


def public_keys() -> dict[str, list[dict[str, str]]]:
    """Return all keys that verify, newest first, as a JSON Web Key Set (RFC 7517)."""
    return {"keys": [_as_jwk(key_id, key.public_key()) for key_id, key in reversed(_keys().items())]}


def new_key() -> str:
    """Make a key, which is the current one from now on, and return its id."""
    with _alone():
        return _make()


def ensure_key() -> None:
    """Make a key when there is none; for set-up, where two machines may start at once."""
    with _alone():
        if not _keys():
            _make()


def _current() -> tuple[str, Ed25519PrivateKey]:
    if not _keys():
        _first()
    return list(_keys().items())[-1]


def _first() -> None:
    """Make the first key unless another process just did, or nobody may."""
    if not _may_create():
        raise ImproperlyConfigured(f"no signing key in {_folder()}: run manage.py signing_keys new")
    with _alone():
        if not _keys():
            _make()


def _may_create() -> bool:
    default = os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith((".local", ".test"))
    return bool(getattr(settings, "SIGNING_KEY_CREATE", default))


def _folder() -> Path:
    return Path(settings.SIGNING_KEY_DIR)


@contextmanager
def _alone() -> Iterator[None]:
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (_folder() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make() -> str:
    """Write a key under a name that sorts after all others; it is there whole or not at all, for us alone."""
    key_id = f"{_moment():{STAMP}}-{secrets.token_hex(4)}"
    content = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    part = _folder() / f"{key_id}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    part.rename(part.with_suffix(".pem"))
    return key_id


def _moment() -> dt.datetime:
    """Return now, or just after the newest key when the clock stood still or was set back."""
    now = dt.datetime.now(dt.UTC)
    if not (known := list(_keys())):
        return now
    newest = dt.datetime.strptime(known[-1].partition("-")[0], STAMP).replace(tzinfo=dt.UTC)
    return max(now, newest + dt.timedelta(microseconds=1))


def _keys() -> dict[str, Ed25519PrivateKey]:
    """Return all keys by id, oldest first. Looks at the names each time, so that a rotation needs no restart."""
    names = sorted(path.name for path in _folder().glob("*.pem"))
    return _read(_folder(), tuple(names))


@lru_cache(maxsize=4)
def _read(folder: Path, names: tuple[str, ...]) -> dict[str, Ed25519PrivateKey]:
    return {name.removesuffix(".pem"): _load(folder / name) for name in names}


def _load(path: Path) -> Ed25519PrivateKey:
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"others can read the signing key {path}: run chmod 600")
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"{path} is not an Ed25519 key")
    return key


def _as_jwk(key_id: str, key: Ed25519PublicKey) -> dict[str, str]:
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "alg": ALGORITHM,
        "kid": key_id,
        "x": base64url_encode(raw).decode(),
    }
