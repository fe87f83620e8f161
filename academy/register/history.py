"""The course of a registration, as the public page tells it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from academy.certification import status
from academy.certification.dates import DAY, months_later
from academy.certification.enums import EventKind, Status
from lvv_site.pages.templatetags.site import long_date

from .adviser import Entry

WINDOW_MONTHS = 12  # a renewal can be asked for from a year before the end


@dataclass(frozen=True)
class Moment:
    """One line of the history; `tense` is past, now or future."""

    date: dt.date
    text: str
    tense: str = "past"


def history(found: Entry, today: dt.date) -> list[Moment]:
    """Return the moments of a registration, the newest first."""
    moments = sorted({**_beginnings(found), **_measures(found), **_ends(found, today)}.items(), reverse=True)
    past = [Moment(date, text) for date, text in moments if date <= today]
    future = [Moment(date, text, "future") for date, text in moments if date > today]
    if window := _window(found, today):
        future.append(window)
    if past:
        past[0] = Moment(past[0].date, past[0].text, "now")
    return sorted(future, key=lambda moment: moment.date, reverse=True) + past


def _beginnings(found: Entry) -> dict[dt.date, str]:
    moments = {}
    ends = dict(status.periods(found.record))
    for starts, until in ends.items():
        moments[starts] = _("Verlengd tot en met %(date)s") % {"date": long_date(until)}
    if found.first_registered:
        moments[found.first_registered] = _("Ingeschreven in het register")
    return moments


def _measures(found: Entry) -> dict[dt.date, str]:
    moments = {}
    for measure in found.record.measures:
        until = None if measure.ends == status.FOREVER else measure.ends - DAY
        word = _("Geschorst") if measure.kind == EventKind.SUSPENDED else _("Voorwaardelijk")
        moments[measure.starts] = (
            _("%(what)s tot en met %(date)s") % {"what": word, "date": long_date(until)} if until else word
        )
        if until and found.on(measure.ends).status == Status.REGISTERED:
            moments.setdefault(measure.ends, _("Weer gewoon geregistreerd"))
    return moments


def _ends(found: Entry, today: dt.date) -> dict[dt.date, str]:
    moments = {}
    for ending in found.record.endings:
        struck = ending.kind == EventKind.STRUCK_OFF
        moments[ending.starts] = _("Doorgehaald na een besluit") if struck else _("Uitgeschreven op eigen verzoek")
    for _starts, until in status.periods(found.record):
        if (
            until < today and found.on(until + DAY).status == Status.EXPIRED
        ):  # what will come is for the person to decide
            moments[until + DAY] = _("Verlopen: de termijn was voorbij en niet verlengd")
    return moments


def _window(found: Entry, today: dt.date) -> Moment | None:
    if found.today.status not in {Status.REGISTERED, Status.CONDITIONAL} or found.today.valid_until is None:
        return None
    opens = months_later(found.today.valid_until + DAY, -WINDOW_MONTHS)
    text = _("Vanaf hier kan de verlenging worden aangevraagd")
    return Moment(opens, text, "future") if opens > today else None
