"""The register for other programs (`interfaces.md`): read only, the same answers as the pages."""

import datetime as dt
import re
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import BeforeValidator, ConfigDict, Field

from academy.certification.numbers import is_typing_error, number_key
from academy.certification.status import NOT_REGISTERED
from lvv_site import civil
from lvv_site.api import etag_response
from lvv_site.ratelimit import limited

from . import statements
from .adviser import adviser, as_public, find
from .checking import MOST, answers
from .enums import LANGUAGES, PROVINCES, SECTORS
from .guessing import over_limit
from .listing import COUNT_CAP, Filters
from .search import search

router = Router(tags=["register"])
MAX_PAGE_SIZE = 100
TYPING_ERROR = "Dit nummer bestaat niet. Kijk de laatste letter na."
NOT_ISSUED = "Dit nummer is nooit uitgegeven."


def _exact_day(value: object) -> object:
    """Refuse what pydantic would also take for a day: a number of seconds, a moment."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value), re.ASCII):
        raise ValueError("write the day as YYYY-MM-DD")
    return value


Day = Annotated[dt.date, BeforeValidator(_exact_day)]


StatusCode = Literal["registered", "conditional", "suspended", "expired", "resigned", "struck_off", "not_registered"]


class Adviser(Schema):
    """What is public of somebody, and nothing more. The last five are opt-ins: null unless chosen."""

    number: str = Field(description="As it was issued.")
    name: str | None = Field(
        description="As spoken. Null when the number may not stand beside a name (not_registered)."
    )
    status: StatusCode = Field(description="The status of today, in Amsterdam.")
    valid_from: dt.date | None = Field(description="The first day of the period that the status is about.")
    valid_until: dt.date | None = Field(description="The last valid day.")
    first_registered: dt.date | None
    kind: Literal["internal", "external", "both"] | None = Field(
        description="Works for the own organisation, others, both."
    )
    place: str | None
    province: str | None
    languages: list[str] | None = Field(description="ISO 639-1; dse is Dutch sign language.")
    sectors: list[str] | None
    url: str | None = Field(description="The live page, which is the proof.")
    website: str | None = Field(description="An opt-in, https. Like all opt-ins null unless registered or conditional.")
    regions: list[str] | None = Field(description="An opt-in: provinces.")
    photo: str | None = Field(description="An opt-in: the address of a JPEG of 480 by 480 pixels.")
    available: bool | None = Field(description="An opt-in: whether new assignments are taken.")
    contact_url: str | None = Field(description="An opt-in: a form that passes a message on.")


class CheckedAdviser(Adviser):
    """An adviser and the moment of checking."""

    checked_at: dt.datetime


class AdviserPage(Schema):
    """One page of the list. `count_capped`: there are more than `count`."""

    count: int
    count_capped: bool
    page: int
    page_size: int
    results: list[Adviser]


class Statement(Schema):
    """The status on a date; `statement` is a JWT signed with a key of /.well-known/register-keys.json."""

    number: str
    on: dt.date
    status: StatusCode
    statement: str


class Numbers(Schema):
    """Up to 200 numbers, in any form."""

    model_config = ConfigDict(extra="forbid")
    numbers: list[Annotated[str, Field(max_length=200)]] = Field(max_length=MOST)


class Checked(Schema):
    """One answer of a check; `number` as it was asked."""

    number: str
    status: StatusCode
    valid_until: dt.date | None


class CheckedPage(Schema):
    """The answers, in the order of the question."""

    results: list[Checked]


class AdviserQuery(Schema):
    """What narrows the list."""

    q: str = ""
    place: str = Field("", max_length=100)
    radius_km: int | None = Field(None, ge=0, le=400)
    province: str = ""
    kind: Literal["", "internal", "external", "both"] = ""
    language: str = ""
    sector: str = ""
    available: bool | None = None
    page: int = Field(1, ge=1, le=100_000)
    page_size: int = Field(20, ge=1, le=MAX_PAGE_SIZE)

    def filters(self) -> Filters:
        """Return the filters; an unknown province, language or sector is the caller's mistake."""
        province = next((one for one in PROVINCES if one.lower() == self.province.lower()), "")
        for name, known in (("province", province or not self.province), ("language", self.language in {"", *LANGUAGES}),
                            ("sector", self.sector in {"", *SECTORS})):  # fmt: skip
            if not known:
                raise HttpError(422, f"{name}: unknown value")
        return Filters(
            self.place.replace("\0", ""),
            self.radius_km,
            province,
            self.kind,
            self.language,
            self.sector,
            self.available,
        )


@router.get("/advisers", response=AdviserPage, summary="Search the register")
@limited("read")
def advisers(request: HttpRequest, asked: Query[AdviserQuery]) -> HttpResponse:
    """Findable people who are registered or conditional today; an exact full name or number finds everyone."""
    filters = asked.filters()
    if (asked.page - 1) * asked.page_size > COUNT_CAP:
        raise HttpError(422, f"page: the list can be read up to {COUNT_CAP} results; narrow the question")
    found = search(asked.q, filters, civil.today(), asked.page, asked.page_size)
    if not found.count and any(character.isdigit() for character in asked.q) and (over := over_limit(request)):
        return over
    body = {
        "count": found.count,
        "count_capped": found.capped,
        "page": asked.page,
        "page_size": asked.page_size,
        "results": [adviser(one.profile, one.status, one.first_registered) for one in found.results],
    }
    return etag_response(request, body)


@router.get("/advisers/{path:number}/status", response=Statement, summary="The status on a date, signed")
@limited("read")
def status_on(request: HttpRequest, number: str, on: Day) -> HttpResponse:
    """Today or a past date. After the public term of a measure the answer is what it would be without it."""
    if on > civil.today():
        raise HttpError(422, "on: this day has not come yet")
    found = find(number, civil.today())
    if found is None:
        return _unknown(request, number)
    answer = {"number": found.certificate.number, "on": on.isoformat(), "status": found.on(on).status}
    signed = statements.sign(answer["number"], on, answer["status"])
    return etag_response(request, {**answer, "statement": signed}, volatile=("statement",))


@router.get("/advisers/{path:number}", response=CheckedAdviser, summary="One number")
@limited("read")
def one_adviser(request: HttpRequest, number: str) -> HttpResponse:
    """404 only for numbers never issued; lower case, spaces and dashes are fine."""
    found = find(number, civil.today())
    if found is None:
        return _unknown(request, number)
    return etag_response(request, {**as_public(found), "checked_at": civil.now()})


@router.post("/check", response=CheckedPage, summary="Check up to 200 numbers")
@limited("read")
def check_numbers(request: HttpRequest, asked: Numbers) -> HttpResponse | dict[str, Any]:
    """A number never issued gives `not_registered`, and counts for the limit of unknown numbers."""
    keys = [number_key(number) for number in asked.numbers]
    known = {key: one for key, one in answers(keys, civil.today()).items() if one.somebody}
    if over := over_limit(request, len(set(keys) - set(known))):
        return over
    results = []
    for number, key in zip(asked.numbers, keys, strict=True):
        now = known[key].status if key in known else NOT_REGISTERED
        results.append({"number": number, "status": now.status, "valid_until": now.valid_until})
    return {"results": results}


def _unknown(request: HttpRequest, number: str) -> HttpResponse:
    if over := over_limit(request):
        return over
    raise HttpError(404, TYPING_ERROR if is_typing_error(number_key(number[:200])) else NOT_ISSUED)
