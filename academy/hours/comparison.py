"""Who would be better or worse off under another scheme version, before it is published.

It looks at everybody whose period runs today and at the hours of now: how much is still short under their own rules, and how
much would be under the other. It decides nothing: a running period keeps its own scheme. The rows are kept, so that the list
can be read page by page and exported; a new comparison replaces them. What a previous period left over is taken along as
far as the period's own rules carry hours over.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from itertools import batched

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.certification.models import Period, SchemeVersion
from lvv_site.members.models import User

from . import queries
from .models import ComparedPeriod, SchemeComparison
from .queries import Standing

BATCH = 1000
AT_ONCE = 2500  # so many are compared while somebody waits; more are left to a task


class Outcome(StrEnum):
    """What a scheme would mean to somebody, by the minutes still short."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


FILTERS: dict[str, Q] = {
    Outcome.BETTER: Q(short_then__lt=F("short_now")),
    Outcome.WORSE: Q(short_then__gt=F("short_now")),
    Outcome.SAME: Q(short_then=F("short_now")),
}


def begin(scheme: SchemeVersion, by: User, today: dt.date) -> SchemeComparison:
    """Start a comparison of the version as it is now; an earlier one goes."""
    with transaction.atomic():
        SchemeVersion.objects.select_for_update().get(pk=scheme.pk)
        SchemeComparison.objects.filter(scheme=scheme).delete()
        return SchemeComparison.objects.create(scheme=scheme, content_hash=scheme.content_hash, as_of=today, by=by)


@transaction.atomic
def compare(comparison: SchemeComparison) -> None:
    """Compare everybody, all or nothing; running it again starts anew."""
    held = SchemeComparison.objects.select_for_update().select_related("scheme").filter(pk=comparison.pk).first()
    if held is None or held.finished_at or held.scheme.content_hash != held.content_hash:
        return  # replaced, done, or the draft changed: a new comparison will be asked for
    for some in batched(queries.running(held.as_of), BATCH):
        ComparedPeriod.objects.bulk_create(_compared(held, one) for one in some)
    held.finished_at = timezone.now()
    held.save(update_fields=["finished_at"])


def _compared(comparison: SchemeComparison, standing: Standing) -> ComparedPeriod:
    now, then = standing.progress, queries.under(standing, comparison.scheme)
    return ComparedPeriod(
        comparison=comparison, period=standing.period, person_id=standing.person_id, short_now=now.still_short,
        short_then=then.still_short, met_now=now.met, met_then=then.met, reachable_then=then.reachable is not False,
    )  # fmt: skip


def size(today: dt.date) -> int:
    """Return about how many periods there are to compare."""
    return Period.objects.filter(during__contains=today).count()


def current(scheme: SchemeVersion) -> SchemeComparison | None:
    """Return the comparison of the version as it is now; None when there is none, or it is of an earlier draft."""
    return SchemeComparison.objects.filter(scheme=scheme, content_hash=scheme.content_hash).select_related("by").first()


def counts(comparison: SchemeComparison) -> Counter[str]:
    """Return how many would be better, worse, and equally far; and who would lose or gain having enough."""
    rows = comparison.periods.all()
    found = Counter({name: rows.filter(wanted).count() for name, wanted in FILTERS.items()})
    found["all"] = rows.count()
    found["loses"] = rows.filter(met_now=True, met_then=False).count()
    found["gains"] = rows.filter(met_now=False, met_then=True).count()
    found["unreachable"] = rows.filter(reachable_then=False).count()
    return found


def listed(comparison: SchemeComparison, outcome: str = "") -> QuerySet[ComparedPeriod]:
    """Return the compared periods, the biggest loss first."""
    rows = comparison.periods.select_related("period__certificate__person", "period__scheme")
    if outcome in FILTERS:
        rows = rows.filter(FILTERS[outcome])
    return rows.order_by(F("short_now") - F("short_then"), "pk")


def still_to_do(scheme: SchemeVersion) -> Iterator[str]:
    """Yield what must be done before a draft is published."""
    found = current(scheme)
    if found is None:
        yield _("Vergelijk eerst wie er beter of slechter van zou worden.")
    elif found.finished_at is None:
        yield _("De vergelijking is nog bezig. Wacht tot die klaar is.")
