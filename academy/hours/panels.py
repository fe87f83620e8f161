"""The short standing on the member's own first page."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.panels import Panel

from . import explanations
from .enums import DecisionKind, Source
from .models import ClaimDraft, Decision, Entry
from .outlook import Outlook, outlook
from .overview import chosen_period
from .planned import planned_of
from .queries import Standing, standing_of


@dataclass(frozen=True)
class Short:
    """How far somebody is, in one sentence, and the next step."""

    standing: Standing
    outlook: Outlook
    rejected: int
    drafts: int

    @property
    def say(self) -> str:
        """The answer to 'haal ik het nog?'."""
        return explanations.say(self.outlook)

    @property
    def needed(self) -> str:
        """What is still short."""
        return explanations.still_needed(self.outlook)


def hours_panel(person: Person) -> list[Panel]:
    """Return the panel of somebody with a certificate, a plain one for who only has hours, and none for others."""
    today = civil.today()
    period, _periods = chosen_period(person, "", today)
    if period is None:
        return _without_period(person)
    booked = [one for one in planned_of(person) if one.booked]
    standing = standing_of(person, period, today, planned=booked)
    context = {
        "short": Short(
            standing=standing,
            outlook=outlook(standing.case, standing.progress),
            rejected=_rejected(person),
            drafts=_drafts(person),
        )
    }
    return [Panel(_("Je uren"), "hours/panels/standing.html", context, order=10)]


def _without_period(person: Person) -> list[Panel]:
    drafts, has_hours = _drafts(person), Entry.objects.filter(person__in=people.ids_of(person)).exists()
    if not drafts and not has_hours:
        return []
    return [Panel(_("Je uren"), "hours/panels/standing.html", {"short": None, "drafts": drafts}, order=10)]


def _rejected(person: Person) -> int:
    """Return how many claims wait for their owner; the list of awards is not read for that."""
    last = Decision.objects.filter(entry=OuterRef("pk")).order_by("-number").values("kind")[:1]
    claimed = Entry.objects.filter(person__in=people.ids_of(person), source=Source.CLAIM)
    return claimed.annotate(last=Subquery(last)).filter(last=DecisionKind.REJECTED).count()


def _drafts(person: Person) -> int:
    return ClaimDraft.objects.filter(person__in=people.ids_of(person)).count()
