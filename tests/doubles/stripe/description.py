"""Stripe's description of itself: decoding requests by it, and checking requests and objects against it."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jsonschema_rs import Draft202012Validator

PART = re.compile(r"\[([^\]]*)\]")


class NotStripeError(Exception):
    """Something that the description does not allow; `param` is where."""

    def __init__(self, message: str, param: str = "") -> None:
        super().__init__(message)
        self.param = param


@cache
def description() -> dict[str, Any]:
    """Return what was extracted."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("schemas.json").read_text())
    return found


@cache
def _validator(kind: str, name: str) -> Draft202012Validator:
    found = description()
    return Draft202012Validator({**found[kind][name], "$defs": found["$defs"]})


def checked(name: str, thing: dict[str, Any]) -> dict[str, Any]:
    """Return an object of the API.

    Raises:
        NotStripeError: Stripe would never send it so.
    """
    _check(_validator("$defs", name), thing)
    return thing


def decoded(name: str, body: str) -> dict[str, Any]:
    """Return the body of a request with the types of the description.

    Raises:
        NotStripeError: a parameter is unknown, or has another type.
    """
    schema = description()["requests"][name]
    values: dict[str, Any] = _typed(nested(body), schema)
    _check(_validator("requests", name), values)
    return values


def nested(body: str) -> dict[str, Any]:
    """Read `a[b][0]=x` as {"a": {"b": {"0": "x"}}}; an empty index counts on."""
    values: dict[str, Any] = {}
    for key, value in parse_qsl(body, keep_blank_values=True):
        name, *path = [key.partition("[")[0], *PART.findall(key)]
        inner = values
        for following in path:
            inner = inner.setdefault(name, {})
            name = following or str(len(inner))
        inner[name] = value
    return values


def _typed(value: Any, schema: dict[str, Any]) -> Any:
    if "anyOf" in schema:
        fitting = [one for one in schema["anyOf"] if (one.get("type") == "object") is isinstance(value, dict)]
        return _typed(value, fitting[0] if fitting else {})
    kind = schema.get("type")
    if isinstance(value, dict) and kind == "array":
        return [_typed(one, schema["items"]) for _place, one in sorted(value.items(), key=lambda pair: int(pair[0]))]
    if isinstance(value, dict):
        named, other = schema.get("properties", {}), schema.get("additionalProperties")
        rest = other if isinstance(other, dict) else {}
        return {key: _typed(one, named.get(key, rest)) for key, one in value.items()}
    if kind == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    return value == "true" if kind == "boolean" and value in {"true", "false"} else value


def _check(validator: Draft202012Validator, thing: dict[str, Any]) -> None:
    for error in validator.iter_errors(thing):
        raise NotStripeError(error.message, "".join(f"[{part}]" for part in error.instance_path))
