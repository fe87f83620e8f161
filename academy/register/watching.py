"""Telling people without an account that the status of a number changed.

A watch remembers of each number which status its watcher knows. `tell` looks, under the watch's lock, which of them is another
one today, and in one transaction notes the new status and queues one mail about all of them. So a task that runs again finds
nothing to tell, of two workers one tells, and a crash tells later. It runs after each decision about a watched number, and for
every watch once a day: a registration that expires and a measure that begins or ends do so by date alone, without a decision.

What is told is what the public may read on that day (`checking.answers`): a measure past its public term is never told, and
the number of somebody whose data were erased answers "not registered".
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.utils import timezone

from lvv_site import civil

from . import watch_mails
from .checking import Answer, answers
from .models import Watch, WatchedNumber

MOST_WATCHES = 10  # lists of one address
BATCH = 1000


class TooManyWatchesError(Exception):
    """This address has as many lists as it may have."""


@transaction.atomic
def ask(email: str, language: str, known: Iterable[Answer]) -> Watch:
    """Ask the reader of an address whether these numbers are to be watched.

    What was asked before stays: anybody can type an address, and must not break somebody else's link by it.
    """
    watch = Watch.objects.create(email=email, language=language)
    _add(watch, known)
    watch_mails.send_question(watch)
    return watch


@transaction.atomic
def confirm(watch: Watch) -> None:
    """Begin to watch, or go on for another year; raise `TooManyWatchesError` when the address has too many lists."""
    held = hold(watch.pk)
    if held is None:
        return
    others = Watch.objects.filter(email__iexact=held.email).exclude(confirmed_at=None).exclude(pk=held.pk)
    if held.confirmed_at is None and others.count() >= MOST_WATCHES:
        raise TooManyWatchesError
    held.confirmed_at, held.renewed_on = held.confirmed_at or timezone.now(), civil.today()
    held.save(update_fields=["confirmed_at", "renewed_on"])
    _tell(held)  # something may have changed since it was asked


@transaction.atomic
def change(watch: Watch, known: Sequence[Answer]) -> None:
    """Watch these numbers from now on, and no others."""
    if hold(watch.pk) is None:
        return
    wanted = {one.certificate.pk for one in known}
    watch.numbers.exclude(certificate__in=wanted).delete()
    kept = set(watch.numbers.values_list("certificate", flat=True))
    _add(watch, (one for one in known if one.certificate.pk not in kept))


@transaction.atomic
def stop(watch: Watch) -> None:
    """Forget the watch: its address, its numbers, and the rows of what was mailed."""
    watch_mails.forget(watch)
    Watch.objects.filter(pk=watch.pk).delete()


@transaction.atomic
def tell(watch_id: int) -> int:
    """Mail the watcher which numbers have another status than the watcher knows; return how many that are."""
    watch = hold(watch_id)
    return 0 if watch is None or watch.confirmed_at is None else _tell(watch)


def hold(watch_id: int) -> Watch | None:
    """Hold a watch until the transaction ends; None when it was ended."""
    return Watch.objects.select_for_update().filter(pk=watch_id).first()


def outdated() -> Iterator[int]:
    """Yield the watches that know another status than that of today, in constant memory."""
    numbers = WatchedNumber.objects.filter(watch__confirmed_at__isnull=False).select_related("certificate")
    batch: list[WatchedNumber] = []
    for number in numbers.order_by("watch", "pk").iterator(BATCH):
        if len(batch) >= BATCH and number.watch_id != batch[-1].watch_id:
            yield from _watches(batch)
            batch = []
        batch.append(number)
    yield from _watches(batch)


def _tell(watch: Watch) -> int:
    at = timezone.now()
    changed = list(_changed(watch.numbers.select_related("certificate")))
    for number, status in changed:
        WatchedNumber.objects.filter(pk=number.pk).update(told=status, told_at=at)
    if changed:
        watch_mails.send_changes(watch, at)
    return len(changed)


def _watches(numbers: Iterable[WatchedNumber]) -> list[int]:
    return sorted({number.watch_id for number, _status in _changed(numbers)})


def _changed(numbers: Iterable[WatchedNumber]) -> Iterator[tuple[WatchedNumber, str]]:
    found = list(numbers)
    now = answers({one.certificate.number_key for one in found}, civil.today())
    for number in found:
        status = now[number.certificate.number_key].status.status
        if status != number.told:
            yield number, status


def _add(watch: Watch, known: Iterable[Answer]) -> None:
    once: dict[int, Answer] = {one.certificate.pk: one for one in known}
    WatchedNumber.objects.bulk_create(
        WatchedNumber(watch=watch, certificate=one.certificate, told=one.status.status) for one in once.values()
    )
