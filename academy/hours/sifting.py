"""Which hours a scheme looks at: this certificate's, of a kind it knows, inside the period and outside every suspension.

Hours that fail several of these are told with the first, in this order. Hours outside all of it are lost before any maximum.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .crediting import Counting, zeros
from .entries import APPROVED, PLANNED, SUBMITTED, Line
from .period import Slice
from .scheme import Scheme

OTHER_CERTIFICATE, UNKNOWN_KIND, OUTSIDE_PERIOD = "other_certificate", "unknown_kind", "outside_period"
SUSPENDED = "suspended"

Lost = tuple[str, str, int]  # entry id, reason, minutes


@dataclass(slots=True)
class Sifted:
    """What is left: approved hours, and those together with submitted and planned ones (`hoped`), both in order.

    `raw` holds, per status, slice and kind, the minutes in the period before suspensions. `lost` is about approved hours.
    """

    raw: Mapping[str, list[dict[str, int]]]
    approved: list[Counting] = field(default_factory=list)
    hoped: list[Counting] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)


def sift(
    scheme: Scheme,
    slices: Sequence[Slice],
    lines: Iterable[Line],
    suspensions: Sequence[tuple[dt.date, dt.date]],
    certificate: int | str | None,
) -> Sifted:
    """Take the lines of the ledger, in order of date and id, apart."""
    sifted = Sifted({status: zeros(scheme, slices) for status in (APPROVED, SUBMITTED, PLANNED)})
    firsts, end, kinds = [one.start for one in slices], slices[-1].end, scheme.kinds
    for line in lines:
        on, key, kind, minutes, status, _activity, allocated_to, _reversed = line
        if not minutes or status not in sifted.raw:
            continue
        if allocated_to is not None and certificate is not None and allocated_to != certificate:
            reason = OTHER_CERTIFICATE
        elif kind not in kinds:
            reason = UNKNOWN_KIND
        elif not firsts[0] <= on < end:
            reason = OUTSIDE_PERIOD
        else:
            number = bisect_right(firsts, on) - 1
            sifted.raw[status][number][kind] += minutes
            if not suspensions or not any(start <= on < until for start, until in suspensions):
                counting = Counting(line, minutes, number)
                sifted.hoped.append(counting)
                if status == APPROVED:
                    sifted.approved.append(counting)
                continue
            reason = SUSPENDED
        if status == APPROVED:
            sifted.lost.append((key, reason, minutes))
    return sifted
