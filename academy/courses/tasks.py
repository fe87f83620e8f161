"""Work that must not keep the door waiting, and that waits for a day to end. Ids only; as often as wanted."""

from django.tasks import task

from events.booking.models import Attendance

from . import awarding


@task
def settle_place(place_id: int) -> None:
    """Make the ledger agree with a place's attendance; come back when a day has to end first."""
    if waits_for := awarding.settle(place_id):
        settle_place.using(run_after=awarding.day_is_over(waits_for)).enqueue(place_id)


@task
def take_back(source_ref: str) -> None:
    """Take back the hours of an attendance that was withdrawn, if it became hours."""
    fact = Attendance.objects.filter(pk=int(source_ref.rpartition(":")[2])).first()
    if fact:
        awarding.settle(fact.place_id)
