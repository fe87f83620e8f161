"""Downloading the register (`interfaces.md`): only with a key, a line of JSON for each adviser, every download public."""

import datetime as dt
import json
from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from ninja import Router
from ninja.errors import HttpError
from ninja.security import HttpBearer

from lvv_site.ratelimit import check, client_address
from lvv_site.ratelimit.views import too_many

from . import download_keys, downloads
from .models import DownloadKey

UNAUTHORISED = "Send the key of an organisation: Authorization: Bearer lvvr_..."


class DownloadBearer(HttpBearer):
    """The key of an organisation, made by the office."""

    def authenticate(self, request: HttpRequest, token: str) -> DownloadKey:
        """Return the key; guessing is limited by address."""
        return download_keys.find(token) or _refuse(request)

    def __call__(self, request: HttpRequest) -> Any:
        """Refuse who sends no key in the same words."""
        return super().__call__(request) or _refuse(request)


def _refuse(request: HttpRequest) -> NoReturn:
    if not check("unknown_key", client_address(request)).allowed:
        raise HttpError(429, "Too many unknown keys from this address.")
    raise HttpError(401, UNAUTHORISED)


router = Router(tags=["register"], auth=DownloadBearer())


@router.get("/download", summary="Download the public list, or what changed in it", response={200: None})
def download(request: HttpRequest, since: str = "") -> HttpResponse | StreamingHttpResponse:
    """Findable people who are registered or conditional today, as lines of JSON (application/x-ndjson).

    The first line has `row` "start" and a `cursor`: send that as `since` to get only what changed. Then lines with `row` "adviser"
    (in `adviser` the same fields as elsewhere) and, among changes, "removed" (only `number`: take it out of your copy). The last
    line has `row` "end"; without it the download was cut off. Who downloads is public: /register/afnemers/.
    """
    key: DownloadKey = request.auth  # type: ignore[attr-defined]  # of `DownloadBearer`
    verdict = check("download", f"key:{key.pk}")
    if not verdict.allowed:
        return too_many(request, verdict.retry_after)
    begun = downloads.begin(key, _moment(since))
    lines = (json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n" for row in downloads.rows(begun))
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson")
    response.headers["Cache-Control"] = "no-store"
    return response


def _moment(since: str) -> dt.datetime | None:
    if not since:
        return None
    try:
        moment = downloads.moment_of(since)
    except ValueError:
        moment = None
    if moment is None or moment > timezone.now() or moment.year < 2000:
        raise HttpError(422, "since: send the cursor of an earlier download")
    return moment
