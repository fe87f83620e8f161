"""What machines look for at fixed addresses (RFC 8615): whom to tell about a leak, and the register's public keys."""

from __future__ import annotations

import datetime as dt
from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lvv_site import signing

HOUR = 3600
# RFC 9116: Expires should be less than a year away; a computed one never passes while the site runs.
SECURITY_TXT_DAYS = 180


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Return whom to tell about a weak spot (RFC 9116)."""
    day = timezone.now().astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    expires = day + dt.timedelta(days=SECURITY_TXT_DAYS)
    lines = (
        f"Contact: {_contact()}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.WAGTAILADMIN_BASE_URL}/.well-known/security.txt",
    )
    response = HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={HOUR}"
    return response


def _contact() -> str:
    """Return `settings.SECURITY_CONTACT` (https: or mailto:), else the address we send from."""
    return getattr(settings, "SECURITY_CONTACT", "") or f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"


@require_safe
def register_keys(request: HttpRequest) -> HttpResponse:
    """Return the public keys as a JSON Web Key Set, also to scripts on other sites: they are for everybody."""
    headers = {"Cache-Control": f"public, max-age={HOUR}", "Access-Control-Allow-Origin": "*"}
    return JsonResponse(signing.public_keys(), content_type="application/jwk-set+json", headers=headers)
