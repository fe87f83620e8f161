"""The academy of the demonstration association: 14 invented courses with their runs, from `demo_courses.toml`.

Stated, and tested: every course has one to four runs; among them are runs that are over, that come, with very few places, whose
registration has closed or has not opened, that are online, of two days, called off; prices with an early-bird window and for
groups; a discount code; terms with steps. Nothing is booked here. A run's code is its course's address with the month.
"""

import datetime as dt
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from wagtail.models import Site
from wagtail.rich_text import RichText

from academy.accreditation.models import Training
from events.booking.enums import Audience, DiscountKind
from events.booking.models import CalledOff, DiscountCode, Occasion, Price, TermsVersion
from events.booking.prices import without_vat
from lvv_site.hours_kind import HoursKind
from lvv_site.operations.demo import DemoPlan

from . import planning
from .models import CatalogueIndexPage, CoursePage, Run
from .planning import PlannedPrice, PlannedRun, Session

AFTER = ("lvv_site.pages", "kenniscentrum.faq", "academy.accreditation")
COURSES = Path(__file__).parent / "demo_courses.toml"
INTRODUCTION = "Masterclasses, opleidingen en e-learning voor vertrouwenspersonen. Kies op wat je nodig hebt: uren, een datum of een plek."
TERMS, DISCOUNT = "academie-2026", "VROEGEVOGEL"
TERMS_TEXT = (
    "Annuleren kan op de pagina van je boeking. Het bedrag komt terug langs de weg waarlangs je betaalde. "
    "Gaat een uitvoering niet door, dan krijg je alles terug."
)
STEPS = [[14, 100], [7, 50]]
VAT = Decimal(21)
OFFICE_HOURS = ("09:30", "16:30")
SATURDAY = 5
DAY = dt.timedelta(days=1)


def load(plan: DemoPlan) -> None:
    """Make the catalogue, its courses and their runs."""
    home = Site.objects.get(is_default_site=True).root_page
    index = CatalogueIndexPage(
        title="Academie", slug="academie", introduction=INTRODUCTION, show_in_menus=True,
        search_description="Opleidingen, masterclasses en e-learning voor vertrouwenspersonen, met uren, prijzen en vrije plaatsen.",
    )  # fmt: skip
    home.add_child(instance=index)
    index.save_revision().publish()
    _behind_register(index)
    terms = TermsVersion.objects.create(code=TERMS, text=TERMS_TEXT, steps=STEPS)
    trainings = {training.code: training for training in Training.objects.all()}
    for written in tomllib.loads(COURSES.read_text())["course"]:
        page = _page(index, written)
        for number, run in enumerate(written["runs"]):
            _run(plan, page, written, run, terms, trainings.get(written.get("training", "")), number)
    DiscountCode.objects.create(
        code=DISCOUNT, kind=DiscountKind.PERCENTAGE, value=Decimal(10), uses=50, until=plan.today + 120 * DAY
    )


def _behind_register(index: CatalogueIndexPage) -> None:
    """Put it third in the menu, which follows the tree: after what most visitors come for."""
    sections = list(index.get_siblings(inclusive=False).filter(show_in_menus=True).order_by("path")[:2])
    if sections:
        index.move(sections[-1], pos="right")
        index.refresh_from_db()


def _page(index: CatalogueIndexPage, written: dict[str, Any]) -> CoursePage:
    page = CoursePage(
        title=written["title"], slug=written["slug"], kind=written["kind"], introduction=written["introduction"],
        search_description=written["introduction"], form=written["form"], for_whom=written["for_whom"],
        learning="\n".join(written["learning"]), body=[("text", RichText(written["text"]))],
        teachers=[("teacher", {"name": name, "about": about}) for name, about in written["teachers"]],
        programme=[("item", _item(*line)) for line in written["programme"]],
    )  # fmt: skip
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def _item(time: str, title: str, text: str) -> dict[str, Any]:
    pause = text == "pause"
    return {"time": dt.time.fromisoformat(time), "title": title, "text": "" if pause else text, "pause": pause}


def _run(  # noqa: PLR0917 - one run of the file, with what it refers to
    plan: DemoPlan, page: CoursePage, written: dict[str, Any], run: dict[str, Any], terms: TermsVersion,
    training: Training | None, number: int,
) -> Run:  # fmt: skip
    sessions = _sessions(plan, run)
    minutes = int(Decimal(str(written["hours"])) * 60)
    opens = plan.today + run["opens_in"] * DAY if "opens_in" in run else None
    closes = plan.today - DAY if run.get("closed") else None
    made = planning.add(PlannedRun(
        page=page, code=planning.free_code(page, sessions[0].day if sessions else None), sessions=sessions,
        place=run["place"], capacity=run.get("seats"),
        online_link=f"https://overleg.example/{page.slug}-{number}" if _has_link(run) else "",
        opens_at=planning.at(opens, dt.time(9)) if opens else None,
        closes_at=planning.at(closes, dt.time(17)) if closes else None,
        hours_kind=HoursKind.COURSE if training else HoursKind.EXTRA, minutes=minutes,
        prices=tuple(_prices(plan, written, run)), terms=terms, training=training,
    ))  # fmt: skip
    if "group" in run:
        _group_price(made.occasion, Decimal(written["member"]), run["group"])
    if run.get("called_off"):
        CalledOff.objects.create(occasion=made.occasion)
    return made


def _has_link(run: dict[str, Any]) -> bool:
    return bool(run.get("link")) or (run["place"] == "Online" and "in" in run)


def _sessions(plan: DemoPlan, run: dict[str, Any]) -> tuple[Session, ...]:
    """Return the days of a run: the first working day from when the file says, and those that follow."""
    if "in" not in run:
        return ()
    starts, ends = (
        dt.time.fromisoformat(run.get(name, given)) for name, given in zip(("from", "to"), OFFICE_HOURS, strict=True)
    )
    first = plan.today + run["in"] * DAY
    days = [_working(first + number * run.get("gap", 7) * DAY) for number in range(run.get("days", 1))]
    return tuple(Session(day, starts, ends) for day in days)


def _working(day: dt.date) -> dt.date:
    """Return the day, or the Monday after a weekend."""
    return day if day.weekday() < SATURDAY else day + (7 - day.weekday()) * DAY


def _prices(plan: DemoPlan, written: dict[str, Any], run: dict[str, Any]) -> list[PlannedPrice]:
    guest, member = Decimal(written["guest"]), Decimal(written["member"])
    prices = [PlannedPrice(Audience.GUEST, guest, VAT)]
    if member < guest:
        prices.append(PlannedPrice(Audience.MEMBER, member, VAT))
    if "early" in run:
        until = plan.today + run["early"] * DAY
        prices.append(PlannedPrice(Audience.MEMBER, member - 50, VAT, until))
    return prices


def _group_price(occasion: Occasion, member: Decimal, people: int) -> None:
    """Let who books for several pay what members pay."""
    Price.objects.create(
        occasion=occasion, audience=Audience.GUEST, net=without_vat(member, VAT), vat_rate=VAT, people=people
    )
