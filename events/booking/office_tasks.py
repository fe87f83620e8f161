"""Mail to everyone at an occasion, after the transaction that asked for it. Arguments are ids; again is harmless."""

from django.db.models import F, Q
from django.tasks import task

from . import office_letters
from .models import Occasion, Place


@task
def tell_plan(occasion_id: int, sequence: int, switched: bool) -> None:
    """Tell who was confirmed before the plan changed; nothing when it changed again: then that is told."""
    from . import planning  # noqa: PLC0415 - planning enqueues tasks of this module

    occasion = Occasion.objects.get(pk=occasion_id)
    if occasion.sequence != sequence:
        return
    for place in planning.told(occasion).filter(confirmed_at__lte=occasion.planned_at).order_by("pk"):
        office_letters.tell_plan(place, sequence, switched=switched)


@task
def tell_called_off(occasion_id: int) -> None:
    """Tell whoever had or wanted a place when the occasion was called off."""
    ended = Place.objects.filter(occasion=occasion_id, set_aside=False, cancelled_at=F("occasion__called_off__at"))
    had = Q(confirmed_at__isnull=False) | Q(held_until__gt=F("cancelled_at")) | Q(offered_until__gt=F("cancelled_at"))
    wanted = Q(waiting_since__isnull=False, held_until=None, offered_until=None)
    for place in ended.filter(had | wanted).order_by("pk"):
        office_letters.tell_called_off(place)
