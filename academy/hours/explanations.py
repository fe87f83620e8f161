"""Rules, adjustments, reasons and the answer, in plain words. Nothing is decided here."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from academy.certification.dates import DAY
from academy.certification.enums import AdjustmentKind
from academy.certification.models import Adjustment
from lvv_site.hours_kind import HoursKind
from lvv_site.pages.templatetags.site import long_date

from .outlook import Answer, KindOutlook, Outlook, State
from .progress import (
    DUPLICATE,
    OTHER_CERTIFICATE,
    OUTSIDE_PERIOD,
    OVER_CAP,
    OVER_DAY,
    REVERSED,
    SUSPENDED,
    UNKNOWN_KIND,
    Progress,
)
from .scheme import Scheme
from .templatetags.hours import hours as in_figures
from .templatetags.hours import in_hours

SHORT_NAMES: Mapping[str, str | Promise] = {
    HoursKind.COURSE: gettext_lazy("Scholing"),
    HoursKind.INTERVISIE: gettext_lazy("Intervisie"),
    HoursKind.EXTRA: gettext_lazy("Extra"),
}
# Why hours do not count, with what a reader can do with it.
LOST: Mapping[str, str | Promise] = {
    OVER_CAP: gettext_lazy("Boven het maximum van deze soort in dit jaar."),
    OVER_DAY: gettext_lazy("Boven het maximum van deze soort op één dag."),
    DUPLICATE: gettext_lazy("Deze activiteit telde al een keer mee. Dezelfde activiteit telt één keer per termijn."),
    OUTSIDE_PERIOD: gettext_lazy("De datum valt buiten deze termijn."),
    SUSPENDED: gettext_lazy("Je certificaat was toen geschorst. Uren uit die tijd tellen niet."),
    UNKNOWN_KIND: gettext_lazy("De regeling van deze termijn kent deze soort uren niet."),
    OTHER_CERTIFICATE: gettext_lazy("Deze uren zijn voor je andere certificaat."),
    REVERSED: gettext_lazy("Teruggenomen."),
}


def kind_name(kind: str) -> str:
    """Return a kind of hours as it begins a sentence."""
    name = str(HoursKind(kind).label)
    return name[:1].upper() + name[1:]


def short_name(kind: str) -> str:
    """Return a kind of hours in one word, for the head of a column."""
    return str(SHORT_NAMES[kind])


def not_counted(reason: str, minutes: int) -> str:
    """Say why minutes of an entry do not count."""
    return _("%(hours)s telt niet mee. %(reason)s") % {"hours": in_hours(minutes), "reason": LOST[reason]}


def say(outlook: Outlook) -> str:
    """Return the one sentence that answers 'haal ik het nog?'."""
    values = {
        "has": in_figures(outlook.has), "needed": in_hours(outlook.needed), "time": _time_left(outlook),
        "short": in_hours(outlook.needed - outlook.has),
    }  # fmt: skip
    match outlook.answer:
        case Answer.DONE:
            sentence = _("Klaar. Je hebt de %(needed)s die je nodig hebt.")
        case Answer.OVER:
            sentence = _("Deze termijn is voorbij. Je had %(has)s van de %(needed)s.")
        case Answer.COMING:
            sentence = _("Deze termijn begint nog. Je hebt er %(needed)s voor nodig.")
        case Answer.UNLESS:
            sentence = _("Nee, tenzij je meer tijd of vrijstelling krijgt. Je mist nog %(short)s.")
        case Answer.TIGHT | Answer.YES:
            return _still_possible(outlook, _("Je hebt %(has)s van de %(needed)s en nog %(time)s.") % values)
    return sentence % values


def _still_possible(outlook: Outlook, stand: str) -> str:
    if outlook.answer is Answer.YES:
        return f"{_('Ja.')} {stand}"
    if len(outlook.tight) == 1:
        return f"{_('Ja.')} {stand} {_('Alleen %(kind)s is krap.') % {'kind': _label(outlook.tight[0].kind)}}"
    return f"{_('Ja, maar het is krap.')} {stand}"


def per_kind(one: KindOutlook) -> str:
    """Return what is left to do of one kind."""
    name = kind_name(one.kind)
    if one.state is State.DONE:
        return _("%(kind)s: klaar.") % {"kind": name}
    values = {"kind": name, "short": in_hours(one.short), "then": in_hours(one.short_then), "room": in_hours(one.room)}
    if one.state is State.IMPOSSIBLE:
        return _("%(kind)s: je mist nog %(short)s. In deze termijn past er nog %(room)s bij.") % values
    if one.state is State.COVERED:
        return _("%(kind)s: nog %(short)s. Met wat geboekt is of wacht, ben je klaar.") % values
    told = [_("%(kind)s: nog %(short)s.") % values]
    if one.short_then < one.short:
        told.append(_("Met wat geboekt is of wacht, is dat nog %(then)s.") % values)
    if one.state is State.TIGHT and one.pace:
        told.append(_("In dit tempo kom je uit op ongeveer %(hours)s.") % {"hours": in_hours(one.pace)})
    return " ".join(told)


def still_needed(outlook: Outlook) -> str:
    """Return what is short now, in one sentence; nothing when all of it is there."""
    parts = [f"{in_hours(one.short)} {_label(one.kind)}" for one in outlook.kinds if one.short]
    return _("Nog nodig: %(parts)s.") % {"parts": listed(parts)} if parts else ""


def until_when(outlook: Outlook) -> list[str]:
    """Say until which day the goal is within reach, and what must be done by then; nothing when that is past or done."""
    latest = outlook.deadline
    if latest is None:
        return []
    values = {"day": long_date(latest.until)}
    if latest.final:
        return [_("Het kan nog tot en met %(day)s, de laatste dag van je termijn.") % values]
    parts = [f"{in_hours(minutes)} {HoursKind(kind).label}" for kind, minutes in latest.needed.items() if minutes]
    return [
        _("Doe je niets meer, dan kan het nog tot en met %(day)s. Elk jaar heeft een maximum: later is niet alles meer in te halen.")
        % values,
        _("Doe dit op tijd, tot en met %(day)s: %(hours)s.")
        % {**values, "hours": listed(parts) or in_hours(latest.total)},
    ]  # fmt: skip


def demands(progress: Progress, scheme: Scheme) -> list[str]:
    """Return the rules of a period, one sentence each: demands after exemptions, maxima and everything else that counts."""
    told = [
        _("Je hebt in deze termijn %(hours)s nodig.") % {"hours": in_hours(progress.total_min)},
        _("Daarvan minstens: %(parts)s.")
        % {"parts": listed([f"{in_hours(progress.minimum[one])} {HoursKind(one).label}" for one in scheme.kinds])},
    ]
    most = {one: demand.max_per_year for one, demand in scheme.kinds.items() if demand.max_per_year is not None}
    if most:
        parts = listed([f"{in_hours(minutes)} {HoursKind(one).label}" for one, minutes in most.items()])
        told.append(_("Per jaar telt hoogstens: %(parts)s.") % {"parts": parts} + " " + _basis(scheme))
    else:
        told.append(_("Er is geen maximum per jaar bekend."))
    return [*told, *_further(scheme, progress)]


def _basis(scheme: Scheme) -> str:
    if scheme.year_basis == "calendar":
        return _("Een jaar is hier een kalenderjaar.")
    return _("Een jaar loopt hier van verjaardag tot verjaardag van je termijn.")


def _further(scheme: Scheme, progress: Progress) -> Iterable[str]:
    for kind, minutes in scheme.max_per_day.items():
        yield _("Op één dag telt hoogstens %(hours)s %(kind)s.") % {"hours": in_hours(minutes), "kind": _label(kind)}
    for kind in sorted(scheme.once_per_period):
        yield _("Dezelfde activiteit telt één keer: %(kind)s.") % {"kind": _label(kind)}
    for source, target in scheme.overflow:
        values = {"source": _label(source), "target": _label(target)}
        yield _("Wat je te veel hebt aan %(source)s, vult aan wat je mist aan %(target)s.") % values
    if not scheme.overflow and progress.total_min <= sum(progress.minimum.values()):
        yield _("Te veel uren van de ene soort tellen niet mee voor een andere soort.")
    for kind, minutes in scheme.carry_over.items():
        values = {"hours": in_hours(minutes), "kind": _label(kind)}
        yield _("Uit je vorige termijn mag hoogstens %(hours)s %(kind)s mee.") % values
    if scheme.spread is not None:
        yield _("Advies: doe elk jaar minstens %(hours)s.") % {"hours": in_hours(scheme.spread)}
    yield _(
        "Alles telt op de dag van de activiteit, bij meer dagen op de laatste. Wanneer wij het verwerken maakt niet uit."
    )


def changed(adjustment: Adjustment) -> str:
    """Say what an adjustment of the period changes."""
    match adjustment.kind:
        case AdjustmentKind.EXTENSION:
            months = adjustment.months or 0
            extended = ngettext(
                "Je termijn is met %(count)d maand verlengd.", "Je termijn is met %(count)d maanden verlengd.", months
            )
            return extended % {"count": months} + " " + _("Maxima per jaar gelden in die tijd naar verhouding.")
        case AdjustmentKind.SUSPENSION:
            return _(
                "Je certificaat was geschorst van %(start)s tot en met %(end)s. Uren uit die tijd tellen niet en het einde schuift niet op."
            ) % {"start": long_date(adjustment.starts), "end": long_date(_last(adjustment.until))}
        case _:
            values = {"hours": in_hours(adjustment.minutes), "kind": _label(adjustment.hours_kind)}
            return (
                _("Je hebt vrijstelling voor %(hours)s %(kind)s. Zoveel minder heb je nodig, ook in totaal.") % values
            )


def listed(parts: list[str]) -> str:
    """Join parts as one says them: "a, b en c"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s en %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _label(kind: str) -> str:
    return str(HoursKind(kind).label)


def _last(until: dt.date | None) -> dt.date | None:
    return until - DAY if until else None


def _time_left(outlook: Outlook) -> str:
    if outlook.months_left >= 2:
        return _("ruim %(count)d maanden") % {"count": outlook.months_left}
    return ngettext("%(count)d dag", "%(count)d dagen", outlook.days_left) % {"count": outlook.days_left}
