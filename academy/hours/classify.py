"""As which kind hours enter the ledger (domain rule 3). Fixed when the entry is appended, and pure.

A course counts as such while its training is accredited on the day of the activity: from the first day, up to but not
including the end, open-ended without one, and no longer on the day of a withdrawal. A meeting counts as intervisie in a
group that was registered before or on the day of the meeting. What misses this is an extra activity (changes to certifying
per 2024, lvvv.nl/wijzigingen-certificeren-per-2024: schooling and intervisie that are not on the association's sites).
"""

import datetime as dt

from lvv_site.hours_kind import HoursKind


def kind_of(  # noqa: PLR0917 - the contract between rooms
    activity: str,
    on: dt.date,
    accredited_from: dt.date | None = None,
    accredited_until: dt.date | None = None,
    withdrawn_on: dt.date | None = None,
    group_registered_on: dt.date | None = None,
) -> HoursKind:
    """Return the kind of hours of an activity on its (last) day; `accredited_until` is the first day after.

    Raises:
        ValueError: the activity is none of course, intervisie, extra.
    """
    kind = HoursKind(activity)
    if kind is HoursKind.COURSE and not _accredited(on, accredited_from, accredited_until, withdrawn_on):
        return HoursKind.EXTRA
    if kind is HoursKind.INTERVISIE and not (group_registered_on and group_registered_on <= on):
        return HoursKind.EXTRA
    return kind


def _accredited(on: dt.date, starts: dt.date | None, until: dt.date | None, withdrawn_on: dt.date | None) -> bool:
    return (
        starts is not None
        and starts <= on
        and (until is None or on < until)
        and (withdrawn_on is None or on < withdrawn_on)
    )
