"""The public pages: search and verify. No cookie, no account, nothing kept of who looked for whom."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from academy.certification.models import Certificate
from academy.certification.numbers import is_typing_error, number_key
from lvv_site import civil
from lvv_site.ratelimit import limited

from . import names, search, structured_data, towns
from .adviser import Entry, find, live_address
from .enums import LANGUAGES, SECTORS
from .forms import OnForm, SearchForm
from .guessing import over_limit
from .history import history
from .listing import COUNT_CAP, Filters
from .qr import qr_png, qr_svg

PAGE_SIZE = 10
QR_SECONDS = 86_400
CHIPS = ("q", "plaats", "soort", "taal", "sector", "provincie", "beschikbaar")


@dataclass(frozen=True)
class Offer:
    """A way on: what it says and where it leads."""

    text: str
    url: str


@require_safe
@limited("read")
def search_page(request: HttpRequest) -> HttpResponse:
    """Find people by name, number or filters; everything that was asked stands in the address."""
    form = SearchForm(request.GET)
    form.is_valid()
    text, filters, today = form.cleaned_data.get("q") or "", form.filters(), civil.today()
    found, page_obj = _page(text, filters, today, request.GET.get("pagina"))
    if not found.count and any(character.isdigit() for character in text) and (over := over_limit(request)):
        return over
    context = {
        "form": form,
        "found": found,
        "page_obj": page_obj,
        "filters": filters,
        "heading": _heading(found, filters),
        "beyond": found.capped and page_obj.number == page_obj.paginator.num_pages,
        "chips": search_chips(form, request.GET),
        "asked": bool(request.GET),
        "map_url": f"{reverse('register:map')}?{query}"
        if (query := _without_page(request.GET))
        else reverse("register:map"),
        "more_open": any(form.cleaned_data.get(name) for name in CHIPS[2:]) or bool(form.errors),
        "offers": [] if found.count else _offers(text, filters, today, request.GET),
        "understood": "" if found.count else ", ".join(names.parse(text).words),
        "near_places": towns.near_names(filters.place) if found.unknown_place else [],
        "breadcrumb": [(_("Home"), "/"), (_("Register"), None)],
        "languages": LANGUAGES,
        "sectors": SECTORS,
    }
    return render(request, "register/search.html", context)


@require_safe
@never_cache
@limited("read")
def verify_page(request: HttpRequest, number: str) -> HttpResponse:
    """Say in one glance whether a number is registered, until when, checked at which moment."""
    today = civil.today()
    found = find(number, today)
    if found is None:
        return unknown_number(request, number)
    form = OnForm(request.GET or None, today=today)
    asked = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    context = {
        "found": found,
        "profile": found.profile,
        "status": found.today,
        "checked_at": civil.now(),
        "history": history(found, today) if found.profile else [],
        "canonical": live_address(found.certificate),
        "described": structured_data.person(found),
        "shown": found.opt_ins,
        "on_form": form,
        "on": asked,
        "on_status": found.on(asked) if asked else None,
        "breadcrumb": _breadcrumb(found),
        "languages": LANGUAGES,
        "sectors": SECTORS,
    }
    return render(request, "register/verify.html", context)


@require_safe
@cache_control(public=True, max_age=QR_SECONDS)
@limited("read")
def qr_image(request: HttpRequest, number: str, ending: str = "svg") -> HttpResponse:
    """Return the QR code that leads to the live page of a number that was issued, as SVG or, for in a mail, as PNG."""
    found = Certificate.objects.filter(number_key=number_key(number[:200])).first()
    if found is None:
        return unknown_number(request, number)
    if ending == "png":
        response = HttpResponse(qr_png(live_address(found)), content_type="image/png")
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # mail in a browser is another site
        return response
    return HttpResponse(qr_svg(live_address(found)), content_type="image/svg+xml")


def unknown_number(request: HttpRequest, number: str) -> HttpResponse:
    """Answer 404 with a way to search; whoever tries many numbers is slowed down, others are not."""
    if over := over_limit(request):
        return over
    context = {
        "form": SearchForm(),
        "typing_error": is_typing_error(number_key(number)),
        "breadcrumb": [(_("Home"), "/"), (_("Register"), reverse("register:search")), (_("Niet gevonden"), None)],
    }
    return render(request, "register/unknown.html", context, status=404)


def _breadcrumb(found: Entry) -> list[tuple[str, str | None]]:
    label = found.profile.name if found.profile else found.certificate.number
    return [(_("Home"), "/"), (_("Register"), reverse("register:search")), (label, None)]


def _page(text: str, filters: Filters, today: dt.date, asked: str | None) -> tuple[search.Found, Any]:
    """Return the page that was asked for, or the last one there is."""
    number = int(asked) if asked and asked.isdecimal() and len(asked) < 6 else 1
    number = min(max(number, 1), COUNT_CAP // PAGE_SIZE + 1)
    found = search.search(text, filters, today, number, PAGE_SIZE)
    paginator = Paginator(range(found.count), PAGE_SIZE)
    paginator.count_capped = found.capped  # type: ignore[attr-defined]
    page_obj = paginator.get_page(number)
    if page_obj.number != number:
        found = search.search(text, filters, today, page_obj.number, PAGE_SIZE)
    return found, page_obj


def _heading(found: search.Found, filters: Filters) -> str:
    number = found.count - found.former
    if not number:
        return _("Niemand gevonden die nu geregistreerd is") if found.count else _("Niemand gevonden")
    count = _("Meer dan %(count)d mensen") % {"count": number} if found.capped else ngettext(
        "%(count)d mens", "%(count)d mensen", number
    ) % {"count": number}  # fmt: skip
    if filters.town and filters.radius_km:
        return _("%(count)s binnen %(km)d km van %(place)s") % {
            "count": count, "km": filters.radius_km, "place": filters.town.name,
        }  # fmt: skip
    if filters.place:
        return _("%(count)s in %(place)s") % {"count": count, "place": filters.place}
    return count


def search_address(query: QueryDict, **changes: str | None) -> str:
    """Return this search with something changed, from the first page."""
    query = query.copy()
    query.pop("pagina", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{reverse('register:search')}?{query.urlencode()}" if query else reverse("register:search")


def _without_page(query: QueryDict) -> str:
    query = query.copy()
    query.pop("pagina", None)
    return query.urlencode()


def search_chips(form: SearchForm, query: QueryDict) -> list[Offer]:
    """Return what was chosen; each leads to the search without it."""
    chips = []
    for name in CHIPS:
        value = form.cleaned_data.get(name)
        if not value:
            continue
        label = dict(getattr(form.fields[name], "choices", [])).get(value, value)
        gone: dict[str, str | None] = {name: None}
        if name == "plaats":
            gone["straal"] = None
            if km := form.cleaned_data.get("straal"):
                label = _("%(place)s, %(km)d km") % {"place": value, "km": km}
        chips.append(Offer(str(label), search_address(query, **gone)))
    return chips


def _offers(text: str, filters: Filters, today: dt.date, query: QueryDict) -> list[Offer]:
    """Return what would find somebody: a wider circle, or the name without the filters."""
    for wider in search.wider(filters):
        if count := search.count_listed(text, wider, today):
            sentence = ngettext(
                "Binnen %(km)d km staat er %(count)d.", "Binnen %(km)d km staan er %(count)d.", count
            )  # fmt: skip
            km = wider.radius_km or 0
            return [Offer(sentence % {"km": km, "count": count}, search_address(query, straal=str(km)))]
    if text and filters != Filters() and (count := search.count_listed(text, Filters(), today)):
        sentence = ngettext("Zonder keuzes staat er %(count)d.", "Zonder keuzes staan er %(count)d.", count)
        return [Offer(sentence % {"count": count}, f"{reverse('register:search')}?{_only_name(query)}")]
    return []


def _only_name(query: QueryDict) -> str:
    only = QueryDict(mutable=True)
    only["q"] = query.get("q", "")
    return only.urlencode()
