"""Work that waits its turn: activation mail for many."""

from django.tasks import task

from . import activation
from .models import User


@task
def invite_members(by_id: int) -> int:
    """Send the activation mails that the office asked for; return how many.

    Idempotent: who got one this week is left alone, so a second run goes on where the first one stopped.
    """
    return activation.invite_all(activation.uninvited_members(), User.objects.get(pk=by_id))
