"""What waits for the treasurer: each list with how many stand on it, as links."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lvv_site import civil

from . import bank_refs, queries
from .books import State
from .models import Order, Refund

VIEW = "payments.view_order"


@dataclass(frozen=True)
class Waiting:
    """A list: what stands on it, where it is, how many that are, and whether somebody should look at it."""

    label: str | Promise
    url: str
    number: int
    is_work: bool


def _waiting() -> list[Waiting]:
    due = queries.with_due(Order.objects.all())
    paid = queries.with_standing(Order.objects.all()).filter(standing=State.PAID.value)  # type: ignore[misc]
    orders, payments, refunds = (reverse(f"payment_{one}:index") for one in ("order", "payment", "refund"))
    rows: list[tuple[str | Promise, str, QuerySet[Any], bool]] = [
        (_("Te laat"), f"{orders}?overdue=true", due.filter(due__lt=civil.today()), True),
        (_("Klopt niet"), f"{orders}?mismatch=true", queries.with_mismatches(Order.objects.all()), True),
        (_("Betalingen zonder bestelling"), f"{payments}?unplaced=true", queries.unplaced_payments(), True),
        (_("Terugbetalingen om over te maken"), f"{refunds}?to_transfer=true", queries.to_transfer(Refund.objects.all()), True),
        (_("Organisaties zonder factuur"), f"{orders}?without_invoice=true", queries.without_invoice(Order.objects.all()), True),
        (_("Nog te betalen"), f"{orders}?to_pay=true", due, False),
        (_("Betaald"), f"{orders}?standing=paid", paid, False),
    ]  # fmt: skip
    return [Waiting(label, url, found.count(), is_work) for label, url, found, is_work in rows]


class OverviewView(WagtailAdminTemplateMixin, TemplateView):
    """Every list with its number."""

    template_name = "payments/admin/overview.html"
    page_title = _("Wat er wacht")
    header_icon = "form"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show it.

        Raises:
            PermissionDenied: the visitor may not see orders.
        """
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the lists, and whether invoices can be made at all."""
        return {
            **super().get_context_data(**kwargs), "waiting": _waiting(), "has_account": bool(bank_refs.our_iban())
        }  # fmt: skip

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Only this."""
        return [*self.breadcrumbs_items, {"url": reverse("payment_overview"), "label": self.page_title}]
