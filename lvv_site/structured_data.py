"""What search engines read of a page: JSON-LD inside a `<script>` element.

A `<script>` of this type is a data block, which no browser executes and which the content security policy leaves alone.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe

SCHEMA = "https://schema.org"
# So that no text can close the script element or open another one.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def json_ld(described: Mapping[str, Any]) -> SafeString:
    """Return a description as JSON-LD, safe to stand inside a script element; dates in ISO 8601."""
    text = json.dumps({"@context": SCHEMA, **described}, cls=DjangoJSONEncoder, ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308 - escaped above


def without_empty(described: Mapping[str, Any]) -> dict[str, Any]:
    """Return the description without what was not filled in."""
    return {name: value for name, value in described.items() if value not in (None, "", [], {})}
