"""Encrypting what may only be read on sending. The key follows from SECRET_KEY; SECRET_KEY_FALLBACKS still open."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class UnreadableError(Exception):
    """What was sealed cannot be opened with any key we know."""


def seal(content: bytes) -> bytes:
    """Encrypt and authenticate."""
    return _cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(content)


def unseal(sealed: bytes) -> bytes:
    """Give back what was sealed; UnreadableError when the key is gone or the content was changed."""
    try:
        return _cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(bytes(sealed))
    except InvalidToken:
        raise UnreadableError from None


@lru_cache
def _cipher(*secrets: str) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"lvv_site.mail.sealing").derive(secret.encode())
    return urlsafe_b64encode(derived)
