"""`{% anonymous_fields %}`: the hidden fields of a public form, instead of `{% csrf_token %}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lvv_site import forms

register = template.Library()


@register.simple_tag(takes_context=True)
def anonymous_fields(context: Context, scope: str = "", state: Mapping[str, Any] | None = None) -> SafeString:
    """Give the signed field, and with `state` what earlier steps collected.

    `scope` is only needed on a page of another view than the one that takes the post.
    """
    scope = scope or forms.of(context["request"]).scope
    fields = format_html('<input type="hidden" name="{}" value="{}">', forms.TOKEN, forms.token(scope))
    if state is None:
        return fields
    return fields + format_html('<input type="hidden" name="{}" value="{}">', forms.STATE, forms.carry(scope, state))
