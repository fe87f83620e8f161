"""What the office does with hours: decide about claims, take hours back, claim on behalf of a member, look at evidence."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.log_actions import log

from lvv_site import storage
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.verbs import VerbView

from . import admin_forms, claims, drafting, ledger
from .letters import title_of
from .models import ClaimDraft, Entry, Evidence, EvidenceUse
from .refusals import EvidenceRequiredError, LedgerError
from .templatetags.hours import hours as in_figures

VIEW, VIEW_EVIDENCE = "hours.view_entry", "hours.view_evidence"
DECIDE, REVERSE, AWARD = "hours.decide_claim", "hours.reverse_entry", "hours.award_entry"
MOST_AT_ONCE = 200


def tell(form: BaseForm, refusal: LedgerError) -> None:
    """Put a refusal beside the field that it is about."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


class EntryVerbView(VerbView, ABC):
    """Something about one entry of the ledger. A refusal is told beside its field and keeps what was typed."""

    header_icon = "time"
    template_name = "hours/admin/verb.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the entry."""
        super().setup(request, *args, **kwargs)
        self.entry = get_object_or_404(Entry.objects.select_related("person", "text"), pk=kwargs["pk"])

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Do it, or say why not."""
        try:
            said = self.act(form)
        except LedgerError as refusal:
            tell(form, refusal)
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect(self.get_success_url())

    @abstractmethod
    def act(self, form: Any) -> str:
        """Do it and return the sentence that says so."""

    def get_success_url(self) -> str:
        """Go back to the entry."""
        return reverse("hour_entry:inspect", args=[self.entry.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Person, entry, verb."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("hours_person", args=[self.entry.person_id]), "label": str(self.entry.person)},
            {"url": reverse("hour_entry:inspect", args=[self.entry.pk]), "label": title_of(self.entry)},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the entry."""
        context = {"entry": self.entry, "title": title_of(self.entry), "left": ledger.left(self.entry)}
        return {**super().get_context_data(**kwargs), **context}


class DecideView(EntryVerbView):
    """Decide about a claim, as the page showed it."""

    permission = DECIDE

    def get_initial(self) -> dict[str, Any]:
        """Remember what was decided last."""
        return {"seen": self.entry.decisions.order_by("-number").values_list("number", flat=True).first()}

    def get_success_url(self) -> str:
        """Go on with the queue."""
        return reverse("hour_claim:index")


class ApproveView(DecideView):
    """Approve a claim."""

    form_class: type[BaseForm] = admin_forms.ApproveForm
    page_title = gettext_lazy("Opgave goedkeuren")
    button = gettext_lazy("Goedkeuren")

    def act(self, form: Any) -> str:
        """Approve."""
        claims.approve(self.entry.pk, self.by(), form.cleaned_data["seen"], form.cleaned_data["text"])
        return _("Goedgekeurd. Het lid krijgt een mail.")


class RejectView(DecideView):
    """Turn a claim down."""

    form_class: type[BaseForm] = admin_forms.RejectForm
    page_title = gettext_lazy("Opgave afwijzen")
    button = gettext_lazy("Afwijzen")

    def act(self, form: Any) -> str:
        """Reject."""
        answers = form.cleaned_data
        claims.reject(self.entry.pk, self.by(), answers["reason_code"], answers["text"], answers["seen"])
        return _("Afgewezen. Het lid krijgt een mail met de reden.")


class ApproveManyView(VerbView):
    """Approve the claims that were ticked in the queue; each stands on its own."""

    permission = DECIDE
    page_title = gettext_lazy("Opgaven goedkeuren")
    button = gettext_lazy("Goedkeuren")
    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approve and tell what became of each."""
        seen = _ticked(request.POST.getlist("claim"))
        if not seen:
            messages.warning(request, _("Er was niets aangevinkt."))
        elif len(seen) > MOST_AT_ONCE:
            messages.error(request, _("Dat zijn er te veel tegelijk. Er is niets goedgekeurd."))
        else:
            self._tell(claims.approve_many(list(seen), self.by(), seen))
        return redirect("hour_claim:index")

    def _tell(self, outcomes: Iterable[claims.Outcome]) -> None:
        refused = {one.entry_id: one.refusal for one in outcomes if one.refusal}
        approved = sum(one.refusal is None for one in outcomes)
        told = ngettext("%(count)d goedgekeurd.", "%(count)d goedgekeurd.", approved) % {"count": approved}
        if not refused:
            messages.success(self.request, told)
            return
        entries = Entry.objects.filter(pk__in=refused).select_related("person", "text")
        rows = [(str(one.person), title_of(one), refused[one.pk]) for one in entries]
        rows += [("", f"#{pk}", refused[pk]) for pk in refused.keys() - {one.pk for one in entries}]
        lines = format_html_join("", "<li>{} {}: {}</li>", rows)
        missed = _("%(count)d niet:") % {"count": len(refused)}
        messages.warning(self.request, format_html("{} {}<ul>{}</ul>", told, missed, lines))


def _ticked(values: Iterable[str]) -> dict[int, int]:
    """Return entry id → number of the decision that the list showed; what is neither is left out."""
    pairs = (value.partition("-") for value in values)
    return {
        int(entry): int(number)
        for entry, _dash, number in pairs
        if entry.isdecimal() and number.isdecimal() and len(entry) < 19 and len(number) < 6
    }


class ReverseView(EntryVerbView):
    """Take hours back, with a reason that the member reads."""

    permission = REVERSE
    form_class: type[BaseForm] = admin_forms.ReverseForm
    page_title = gettext_lazy("Uren terugnemen")
    button = gettext_lazy("Terugnemen")

    def get_initial(self) -> dict[str, Any]:
        """Offer everything that is left."""
        return {"minutes": ledger.left(self.entry)}

    def act(self, form: Any) -> str:
        """Reverse."""
        answers = form.cleaned_data
        taken = ledger.reverse(self.entry, answers["minutes"], answers["reason_code"], self.by(), text=answers["text"])
        return _("%(hours)s uur teruggenomen. Het lid krijgt een mail.") % {"hours": in_figures(-taken.minutes)}


class ClaimForView(VerbView):
    """Claim hours on behalf of a member; somebody else of the office decides about it."""

    permission = AWARD
    form_class: type[BaseForm] = admin_forms.OfficeClaimForm
    page_title = gettext_lazy("Uren opgeven namens een lid")
    header_icon = "time"
    button = gettext_lazy("Voorleggen aan een collega")
    template_name = "hours/admin/claim_for.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the person; for an entry that was merged or erased nothing is claimed."""
        super().setup(request, *args, **kwargs)
        self.person = get_object_or_404(Person.objects.current().filter(erased_at=None), pk=kwargs["pk"])
        self.kept: list[Evidence] = []

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the files that came in, whatever else must be mended."""
        self.kept = admin_forms.unsealed(request.POST.get("kept", ""), people.ids_of(self.person))
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Submit, or say why not."""
        if not self._receive(form):
            return self.form_invalid(form)
        try:
            entry = self._submit(form.cleaned_data)
        except LedgerError as refusal:
            tell(form, refusal)
            return self.form_invalid(form)
        messages.success(
            self.request, _("Voorgelegd. Een collega beslist erover: dit zijn uren die jij hebt ingevoerd.")
        )
        return redirect("hour_entry:inspect", entry.pk)

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Files that came in with a mistake elsewhere are not lost."""
        if "evidence" not in form.errors:
            self._receive(form)
        response: HttpResponse = super().form_invalid(form)
        return response

    def _receive(self, form: BaseForm) -> bool:
        """Clean and keep what came in, once; say what is wrong with it."""
        files = form.cleaned_data.pop("evidence", None) or []
        received = drafting.receive(self.person, files, self.kept, self.by().pk)
        self.kept += received.kept
        for mistake in received.mistakes:
            form.add_error("evidence", mistake)
        return not received.mistakes

    @transaction.atomic
    def _submit(self, answers: dict[str, Any]) -> Entry:
        if not self.kept:
            raise EvidenceRequiredError
        typed = {name: answers[name] for name in ("kind", "title", "on", "started_on", "minutes", "text")}
        # Made and submitted in one transaction: the member never sees it as a draft of their own.
        draft = ClaimDraft.objects.create(person=self.person, **typed)
        draft.evidence.set(self.kept)
        return claims.submit(draft, self.by())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the person and the files that are here already."""
        context = {"person": self.person, "kept": self.kept, "sealed": admin_forms.sealed(self.kept)}
        return {**super().get_context_data(**kwargs), **context}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Person, this."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("hours_person", args=[self.person.pk]), "label": str(self.person)},
            {"url": "", "label": self.page_title},
        ]


class EvidenceFileView(View):
    """Send one file of an entry; who looked is noted in the admin's log, with the entry and not with the file's name."""

    def get(self, request: HttpRequest, pk: int, evidence: int) -> HttpResponseBase:
        """Send it.

        Raises:
            PermissionDenied: the visitor may not look at evidence.
            Http404: there is no such file, or it is gone.
        """
        if not request.user.has_perm(VIEW_EVIDENCE):
            raise PermissionDenied
        use = get_object_or_404(EvidenceUse.objects.select_related("entry", "evidence"), entry=pk, evidence=evidence)
        try:
            response = storage.private_file_response(request, use.evidence.file, use.evidence.name)
        except FileNotFoundError:
            raise Http404 from None
        log(instance=use.entry, action="hours.look", user=request.user, data={"evidence": use.evidence_id})
        return response
