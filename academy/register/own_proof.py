"""What an adviser can take along about the own registration, and nobody else: the opened leaves of the chain."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from academy.certification import chain, heads
from academy.certification.models import Certificate
from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.rules import person_of

from .chain_pages import address, as_json

FORMAT = "lvv-register-leaf-1"


@login_required
@never_cache
@require_safe
def own_leaves(request: HttpRequest) -> HttpResponse:
    """Give somebody the decisions about the own certificates with what opens their leaves; 404 for who has none."""
    person = person_of(request)
    opened = chain.opened_of(certificate_ids(person)) if person else []
    newest = heads.newest(civil.today())
    body: dict[str, Any] = {
        "format": FORMAT,
        "explained": address("register:chain"),
        "chain": address("register_chain"),
        "head": as_json(newest) if newest else None,
        "leaves": opened,
    }
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 2}, status=200 if opened else 404)
    response.headers["Content-Disposition"] = 'attachment; filename="mijn-besluiten.json"'
    return response


def certificate_ids(person: Person) -> list[int]:
    """Return the certificates of a person, also those of entries merged into it."""
    return list(
        Certificate.objects.filter(person__in=people.ids_of(person)).order_by("pk").values_list("pk", flat=True)
    )
