"""What the office sets up of an occasion: add, change, copy, parts. What people will read of it is shown first."""

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lvv_site.members.verbs import VerbView

from . import capacity, office_forms, office_letters, office_occasions, planning
from .models import Occasion
from .planning import Plan
from .refusals import BookingError, StaleError
from .verbs_base import Above, BookingVerbView, set_hidden

CHANGE = "booking.change_occasion"


class OccasionPage(VerbView):
    """A page about one occasion."""

    permission = CHANGE
    header_icon = "date"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the occasion."""
        super().setup(request, *args, **kwargs)
        self.renew()

    def renew(self) -> None:
        """Fetch it as it is now."""
        found = Occasion.objects.select_related("called_off")
        self.occasion = get_object_or_404(found, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Say which occasion it is: runs of a course have one title."""
        return office_occasions.named(self.occasion)

    def get_success_url(self) -> str:
        """Go back to the occasion."""
        return reverse("booking_occasion:inspect", args=[self.occasion.pk])

    def above(self) -> Above:
        """List, occasion."""
        return [(reverse("booking_occasion:index"), _("Activiteiten")), (self.get_success_url(), self.occasion.title)]


class OccasionVerbView(OccasionPage, BookingVerbView):
    """A verb about one occasion."""


def receivers(occasion: Occasion) -> tuple[int, int]:
    """Return how many people are mailed about a change, and how many cannot be."""
    places = list(planning.told(occasion).select_related("booking__by"))
    with_address = sum(bool(office_letters.address_of(one)) for one in places)
    return with_address, len(places) - with_address


def receivers_in_words(with_address: int, without: int) -> list[str]:
    """Return how many people get a message, in sentences."""
    mailed = ngettext("%(number)d mens krijgt bericht.", "%(number)d mensen krijgen bericht.", with_address)
    said = [mailed % {"number": with_address}]
    if without:
        text = ngettext(
            "%(number)d mens heeft geen e-mailadres: laat het zelf weten.",
            "%(number)d mensen hebben geen e-mailadres: laat het zelf weten.",
            without,
        )
        said.append(text % {"number": without})
    return said


def plan_in_words(plan: Plan) -> str:
    """Return when and where, in a line. The link itself is not in it."""
    when = _("zonder vaste tijd")
    if plan.starts and plan.ends:
        starts, ends = timezone.localtime(plan.starts), timezone.localtime(plan.ends)
        same_day = starts.date() == ends.date()
        when = f"{date_format(starts, 'j F Y H:i')} - {date_format(ends, 'H:i' if same_day else 'j F Y H:i')}"
    where = [part for part in (plan.place, _("online") if plan.online_link else "") if part]
    return ", ".join([when, *where])


class AddOccasionView(BookingVerbView):
    """Add an occasion."""

    permission = CHANGE
    page_title = gettext_lazy("Activiteit toevoegen")
    button = gettext_lazy("Bewaren")
    form_class = office_forms.OccasionForm
    field = "code"

    def act(self, form: office_forms.OccasionForm) -> str:
        """Add it."""
        self.occasion = office_occasions.add(form.save(commit=False), self.by())
        return _("Bewaard. Stel nu de prijzen vast.")

    def get_success_url(self) -> str:
        """Go to the occasion."""
        return reverse("booking_occasion:inspect", args=[self.occasion.pk])

    def above(self) -> Above:
        """List."""
        return [(reverse("booking_occasion:index"), _("Activiteiten"))]


class ChangeOccasionView(OccasionVerbView):
    """Change an occasion. Another plan is shown first, with who gets a message about it."""

    page_title = gettext_lazy("Activiteit wijzigen")
    form_class = office_forms.OccasionForm
    button = gettext_lazy("Bewaren")
    said: tuple[str, ...] = ()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the form with an occasion of its own: checking writes into it."""
        return {**super().get_form_kwargs(), "instance": Occasion.objects.get(pk=self.occasion.pk)}

    def seen(self) -> str:
        """Return what tells this state of the occasion from another."""
        return office_forms.OccasionForm(instance=self.occasion).shown()

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, or show who will get a message about the new plan."""
        before, after = planning.plan_of(self.occasion), form.plan()
        number = receivers(self.occasion)
        token = hashlib.sha256(repr((after, number)).encode()).hexdigest()[:16]
        if any(number) and planning.tells(before, after, timezone.now()) and form.cleaned_data["agreed"] != token:
            return self.preview(form, before, after, number, token)
        return super().form_valid(form)

    def preview(self, form: Any, before: Plan, after: Plan, number: tuple[int, int], token: str) -> HttpResponse:
        """Show what changes and for how many people; the same button then does it."""
        set_hidden(form, "agreed", token)
        self.said = (
            _("Het was: %(plan)s.") % {"plan": plan_in_words(before)},
            _("Het wordt: %(plan)s.") % {"plan": plan_in_words(after)},
            *receivers_in_words(*number),
            _("Er is nog niets bewaard."),
        )
        return self.render_to_response(self.get_context_data(form=form, button=_("Bewaren en bericht sturen")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Let the button say what it does now."""
        context = super().get_context_data(**kwargs)
        return context | {"button": kwargs.get("button", context["button"])}

    def tells(self) -> list[str]:
        """Show what somebody else saved, or who gets a message."""
        return list(self.said)

    def act(self, form: Any) -> str:
        """Save it when it still is what the page showed."""
        capacity.lock([self.occasion.pk])
        self.renew()
        others = {name: form.cleaned_data[name] for name in form.Meta.fields if name in others_in(form)}
        same = all(getattr(self.occasion, name) == value for name, value in others.items())
        if not (same and planning.plan_of(self.occasion) == form.plan()):
            if form.cleaned_data["seen"] != self.seen():
                self.said = tuple(self.stands(form))
                raise StaleError
            office_occasions.change(self.occasion, form.plan(), others, self.by())
        self.warn()
        return _("Bewaard.")

    def stands(self, form: Any) -> list[str]:
        """Return what is there now and differs from what was typed."""
        differs = [
            one for one in form.cleaned_data if one in form.Meta.fields and self.stored(one) != form.cleaned_data[one]
        ]
        return [f"{form.fields[one].label}: {self.in_words(one)}" for one in differs]

    def stored(self, name: str) -> Any:
        """Return a value as it stands now."""
        return getattr(self.occasion, name)

    def in_words(self, name: str) -> str:
        """Return a value as it stands now, to read."""
        value = self.stored(name)
        return date_format(timezone.localtime(value), "j F Y H:i") if hasattr(value, "hour") else str(value or "-")

    def warn(self) -> None:
        """Tell that there are fewer places than were given; nobody loses theirs."""
        self.renew()
        counts = capacity.counted([self.occasion], timezone.now())[self.occasion.pk]
        if counts.capacity is not None and counts.taken > counts.capacity:
            text = _("Er zijn %(taken)d plaatsen vergeven en er zijn er %(capacity)d. Wie een plaats heeft, houdt die.")
            messages.warning(self.request, text % {"taken": counts.taken, "capacity": counts.capacity})


def others_in(form: Any) -> set[str]:
    """Return the fields of the form that are no plan."""
    return set(form.cleaned_data) - {*office_occasions.PLANNED, "seen", "agreed", "code"}


class CopyView(OccasionVerbView):
    """Make another run."""

    page_title = gettext_lazy("Nog een uitvoering")
    button = gettext_lazy("Maken")
    form_class = office_forms.CopyForm
    field = "code"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send back from what has no date: there is nothing to repeat."""
        if self.occasion.starts is None:
            messages.info(request, _("Deze activiteit heeft geen datum. Er is geen andere uitvoering van."))
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form of what."""
        return {**super().get_form_kwargs(), "occasion": self.occasion}

    def tells(self) -> list[str]:
        """Say what comes along."""
        return [
            _("Alles gaat mee: plaats, aantal plaatsen, uren, prijzen, voorwaarden en onderdelen."),
            _("Niet: de link voor online en wie er komen."),
        ]

    def act(self, form: Any) -> str:
        """Copy."""
        capacity.lock([self.occasion.pk])
        starts = form.cleaned_data["starts"]
        if office_forms.is_there(self.occasion.title, self.occasion.kind, starts):
            raise BookingError(office_forms.SAME)
        self.occasion = office_occasions.copy(self.occasion, starts, form.cleaned_data["code"], self.by())
        return _("De nieuwe uitvoering staat klaar. Kijk of alles klopt.")
