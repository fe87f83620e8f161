"""Attendance lists from a provider's own program (`interfaces.md`): the same rules and the same door as in the portal.

The key is checked before anything of the body is read. What is clear is written at once, in one transaction; a dry run writes
nothing. The same list again writes nothing.
"""

from typing import Annotated, Any, Literal, NoReturn

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer
from pydantic import ConfigDict, Field, StrictBool, StringConstraints

from academy.hours.refusals import LedgerError
from lvv_site.api import api
from lvv_site.ratelimit import check, client_address
from lvv_site.ratelimit.views import too_many

from . import attendance_writing as writing
from . import keys
from .attendance_plan import Doubtful, Match, Plan
from .attendance_reading import LONGEST, MOST_ROWS, Row
from .attendance_words import Doubt
from .attendance_writing import Sender
from .enums import ListSource
from .models import ProviderKey, ProviderRun

MOST_MINUTES = 100_000
UNAUTHORISED = "Send the key of a provider: Authorization: Bearer lvv_..."


class TooManyKeysError(Exception):
    """An address guesses keys. Raised while the key is read, where nothing can be returned; `retry_after` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too many keys")
        self.retry_after = retry_after


@api.exception_handler(TooManyKeysError)
def on_too_many_keys(request: HttpRequest, error: TooManyKeysError) -> HttpResponse:
    """Say when it may be tried again."""
    return too_many(request, error.retry_after)


class ProviderBearer(HttpBearer):
    """The key of a provider, made in its portal."""

    def authenticate(self, request: HttpRequest, token: str) -> ProviderKey:
        """Return the key; guessing is limited by address."""
        return keys.find(token) or _refuse(request)

    def __call__(self, request: HttpRequest) -> Any:
        """Refuse who sends no key in the same words."""
        return super().__call__(request) or _refuse(request)


def _refuse(request: HttpRequest) -> NoReturn:
    verdict = check("unknown_key", client_address(request))
    if not verdict.allowed:
        raise TooManyKeysError(verdict.retry_after)
    raise HttpError(401, UNAUTHORISED)


router = Router(tags=["providers"], auth=ProviderBearer())


class SentRow(Schema):
    """Somebody who was there."""

    model_config = ConfigDict(extra="forbid")
    number: Annotated[str, StringConstraints(strict=True, max_length=LONGEST["number"])] = Field(
        description="Register number, or membership number."
    )
    minutes: Annotated[int, Field(strict=True, ge=0, le=MOST_MINUTES)] | None = Field(
        None, description="Rounded down to half hours; 0: was not there; left out: the whole run."
    )
    name: Annotated[str, StringConstraints(strict=True, max_length=LONGEST["name"])] = Field(
        "", description="If given, compared with ours."
    )


class SentList(Schema):
    """A list, or a part of one: who is not in it stays."""

    model_config = ConfigDict(extra="forbid")
    rows: Annotated[list[SentRow], Field(min_length=1, max_length=MOST_ROWS)]
    dry_run: StrictBool = False


class MatchedRow(Schema):
    """A row that is clear."""

    row: int = Field(description="Its place in what was sent, from 1.")
    number: str
    name: str | None = Field(description="Only when the register shows it to everybody.")
    minutes: int
    minutes_before: int
    hours_kind: Literal["course", "extra"]
    result: Literal["new", "changed", "removed", "same"]


class DoubtfulRow(Schema):
    """A row that is not written."""

    row: int
    number: str
    code: str
    reason: str


class AttendanceAnswer(Schema):
    """What the list did; in a dry run what it would do."""

    run: str
    on: str = Field(description="The last day, which decides as what the hours count.")
    hours_kind: Literal["course", "extra"]
    dry_run: bool
    written: int = Field(description="How many rows were written.")
    matches: list[MatchedRow]
    doubts: list[DoubtfulRow]


@router.post("/runs/{code}/attendance", response=AttendanceAnswer, summary="Send an attendance list")
def attendance(request: HttpRequest, code: str, sent: SentList) -> HttpResponse | dict[str, Any]:
    """Match numbers, and unless it is a dry run write what is clear."""
    key: ProviderKey = request.auth  # type: ignore[attr-defined]  # of `ProviderBearer`
    verdict = check("attendance", f"key:{key.pk}")
    if not verdict.allowed:
        return too_many(request, verdict.retry_after)
    run = ProviderRun.objects.select_related("occasion__called_off", "training").filter(
        occasion__code=code, training__provider=key.provider_id
    ).first()  # fmt: skip
    if run is None:
        raise HttpError(404, "This provider has no run by that code.")
    rows = [_row(number, one) for number, one in enumerate(sent.rows, 1)]
    if sent.dry_run:
        return _answer(code, writing.look(run, rows), dry_run=True)
    try:
        return _answer(code, writing.send(run.pk, rows, Sender(ListSource.API, key=key)), dry_run=False)
    except LedgerError as error:
        raise HttpError(409, str(error)) from error


def _row(number: int, sent: SentRow) -> Row:
    typed = sent.number.strip()
    return Row(number, typed, sent.minutes, " ".join(sent.name.split()), "" if typed else Doubt.UNREADABLE.value)


def _answer(code: str, plan: Plan, *, dry_run: bool) -> dict[str, Any]:
    return {
        "run": code,
        "on": plan.facts.last_day.isoformat(),
        "hours_kind": plan.facts.kind.value,
        "dry_run": dry_run,
        "written": 0 if dry_run else len(plan.writes),
        "matches": [_matched(one, plan) for one in plan.matches],
        "doubts": [_doubtful(one) for one in plan.doubts],
    }


def _matched(one: Match, plan: Plan) -> dict[str, Any]:
    return {
        "row": one.row.line, "number": one.row.number, "name": one.known.public or None, "minutes": one.minutes,
        "minutes_before": one.before, "hours_kind": plan.facts.kind.value, "result": one.result.value,
    }  # fmt: skip


def _doubtful(one: Doubtful) -> dict[str, Any]:
    return {
        "row": one.row.line, "number": one.row.number, "code": one.doubt.value, "reason": str(one.doubt.label),
    }  # fmt: skip
