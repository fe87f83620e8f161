"""House rules of this room, checked at every start and in the tests."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from . import roles


@register
def check_role_permissions(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Name the permissions in the role table that no model of an installed room declares: typing errors."""
    return [
        Error(
            f"The role table names {name}, which no model declares.",
            hint="See lvv_site/members/roles.py.",
            id="members.E001",
        )
        for name in roles.misspelt()
    ]
