"""What asks a provider's attention: applications that wait for it, lists that are missing, accreditation that ends, bills."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from academy.certification.dates import months_later
from lvv_site.payments.models import Order

from . import portal_orders, portal_trainings
from .enums import StepKind
from .models import Application, AttendanceList, Provider, ProviderRun, Step
from .portal_trainings import Ending
from .taking_place import with_held

MONTHS = 6  # so long before an accreditation ends we say so
SHOWN = 20  # of each; the rest stands on the page of its own
# After these steps the committee is to move, not the provider.
UNDER_WAY = (StepKind.SUBMITTED, StepKind.TAKEN_UP, StepKind.OBJECTED, StepKind.REOPENED)


@dataclass(frozen=True)
class Attention:
    """Everything that waits for a provider, at most so many of each."""

    to_write: list[Application]
    under_way: int
    to_list: list[ProviderRun]
    ending: list[Ending]
    unpaid: list[Order]

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits for the provider."""
        return not (self.to_write or self.to_list or self.ending or self.unpaid)


def of(provider: Provider, on: dt.date) -> Attention:
    """Return what asks a provider's attention on a day."""
    applications = _with_last_step(provider)
    waiting = applications.filter(Q(last_step=None) | Q(last_step=StepKind.INCOMPLETE))
    return Attention(
        to_write=list(waiting.order_by("-saved_at", "-pk")[:SHOWN]),
        under_way=applications.filter(last_step__in=UNDER_WAY).count(),  # type: ignore[misc]
        to_list=list(_without_list(provider)[:SHOWN]),
        ending=portal_trainings.ending(provider, on, months_later(on, MONTHS), SHOWN),
        unpaid=list(portal_orders.unpaid(provider)[:SHOWN]),
    )


def _with_last_step(provider: Provider) -> QuerySet[Application]:
    """Return the applications of a provider with `last_step`, the kind of what was done last; None for a draft."""
    last = Step.objects.filter(application=OuterRef("pk")).order_by("-number").values("kind")[:1]
    return provider.applications.annotate(last_step=Subquery(last))


def _without_list(provider: Provider) -> QuerySet[ProviderRun]:
    """Return the runs that are over, took place, and of which no list came, the longest ago first."""
    over = ProviderRun.objects.filter(
        training__provider=provider, occasion__ends__lt=timezone.now(), occasion__called_off=None
    )
    found = with_held(over).filter(~Exists(AttendanceList.objects.filter(run=OuterRef("pk"))), held=True)  # type: ignore[misc]  # annotated
    return found.select_related("occasion", "training").order_by("occasion__ends", "pk")
