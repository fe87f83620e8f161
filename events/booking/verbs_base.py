"""What every verb of this room has: a refusal is told on the page, nothing typed is lost; and searching for a person."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise

from lvv_site.members.models import Person, PersonQuerySet
from lvv_site.members.verbs import VerbView

from .refusals import BookingError, StaleError

Above = list[tuple[str, str | Promise]]


class BookingVerbView(VerbView, ABC):
    """A verb of this room: what is refused is told on the page, and nothing typed is lost."""

    template_name = "booking/admin/verb.html"
    header_icon = "date"
    field: ClassVar[str | None] = None  # beside which a refusal stands

    def form_valid(self, form: Any) -> HttpResponse:
        """Do it, or say why not."""
        try:
            with transaction.atomic():
                said = self.act(form)
        except BookingError as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, said)
        return redirect(self.get_success_url())

    @abstractmethod
    def act(self, form: Any) -> str:
        """Do it and return the sentence that says so."""

    def refused(self, form: Any, refusal: BookingError) -> HttpResponse:
        """Show the page again with the refusal, as things stand now."""
        form.add_error(None if isinstance(refusal, StaleError) else self.field, str(refusal))
        self.renew()
        set_hidden(form, "seen", self.seen())
        return self.form_invalid(form)

    def renew(self) -> None:
        """Fetch again what the page is about."""

    def seen(self) -> str:
        """Return what tells this state of things from another."""
        return ""

    def get_initial(self) -> dict[str, Any]:
        """Remember what the page shows."""
        return {**super().get_initial(), "seen": self.seen()}

    def tells(self) -> list[Any]:
        """Return the sentences above the form, each a text or one to be translated."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sentences."""
        return {**super().get_context_data(**kwargs), "tells": self.tells()}


def set_hidden(form: BaseForm, name: str, value: str) -> None:
    """Give a hidden field of a form that was sent another value for the next time."""
    assert isinstance(form.data, QueryDict)  # noqa: S101 - it was posted
    sent = form.data.copy()
    sent[form.add_prefix(name)] = value
    form.data = sent


class PersonSearch:
    """Look for a person by name, address or number, and choose one."""

    request: HttpRequest

    def asked(self) -> str:
        """Return what was searched for."""
        return self.request.GET.get("q", "").strip()

    def chosen(self) -> Person | None:
        """Return who was chosen; 404 for somebody who is not there."""
        written = self.request.GET.get("person") or self.request.POST.get("person") or ""
        if not (written.isascii() and written.isdecimal() and len(written) < 19):
            return None
        return get_object_or_404(self.choices(), pk=int(written))

    def choices(self) -> PersonQuerySet:
        """Return who can be chosen."""
        return Person.objects.current().filter(erased_at=None)

    def search(self) -> dict[str, Any]:
        """Return what the page shows of the search."""
        asked = self.asked()
        found = self.choices().search(asked).order_by("family_name", "pk")[:20] if asked else []
        return {"q": asked, "found": found, "chosen": self.chosen()}
