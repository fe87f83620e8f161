"""Keys with which a provider's own program sends attendance: `lvv_<prefix>_<secret>`.

We keep the prefix, by which a key is found, and a SHA-256 of the whole: the secret has 256 random bits, so a slow hash would add
nothing. It is shown once, when it is made.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lvv_site import civil
from lvv_site.members.models import User

from . import portal_people, tracing
from .decisions import RefusedError
from .models import Provider, ProviderKey

MOST = 10  # standing keys of a provider
MARK = "lvv"
PREFIX_LENGTH = 8
ALPHABET = "23456789abcdefghjkmnpqrstwxyz"
NO_DIGEST = hashlib.sha256(b"no such key").hexdigest()


class TooManyKeysError(RefusedError):
    """A provider has as many keys as it can have."""

    def __init__(self) -> None:
        super().__init__(
            _("U kunt hoogstens %(most)d sleutels hebben. Trek er eerst een in.") % {"most": MOST}, "label"
        )


@dataclass(frozen=True)
class _Made:
    prefix: str
    secret: str


def standing(provider: Provider) -> QuerySet[ProviderKey]:
    """Return the keys of a provider that work, the latest first."""
    return provider.keys.filter(revoked_at=None)


@transaction.atomic
def make(provider: Provider, label: str, by: User | None) -> tuple[ProviderKey, str]:
    """Make a key; return it with its secret, which nobody can see again. TooManyKeysError beyond the most."""
    portal_people.hold(provider.pk)
    if standing(provider).count() >= MOST:
        raise TooManyKeysError
    made = _new()
    key = ProviderKey.objects.create(
        provider=provider, label=label, prefix=made.prefix, digest=_digest(made.secret), made_by=by
    )
    tracing.trace(tracing.About(provider=provider), by, "key.made", field=key.prefix, new=label)
    return key, made.secret


def find(secret: str) -> ProviderKey | None:
    """Return the key that works with this secret, and note the day on which it was used; None for every other text.

    A prefix that nobody has takes as long as a wrong secret.
    """
    mark, _line, rest = secret.partition("_")
    prefix = rest.partition("_")[0] if mark == MARK else ""
    known = prefix.isascii() and prefix.isalnum()
    key = ProviderKey.objects.select_related("provider").filter(prefix=prefix if known else "", revoked_at=None).first()
    right = hmac.compare_digest(key.digest if key else NO_DIGEST, _digest(secret))
    if key is None or not right:
        return None
    _used(key)
    return key


@transaction.atomic
def revoke(provider: Provider, key_id: int, by: User | None) -> bool:
    """Let a key work no longer; False when it did not any more, or is another provider's."""
    portal_people.hold(provider.pk)
    key = standing(provider).filter(pk=key_id).first()
    if key is None:
        return False
    key.revoked_at, key.revoked_by = timezone.now(), by
    key.save(update_fields=["revoked_at", "revoked_by"])
    tracing.trace(tracing.About(provider=provider), by, "key.revoked", field=key.prefix, old=key.label)
    return True


def _new() -> _Made:
    prefix = "".join(secrets.choice(ALPHABET) for _ in range(PREFIX_LENGTH))
    return _Made(prefix, f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _used(key: ProviderKey) -> None:
    """Note the day, once a day: a program may ask thousands of times."""
    today = civil.today()
    if key.last_used_on != today:
        ProviderKey.objects.filter(pk=key.pk).update(last_used_on=today)
        key.last_used_on = today
