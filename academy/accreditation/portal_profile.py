"""Saving what a provider says about itself: effective at once, traced field by field, and never over somebody else's change unseen."""

from typing import Any

from django.db import transaction

from lvv_site.members.models import User

from . import portal_people, tracing
from .models import Provider, ProviderDetails
from .portal_forms import PRIVATE, PUBLIC, DetailsForm, ProfileForm, SharedForm, texts


def details_of(provider: Provider) -> ProviderDetails:
    """Return the private details of a provider; not saved when there are none yet."""
    return ProviderDetails.objects.filter(provider=provider).first() or ProviderDetails(provider=provider)


@transaction.atomic
def save_profile(provider: Provider, form: ProfileForm, by: User) -> bool:
    """Save what the public reads; False when somebody else changed it meanwhile, and the form says what."""
    now = portal_people.hold(provider.pk)
    if not _save(provider, form, now, by):
        return False
    form.instance.save(update_fields=list(PUBLIC))
    return True


@transaction.atomic
def save_details(provider: Provider, form: DetailsForm, by: User) -> bool:
    """Save contact and invoice address, as `save_profile`."""
    portal_people.hold(provider.pk)
    now = details_of(provider)
    if not _save(provider, form, now, by):
        return False
    form.instance.pk = now.pk  # somebody may have made the row since the page was opened
    form.instance.save(update_fields=list(PRIVATE) if now.pk else None)
    return True


def _save(provider: Provider, form: SharedForm[Any], now: Provider | ProviderDetails, by: User) -> bool:
    """Trace what changes, unless the form was filled in on what stands there no longer."""
    before, after = texts(now, form.shared), texts(form.instance, form.shared)
    if form.is_outdated(before):
        form.tell_outdated(before)
        return False
    tracing.trace_changes(tracing.About(provider=provider), by, "profile.changed", before, after)
    return True
