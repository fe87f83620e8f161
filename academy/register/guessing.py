"""Trying numbers until one is somebody's: every number that nobody has counts, on every surface."""

from django.http import HttpRequest, HttpResponse

from lvv_site.ratelimit import check, client_address
from lvv_site.ratelimit.views import too_many


def over_limit(request: HttpRequest, numbers: int = 1) -> HttpResponse | None:
    """Count so many numbers that nobody has; return the answer 429 for whoever tries more than the limit allows."""
    if not numbers:
        return None
    verdict = check("unknown_number", client_address(request), times=numbers)
    return None if verdict.allowed else too_many(request, verdict.retry_after)
