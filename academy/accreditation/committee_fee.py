"""Whether the fee of an application was paid, as far as the books say."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lvv_site.payments.books import State
from lvv_site.payments.models import Order
from lvv_site.payments.queries import standing

from .models import Application

REFERENCE = "accreditation:"  # of the order of an application, followed by its code
WORDS: Mapping[State, str | Promise] = {
    State.OPEN: _("nog niet betaald"), State.PARTLY_PAID: _("deels betaald"), State.PAID: _("betaald"),
    State.OVERPAID: _("betaald, er kwam te veel binnen"), State.REFUNDED: _("terugbetaald"), State.CANCELLED: _("vervallen"),
}  # fmt: skip


def of(application: Application) -> str | Promise:
    """Return how the fee stands, in words; nothing when none was asked."""
    order = Order.objects.filter(reference=f"{REFERENCE}{application.code}").first()
    return WORDS[standing(order).state] if order else ""
