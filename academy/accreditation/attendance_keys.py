"""The key with which a provider's own program sends lists: only its digest is known here."""

import hashlib
import hmac

from lvv_site import civil

from .models import ProviderKey

PREFIX_LENGTH = 12  # "lvvk_" and seven more
LONGEST = 200


def find(secret: str) -> ProviderKey | None:
    """Return the key that works today, and note that it was used."""
    if not secret.startswith("lvvk_") or len(secret) > LONGEST:
        return None
    usable = ProviderKey.objects.select_related("provider").filter(revoked_at=None)
    key = usable.filter(prefix=secret[:PREFIX_LENGTH]).first()
    if key is None or not hmac.compare_digest(key.digest, hashlib.sha256(secret.encode()).hexdigest()):
        return None
    today = civil.today()
    if key.last_used_on != today:
        ProviderKey.objects.filter(pk=key.pk).update(last_used_on=today)
    return key
