"""What a provider and a member fill in: a run, a list, what is wrong."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from academy.hours.durations import DurationField
from academy.hours.templatetags.hours import in_hours
from lvv_site import civil
from lvv_site.hours_kind import UNIT, HoursKind

from . import queries
from .attendance_reading import MOST_BYTES, MOST_TEXT, ListError, Row, from_file, from_text
from .enums import ContestReason, ListSource
from .models import Provider, Training
from .runs import PlannedRun, Session

DAY = dt.timedelta(days=1)
PAST, AHEAD = 366 * DAY, 3 * 366 * DAY  # what lies further away is a typing error
MOST_DAYS = 40
NO_SUCH_DAY = _("Deze dag bestaat niet. Schrijf de datum als dag-maand-jaar.")
NO_SUCH_TIME = _("Deze tijd bestaat niet. Schrijf de tijd als 14:30.")
A_DAY = re.compile(r"(\S+)(?:\s+(\d{1,2}[:.]\d{2})\s*(?:-|–|tot|to)\s*(\d{1,2}[:.]\d{2}))?")
CLOCK = ("%H:%M", "%H.%M", "%H:%M:%S")
CALENDAR = ("%Y-%m-%d", "%d-%m-%Y")
MINUTES_A_DAY = 24 * 60


class RunForm(forms.Form):
    """A run of one of the provider's trainings. Who goes on outside the accreditation says that they know."""

    training = forms.ModelChoiceField(
        label=_("Opleiding"), queryset=Training.objects.none(), empty_label=_("Kies een opleiding")
    )
    day = forms.DateField(
        label=_("Eerste of enige dag"), input_formats=CALENDAR, error_messages={"invalid": NO_SUCH_DAY},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    starts = forms.TimeField(
        label=_("Begint om"), input_formats=CLOCK, error_messages={"invalid": NO_SUCH_TIME},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    ends = forms.TimeField(
        label=_("Eindigt om"), input_formats=CLOCK, error_messages={"invalid": NO_SUCH_TIME},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    more_days = forms.CharField(
        label=_("Volgende dagen"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Eén dag per regel, bijvoorbeeld 18-03-2027. Andere tijden? Zet ze erachter: 18-03-2027 13:00-17:00."),
    )  # fmt: skip
    online = forms.BooleanField(label=_("Online: er is geen plaats om naartoe te gaan"), required=False)
    place = forms.CharField(
        label=_("Plaats"), required=False, max_length=200, help_text=_("Bijvoorbeeld de stad, of de zaal en de stad.")
    )
    minutes = DurationField(
        label=_("Uren van alle dagen samen"), help_text=_("In hele of halve uren, bijvoorbeeld 6 of 7,5.")
    )
    external_url = forms.URLField(
        label=_("Waar melden deelnemers zich aan?"), max_length=500, assume_scheme="https",
        validators=[URLValidator(schemes=["https"], message=_("Begin het adres met https://."))],
        help_text=_("De pagina op uw eigen site. De agenda verwijst daarheen."),
    )  # fmt: skip
    outside = forms.BooleanField(label=_("Ik begrijp dat deze uren tellen als extra activiteiten"), required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, provider: Provider, fixed: Training | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: forms.ModelChoiceField[Training] = self.fields["training"]  # type: ignore[assignment]
        own.queryset = Training.objects.filter(provider=provider).order_by("title", "pk")
        self.fixed = fixed
        if fixed:
            del self.fields["training"]
        if not self.is_bound:
            del self.fields["outside"]

    def clean_day(self) -> dt.date:
        """Refuse a day that can only be a typing error."""
        return _near(self.cleaned_data["day"])

    def clean_minutes(self) -> int:
        """Whole units, more than none."""
        minutes: int = self.cleaned_data["minutes"]
        if minutes <= 0 or minutes % UNIT:
            raise forms.ValidationError(_("Uren tellen per half uur. Rond af op een half uur."))
        return minutes

    def clean(self) -> dict[str, Any]:
        """Check what belongs together; outside the accreditation ask whether that is meant."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("online"):
            answers["place"] = ""
        elif not answers.get("place"):
            self.add_error("place", _("Vul een plaats in, of kies online."))
        answers["sessions"] = sessions = self._sessions(answers)
        training = self.fixed or answers.get("training")
        if sessions and training:
            self._check_hours(answers, sessions, training)
        self._ask_outside(answers, sessions, training)
        return answers

    def _sessions(self, answers: dict[str, Any]) -> tuple[Session, ...]:
        """Return the days in their order; nothing when one of them is wrong."""
        if not all(answers.get(name) for name in ("day", "starts", "ends")):
            return ()
        first = Session(answers["day"], answers["starts"], answers["ends"])
        if first.ends <= first.starts:
            self.add_error("ends", _("Het einde ligt voor het begin."))
            return ()
        try:
            found = [first, *_more_days(answers.get("more_days", ""), first)]
        except forms.ValidationError as error:
            self.add_error("more_days", error)
            return ()
        return tuple(sorted(found, key=lambda one: one.day))

    def _check_hours(self, answers: dict[str, Any], sessions: tuple[Session, ...], training: Training) -> None:
        minutes = answers.get("minutes")
        accredited = queries.minutes_on(training, sessions[-1].day)
        if minutes and accredited is not None and minutes > accredited:
            text = _("De opleiding is geaccrediteerd voor %(hours)s.") % {"hours": in_hours(accredited)}
            self.add_error("minutes", text)
        elif minutes and minutes > MINUTES_A_DAY * len(sessions):
            self.add_error("minutes", _("Dit is meer dan 24 uur op een dag."))

    def _ask_outside(self, answers: dict[str, Any], sessions: tuple[Session, ...], training: Training | None) -> None:
        """Keep the question only when it is one: on the last day the hours would be extra activities."""
        outside = bool(sessions and training and queries.kind_on(training, sessions[-1].day) == HoursKind.EXTRA)
        if not outside:
            self.fields.pop("outside", None)
        elif not answers.get("outside"):
            self.add_error("outside", _("Op de laatste dag is deze opleiding niet geaccrediteerd voor bij- en nascholing. De uren tellen dan als extra activiteiten. Kies een andere dag, of zeg hier dat u dit weet."))  # fmt: skip

    def planned(self) -> PlannedRun:
        """Return what the run is to be."""
        answers = self.cleaned_data
        return PlannedRun(
            self.fixed or answers["training"], answers["sessions"], answers["place"], answers["minutes"],
            answers["external_url"],
        )  # fmt: skip


def initial_of(planned: PlannedRun) -> dict[str, Any]:
    """Return a plan as the form shows it."""
    first, *others = planned.sessions
    more = "\n".join(f"{one.day:%d-%m-%Y} {one.starts:%H:%M}-{one.ends:%H:%M}" for one in others)
    return {
        "day": first.day, "starts": first.starts, "ends": first.ends, "more_days": more, "online": not planned.place,
        "place": planned.place, "minutes": planned.minutes, "external_url": planned.external_url,
    }  # fmt: skip


def _near(day: dt.date) -> dt.date:
    if not civil.today() - PAST <= day <= civil.today() + AHEAD:
        raise forms.ValidationError(_("Deze dag ligt te ver weg. Kijk het jaar na, of vraag het bureau."))
    return day


def _more_days(text: str, first: Session) -> list[Session]:
    """Read the days after the first, each with its own times if given."""
    found = [_a_day(line.strip(), first) for line in text.splitlines() if line.strip()]
    days = [one.day for one in found]
    if len(days) > MOST_DAYS:
        raise forms.ValidationError(_("Een uitvoering heeft hoogstens %(most)d dagen.") % {"most": MOST_DAYS})
    if len({*days, first.day}) <= len(days):
        raise forms.ValidationError(_("Er staat een dag twee keer."))
    return found


def _a_day(line: str, first: Session) -> Session:
    match = A_DAY.fullmatch(line)
    day = _read(match[1], CALENDAR) if match else None
    if match is None or day is None:
        raise forms.ValidationError(_("‘%(line)s’ is geen dag. Schrijf bijvoorbeeld 18-03-2027.") % {"line": line[:40]})
    starts, ends = first.starts, first.ends
    if match[2]:
        begin, end = _read(match[2], CLOCK), _read(match[3], CLOCK)
        if begin is None or end is None or end.time() <= begin.time():
            raise forms.ValidationError(_("De tijden van ‘%(line)s’ kloppen niet.") % {"line": line[:40]})
        starts, ends = begin.time(), end.time()
    return Session(_near(day.date()), starts, ends)


def _read(text: str, forms_: tuple[str, ...]) -> dt.datetime | None:
    for one in forms_:
        try:
            return dt.datetime.strptime(text, one)  # noqa: DTZ007 - a civil date, or a time on the clock
        except ValueError:
            continue
    return None


class ListForm(forms.Form):
    """An attendance list: typed or pasted, or as a file."""

    text = forms.CharField(
        label=_("Nummers"), required=False, max_length=MOST_TEXT, strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Eén register- of lidnummer per regel. Was iemand er korter? Zet de uren erachter: LVV-001234-K;4,5. Was iemand er niet? Schrijf 0 uur. Een naam mag ook: LVV-001234-K;4,5;De Vries."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Of een bestand"), required=False, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        help_text=_("CSV of Excel met een kolom ‘nummer’, en als u wilt ‘uren’ en ‘naam’."),
    )  # fmt: skip
    rows: list[Row]
    source = ListSource.FORM

    def clean(self) -> dict[str, Any]:
        """Read one of the two."""
        answers: dict[str, Any] = super().clean() or {}
        text, file = answers.get("text") or "", answers.get("file")
        if self.errors:
            return answers
        if bool(text.strip()) == bool(file):
            field = "file" if file else "text"
            self.add_error(
                field,
                _("Vul nummers in of kies een bestand, niet allebei.")
                if file
                else _("Vul nummers in of kies een bestand."),
            )
            return answers
        try:
            if file:
                self.source = ListSource.FILE
            self.rows = from_file(file.read(MOST_BYTES + 1)) if file else from_text(text)
        except ListError as error:
            self.add_error("file" if file else "text", str(error))
        return answers


class ContestForm(forms.Form):
    """What is wrong with a line; `seen` is the row that the page showed."""

    reason = forms.ChoiceField(
        label=_("Wat klopt er niet?"), choices=ContestReason.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat er niet klopt.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("Toelichting"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Alleen voor het bureau. Schrijf geen namen op van anderen."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Something else needs words."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("reason") == ContestReason.OTHER and not answers.get("text", "").strip():
            self.add_error("text", _("Schrijf op wat er niet klopt."))
        return answers


class CorrectForm(forms.Form):
    """What is right of somebody, by the office; `seen` is the row that the page showed."""

    minutes = DurationField(label=_("Uren"), help_text=_("0: was er niet. In hele of halve uren."))
    text = forms.CharField(
        label=_("Bericht aan het lid"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, contested: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not contested:
            del self.fields["text"]

    def clean_minutes(self) -> int:
        """Whole units."""
        minutes: int = self.cleaned_data["minutes"]
        if minutes < 0 or minutes % UNIT:
            raise forms.ValidationError(_("Uren tellen per half uur. Rond af op een half uur."))
        return minutes


class UpholdForm(forms.Form):
    """Why a row stays as it is."""

    text = forms.CharField(
        label=_("Bericht aan het lid"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Leg uit waarom het blijft staan."),
    )  # fmt: skip
