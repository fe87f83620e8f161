"""The public agenda: the list, a plain page for what has no other home, and calendar files. No cookie needed, nothing kept."""

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.booking.models import Occasion
from lvv_site import civil
from lvv_site.members.models import Person
from lvv_site.pages.addresses import address_of
from lvv_site.pages.visibility import person_of
from lvv_site.ratelimit import limited

from . import activities, calendars, listing, queries
from .forms import FilterForm

PAGE_SIZE = 20
FEED_LENGTH = 500
FEED_SECONDS = 900
CALENDAR = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Chip:
    """A chosen filter: what it says, and the list without it."""

    text: str
    url: str


def visitor(request: HttpRequest) -> Person | None:
    """Return who asks. Without a session cookie nobody: no query, and the answer stays the same for everybody."""
    return person_of(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else None


@require_safe
@limited("read")
def list_page(request: HttpRequest) -> HttpResponse:
    """Everything that can be attended and has dates; `?voorbij=1` what was. What was asked stands in the address."""
    now, today = timezone.now(), civil.today()
    over = request.GET.get("voorbij") == "1"
    known = queries.announced(visitor(request), today)
    known = queries.past(known, now) if over else queries.coming(known, now)
    form = FilterForm(request.GET, months=listing.months_of(known, last_first=over))
    form.is_valid()
    found = listing.narrowed(known, form.filters(), today)
    page_obj = Paginator(found, PAGE_SIZE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "chips": _chips(form, request.GET),
        "months": listing.by_month(activities.of(list(page_obj.object_list), now)),
        "page_obj": page_obj,
        "over": over,
        "asked": bool(request.GET),
        "more_open": bool(form.cleaned_data.get("leden")) or bool(form.errors),
        "breadcrumb": [(_("Home"), "/"), (_("Agenda"), None)],
    }
    return render(request, "agenda/list.html", context)


@require_safe
@limited("read")
def activity_page(request: HttpRequest, code: str) -> HttpResponse:
    """The plain page of an activity without a page of its own; one with a page is shown there."""
    occasion = _find(request, code)
    if path := occasion.home_path:  # type: ignore[attr-defined] # of `queries.dated`
        return HttpResponseRedirect(address_of(path))
    now = timezone.now()
    context = {
        "occasion": occasion,
        "activities": activities.of([occasion], now),
        "parts": list(occasion.parts.all()),
        "now": now,
        "breadcrumb": [(_("Home"), "/"), (_("Agenda"), reverse("agenda:list")), (occasion.title, None)],
    }
    return render(request, "agenda/activity.html", context)


@require_safe
@limited("read")
def calendar_file(request: HttpRequest, code: str) -> HttpResponse:
    """One activity as a calendar file, without the link for online."""
    occasion = _find(request, code)
    content = calendars.of(activities.of([occasion], timezone.now()))
    headers = {"Content-Disposition": f'attachment; filename="{occasion.code}.ics"'}
    return HttpResponse(content, content_type=CALENDAR, headers=headers)


@require_safe
@limited("read")
def feed(request: HttpRequest) -> HttpResponse:
    """What is coming that everybody may know of, for calendars that ask again and again."""
    now = timezone.now()
    occasions = queries.coming(queries.announced(None, civil.today()), now)[:FEED_LENGTH]
    content = calendars.of(activities.of(list(occasions), now), feed=True)
    etag = quote_etag(calendars.digest(content))
    response = HttpResponse(content, content_type=CALENDAR)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={FEED_SECONDS}"
    return get_conditional_response(request, etag=etag, response=response) or response


def _find(request: HttpRequest, code: str) -> Occasion:
    """Return the occasion when the visitor may know of it; else there is none."""
    occasion = queries.announced(visitor(request), civil.today()).filter(code=code).first()
    if occasion is None:
        raise Http404
    return occasion


def _chips(form: FilterForm, query: QueryDict) -> list[Chip]:
    """Return what was chosen; each leads to the list without it."""
    chips = []
    for name, field in form.fields.items():
        if value := form.cleaned_data.get(name):
            label = dict(getattr(field, "choices", ())).get(value, value)
            chips.append(Chip(str(label), _address(query, name)))
    return chips


def _address(query: QueryDict, without: str) -> str:
    left = query.copy()
    for name in (without, "pagina"):
        left.pop(name, None)
    return f"{reverse('agenda:list')}?{left.urlencode()}" if left else reverse("agenda:list")
