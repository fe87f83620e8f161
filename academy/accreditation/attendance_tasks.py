"""What need not keep a sender waiting: proofs of participation and letters. Ids only; as often as wanted."""

from django.tasks import task

from academy.hours import proofs
from academy.hours.models import Entry

from . import attendance_letters as letters
from .models import ListedAttendance


@task
def tell_list(list_id: int) -> None:
    """Give everybody on a list their proof and tell them what it says of them."""
    for row in _proved(list_id):
        letters.tell_member(row)


@task
def prove_list(list_id: int) -> None:
    """Give everybody on a list their proof; what they are told comes another way."""
    _proved(list_id)


def _proved(list_id: int) -> list[ListedAttendance]:
    rows = list(ListedAttendance.objects.filter(listed=list_id).order_by("pk"))
    for entry in Entry.objects.filter(source_ref__in=[one.source_ref for one in rows], proof=None):
        proofs.issue(entry)
    return rows
