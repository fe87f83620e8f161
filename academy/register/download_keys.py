"""Keys with which an organisation downloads the register: `lvvr_<prefix>_<secret>`.

We keep the prefix, by which a key is found, and a SHA-256 of the whole: the secret has 256 random bits, so a slow hash would add
nothing. It is shown once, when it is made. To whom keys were given, and for what, is public.
"""

import hashlib
import hmac
import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lvv_site.members.models import User

from .models import DownloadKey

MARK = "lvvr"
PREFIX_LENGTH = 8
ALPHABET = "23456789abcdefghjkmnpqrstwxyz"
NO_DIGEST = hashlib.sha256(b"no such key").hexdigest()


def standing() -> QuerySet[DownloadKey]:
    """Return the keys that work."""
    return DownloadKey.objects.filter(ended_at=None)


def make(organisation: str, purpose: str, by: User | None) -> tuple[DownloadKey, str]:
    """Make a key; return it with its secret, which nobody can see again."""
    prefix = "".join(secrets.choice(ALPHABET) for _ in range(PREFIX_LENGTH))
    secret = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    key = DownloadKey.objects.create(
        organisation=organisation, purpose=purpose, prefix=prefix, digest=_digest(secret), made_by=by
    )
    return key, secret


def find(secret: str) -> DownloadKey | None:
    """Return the key that works with this secret; None for every other text, which takes as long."""
    mark, _line, rest = secret.partition("_")
    prefix = rest.partition("_")[0] if mark == MARK else ""
    known = prefix.isascii() and prefix.isalnum()
    key = standing().filter(prefix=prefix if known else "").first()
    right = hmac.compare_digest(key.digest if key else NO_DIGEST, _digest(secret))
    return key if right else None


@transaction.atomic
def end(key_id: int, by: User | None) -> bool:
    """Let a key work no longer; False when it did not any more."""
    key = standing().select_for_update().filter(pk=key_id).first()
    if key is None:
        return False
    key.ended_at, key.ended_by = timezone.now(), by
    key.save(update_fields=["ended_at", "ended_by"])
    return True


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
