"""Trying numbers until one is somebody's: every number that nobody has counts, on every surface."""

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lvv_site.forms import carried
from lvv_site.ratelimit import check, client_address
from lvv_site.ratelimit.views import too_many

SCOPE = "unknown_number"


def over_limit(request: HttpRequest, numbers: int = 1) -> HttpResponse | None:
    """Count so many numbers that nobody has; return the answer 429 for whoever tries more than the limit allows."""
    if not numbers:
        return None
    verdict = check(SCOPE, client_address(request), times=numbers)
    return None if verdict.allowed else too_many(request, verdict.retry_after)


def seconds_to_wait(request: HttpRequest, keys: Collection[str]) -> int:
    """Count these keys that nobody has, for a page that keeps what was typed; return how long to wait, 0 for go on.

    A key that an earlier answer told already, signed in the form, tells nothing new and does not count again.
    """
    told = carried(request).get("unknown", [])
    new = set(keys) - set(told)
    if not new:
        return 0
    verdict = check(SCOPE, client_address(request), times=len(new))
    return 0 if verdict.allowed else verdict.retry_after


def sentence(wait: int) -> str:
    """Say why there is no answer."""
    why = _("In deze lijst staan veel nummers die niemand heeft. Om raden te voorkomen beantwoorden wij daarvan maar een beperkt aantal per minuut. Er is niets gecontroleerd, en uw lijst staat er nog.")  # fmt: skip
    again = ngettext(
        "Probeer het over %(seconds)d seconde opnieuw, met minder nummers. Kijk ook of u de goede kolom hebt geplakt.",
        "Probeer het over %(seconds)d seconden opnieuw, met minder nummers. Kijk ook of u de goede kolom hebt geplakt.",
        wait,
    )
    return f"{why} {again % {'seconds': wait}}"
