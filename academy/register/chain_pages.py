"""The chain in public: its heads, its leaves in pieces, how to check it, and a program that does so without us.

Only what a published head covers is given out, so that whoever reads along always ends at a hash that we signed. The pieces
hold commitments and nothing else: no number, no date, no order of people.
"""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from academy.certification import heads
from academy.certification.leaves import START
from academy.certification.models import ChainHead, ChainLeaf
from lvv_site import civil
from lvv_site.ratelimit import limited

FORMAT = "lvv-register-chain-1"
SEGMENT = 4096  # leaves in one piece
HEADS = 100  # heads on one page for programs
SHOWN = 14  # heads on the page for people
SOON, LATER = 300, 86_400  # seconds: what may grow, and what never changes
PROGRAM = Path(__file__).parent / "checking" / "keten_controleren.py"


@require_safe
@limited("read")
def chain_json(request: HttpRequest) -> HttpResponse:
    """Return the heads, the newest first, and where the leaves are; `?pagina=` gives older heads."""
    newest = heads.newest(civil.today())
    pages = Paginator(ChainHead.objects.order_by("-date"), HEADS)
    page = pages.get_page(request.GET.get("pagina"))
    body = {
        "format": FORMAT,
        "explained": address("register:chain"),
        "keys": address("register_keys"),
        "length": newest.sequence if newest else 0,
        "segment_size": SEGMENT,
        "segments": address("register:chain_leaves", 0).replace("bladen-0.json", "bladen-{first}.json"),
        "heads": [as_json(one) for one in page],
        "older": f"{address('register_chain')}?pagina={page.next_page_number()}" if page.has_next() else None,
    }
    return _for_everybody(body, SOON)


@require_safe
@limited("read")
def leaves_json(request: HttpRequest, first: int) -> HttpResponse:
    """Return a piece of the chain: the hash before it, and its leaves as far as a head covers them."""
    newest = heads.newest(civil.today())
    if newest is None or first % SEGMENT != 1 or first > newest.sequence:
        raise Http404
    until = min(first + SEGMENT - 1, newest.sequence)
    rows = ChainLeaf.objects.filter(sequence__range=(first - 1, until)).order_by("sequence")
    found = list(rows.values_list("leaf", "hash"))
    before = found.pop(0)[1] if first > 1 else START
    body = {"format": FORMAT, "first": first, "before": before, "leaves": [leaf for leaf, _hash in found]}
    return _for_everybody(body, LATER if until == first + SEGMENT - 1 else SOON)


@require_safe
@limited("read")
def chain_page(request: HttpRequest) -> HttpResponse:
    """Explain the chain in plain words, show its last heads and lead to what one needs to check it."""
    context = {
        "newest": heads.newest(civil.today()),
        "heads": ChainHead.objects.order_by("-date")[:SHOWN],
        "site_address": settings.WAGTAILADMIN_BASE_URL,
        "breadcrumb": [(_("Home"), "/"), (_("Register"), reverse("register:search")), (_("De keten"), None)],
    }
    return render(request, "register/chain.html", context)


@require_safe
@limited("read")
def program(request: HttpRequest) -> HttpResponse:
    """Give the program that checks the chain without us."""
    response = HttpResponse(_program(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{PROGRAM.name}"'
    patch_cache_control(response, public=True, max_age=SOON)
    return response


def as_json(head: ChainHead) -> dict[str, Any]:
    """Return a head as programs read it."""
    return {
        "on": head.date.isoformat(), "sequence": head.sequence, "hash": head.hash, "statement": head.statement,
    }  # fmt: skip


def address(name: str, *args: object) -> str:
    """Return the whole address of one of our pages, always the Dutch one."""
    with translation.override("nl"):
        return settings.WAGTAILADMIN_BASE_URL + reverse(name, args=args)


def _for_everybody(body: dict[str, Any], seconds: int) -> HttpResponse:
    """Answer also to scripts on other sites: the chain is for everybody."""
    response = JsonResponse(body, headers={"Access-Control-Allow-Origin": "*"})
    patch_cache_control(response, public=True, max_age=seconds)
    return response


@cache
def _program() -> bytes:
    return PROGRAM.read_bytes()
