"""The treasurer takes in a bank statement: choose the file, look at what fits, agree. Nothing is written before that."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import log

from lvv_site.members.verbs import VerbView

from . import bank_import, bank_refs, camt, matching
from .matching import Kind, Match
from .models import InvoiceSettings, StatementUpload
from .templatetags.payments import euro, money
from .verbs import PLACE, StaleError

SHOWN = 150  # choices on one page; the rest is written down without an order and placed one by one


class StatementForm(forms.Form):
    """A statement."""

    file = forms.FileField(
        label=gettext_lazy("Bankafschrift"), help_text=gettext_lazy("Een XML-bestand in het formaat CAMT.053."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
    )  # fmt: skip

    def clean_file(self) -> list[camt.Entry]:
        """Read it: of our own account, not too large, and really a statement."""
        file: UploadedFile = self.cleaned_data["file"]
        content = file.read(settings.MAX_IMPORT_BYTES + 1)
        if len(content) > settings.MAX_IMPORT_BYTES:
            raise ValidationError(
                _("Het bestand is te groot. Het mag hoogstens %(megabytes)d MB zijn.")
                % {"megabytes": settings.MAX_IMPORT_BYTES // 1024**2}
            )
        try:
            entries = camt.read(content)
        except camt.StatementError as error:
            raise ValidationError(str(error)) from None
        ours = bank_refs.our_iban()
        if ours and any(one.account.replace(" ", "") != ours for one in entries):
            raise ValidationError(_("Dit afschrift is van een andere rekening dan die op de facturen staat."))
        return entries


class ChoicesForm(forms.Form):
    """What a person decides about what is doubtful, and what they saw when they did."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, matches: list[Match], seen: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"seen": seen}
        self.asked = [one for one in matches if one.kind in {Kind.DOUBT, Kind.UNKNOWN}][:SHOWN]
        for number, one in enumerate(self.asked):
            self.fields[f"line-{number}"] = forms.ChoiceField(
                label=_("Wat doe je met %(amount)s van %(day)s?")
                % {"amount": money(one.entry.amount, one.entry.currency), "day": date_format(one.entry.booked_on, "j F Y")},
                choices=_choices(one), initial=bank_import.SKIP if one.is_payout else "", required=False,
            )  # fmt: skip

    def rows(self) -> list[tuple[Match, forms.BoundField]]:
        """Return each transfer that is asked about, with its choice."""
        return [(one, self[f"line-{number}"]) for number, one in enumerate(self.asked)]

    def chosen(self) -> dict[str, str]:
        """Return what was chosen, by the reference of the transfer."""
        return {one.reference: self.cleaned_data[f"line-{number}"] for number, one in enumerate(self.asked)}


def _choices(one: Match) -> list[tuple[str, str]]:
    offered = [
        (each.code, _("%(code)s, %(payer)s, nog %(due)s open") % {"code": each.code, "payer": each.payer or "-", "due": euro(each.due)})
        for each in one.candidates
    ]  # fmt: skip
    none = ("", _("Vastleggen zonder bestelling, later uitzoeken"))
    return [none, *offered, (bank_import.SKIP, _("Niet vastleggen: het is geen betaling van een bestelling"))]


class ImportView(VerbView):
    """Choose a statement; nothing is written yet."""

    permission = PLACE
    form_class = StatementForm
    page_title = gettext_lazy("Bankafschrift inlezen")
    header_icon = "upload"
    button = gettext_lazy("Bekijk wat er past")
    template_name = "payments/admin/import.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep what we read of it, without account numbers, and show what fits."""
        StatementUpload.objects.filter(by=self.by()).delete()
        upload = StatementUpload.objects.create(by=self.by(), entries=bank_import.packed(form.cleaned_data["file"]))
        return redirect("payment_import_confirm", upload.pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Only this."""
        return [*self.breadcrumbs_items, {"url": reverse("payment_import"), "label": self.page_title}]


class ConfirmImportView(VerbView):
    """Show what fits and what is doubtful, and take it in."""

    permission = PLACE
    form_class = ChoicesForm
    page_title = gettext_lazy("Wat er past")
    header_icon = "upload"
    button = gettext_lazy("Verwerken")
    template_name = "payments/admin/import_confirm.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the statement; only who chose it sees it."""
        super().setup(request, *args, **kwargs)
        self.upload = get_object_or_404(StatementUpload, pk=kwargs["pk"], by=self.by())

    @cached_property
    def matches(self) -> list[Match]:
        """Return what fits, as it is now."""
        return matching.match(bank_import.unpacked(self.upload.entries))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask about what is doubtful."""
        seen = matching.fingerprint(self.matches)
        return {**super().get_form_kwargs(), "matches": self.matches, "seen": seen}

    def form_valid(self, form: Any) -> HttpResponse:
        """Take in what was shown; when something else fits by now, show that first."""
        seen = matching.fingerprint(self.matches)
        if form.cleaned_data["seen"] != seen:
            form.data = {**{name: form.data[name] for name in form.data}, "seen": seen}
            form.add_error(None, str(StaleError.message))
            return self.form_invalid(form)
        taken = bank_import.take_in(self.matches, form.chosen())
        log(instance=InvoiceSettings.load(), action="payments.import", user=self.by())
        self.upload.delete()
        self._say(taken)
        if taken.unplaced:
            return redirect(reverse("payment_payment:index") + "?unplaced=true")
        return redirect("payment_overview")

    def _say(self, taken: bank_import.Taken) -> None:
        placed = ngettext(
            "%(number)d betaling staat bij een bestelling.", "%(number)d betalingen staan bij een bestelling.", taken.placed
        ) % {"number": taken.placed}  # fmt: skip
        unplaced = ngettext(
            "%(number)d betaling heeft nog geen bestelling.", "%(number)d betalingen hebben nog geen bestelling.",
            taken.unplaced,
        ) % {"number": taken.unplaced}  # fmt: skip
        messages.success(self.request, f"{placed} {unplaced}")
        if taken.refused:
            told = _("Van deze regels stond al iets anders vast: %(which)s.") % {"which": ", ".join(taken.refused)}
            messages.error(self.request, told)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the transfers by what is to be done with them."""
        by_kind = {kind.value: [one for one in self.matches if one.kind is kind] for kind in Kind}
        open_questions = len(by_kind[Kind.DOUBT]) + len(by_kind[Kind.UNKNOWN])
        aside = [one for one in by_kind[Kind.ASIDE] if one.entry.is_credit or one.entry.is_reversal]
        return {
            **super().get_context_data(**kwargs),
            **by_kind,
            "aside": aside,
            "away": len(by_kind[Kind.ASIDE]) - len(aside),
            "more": max(0, open_questions - SHOWN),
            "is_new": bool(by_kind[Kind.SURE]) or open_questions > 0,
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Choose, look."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("payment_import"), "label": _("Bankafschrift inlezen")},
            {"url": "", "label": self.page_title},
        ]
