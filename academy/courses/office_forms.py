"""What the office fills in about runs. Prices as people pay them, times on the clock in Amsterdam, hours in halves."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from academy.accreditation.models import Training
from academy.hours.durations import DurationField
from events.booking.enums import Audience, OccasionKind
from events.booking.models import Occasion, TermsVersion
from events.booking.office_occasions import OccasionChoiceField
from lvv_site.civil_fields import ClockField, DayField
from lvv_site.hours_kind import UNIT, HoursKind

from .models import CoursePage, Run
from .planning import PlannedPrice, PlannedRun, Session, at, free_code

VAT = {"21": Decimal(21), "9": Decimal(9), "": None}
VAT_CHOICES = [("21", _("21%")), ("9", _("9%")), ("", _("vrijgesteld van btw"))]
HOURS = [("", _("geeft geen uren")), *((kind.value, kind.label) for kind in (HoursKind.COURSE, HoursKind.EXTRA))]
DAY = dt.timedelta(days=1)
MIDNIGHT = dt.time.min


class MoneyField(forms.DecimalField):
    """An amount in EUR, with comma or point; may be left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=7, decimal_places=2, required=False, localize=True, **kwargs)


class TrainingChoice(forms.ModelChoiceField):
    """A training, by title and provider."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Training.objects.select_related("provider").order_by("title", "pk"), required=False,
            label=_("Geaccrediteerde opleiding"), empty_label=_("geen"),
            help_text=_("De uren tellen zoals deze opleiding op de laatste dag geaccrediteerd is. Zonder opleiding zijn het extra activiteiten."),
            **kwargs,
        )  # fmt: skip

    def label_from_instance(self, obj: Training) -> str:
        """Return what the office reads."""
        return f"{obj.title} ({obj.provider}, {obj.code})"


class TrainingForm(forms.Form):
    """Which training a run is."""

    training = TrainingChoice()


class LinkForm(forms.Form):
    """An occasion that is there already, the course that it belongs to, and its training."""

    occasion = OccasionChoiceField(
        label=_("Activiteit"),
        queryset=Occasion.objects.filter(run=None, kind__in=[kind for kind, _label in CoursePage.kind.field.choices or []]).order_by("-starts", "-pk"),
        help_text=_("Alleen activiteiten die nog geen uitvoering van een opleiding zijn."),
    )  # fmt: skip
    page = forms.ModelChoiceField(label=_("Opleiding in de academie"), queryset=CoursePage.objects.order_by("title"))
    training = TrainingChoice()


class RunForm(forms.Form):
    """A run in one form. Days after the first have the same times."""

    page = forms.ModelChoiceField(label=_("Opleiding in de academie"), queryset=CoursePage.objects.order_by("title"))
    code = forms.CharField(
        label=_("Code"), max_length=90, required=False,
        help_text=_("In het adres: /boeken/…/. Leeg: wij maken er een van de opleiding en de maand."),
    )  # fmt: skip
    day = DayField(label=_("Datum"), required=False, help_text=_("Alleen bij e-learning mag dit leeg blijven."))
    starts = ClockField(label=_("Begint om"), required=False)
    ends = ClockField(label=_("Eindigt om"), required=False)
    more_days = forms.CharField(
        label=_("Volgende dagen"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Eén datum per regel, als dag-maand-jaar. Zelfde tijden als de eerste dag."),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Plaats"), required=False, max_length=200, help_text=_("Schrijf ‘online’ als de link later komt.")
    )
    online_link = forms.URLField(
        label=_("Link voor online"), required=False, max_length=500, assume_scheme="https",
        help_text=_("Alleen deelnemers zien de link."),
    )  # fmt: skip
    capacity = forms.IntegerField(
        label=_("Aantal plaatsen"), required=False, min_value=1, max_value=5000, help_text=_("Leeg: zonder grens.")
    )
    opens_on = DayField(label=_("Inschrijving opent op"), required=False, help_text=_("Leeg: meteen."))
    closes_on = DayField(label=_("Inschrijven tot en met"), required=False, help_text=_("Leeg: tot het begin."))
    hours_kind = forms.ChoiceField(label=_("Soort uren"), choices=HOURS, required=False)
    training = TrainingChoice()
    minutes = DurationField(
        label=_("Uren van alle dagen samen"), help_text=_("In hele of halve uren, bijvoorbeeld 6 of 7,5.")
    )
    price_guest = MoneyField(
        label=_("Prijs voor gasten, met btw"),
        help_text=_("In euro. Leeg: alleen leden kunnen boeken. Gratis: 0."),
    )  # fmt: skip
    price_member = MoneyField(
        label=_("Prijs voor leden, met btw"),
        help_text=_("Leeg: leden betalen wat gasten betalen."),
    )  # fmt: skip
    early_until = DayField(label=_("Vroegboekprijs tot en met"), required=False)
    early_guest = MoneyField(label=_("Vroegboekprijs voor gasten, met btw"))
    early_member = MoneyField(label=_("Vroegboekprijs voor leden, met btw"))
    vat = forms.ChoiceField(label=_("Btw"), choices=VAT_CHOICES, required=False, initial="21")
    terms = forms.ModelChoiceField(
        label=_("Annuleringsvoorwaarden"), queryset=TermsVersion.objects.order_by("-made_at", "-pk"), required=False,
        empty_label=_("geen: wie annuleert, krijgt alles terug"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["terms"].initial = TermsVersion.objects.order_by("-made_at", "-pk").first()

    def clean_code(self) -> str:
        """Refuse a code that is no part of an address, or that is taken."""
        code: str = self.cleaned_data["code"].strip().lower()
        if code and code != slugify(code):
            raise forms.ValidationError(_("Gebruik alleen kleine letters, cijfers en streepjes."))
        if code and Occasion.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Er is al een activiteit met deze code."))
        return code

    def clean_more_days(self) -> list[dt.date]:
        """Read the days, one each line."""
        written = [one for one in re.split(r"[\s,;]+", self.cleaned_data["more_days"]) if one]
        try:
            return [DayField().clean(one) for one in written]
        except forms.ValidationError:
            raise forms.ValidationError(_("Schrijf elke datum als dag-maand-jaar, bijvoorbeeld 11-3-2027.")) from None

    def clean_minutes(self) -> int:
        """Refuse what is not in whole units."""
        minutes = int(self.cleaned_data["minutes"] or 0)
        if minutes < 0 or minutes % UNIT:
            raise forms.ValidationError(_("Hele of halve uren, bijvoorbeeld 6 of 7,5."))
        return minutes

    def clean(self) -> dict[str, Any]:
        """Check what only several fields together can say; each error stands beside the field that can solve it."""
        super().clean()
        for check in (self._check_times, self._check_days, self._check_window, self._check_hours, self._check_prices):
            check()
        return self.cleaned_data

    def _check_times(self) -> None:
        answers, page = self.cleaned_data, self.cleaned_data.get("page")
        dated = any(answers.get(name) for name in ("day", "starts", "ends", "more_days"))
        if not dated:
            if page and page.kind != OccasionKind.ELEARNING and "day" not in self.errors:
                self.add_error("day", _("Alleen e-learning heeft geen datum."))
            return
        for name in ("day", "starts", "ends"):
            if answers.get(name) is None and name not in self.errors:
                self.add_error(name, _("Vul dit ook in: een uitvoering met een datum heeft een begin en een einde."))
        if answers.get("starts") and answers.get("ends") and answers["ends"] <= answers["starts"]:
            self.add_error("ends", _("Het einde ligt niet na het begin."))
        if not (answers.get("place") or answers.get("online_link")) and "online_link" not in self.errors:
            self.add_error("place", _("Vul een plaats in, of een link voor online."))

    def _check_days(self) -> None:
        days = [self.cleaned_data.get("day"), *self.cleaned_data.get("more_days", [])]
        if None not in days and days != sorted(set(days)):
            self.add_error("more_days", _("De dagen volgen op elkaar, elke dag één keer."))
        if self.cleaned_data.get("minutes", 0) % (UNIT * len(days)):
            self.add_error("minutes", _("Elke dag krijgt evenveel: hele of halve uren per dag."))

    def _check_window(self) -> None:
        opens, closes, day = (self.cleaned_data.get(name) for name in ("opens_on", "closes_on", "day"))
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("De inschrijving sluit voordat zij opent."))
        if closes and day and closes > day:
            self.add_error("closes_on", _("Na de eerste dag kan niemand zich nog inschrijven."))
        if opens and day and opens > day:
            self.add_error("opens_on", _("De inschrijving opent vóór de eerste dag."))

    def _check_hours(self) -> None:
        answers = self.cleaned_data
        kind, training = answers.get("hours_kind"), answers.get("training")
        if kind == HoursKind.COURSE and training is None and "training" not in self.errors:
            self.add_error("training", _("Zonder geaccrediteerde opleiding zijn het extra activiteiten."))
        if training and not kind:
            self.add_error("hours_kind", _("Een geaccrediteerde opleiding geeft uren."))
        if kind and answers.get("minutes") == 0:
            self.add_error("minutes", _("Vul in hoeveel uren dit geeft."))

    def _check_prices(self) -> None:
        answers = self.cleaned_data
        price = {name: answers.get(name) for name in ("price_guest", "price_member", "early_guest", "early_member")}
        if price["price_guest"] is None and price["price_member"] is None and not self.errors.get("price_guest"):
            self.add_error("price_guest", _("Zonder prijs kan niemand boeken. Gratis is 0."))
        early = [name for name in ("early_guest", "early_member") if price[name] is not None]
        if early and not answers.get("early_until") and "early_until" not in self.errors:
            self.add_error("early_until", _("Tot en met welke dag geldt de vroegboekprijs?"))
        if answers.get("early_until") and not early:
            self.add_error("early_guest", _("Vul de vroegboekprijs in, of laat de datum leeg."))
        if None not in {price["price_guest"], price["price_member"]} and price["price_member"] > price["price_guest"]:  # type: ignore[operator]
            self.add_error("price_member", _("Leden betalen niet meer dan gasten."))

    def planned(self) -> PlannedRun:
        """Return what was filled in."""
        answers = self.cleaned_data
        days = [answers["day"], *answers["more_days"]] if answers["day"] else []
        opens, closes = answers["opens_on"], answers["closes_on"]
        return PlannedRun(
            page=answers["page"],
            code=answers["code"] or free_code(answers["page"], answers["day"]),
            sessions=tuple(Session(day, answers["starts"], answers["ends"]) for day in days),
            place=answers["place"].strip(),
            online_link=answers["online_link"],
            capacity=answers["capacity"],
            opens_at=at(opens, MIDNIGHT) if opens else None,
            closes_at=self._closes_at(closes),
            hours_kind=answers["hours_kind"],
            minutes=answers["minutes"],
            prices=tuple(self._prices()),
            terms=answers["terms"],
            training=answers["training"],
        )

    def _closes_at(self, closes: dt.date | None) -> dt.datetime | None:
        """Return the end of the last day; on the day itself the start closes it."""
        day, starts = self.cleaned_data["day"], self.cleaned_data["starts"]
        if closes is None or closes == day:
            return at(day, starts) if closes else None
        return at(closes + DAY, MIDNIGHT)

    def _prices(self) -> list[PlannedPrice]:
        answers, rate, until = self.cleaned_data, VAT[self.cleaned_data["vat"]], self.cleaned_data["early_until"]
        wanted = [
            (Audience.GUEST, answers["price_guest"], None), (Audience.MEMBER, answers["price_member"], None),
            (Audience.GUEST, answers["early_guest"], until), (Audience.MEMBER, answers["early_member"], until),
        ]  # fmt: skip
        return [PlannedPrice(who, gross, rate, last) for who, gross, last in wanted if gross is not None]


def initial_of(run: Run) -> dict[str, Any]:
    """Return the training that a run is now, for its form."""
    return {"training": run.training_id}
