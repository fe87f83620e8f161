"""Names change elsewhere; the words by which people are found follow in the same transaction. Who watches a number is told."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from academy.certification.signals import status_changed
from lvv_site.members import people
from lvv_site.members.models import Person, PersonMerge

from . import indexing, telling
from .models import Profile


@receiver(post_save, sender=Person, dispatch_uid="register_person_renamed")
def person_saved(instance: Person, created: bool, raw: bool, **_kwargs: Any) -> None:
    """Reindex the certificates of somebody whose name was changed; a projection, so here and now."""
    if not created and not raw:
        _reindex(instance.pk)


@receiver(post_save, sender=PersonMerge, dispatch_uid="register_person_merged")
def person_merged(instance: PersonMerge, raw: bool, **_kwargs: Any) -> None:
    """Let the certificates of both entries carry the name of the one that stays."""
    if not raw:
        _reindex(instance.into_id)


@receiver(status_changed, dispatch_uid="register_status_changed")
def status_follows(certificate_id: int, **_kwargs: Any) -> None:
    """Keep the list in step; a projection, so here and now."""
    indexing.status_changed(certificate_id)


@receiver(status_changed, dispatch_uid="register_watchers_are_told")
def watchers_are_told(certificate_id: int, **_kwargs: Any) -> None:
    """Leave a task for everybody who watches this number."""
    telling.status_changed(certificate_id)


def _reindex(person_id: int) -> None:
    entries = people.ids_of(person_id)
    ids = list(Profile.objects.filter(certificate__person__in=entries).order_by("pk").values_list("pk", flat=True))
    if ids:
        indexing.reindex(ids)
