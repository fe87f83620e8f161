"""Who gives what the association does not give itself: rooms tell it through the hook `occasion_organisers` (occasion ids).

A room registers a function that gets the ids of occasions of the kind `provider_run` and returns the name of who gives each.
"""

from collections.abc import Iterable

from wagtail import hooks

from events.booking.enums import OccasionKind
from events.booking.models import Occasion

HOOK = "occasion_organisers"


def of(occasions: Iterable[Occasion]) -> dict[int, str]:
    """Return who gives these occasions, by id; asks nothing when all are our own."""
    ids = [one.pk for one in occasions if one.kind == OccasionKind.PROVIDER_RUN]
    if not ids:
        return {}
    return {occasion: name for hook in hooks.get_hooks(HOOK) for occasion, name in hook(ids).items()}
