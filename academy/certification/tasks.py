"""Work that would keep the office waiting."""

from django.tasks import task

from . import collective
from .models import CollectiveDecision


@task
def carry_out(decision_id: int) -> None:
    """Carry out a decision for many; running it again goes on where it stopped."""
    collective.carry_out(CollectiveDecision.objects.get(pk=decision_id))
