"""What an adviser chooses to show, saved at once and seen at once: every surface reads the profile itself."""

from dataclasses import dataclass, fields
from functools import partial

from django.db import transaction
from django.utils import timezone

from . import photos
from .models import Profile


@dataclass(frozen=True)
class Choices:
    """Everything that somebody may switch on or off, as it shall be from now on; the names are those of `Profile`."""

    findable: bool = False
    contactable: bool = False
    available: bool | None = None
    website: str = ""
    languages: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


NAMES = tuple(one.name for one in fields(Choices))


def save(certificate_id: int, chosen: Choices, photo: bytes | None = None, *, without_photo: bool = False) -> None:
    """Save all choices together. `photo` (cleaned) replaces the one there is; `without_photo` takes it away.

    Whatever goes wrong, no picture stays behind that nobody chose, and none is lost that is still shown.
    """
    written = photos.store(photo) if photo else ""
    try:
        _save(certificate_id, chosen, written, replaces=bool(written) or without_photo)
    except BaseException:
        if written:
            photos.delete(written)
        raise


@transaction.atomic
def _save(certificate_id: int, chosen: Choices, photo: str, *, replaces: bool) -> None:
    profile = _locked(certificate_id)
    for name in NAMES:
        value = getattr(chosen, name)
        setattr(profile, name, list(value) if isinstance(value, tuple) else value)
    if replaces:
        if old := profile.photo.name:
            transaction.on_commit(partial(photos.delete, old), robust=True)
        profile.photo = photo
    profile.choices_changed_at = timezone.now()
    profile.save(update_fields=[*NAMES, "photo", "choices_changed_at"])


def _locked(certificate_id: int) -> Profile:
    """Hold the profile: of two saves at once, the second must see the photo of the first, or nobody would take it away."""
    return Profile.objects.select_for_update(of=("self",)).get(pk=certificate_id)
