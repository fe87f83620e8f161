"""The mail that reminds a provider to renew. What it says is asked when it is sent."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from lvv_site import civil
from lvv_site.mail import registry
from lvv_site.mail.registry import Withdrawn
from lvv_site.members.models import User

from . import periods
from .models import Accreditation
from .queries import facts_of

RENEW = "accreditation/renew"


def register() -> None:
    """Tell the queue about this template."""
    registry.register(RENEW, renew_context, subject_keys=("ended",))


def renew_context(ids: Mapping[str, int | str]) -> dict[str, Any]:
    """Return what the reminder says: which training, until when, and where to renew.

    Raises:
        Withdrawn: the period was taken back, or has no end any more.
    """
    granted = Accreditation.objects.select_related("training__provider").get(pk=ids["accreditation"])
    user = User.objects.select_related("person").get(pk=ids["user"])
    term = periods.now_of(facts_of(granted.training), granted.pk)
    if term is None or term.withdrawn_on is not None or term.last_day is None:
        raise Withdrawn
    path = reverse("provider:overview", args=[granted.training.provider.slug])
    return {
        "training": granted.training,
        "provider": granted.training.provider,
        "last_day": term.last_day,
        "ended": term.last_day < civil.today(),
        "url": f"{settings.WAGTAILADMIN_BASE_URL}{path}",
        "language": user.person.language if user.person else "",
    }
