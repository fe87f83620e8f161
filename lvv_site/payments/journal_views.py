"""The journal of a period for the treasurer: what each account comes to, that it balances, and every posting to take along."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lvv_site import civil
from lvv_site.civil_fields import DayField
from lvv_site.spreadsheets import SafeExportMixin

from . import ways
from .enums import VatRate
from .journal import DEBTORS, UNPLACED, Posting, journal
from .money import EUR, NOTHING
from .viewsets import EXPORT

DAY = dt.timedelta(days=1)
LONGEST = dt.timedelta(days=366)
KINDS = {
    DEBTORS: gettext_lazy("Debiteuren"), UNPLACED: gettext_lazy("Nog niet geplaatste betalingen"),
    "revenue": gettext_lazy("Omzet"), "vat": gettext_lazy("Btw"), "money": gettext_lazy("Ontvangen via"),
    "foreign": gettext_lazy("Vreemde munt, tegenrekening"),
}  # fmt: skip
HEADINGS = {
    "on": gettext_lazy("Datum"), "fact": gettext_lazy("Boekstuk"), "order": gettext_lazy("Bestelling"),
    "account": gettext_lazy("Rekening"), "name": gettext_lazy("Naam"), "currency": gettext_lazy("Munt"),
    "amount": gettext_lazy("Bedrag"),
}  # fmt: skip


@dataclass(frozen=True)
class Balance:
    """What came on one account in a period."""

    account: str
    name: str
    currency: str
    debit: Decimal
    credit: Decimal

    @property
    def amount(self) -> Decimal:
        """Return what that comes to."""
        return self.debit - self.credit


def currency_of(account: str) -> str:
    """Return the currency that stands on an account."""
    kind, *rest = account.split(":")
    if kind == "foreign":
        return rest[0]
    return rest[1] if kind == "money" and len(rest) > 1 else EUR


def name_of(account: str) -> str:
    """Return what the screen calls an account."""
    kind, *rest = account.split(":")
    words = [str(KINDS[kind])]
    if kind in {"revenue", "vat"}:
        words.append(str(VatRate(rest[0]).label))
    elif kind == "money":
        words.append(ways.name_of(rest[0]))
    return " ".join([*words, *(rest[1:] if kind == "money" else rest if kind == "foreign" else [])])


def balances(postings: Iterable[Posting]) -> list[Balance]:
    """Return what each account comes to, by account."""
    sides: dict[str, list[Decimal]] = defaultdict(lambda: [NOTHING, NOTHING])
    for one in postings:
        sides[one.account][one.amount < 0] += abs(one.amount)
    return [
        Balance(account, name_of(account), currency_of(account), debit, credit)
        for account, (debit, credit) in sorted(sides.items())
        if debit or credit
    ]


def unbalanced(postings: Iterable[Posting]) -> list[str]:
    """Return the facts whose postings do not add up to nothing: there are none, and the page says so."""
    sums: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for one in postings:
        sums[one.fact] += one.amount
    return sorted(fact for fact, total in sums.items() if total)


class PeriodForm(forms.Form):
    """From which day to which, both included."""

    first = DayField(label=gettext_lazy("Eerste dag"))
    last = DayField(label=gettext_lazy("Laatste dag"))

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or that is longer than a year."""
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and not first <= last <= first + LONGEST:
            raise forms.ValidationError(_("De laatste dag komt na de eerste, en hoogstens een jaar later."))
        return found


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a month."""
    first = day.replace(day=1)
    return first, (first + 31 * DAY).replace(day=1) - DAY


def months(today: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Return this month and the twelve before it, the latest first."""
    found = [month_of(today)]
    while len(found) < 13:
        found.append(month_of(found[-1][0] - DAY))
    return found


class JournalView(SafeExportMixin, WagtailAdminTemplateMixin, TemplateView):
    """What each account comes to in a period; `?export=csv` or `xlsx` sends every posting."""

    template_name = "payments/admin/journal.html"
    page_title = gettext_lazy("Journaal")
    header_icon = "list-ol"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the page, or send the file.

        Raises:
            PermissionDenied: the visitor may not export the books.
        """
        if not request.user.has_perm(EXPORT):
            raise PermissionDenied
        first, last = month_of(civil.today())
        self.form = PeriodForm(request.GET if "first" in request.GET else {"first": first, "last": last})
        if self.form.is_valid() and self.is_export:
            self.export_headings = {name: str(label) for name, label in HEADINGS.items()}
            self.list_export = tuple(HEADINGS)
            self.export_filename = "journaal-{first}-{last}".format(**self.form.cleaned_data)
            return self.as_spreadsheet(self.postings(), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def postings(self) -> list[Posting]:
        """Return the postings of the period that was asked for."""
        return journal(self.form.cleaned_data["first"], self.form.cleaned_data["last"])

    def to_row_dict(self, item: Posting) -> dict[str, Any]:
        """Return a posting as a row."""
        named = {"name": name_of(item.account), "currency": currency_of(item.account)}
        return {name: named.get(name, getattr(item, name, "")) for name in HEADINGS}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the totals."""
        found = self.postings() if self.form.is_valid() else []
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "months": months(civil.today()),
            "balances": balances(found),
            "facts": len({one.fact for one in found}),
            "unbalanced": unbalanced(found),
            "is_asked": self.form.is_valid(),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Only this."""
        return [*self.breadcrumbs_items, {"url": reverse("payment_journal"), "label": self.page_title}]
