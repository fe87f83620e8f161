"""What the office sets: prices of an occasion, discount codes, versions of the terms. What was booked keeps its own."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from lvv_site.payments.wording import euros

from . import offers
from .models import DiscountCode, Occasion, Price, TermsVersion
from .office_sales_forms import DiscountForm, EndForm, PriceForm, StepsForm, TermsForm, rows_of
from .refusals import BookingError, StaleError
from .verbs_base import Above, BookingVerbView
from .verbs_occasions import OccasionVerbView

SET = "booking.set_prices"
STEPS = "stap"


def price_warnings(occasion: Occasion) -> list[str]:
    """Return what is wrong with the prices of an occasion that can be booked here, in sentences."""
    if not occasion.bookable or occasion.cancelled:
        return []
    (offer,) = offers.of([occasion], timezone.now())
    if offer.price_member is None:
        return [_("Er is vandaag geen prijs: niemand kan boeken.")]
    if offer.price_guest is None:
        return [_("Er is vandaag geen prijs voor gasten: alleen leden kunnen boeken.")]
    return []


class PriceVerbView(OccasionVerbView):
    """A price of an occasion."""

    permission = SET
    form_class = PriceForm
    button = gettext_lazy("Bewaren")
    price: Price | None = None

    def renew(self) -> None:
        """Find the occasion, and the price when it is about one."""
        super().renew()
        if "price" in self.kwargs:
            self.price = get_object_or_404(Price, pk=self.kwargs["price"], occasion=self.occasion)

    def tells(self) -> list[str]:
        """Say that what was booked stays."""
        return [_("Wie al boekte, houdt de prijs van toen.")]

    def noted(self, price: Price) -> str:
        """Keep in the log what it is now, and warn when somebody has no price."""
        kept = {"audience": price.audience, "gross": str(price.gross), "until": str(price.until or "")}
        log(instance=self.occasion, action="booking.price", user=self.by(), data=kept)
        for warning in price_warnings(self.occasion):
            messages.warning(self.request, warning)
        return _("Bewaard.")


class AddPriceView(PriceVerbView):
    """Add a price."""

    page_title = gettext_lazy("Prijs toevoegen")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from a price of this occasion."""
        return {**super().get_form_kwargs(), "instance": Price(occasion=self.occasion)}

    def act(self, form: Any) -> str:
        """Add it; the same price twice is one press too many."""
        price = form.save(commit=False)
        same = {
            name: getattr(price, name)
            for name in ("occasion", "audience", "net", "vat_rate", "since", "until", "people")
        }
        Occasion.objects.select_for_update(no_key=True).get(pk=self.occasion.pk)
        if not Price.objects.filter(**same).exists():
            price.save()
        return self.noted(price)


class ChangePriceView(PriceVerbView):
    """Change a price, for who books from now on."""

    page_title = gettext_lazy("Prijs wijzigen")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the form with a price of its own: checking writes into it."""
        assert self.price is not None  # noqa: S101 - its address names one
        return {**super().get_form_kwargs(), "instance": Price.objects.get(pk=self.price.pk)}

    def seen(self) -> str:
        """Return what tells this state of the price from another."""
        return PriceForm(instance=self.price).shown()

    def act(self, form: Any) -> str:
        """Change it when it still is what the page showed."""
        assert self.price is not None  # noqa: S101 - its address names one
        self.price = Price.objects.select_for_update().get(pk=self.price.pk)
        if form.shown() != self.seen():
            if form.cleaned_data["seen"] != self.seen():
                raise StaleError
            form.save()
        return self.noted(form.instance)


class EndPriceView(PriceVerbView):
    """Let a price hold until a day."""

    page_title = gettext_lazy("Prijs beëindigen")
    button = gettext_lazy("Beëindigen")
    form_class = EndForm  # type: ignore[assignment]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form from which day it holds."""
        return {**super().get_form_kwargs(), "since": self.price and self.price.since}

    def tells(self) -> list[str]:
        """Say which price."""
        assert self.price is not None  # noqa: S101 - its address names one
        return [f"{self.price.get_audience_display()}: {euros(self.price.gross)}", *super().tells()]

    def act(self, form: Any) -> str:
        """End it."""
        assert self.price is not None  # noqa: S101 - its address names one
        self.price.until = form.cleaned_data["until"]
        self.price.save(update_fields=["until"])
        return self.noted(self.price)


class DiscountVerbView(BookingVerbView):
    """A discount code."""

    permission = SET
    header_icon = "tag"
    form_class = DiscountForm
    button = gettext_lazy("Bewaren")
    code: DiscountCode | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the code when it is about one."""
        super().setup(request, *args, **kwargs)
        self.renew()

    def renew(self) -> None:
        """Fetch it as it is now."""
        if "pk" in self.kwargs:
            self.code = get_object_or_404(DiscountCode, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Say which code it is."""
        return str(self.code or "")

    def get_success_url(self) -> str:
        """Go back to the list."""
        return reverse("booking_discount:index")

    def above(self) -> Above:
        """List."""
        return [(self.get_success_url(), _("Kortingscodes"))]


class AddDiscountView(DiscountVerbView):
    """Add a discount code."""

    page_title = gettext_lazy("Kortingscode toevoegen")

    def form_valid(self, form: Any) -> HttpResponse:
        """Add it; of two at the same moment the second is told."""
        try:
            return super().form_valid(form)
        except IntegrityError:
            form.add_error("code", _("Deze code is er al."))
            return self.form_invalid(form)

    def act(self, form: Any) -> str:
        """Add it."""
        log(instance=form.save(), action="wagtail.create", user=self.by())
        return _("Bewaard.")


class ChangeDiscountView(AddDiscountView):
    """Change a discount code, for who books from now on."""

    page_title = gettext_lazy("Kortingscode wijzigen")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the form with a code of its own: checking writes into it."""
        return {**super().get_form_kwargs(), "instance": DiscountCode.objects.get(pk=self.kwargs["pk"])}

    def seen(self) -> str:
        """Return what tells this state of the code from another."""
        return DiscountForm(instance=self.code).shown()

    def tells(self) -> list[str]:
        """Say how often it was used."""
        used = self.code.used.count() if self.code else 0
        return [_("Gebruikt voor %(number)d plaatsen; die houden hun korting.") % {"number": used}]

    def act(self, form: Any) -> str:
        """Change it when it still is what the page showed."""
        self.code = DiscountCode.objects.select_for_update().get(pk=self.kwargs["pk"])
        if form.shown() != self.seen():
            if form.cleaned_data["seen"] != self.seen():
                raise StaleError
            log(instance=form.save(), action="wagtail.edit", user=self.by())
        return _("Bewaard.")


class EndDiscountView(DiscountVerbView):
    """Let a code hold until a day."""

    page_title = gettext_lazy("Kortingscode beëindigen")
    button = gettext_lazy("Beëindigen")
    form_class = EndForm  # type: ignore[assignment]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form from which day it holds."""
        return {**super().get_form_kwargs(), "since": self.code and self.code.since}

    def act(self, form: Any) -> str:
        """End it."""
        assert self.code is not None  # noqa: S101 - its address names one
        self.code.until = form.cleaned_data["until"]
        self.code.save(update_fields=["until"])
        log(instance=self.code, action="wagtail.edit", user=self.by())
        return _("Bewaard.")


class AddTermsView(BookingVerbView):
    """A new version of the cancellation terms. A version is never changed: who booked with it keeps it."""

    permission = SET
    header_icon = "doc-full"
    template_name = "booking/admin/terms_form.html"
    page_title = gettext_lazy("Nieuwe versie van de voorwaarden")
    button = gettext_lazy("Vaststellen")
    form_class = TermsForm
    field = "code"

    def get_initial(self) -> dict[str, Any]:
        """Begin with the text of the newest version."""
        newest = TermsVersion.objects.order_by("-pk").first()
        return {"text": newest.text} if newest else {}

    def rows(self) -> Any:
        """Return the steps: as sent, or those of the newest version with room for more."""
        if self.request.method == "POST":
            return StepsForm(self.request.POST, prefix=STEPS)
        newest = TermsVersion.objects.order_by("-pk").first()
        return StepsForm(initial=rows_of(newest.terms.steps if newest else ()), prefix=STEPS)

    def tells(self) -> list[str]:
        """Say what happens to who booked."""
        return [_("Wie al boekte, houdt de versie van toen. Activiteiten krijgen de nieuwe versie als je ze wijzigt.")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the steps."""
        return {"rows": self.rows(), **super().get_context_data(**kwargs)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Write it when the steps are right too."""
        rows = self.rows()
        if not rows.is_valid():
            return self.render_to_response(self.get_context_data(form=form, rows=rows))
        form.instance.steps, form.instance.by = rows.steps(), self.by()
        return super().form_valid(form)

    def act(self, form: Any) -> str:
        """Write it."""
        try:
            with transaction.atomic():
                self.version = form.save()
        except IntegrityError:
            raise BookingError(_("Deze versie is er al.")) from None
        log(instance=self.version, action="wagtail.create", user=self.by())
        return _("Vastgesteld. Nieuwe activiteiten krijgen deze versie.")

    def get_success_url(self) -> str:
        """Show it."""
        return reverse("booking_terms:inspect", args=[self.version.pk])

    def above(self) -> Above:
        """List."""
        return [(reverse("booking_terms:index"), _("Voorwaarden"))]
