"""What there is to do beside courses in the demonstration: meetings, LVV on Tour, broadcasts, and what was.

Everything lies so many weeks from the plan's date, on a weekday that suits it. The agenda stands in the menu behind the register.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wagtail.models import Page, Site
from wagtail.rich_text import RichText

from events.booking import prices
from events.booking.enums import Audience, OccasionKind
from events.booking.models import CalledOff, Occasion, Part, Price, TermsVersion
from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.operations.demo import DemoPlan
from lvv_site.pages.models import LinkPage

from .models import ActivityPage

AFTER = ("lvv_site.pages", "kenniscentrum.faq")
VAT = Decimal(21)
TERMS = (
    "U kunt tot 14 dagen voor de activiteit annuleren en krijgt dan alles terug. Tot 3 dagen ervoor krijgt u de helft terug."
    " Daarna niets meer, maar iemand anders sturen mag altijd."
)
CHRISTMAS, NEW_YEAR = (12, 24), (1, 1)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = 1, 2, 3, 4


@dataclass(frozen=True)
class Planned:
    """One activity: so many weeks ahead on a weekday, from a time (hours, minutes) and so long. Prices in EUR with VAT."""

    code: str
    kind: OccasionKind
    title: str
    weeks: int
    weekday: int
    begins: tuple[int, int]
    lasts: int
    place: str = ""
    capacity: int | None = None
    minutes: int = 0
    member: int | None = 0
    guest: int | None = 0
    external: str = ""
    page: str = ""
    evenings: int = 1
    opens_weeks: int | None = None
    called_off: bool = False


TOUR, NETWORK, BROADCAST = OccasionKind.TOUR, OccasionKind.NETWORK, OccasionKind.BROADCAST
ACTIVITIES = (
    Planned("kennismaken-nieuwe-leden", NETWORK, "Kennismaken: online voor nieuwe leden", 1, TUESDAY, (19, 30), 60,
            page="kennismaken"),
    Planned("lvv-tv-meldregeling", BROADCAST, "LVV TV: bijpraten over de meldregeling", 2, WEDNESDAY, (19, 30), 90,
            minutes=90, guest=25),
    Planned("regioavond-noord", NETWORK, "Regioavond Noord: samen oefenen met casus", 4, THURSDAY, (16, 0), 240, "Assen", 24,
            minutes=180, member=20, guest=35),
    Planned("on-tour-eindhoven", TOUR, "LVV on Tour in Eindhoven", 6, FRIDAY, (14, 0), 180, "Eindhoven", 40, minutes=180,
            member=15, guest=35, page="lvv-on-tour"),
    Planned("interne-collegas-utrecht", NETWORK, "Onder collega's: interne vertrouwenspersonen", 7, TUESDAY, (13, 30), 150,
            "Utrecht", 30, minutes=150, member=15, guest=30, called_off=True),
    Planned("leesavonden-luisteren", NETWORK, "Twee leesavonden over luisteren", 8, WEDNESDAY, (19, 30), 120, "Zwolle", 12,
            minutes=240, member=45, guest=None, evenings=2),
    Planned("on-tour-oegstgeest", TOUR, "LVV on Tour in Oegstgeest", 9, FRIDAY, (14, 0), 180, "Oegstgeest", 30, minutes=180,
            member=15, guest=35, page="lvv-on-tour"),
    Planned("dag-veilig-werk", NETWORK, "Landelijke dag over veilig werk, bij onze partners", 10, THURSDAY, (9, 30), 420,
            "Den Haag", member=None, guest=None, external="https://dag-veilig-werk.example/aanmelden"),
    Planned("lvv-tv-vraag-het-de-jurist", BROADCAST, "LVV TV: vraag het de jurist", 14, WEDNESDAY, (19, 30), 90, minutes=90,
            guest=25, opens_weeks=6),
    Planned("lvv-tv-draagvlak", BROADCAST, "LVV TV: draagvlak in uw organisatie", -3, WEDNESDAY, (19, 30), 90, minutes=90,
            guest=25),
    Planned("on-tour-zwolle", TOUR, "LVV on Tour in Zwolle", -8, FRIDAY, (14, 0), 180, "Zwolle", 40, minutes=180, member=15,
            guest=35, page="lvv-on-tour"),
)  # fmt: skip
PAGES: tuple[dict[str, Any], ...] = (
    {
        "slug": "lvv-on-tour",
        "title": "LVV on Tour",
        "introduction": "De vereniging komt naar u toe: een middag met vertrouwenspersonen uit uw eigen regio.",
        "search_description": "Netwerkmiddagen van de LVV in de regio, voor vertrouwenspersonen van binnen en buiten de vereniging.",
        "body": "<h2>Hoe de middag gaat</h2><p>U begint met een vraag uit uw eigen praktijk, zonder namen. In groepen van zes"
        " legt u die naast die van anderen. Daarna praten we over wat er in de regio speelt, en over wat de vereniging voor u"
        " kan doen.</p><h2>Voor wie</h2><p>Voor leden, en voor gasten die het vak willen leren kennen. Er is een beperkt aantal"
        " plaatsen: zo komt iedereen aan het woord.</p>",
        "members_only": False,
    },
    {
        "slug": "kennismaken",
        "title": "Kennismaken voor nieuwe leden",
        "introduction": "Ben je dit jaar lid geworden? In een uur leer je de vereniging en elkaar kennen.",
        "search_description": "Een online uur voor nieuwe leden.",
        "body": "<p>Twee leden van het bestuur vertellen wat er is: intervisie, de helpdesk, de academie. Daarna is het aan"
        " jou. Neem iets te drinken mee.</p>",
        "members_only": True,
    },
)


def load(plan: DemoPlan) -> None:
    """Put the agenda in the menu, write the pages and plan the activities."""
    home = Site.objects.get(is_default_site=True).root_page
    _menu(home)
    pages = {page["slug"]: _page(home, page) for page in PAGES}
    terms, _made = TermsVersion.objects.get_or_create(
        code="activiteiten-1",
        defaults={"text": TERMS, "steps": [[14, 100], [3, 50]], "made_at": _moment(plan, -40, TUESDAY, (9, 0))},
    )
    for one in ACTIVITIES:
        _plan(plan, one, pages, terms)


def _menu(home: Page) -> None:
    """Stand behind the academy, or else behind the register: the menu follows the tree."""
    link = LinkPage(title="Agenda", slug="naar-de-agenda", target="/agenda/", show_in_menus=True)
    home.add_child(instance=link)
    link.save_revision().publish()
    for slug in ("academie", "naar-de-academie", "naar-het-register"):
        if before := Page.objects.child_of(home).filter(slug=slug).first():
            link.move(before, pos="right")
            return


def _page(home: Page, written: dict[str, Any]) -> ActivityPage:
    parent = Page.objects.child_of(home).filter(slug="vereniging").first() or home
    page = ActivityPage(**{**written, "body": [("text", RichText(written["body"]))]})
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _plan(plan: DemoPlan, one: Planned, pages: dict[str, ActivityPage], terms: TermsVersion) -> None:
    first = _moment(plan, one.weeks, one.weekday, one.begins)
    starts = [first + dt.timedelta(weeks=2 * evening) for evening in range(one.evenings)]
    lasts = dt.timedelta(minutes=one.lasts)
    occasion = Occasion.objects.create(
        code=one.code,
        kind=one.kind,
        title=one.title,
        starts=starts[0],
        ends=starts[-1] + lasts,
        place=one.place,
        capacity=one.capacity,
        minutes=one.minutes,
        hours_kind=HoursKind.EXTRA if one.minutes else "",
        external_url=one.external,
        bookable=not one.external,
        opens_at=None if one.opens_weeks is None else _moment(plan, one.opens_weeks, TUESDAY, (9, 0)),
        landing=pages.get(one.page),
        terms=None if one.external else terms,
        planned_at=_moment(plan, -12, TUESDAY, (9, 0)),
    )
    Part.objects.bulk_create(
        Part(occasion=occasion, starts=start, ends=start + lasts, minutes=one.minutes // one.evenings)
        for start in starts
    )
    _price(occasion, ((Audience.MEMBER, one.member), (Audience.GUEST, one.guest)))
    if one.called_off:
        CalledOff.objects.create(occasion=occasion, at=_moment(plan, -1, FRIDAY, (11, 0)))


def _price(occasion: Occasion, amounts: Sequence[tuple[Audience, int | None]]) -> None:
    Price.objects.bulk_create(
        Price(occasion=occasion, audience=audience, net=prices.without_vat(Decimal(amount), VAT), vat_rate=VAT)
        for audience, amount in amounts
        if amount is not None
    )


def _moment(plan: DemoPlan, weeks: int, weekday: int, clock: tuple[int, int]) -> dt.datetime:
    """Return the moment in the week that lies so many weeks from the plan's own, or after the holidays at the end of a year."""
    monday = plan.today - dt.timedelta(days=plan.today.weekday()) + dt.timedelta(weeks=weeks)
    day = monday + dt.timedelta(days=weekday)
    if (day.month, day.day) >= CHRISTMAS or (day.month, day.day) == NEW_YEAR:
        day += dt.timedelta(weeks=2)
    return dt.datetime.combine(day, dt.time(*clock), civil.AMSTERDAM)
