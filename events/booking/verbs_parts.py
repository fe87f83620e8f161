"""The parts of an occasion, in rows. Two people may do this at once: the second is shown what the first saved, and saves again."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from . import capacity
from .office_part_forms import PartsForm, put_beside, seen_of
from .refusals import BookingError
from .verbs_occasions import OccasionVerbView

OTHERS = gettext_lazy(
    "Intussen heeft iemand anders de onderdelen gewijzigd. Er is niets bewaard. Kijk of dit nog klopt en bewaar het opnieuw."
)
GONE = gettext_lazy("Bij een verwijderd onderdeel is net aanwezigheid vastgelegd. Er is niets bewaard.")


class PartsView(OccasionVerbView):
    """The parts of an occasion, in rows."""

    page_title = gettext_lazy("Onderdelen")
    button = gettext_lazy("Bewaren")
    template_name = "booking/admin/rows.html"
    form_class = PartsForm  # type: ignore[assignment]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the rows with what there is."""
        kwargs = {**super().get_form_kwargs(), "instance": self.occasion}
        del kwargs["initial"]
        return kwargs

    def seen(self) -> str:
        """Return what tells these parts from others."""
        return seen_of(self.occasion)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save what was typed about these parts; when they are others by now, show it beside them first."""
        with transaction.atomic():
            capacity.lock([self.occasion.pk])
            if request.POST.get("seen") != self.seen():
                return self._as_it_is_now()
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response

    def _as_it_is_now(self) -> HttpResponse:
        beside = self.form_class(put_beside(self.occasion, self.request.POST), instance=self.occasion)
        if beside.is_valid() and not beside.has_changed():  # the button was pressed twice
            messages.success(self.request, _("Bewaard."))
            return redirect(self.get_success_url())
        return self.refused(beside, BookingError(OTHERS))

    def refused(self, form: Any, refusal: BookingError) -> HttpResponse:
        """Show what was typed again, with the reason."""
        form.non_form_errors().append(str(refusal))
        return self.form_invalid(form)

    def act(self, form: Any) -> str:
        """Save; who was checked in to a removed part meanwhile keeps it."""
        try:
            with transaction.atomic():
                form.save()
        except ProtectedError:
            raise BookingError(GONE) from None
        log(instance=self.occasion, action="booking.parts", user=self.by())
        return _("Bewaard.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the page shows, so that the next post is about that."""
        return {**super().get_context_data(**kwargs), "seen": self.seen()}

    def tells(self) -> list[str]:
        """Say what they are for."""
        return [_("Per onderdeel kun je aanwezigheid vastleggen. Zonder onderdelen geldt de hele activiteit.")]
