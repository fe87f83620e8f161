"""The root of the public API: JSON, errors as `application/problem+json`, rooms' routers named by string."""

import hashlib
import json
from collections.abc import Sequence
from http import HTTPStatus
from importlib import import_module
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import URLPattern, URLResolver
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Redoc, Swagger  # noqa: F401
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from lvv_site import civil

ROUTERS = (
    ("register/", "academy.register.api"),
    ("register/", "academy.register.download_api"),
    ("register/", "academy.accreditation.api"),
    ("providers/", "academy.accreditation.attendance_api"),
    ("knowledge/", "kenniscentrum.faq.api"),
    ("agenda", "events.agenda.api"),
)

PROBLEM = {
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail"],
    "title": "Problem",
    "type": "object",
}
RETRY_AFTER = {"description": "After how many seconds it may be tried again.", "schema": {"type": "integer"}}
ETAG = {"description": "Over the answer without its moment of checking, plus the date.", "schema": {"type": "string"}}
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "description": "The ETag of an earlier answer.",
    "schema": {"type": "string"},
}


class DocumentedAPI(NinjaAPI):
    """Describes, beside what each call returns, what all calls share: problems, limits and ETags."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the OpenAPI document."""
        document = super().get_openapi_schema(**kwargs)
        document["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                _describe_shared(operation, named="{" in path, reads=method == "get")
        return document

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Name a call after its room and its function: the id becomes a name in generated clients."""
        return "_".join([*(operation.tags or []), operation.view_func.__name__])


def _describe_shared(operation: dict[str, Any], *, named: bool, reads: bool) -> None:
    """Add the answers that every call can give; `named`: the address names one thing, which may not exist."""
    answers = operation["responses"]
    if reads:
        operation["parameters"] = [*operation["parameters"], IF_NONE_MATCH]
        answers[200]["headers"] = {"ETag": ETAG}
        answers[304] = {"description": "Not changed since the answer with this ETag.", "headers": {"ETag": ETAG}}
    if named:
        answers[404] = _described_problem("There is nothing by that name.")
    answers[422] = _described_problem("What was asked cannot be; `detail` says which field.")
    answers[429] = _described_problem("Too many calls from this address.") | {"headers": {"Retry-After": RETRY_AFTER}}
    answers["default"] = _described_problem("Another problem.")


def _described_problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


api = DocumentedAPI(
    title="LVV",
    version="1",
    description="Register, kenniscentrum and agenda of the association. Reading needs no key; limits are per address.",
    urls_namespace="api",
    docs_url="docs",
)


def problem(status: int, detail: str) -> HttpResponse:
    """Return an error as RFC 9457 asks."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json")


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A room said no."""
    return problem(error.status_code, str(error))


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Nothing here."""
    return problem(404, "Not found.")


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The caller's parameters are off; say which, never echo their values."""
    return problem(422, "; ".join(f"{_place(item['loc'])}: {item['msg']}" for item in error.errors))


def _place(loc: Sequence[str | int]) -> str:
    """Return the field that is off; a body has our own name for it in front, which means nothing to the caller."""
    parts = loc[2:] if loc[0] == "body" else loc[1:]
    return ".".join(str(part) for part in parts) or "body"


@csrf_exempt
def missing(request: HttpRequest) -> HttpResponse:
    """Answer for addresses that are no call."""
    return problem(404, "There is no such call; /api/v1/docs lists those there are.")


def etag_response(
    request: HttpRequest, body: dict[str, Any], volatile: tuple[str, ...] = ("checked_at",), status: int = 200
) -> HttpResponse:
    """Return the body as JSON with an ETag over what matters plus the civil date; 304 when the caller has it.

    `volatile` names the keys, at the top level, that change without the answer changing.
    """
    lasting = {key: value for key, value in body.items() if key not in volatile}
    text = json.dumps([lasting, civil.today()], cls=DjangoJSONEncoder, sort_keys=True)
    etag = quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    known = parse_etags(request.headers.get("If-None-Match", ""))
    response: HttpResponse
    if {"*", etag, f"W/{etag}"} & set(known):
        response = HttpResponseNotModified()
    else:
        text = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False)
        response = HttpResponse(text, status=status, content_type="application/json")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    return response


def api_urls() -> list[URLPattern | URLResolver]:
    """Add the rooms' routers and return the addresses."""
    for prefix, module in ROUTERS:
        api.add_router(prefix, import_module(module).router)
    urls: list[URLPattern | URLResolver] = api.urls[0]
    return urls
