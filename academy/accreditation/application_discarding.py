"""Throwing away an application that was never sent in: its words and files go, and nobody finds it any more.

What was once sent in is taken back instead (`submitting.withdraw`): others have read it. That somebody threw a draft away stays as a
fact without words, under a code that is not given out again.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lvv_site.members.models import User

from . import application_attaching, drafting, tracing
from .decisions import RefusedError
from .models import Application, TraceText

DISCARDED = "application.discarded"


class SentInError(RefusedError):
    """It was sent in, now or before."""

    def __init__(self) -> None:
        super().__init__(_("Deze aanvraag is ingediend. U kunt haar intrekken, niet weggooien."))


@transaction.atomic
def discard(application: Application, by: User) -> None:
    """Throw a draft away.

    Raises:
        LockedError: it waits for others, or somebody threw it away.
        SentInError: it was sent in before.
    """
    held = drafting.hold(application)
    if held.steps.exists():
        raise SentInError
    for one in held.files.all():
        application_attaching.remove(one)
    TraceText.objects.filter(trace__application=held).delete()
    held.content, held.version, held.discarded_at = {}, held.version + 1, timezone.now()
    held.save(update_fields=["content", "version", "discarded_at"])
    tracing.trace(tracing.About(held), by, DISCARDED)
