"""What the office and the committee fill in: meetings, ties, and what is done with a file."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from academy.certification.dates import DAY
from academy.certification.forms import DayField
from academy.hours.durations import DurationField
from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.members.models import User

from . import committee_files, letter_texts
from .decisions import Granting
from .enums import TieKind
from .models import TRAINING_HOURS, LetterTemplate, Meeting, Provider, Tie

TO_PROVIDER = _("De opleider leest dit. Schrijf geen namen op van beoordelaars.")


class MeetingForm(forms.ModelForm[Meeting]):
    """A meeting that is to come."""

    on = DayField(label=_("Vergadering op"))
    files_due = DayField(label=_("Aanvragen compleet op"), help_text=_("Op of voor de dag van de vergadering."))

    class Meta:
        model = Meeting
        fields = ("on", "files_due", "place")

    def clean_on(self) -> dt.date:
        """Refuse a day that is over."""
        day: dt.date = self.cleaned_data["on"]
        if day < civil.today():
            raise forms.ValidationError(_("Deze dag is al voorbij."))
        return day

    def clean_files_due(self) -> dt.date:
        """Files are complete before they are discussed."""
        day: dt.date = self.cleaned_data["files_due"]
        if "on" in self.cleaned_data and day > self.cleaned_data["on"]:
            raise forms.ValidationError(_("Deze dag ligt na de vergadering."))
        return day


class OwnTieForm(forms.Form):
    """A tie of one's own."""

    provider = forms.ModelChoiceField(Provider.objects.order_by("name", "pk"), label=_("Opleider"))
    kind = forms.ChoiceField(label=_("Band"), choices=TieKind.choices)

    def clean(self) -> dict[str, Any]:
        """Refuse a tie that is there already."""
        answers = super().clean() or {}
        whose = self.whose(answers)
        if whose and Tie.objects.filter(user=whose, provider=answers.get("provider"), ended_on=None).exists():
            self.add_error("provider", _("Deze band staat er al."))
        return answers

    def whose(self, _answers: dict[str, Any]) -> User | None:
        """Return whose tie it is."""
        return self.user

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user


class TieForm(OwnTieForm):
    """A tie of anybody who works with applications."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Wie"))
    field_order = ("person", "provider", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["person"]
        choice.queryset = workers("committee", "assessor", "office")
        choice.label_from_instance = shown

    def whose(self, answers: dict[str, Any]) -> User | None:
        """Return who was chosen."""
        return answers.get("person")


class StepForm(forms.Form):
    """Something to do with a file; `seen` is the last step that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class LetterForm(StepForm):
    """A step with a letter: made from the template first, then read over and sent."""

    letter = forms.CharField(
        label=_("Brief"), required=False, max_length=12_000, widget=forms.Textarea(attrs={"rows": 22}),
        help_text=_("Lees de brief na en pas haar aan. Zo krijgt de opleider haar te zien."),
    )  # fmt: skip
    made_from = forms.CharField(required=False, widget=forms.HiddenInput)

    def digest(self) -> str:
        """Return what the letter was made from, in short."""
        told = [f"{name}={value}" for name, value in self.cleaned_data.items() if name not in {"letter", "made_from"}]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


class TakeUpForm(LetterForm):
    """To which meeting."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label=_("Vergadering"))
    field_order = ("meeting", "letter")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["meeting"]
        choice.queryset, choice.label_from_instance = committee_files.coming(), meeting_in_words


class SendBackForm(LetterForm):
    """What is missing."""

    message = forms.CharField(
        label=_("Wat ontbreekt er?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}), help_text=TO_PROVIDER
    )
    field_order = ("message", "letter")


class AssignForm(StepForm):
    """Two assessors, and the meeting; `seated` is who sat there when the page was shown."""

    seated = forms.CharField(required=False, widget=forms.HiddenInput)

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label=_("Vergadering"))
    assessor_1 = forms.ModelChoiceField(User.objects.none(), label=_("Beoordelaar 1"))
    assessor_2 = forms.ModelChoiceField(User.objects.none(), label=_("Beoordelaar 2"))

    def __init__(self, *args: Any, free: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting: Any = self.fields["meeting"]
        meeting.queryset, meeting.label_from_instance = committee_files.coming(), meeting_in_words
        for name in ("assessor_1", "assessor_2"):
            choice: Any = self.fields[name]
            choice.queryset = User.objects.filter(pk__in=[one.pk for one in free]).select_related("person")
            choice.label_from_instance = shown


class RulingForm(LetterForm):
    """What every decision of the committee needs."""

    decided_on = DayField(label=_("Besloten op"))
    incomplete_because = forms.CharField(
        label=_("Waarom nu, met één beoordeling?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Alleen nodig als er nog geen twee beoordelingen zijn. Alleen voor de commissie en het bureau."),
    )  # fmt: skip

    def __init__(self, *args: Any, complete: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if complete:
            del self.fields["incomplete_because"]


class AccreditForm(RulingForm):
    """What is granted. The last day is the last accredited day; in code it ends the day after."""

    starts = DayField(label=_("Eerste dag"))
    last_day = DayField(label=_("Laatste dag"))
    minutes = DurationField(
        label=_("Uren van de hele opleiding"), help_text=_("In hele of halve uren, bijvoorbeeld 6 of 7,5.")
    )
    hours_kind = forms.ChoiceField(label=_("Tellen als"), choices=TRAINING_HOURS, initial=HoursKind.COURSE)
    reason = forms.CharField(
        label=_("Toelichting"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=TO_PROVIDER,
    )  # fmt: skip
    field_order = (
        "decided_on", "starts", "last_day", "minutes", "hours_kind", "reason", "incomplete_because", "letter",
    )  # fmt: skip

    def granting(self) -> Granting:
        """Return what is granted."""
        answers = self.cleaned_data
        return Granting(answers["starts"], answers["last_day"] + DAY, answers["minutes"], answers["hours_kind"])


class RefuseForm(RulingForm):
    """Why not."""

    reason = forms.CharField(
        label=_("Reden"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}), help_text=TO_PROVIDER
    )
    field_order = ("decided_on", "reason", "incomplete_because", "letter")


class ReopenForm(StepForm):
    """Why a decision is taken back."""

    reason = forms.CharField(
        label=_("Reden"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Waarom het besluit niet had moeten vallen. De opleider leest dit."),
    )  # fmt: skip


class TemplateForm(forms.ModelForm[LetterTemplate]):
    """The text of a letter; only fields that it knows."""

    class Meta:
        model = LetterTemplate
        fields = ("body",)
        widgets = {"body": forms.Textarea(attrs={"rows": 24})}

    def clean_body(self) -> str:
        """Refuse a field that this letter does not have: it would stay in the letter as it is."""
        body: str = self.cleaned_data["body"]
        wrong = letter_texts.unknown(body, self.instance.kind)
        if wrong:
            text = _("Deze brief kent dit niet: %(wrong)s. Gebruik alleen de velden die hieronder staan.")
            raise forms.ValidationError(text, params={"wrong": ", ".join(wrong)})
        return body


def workers(*roles: str) -> QuerySet[User]:
    """Return the accounts that have one of these roles, by name."""
    found = User.objects.filter(Q(groups__name__in=roles), is_active=True).distinct()
    return found.select_related("person").order_by("person__family_name", "pk")


def shown(user: User) -> str:
    """Return what somebody is called in a list."""
    return user.get_full_name() or user.email


def meeting_in_words(meeting: Meeting) -> str:
    """Return a meeting as people choose it."""
    return f"{meeting.on:%d-%m-%Y}" + (f", {meeting.place}" if meeting.place else "")
