"""When a meeting may be recorded, and how large a group may be. Pure: all that is wrong at once, each beside its field.

The numbers are the dated settings of the room; those of the day of the meeting count. Sources: peers present and duration as
in comparable registers, recording by the contact person afterwards (lvvv.nl/hercertificering).
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lvv_site.hours_kind import UNIT

MINUTES_A_DAY = 24 * 60
MAX_WORDS = 5


@dataclass(frozen=True)
class Rules:
    """What holds on a day: people in a group, integer minutes and people present at a meeting, days to record it."""

    min_group: int
    max_group: int
    min_minutes: int
    min_present: int
    latest_recording_days: int


# What holds as long as the office has set nothing: see migration 0003 for where these come from.
FIRST = Rules(min_group=3, max_group=8, min_minutes=90, min_present=3, latest_recording_days=60)


@dataclass(frozen=True)
class Situation:
    """What is known about the day of the meeting: who took part in the group, and which day it is now."""

    participants: frozenset[int]
    today: dt.date
    cancelled: bool = False
    # The office corrects whenever it turns out to be needed.
    however_late: bool = False


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the field it stands beside (empty: the whole), a code for programs, a sentence."""

    field: str
    code: str
    message: str | Promise


def problems(on: dt.date, minutes: int, present: frozenset[int], situation: Situation, rules: Rules) -> list[Problem]:
    """Return everything that keeps this meeting from being recorded; nothing when it may be."""
    return [
        *_of_the_meeting(situation),
        *_of_the_day(on, situation, rules),
        *_of_the_duration(minutes, rules),
        *_of_the_people(present, situation, rules),
    ]


def size_problem(size: int, rules: Rules) -> Problem | None:
    """Return what is wrong with the number of participants of a group, if anything."""
    if size < rules.min_group:
        return Problem("present", "group_too_small", _too_small(size, rules))
    if size > rules.max_group:
        return Problem("present", "group_too_large", _too_large(size, rules))
    return None


def _of_the_meeting(situation: Situation) -> Iterator[Problem]:
    if situation.cancelled:
        yield Problem("", "cancelled", _("Deze bijeenkomst is afgezegd. Leg een andere bijeenkomst vast."))


def _of_the_day(on: dt.date, situation: Situation, rules: Rules) -> Iterator[Problem]:
    if on > situation.today:
        yield Problem("on", "future", _("Deze dag moet nog komen. Leg de bijeenkomst vast na afloop."))
    elif not situation.however_late and situation.today > on + dt.timedelta(days=rules.latest_recording_days):
        text = ngettext(
            "Dit is te laat. Vastleggen kan tot en met %(days)d dag na de bijeenkomst. Vraag het bureau om hulp.",
            "Dit is te laat. Vastleggen kan tot en met %(days)d dagen na de bijeenkomst. Vraag het bureau om hulp.",
            rules.latest_recording_days,
        )
        yield Problem("on", "too_late", text % {"days": rules.latest_recording_days})


def _of_the_duration(minutes: int, rules: Rules) -> Iterator[Problem]:
    if minutes % UNIT:
        yield Problem("minutes", "granularity", _("Uren tellen per half uur. Rond af op een half uur."))
    elif minutes < rules.min_minutes:
        text = _("Dit is te kort. Een bijeenkomst duurt minstens %(minutes)d minuten.")
        yield Problem("minutes", "too_short", text % {"minutes": rules.min_minutes})
    elif minutes > MINUTES_A_DAY:
        yield Problem("minutes", "too_long", _("Dit is meer dan 24 uur op een dag. Kijk de duur na."))


def _of_the_people(present: frozenset[int], situation: Situation, rules: Rules) -> Iterator[Problem]:
    if present - situation.participants:
        text = _("Iemand die je aanvinkte, deed op deze dag niet mee in de groep. Nodig een gast vooraf uit.")
        yield Problem("present", "no_participant", text)
    elif size := size_problem(len(situation.participants), rules):
        yield size
    if len(present) < rules.min_present:
        fewer = ngettext(
            "Er moet minstens %(people)d deelnemer bij zijn geweest.",
            "Er moeten minstens %(people)d deelnemers bij zijn geweest.",
            rules.min_present,
        )
        yield Problem("present", "too_few", fewer % {"people": rules.min_present})


def _too_small(size: int, rules: Rules) -> str:
    text = _("Dat moeten er minstens %(people)d zijn.") % {"people": rules.min_group}
    return f"{_had(size)} {text}"


def _too_large(size: int, rules: Rules) -> str:
    text = _("Dat mogen er hoogstens %(people)d zijn.") % {"people": rules.max_group}
    return f"{_had(size)} {text}"


def _had(size: int) -> str:
    text = ngettext(
        "De groep had op deze dag %(size)d deelnemer.", "De groep had op deze dag %(size)d deelnemers.", size
    )
    return text % {"size": size}


def keyword_problem(text: str) -> str:
    """Return what is wrong with a theme: it is a keyword, without who or what it was about. Empty when nothing is."""
    words = text.split()
    if "@" in text or any(word.isdecimal() and len(word) > 4 for word in words):
        return _("Schrijf hier geen adressen of nummers op, alleen een trefwoord.")
    if len(words) > MAX_WORDS:
        return _("Een trefwoord is genoeg, hoogstens vijf woorden. Schrijf niets op over een casus.")
    return ""
