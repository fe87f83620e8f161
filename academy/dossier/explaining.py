"""What the page about recertification shows, to everybody and to somebody in particular."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from academy.certification.models import SchemeVersion
from academy.hours import queries
from academy.hours.explanations import kind_name

from . import steps
from .models import RecertificationSettings


def for_everybody(request: HttpRequest) -> dict[str, Any]:
    """Return the page without anybody's place in it."""
    return {
        **_common(request, steps.current_scheme()),
        "first": steps.route(steps.FIRST),
        "renewal": steps.route(steps.RENEWAL),
        "breadcrumb": [(_("Home"), "/"), (_("Hercertificering uitgelegd"), None)],
    }


def for_one(request: HttpRequest, position: steps.Position) -> dict[str, Any]:
    """Return the page with somebody's own place in it, under their own scheme."""
    dossier = position.dossier
    renewing = position.route == "renewal"
    return {
        **_common(request, dossier.period.scheme if dossier and renewing else steps.current_scheme()),
        "first": steps.route(steps.FIRST, None if renewing else position.code),
        "renewal": steps.route(steps.RENEWAL, position.code if renewing else None),
        "position": position,
        "dossier": dossier,
        "breadcrumb": [(_("Mijn pagina's"), reverse("members:home")), (_("Hercertificering uitgelegd"), None)],
    }


def _common(request: HttpRequest, scheme: SchemeVersion | None) -> dict[str, Any]:
    return {
        "chosen": RecertificationSettings.for_request(request),
        "scheme": scheme,
        "demands": _demands(scheme) if scheme else [],
        "total": scheme.rules["total_minutes"] if scheme else None,
    }


def _demands(scheme: SchemeVersion) -> list[tuple[str, str, int, int | None]]:
    """Return per kind its code, name, minimum and yearly maximum in minutes."""
    return [
        (kind, kind_name(kind), one.minimum, one.max_per_year) for kind, one in queries.scheme_of(scheme).kinds.items()
    ]
