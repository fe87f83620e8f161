"""What the catalogue and a course page show: fetched in a fixed number of queries, decided by `catalogue` and `runs`."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone

from events.booking import pricing
from events.booking.models.occasions import civil_date
from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.pages.shell import with_root_paths
from lvv_site.pages.visibility import person_of, visible_to

from . import asking, structured_data, tariffs
from .catalogue import CourseFacts, RunFacts, found, wider
from .models import CatalogueIndexPage, CoursePage
from .models.pages import CHOSEN
from .runs import RunOffer, coming, offered

PER_PAGE = 12


@dataclass(frozen=True)
class Listed:
    """A course in the list: its page, the runs that fit, and the first of them."""

    page: CoursePage
    runs: tuple[RunOffer, ...]

    @property
    def first(self) -> RunOffer | None:
        """The first run that fits, of those that can be booked if there are any: whoever looks for a date reads this one."""
        return next((one for one in self.runs if one.choosable), self.runs[0] if self.runs else None)

    @property
    def others(self) -> int:
        """How many more there are like the first: that can be booked, if it can."""
        like = [one for one in self.runs if one.choosable] or self.runs
        return max(0, len(like) - 1)


def catalogue(index: CatalogueIndexPage, request: HttpRequest) -> dict[str, Any]:
    """Return what the catalogue shows: the courses that were asked for, a page of them at a time. Five queries."""
    now = timezone.now()
    pages = CoursePage.objects.child_of(index).live().defer("body", "programme", "learning")
    by_key = {page.pk: page for page in visible_to(pages, person_of(request), civil.today())}
    runs: dict[int, list[RunOffer]] = defaultdict(list)
    for one in offered(coming(now).filter(page__in=list(by_key), occasion__called_off=None), now):
        runs[one.run.page_id or 0].append(one)
    facts = [_course_facts(page, runs[key]) for key, page in by_key.items()]
    form = asking.FilterForm(request.GET, _months(facts))
    filters = form.filters()
    fitting = found(facts, filters)
    page_obj = Paginator(fitting, PER_PAGE).get_page(request.GET.get(asking.PAGE))
    offers_of = {one.run.pk: one for several in runs.values() for one in several}
    shown = [Listed(by_key[one.ref], tuple(offers_of[run.ref] for run in one.runs)) for one in page_obj]
    with_root_paths([one.page for one in shown], request)
    return {
        "form": form, "filters": filters, "chips": asking.chips(filters), "page_obj": page_obj, "courses": shown,
        "count": len(fitting), "offers": asking.offers(filters, wider(facts, filters)) if not fitting else [],
    }  # fmt: skip


def _course_facts(page: CoursePage, runs: list[RunOffer]) -> CourseFacts:
    facts = (
        RunFacts(one.run.pk, one.kind, one.occasion.starts_on, one.online, one.open, one.choosable) for one in runs
    )  # in the order of `coming`
    return CourseFacts(page.pk, page.title, page.kind, tuple(facts))


def _months(courses: list[CourseFacts]) -> list[asking.Month]:
    """Return the months in which something starts."""
    return sorted({(run.starts.year, run.starts.month) for one in courses for run in one.runs if run.starts})


def course(page: CoursePage, request: HttpRequest) -> dict[str, Any]:
    """Return what a course page shows beside its text: five queries."""
    now = timezone.now()
    runs = offered(coming(now).filter(page__in=[page.pk] if page.pk else []), now)  # a preview may not be saved yet
    happening = [one for one in runs if not one.called_off]
    prices = pricing.tariffs_of([one.occasion for one in happening])
    asked = request.GET.get(CHOSEN, "")
    choosable = [one for one in runs if one.choosable]
    preferred = next((one for one in choosable if one.open), choosable[0] if choosable else None)
    return {
        "runs": runs,
        "choosable": choosable,
        "preferred": preferred.run.pk if preferred else None,
        "not_choosable": [one for one in runs if not one.choosable],
        "refused": bool(asked),
        "kinds": _kinds(happening),
        "price_tables": tariffs.tables([(one.occasion, prices[one.occasion.pk]) for one in happening], civil_date(now)),
        "terms": _terms(happening),
        "structured_data": structured_data.course(page, happening, request),
    }


def _kinds(runs: list[RunOffer]) -> list[tuple[str, str, int]]:
    """Return the kinds of hours that the runs give, each once: value, name and minutes."""
    given = {(one.kind, one.minutes): None for one in runs if one.minutes}
    return [(kind, str(HoursKind(kind).label), minutes) for kind, minutes in given]


def _terms(runs: list[RunOffer]) -> list[tariffs.TermsInWords]:
    """Return the cancellation terms of the runs, each version once."""
    return [tariffs.in_words(one) for one in {run.occasion.terms: None for run in runs if run.occasion.terms}]


def bookable_code(page: CoursePage, code: str) -> str:
    """Return the code of a run of this page that somebody can go on with, empty when there is none of that code."""
    now = timezone.now()
    runs = offered((run for run in coming(now).filter(page=page) if run.occasion.code == code), now)
    return next((one.occasion.code for one in runs if one.choosable), "")
