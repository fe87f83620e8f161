"""Which occasions the agenda announces, and to whom.

An occasion is announced by its home: its own page, or else that of the course it is a run of. While that page is a draft the
occasion stands nowhere; when the page is for members, so is the occasion. Without a page everybody may know. What is a part of
something larger with dates (a workshop of a congress) is announced by the whole.
"""

import datetime as dt
from typing import cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from wagtail.models import Page

from events.booking.enums import Audience
from events.booking.models import Occasion, Price
from lvv_site.members.models import Person
from lvv_site.pages.visibility import visible_to


def dated(occasions: QuerySet[Occasion] | None = None) -> QuerySet[Occasion]:
    """Return the occasions with dates, each with `home_id` and `home_path` of its page; `called_off` is fetched with them."""
    found = Occasion.objects.all() if occasions is None else occasions
    with_home = found.filter(Q(parent=None) | Q(parent__starts=None), starts__isnull=False).annotate(
        home_id=Coalesce("landing_id", "parent__landing_id"),
        home_path=Coalesce("landing__url_path", "parent__landing__url_path"),
    )
    return cast("QuerySet[Occasion]", with_home.select_related("called_off"))


def announced(person: Person | None, on: dt.date, occasions: QuerySet[Occasion] | None = None) -> QuerySet[Occasion]:
    """Return the occasions that the person may know of on the civil date; None is everybody."""
    pages = visible_to(Page.objects.live(), person, on).order_by().values("pk")
    return dated(occasions).filter(Q(home_id=None) | Q(home_id__in=pages))


def of_page(page_id: int) -> QuerySet[Occasion]:
    """Return the occasions whose home is this page."""
    return dated().filter(Q(home_id=page_id))


def without_page(occasions: QuerySet[Occasion]) -> QuerySet[Occasion]:
    """Keep what has no page of its own."""
    return occasions.filter(Q(home_id=None))


def coming(occasions: QuerySet[Occasion], now: dt.datetime) -> QuerySet[Occasion]:
    """Keep what has not ended, the first one first."""
    return occasions.filter(ends__gt=now).order_by("starts", "pk")


def past(occasions: QuerySet[Occasion], now: dt.datetime) -> QuerySet[Occasion]:
    """Keep what has ended, the last one first."""
    return occasions.filter(ends__lte=now).order_by("-starts", "-pk")


def is_online() -> Q:
    """Return the condition that somebody can attend from home: there is no place to go to, or a link beside it."""
    return Q(place="") | Q(place__iexact="online") | ~Q(online_link="")


def for_members(on: dt.date) -> Q:
    """Return the condition that only members can come: its page is theirs, or there is a price for them and none for guests."""
    everybody = visible_to(Page.objects.live(), None, on).order_by().values("pk")
    hidden = Q(home_id__isnull=False) & ~Q(home_id__in=everybody)
    return hidden | (_has_price(Audience.MEMBER, on) & ~_has_price(Audience.GUEST, on))


def _has_price(audience: Audience, on: dt.date) -> Q:
    """Return the condition that somebody who comes alone can have a price on the civil date."""
    holds = Price.objects.filter(
        Q(since=None) | Q(since__lte=on), Q(until=None) | Q(until__gte=on), occasion=OuterRef("pk"), people__lte=1,
        audience=audience,
    )  # fmt: skip
    return Q(Exists(holds))
