"""What an adviser can take along about the own registration, and nobody else: opened leaves of the chain, and a badge."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from academy.certification import chain, heads
from academy.certification.models import Certificate
from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.rules import person_of

from . import open_badge
from .adviser import Entry, entry
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


@login_required
@never_cache
@require_safe
def own_badge(request: HttpRequest) -> HttpResponse:
    """Give somebody who is registered today the own registration as Open Badge; 404 for who is not."""
    person = person_of(request)
    found = registered(person) if person else None
    if found is None:
        raise Http404
    response = HttpResponse(open_badge.sign(found), content_type=open_badge.MEDIA_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="mijn-badge.jwt"'
    return response


def registered(person: Person) -> Entry | None:
    """Return the person's certificate that is registered or conditional today, the latest if there are more."""
    certificates = Certificate.objects.select_related("profile").filter(pk__in=certificate_ids(person)).order_by("-pk")
    entries = [entry(one, civil.today()) for one in certificates]
    return next((one for one in entries if one.may_be_hired), None)


def certificate_ids(person: Person) -> list[int]:
    """Return the certificates of a person, also those of entries merged into it."""
    return list(
        Certificate.objects.filter(person__in=people.ids_of(person)).order_by("pk").values_list("pk", flat=True)
    )
