"""What a provider fills in, page by page. Everything may be empty in a draft; what is filled in must be readable."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academy.hours.durations import DurationField
from lvv_site.hours_kind import UNIT

from . import application_attaching
from .application_attaching import Place
from .application_fields import NUMBERS, ROWS
from .content import MOST_TEXT
from .enums import Competence, FilePurpose, Section, Setting

KEY = re.compile(r"[a-z0-9]{1,12}")
MOST_ROWS = 30
MOST_HOURS = 2000
FEW_LINES, MANY_LINES = 3, 8
FILES_HINT = gettext_lazy(
    "PDF, foto of Office-bestand (.docx, .xlsx, .pptx), tot 10 MB per bestand. Meer bestanden mag."
)


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": application_attaching.ACCEPTED})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Return all of them."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """Files as they came in; they are cleaned and kept one by one, for one place."""

    widget = FilesInput

    def __init__(self, place: Place, label: str) -> None:
        # A proof is needed in the end, which the page says; no single upload is.
        needed = place.purpose == FilePurpose.TEACHER
        super().__init__(label=label, required=needed, help_text=str(FILES_HINT))
        self.place = place

    def clean(self, value: Any) -> list[Any]:
        """Return the files, none when nothing was chosen."""
        return [one for one in value or () if one]


class LoadField(DurationField):
    """A part of the study load: half hours, nothing below zero."""

    def clean(self, value: object) -> int | None:
        """Return minutes; None for nothing."""
        minutes = super().clean(value)
        if minutes is not None and minutes < 0:
            raise ValidationError(_("Vul 0 of meer in."))
        if minutes is not None and minutes % UNIT:
            raise ValidationError(_("Uren tellen per half uur. Rond af op een half uur."))
        if minutes is not None and minutes > MOST_HOURS * 60:
            raise ValidationError(_("Dit is meer dan 2000 uur. Kijk het na."))
        return minutes


def _line(label: str, most: int = 200, hint: str = "", **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, help_text=hint, **more)


def _text(label: str, hint: str = "", rows: int = MANY_LINES, most: int = MOST_TEXT) -> forms.CharField:
    # The limit is told beside the field, not kept by cutting off what somebody pastes.
    made = forms.CharField(label=label, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}))
    made.validators.append(MaxLengthValidator(most))
    return made


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=5000)


def _training() -> dict[str, forms.Field]:
    hint = _("In hele of halve uren, bijvoorbeeld 6 of 7,5.")
    return {
        "title": _line(_("Titel")),
        "summary": _text(_("Samenvatting"), _("In een paar zinnen: waar gaat de opleiding over en voor wie is ze?"), 4, 2000),
        "website": forms.URLField(
            label=_("Webpagina"), required=False, max_length=200, assume_scheme="https",
            help_text=_("Waar mensen de opleiding kunnen vinden."),
        ),
        "setting": forms.ChoiceField(label=_("Hoe geeft u de opleiding?"), choices=Setting.choices, widget=forms.RadioSelect),
        "contact_minutes": LoadField(label=_("Contacttijd in uren"), help_text=hint),
        "preparation_minutes": LoadField(label=_("Voorbereiding en huiswerk in uren"), help_text=hint),
        "practice_minutes": LoadField(label=_("Oefenen in de praktijk in uren"), help_text=hint),
        "participants_min": _count(_("Deelnemers, minstens")),
        "participants_max": _count(_("Deelnemers, hoogstens")),
    }  # fmt: skip


def _goal(key: str, number: int) -> dict[str, forms.Field]:
    return {
        f"goal-{key}-text": _text(
            _("Leerdoel %(number)d") % {"number": number}, _("Wat kan een deelnemer na afloop?"), FEW_LINES, 1000
        ),
        f"goal-{key}-competences": forms.MultipleChoiceField(
            label=_("Competenties bij leerdoel %(number)d") % {"number": number}, choices=Competence.choices,
            widget=forms.CheckboxSelectMultiple, help_text=_("Uit het beroepsprofiel van de vertrouwenspersoon."),
        ),
    }  # fmt: skip


def _teacher(key: str, number: int) -> dict[str, forms.Field]:
    return {
        f"teacher-{key}-name": _line(_("Naam van docent %(number)d") % {"number": number}, 150),
        f"teacher-{key}-education": _text(_("Opleiding"), _("Minstens hbo. Noem de opleiding en het jaar."), FEW_LINES, 2000),
        f"teacher-{key}-experience": _text(_("Ervaring als trainer"), "", FEW_LINES, 2000),
        f"teacher-{key}-expertise": _text(_("Ervaring in het vak van vertrouwenspersoon"), "", FEW_LINES, 2000),
        f"teacher-{key}-proof": FilesField(Place(FilePurpose.TEACHER, key), _("Bewijs, zoals een diploma of cv")),
    }  # fmt: skip


def _programme() -> dict[str, forms.Field]:
    hint = _("Per dag of dagdeel: onderwerpen, werkvormen en tijden. Of voeg het programma hieronder toe.")
    return {
        "programme": _text(_("Programma"), hint),
        "programme-files": FilesField(Place(FilePurpose.PROGRAMME), _("Programma als bestand")),
    }


def _assessment() -> dict[str, forms.Field]:
    hint = _("Hoe toetst u wat deelnemers geleerd hebben, en hoe weten zij dat vooraf?")
    return {
        "assessment": _text(_("Toetsing"), hint),
        "homework": _text(_("Huiswerk"), _("Welk huiswerk is er? Is er geen, schrijf dat dan op."), 4),
        "assessment-files": FilesField(Place(FilePurpose.ASSESSMENT), _("Toetsen of opdrachten als bestand")),
    }


def _evaluation() -> dict[str, forms.Field]:
    hint = _("Hoe beoordelen deelnemers de opleiding, en hoe gaan de leerdoelen daarin mee?")
    return {
        "evaluation": _text(_("Evaluatie"), hint),
        "evaluation-files": FilesField(Place(FilePurpose.EVALUATION), _("Evaluatieformulier als bestand")),
    }


def _documents() -> dict[str, forms.Field]:
    return {"other-files": FilesField(Place(FilePurpose.OTHER), _("Nog een document toevoegen"))}


PAGES: Mapping[Section, Callable[[], dict[str, forms.Field]]] = {
    Section.TRAINING: _training, Section.PROGRAMME: _programme, Section.ASSESSMENT: _assessment,
    Section.EVALUATION: _evaluation, Section.DOCUMENTS: _documents,
}  # fmt: skip
ROW_FIELDS: Mapping[Section, Callable[[str, int], dict[str, forms.Field]]] = {
    Section.GOALS: _goal, Section.TEACHERS: _teacher,
}  # fmt: skip


def _fields(page: Section, rows: Sequence[str]) -> dict[str, forms.Field]:
    if page in PAGES:
        return PAGES[page]()
    made: dict[str, forms.Field] = {}
    for number, key in enumerate(rows, start=1):
        made |= ROW_FIELDS[page](key, number)
    return made


class PageForm(forms.Form):
    """One page of the wizard, with the rows that it has."""

    use_required_attribute = False  # a draft may be kept half filled in
    takes_focus = True

    def __init__(
        self, page: Section, rows: Sequence[str], data: QueryDict | None = None,
        files: "MultiValueDict[str, Any] | None" = None, initial: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, files, initial=dict(initial or {}))
        self.page, self.rows = page, list(rows)
        self.fields.update(_fields(page, self.rows))

    @classmethod
    def of(cls, page: Section, fields: Mapping[str, str]) -> "PageForm":
        """Return a page as it was saved."""
        rows = next((fields.get(name, "").split() for sort, name in ROWS.items() if SORTS.get(page) == sort), [])
        return cls(page, rows, initial={name: _shown(name, value) for name, value in fields.items()})

    @classmethod
    def again(cls, page: Section, fields: Mapping[str, str], posted: "PageForm") -> "PageForm":
        """Return a page as it is now, with what was typed and could not be read, and what is wrong with that."""
        made = cls.of(page, fields)
        # Django keeps what is wrong here; a form that is not bound may have it too.
        made.cleaned_data, made._errors = {}, ErrorDict(renderer=made.renderer)  # type: ignore[attr-defined]
        for name, found in posted.errors.items():
            if name in made.fields or name == NON_FIELD_ERRORS:
                made._errors[name] = found  # type: ignore[attr-defined]
            if name in made.fields and not made.takes_files(name):
                typed = posted.data.getlist(name)  # type: ignore[attr-defined]  # a QueryDict
                made.initial[name] = typed if name.endswith("-competences") else " ".join(typed)
        return made

    @classmethod
    def posted(cls, page: Section, data: QueryDict, files: "MultiValueDict[str, Any]") -> "PageForm":
        """Return a page as it was typed: its rows are those that came."""
        return cls(page, rows_in(page, data), data, files)

    def full_clean(self) -> None:
        """Read what was typed; on the page a field still says whether it is needed in the end."""
        needed = [one for one in self.fields.values() if one.required]
        for one in needed:
            one.required = False
        super().full_clean()
        for one in needed:
            one.required = True

    def typed(self) -> dict[str, str]:
        """Return what could be read, as fields of the content. Ask after `is_valid`."""
        told = {name: _stored(value) for name, value in self.cleaned_data.items() if not self.takes_files(name)}
        if sort := SORTS.get(self.page):
            told[ROWS[sort]] = " ".join(self.rows)
        return told

    def received(self) -> list[tuple[str, Place, list[Any]]]:
        """Return the files that came, by the field that they came in."""
        return [
            (name, one.place, self.cleaned_data.get(name) or [])
            for name, one in self.fields.items()
            if isinstance(one, FilesField)
        ]

    def takes_files(self, name: str) -> bool:
        """Whether a field is for files."""
        return isinstance(self.fields[name], FilesField)


SORTS: Mapping[Section, str] = {Section.GOALS: "goal", Section.TEACHERS: "teacher"}
FIRST_PARTS = {"goal": "text", "teacher": "name"}


def rows_in(page: Section, data: QueryDict) -> list[str]:
    """Return the keys of the rows of a posted page, in their order."""
    sort = SORTS.get(page)
    if sort is None:
        return []
    form = re.compile(rf"{sort}-({KEY.pattern})-{FIRST_PARTS[sort]}")
    return [match[1] for name in data if (match := form.fullmatch(name))][:MOST_ROWS]


def _stored(value: object) -> str:
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    # A browser sends two characters for the end of a line: the same text must stay the same text.
    return "" if value is None else str(value).replace("\r\n", "\n")


def _shown(name: str, value: str) -> object:
    if name in NUMBERS:
        return int(value) if value.isdecimal() else value
    return value.split() if name.endswith("-competences") else value


class ReasonForm(forms.Form):
    """Why: an objection, or a withdrawal."""

    reason = forms.CharField(
        label=gettext_lazy("Reden"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": MANY_LINES})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, required: bool = True, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
        if label:
            self.fields["reason"].label = label


class SubmitForm(forms.Form):
    """The last page: the declaration, and what of the application, its procedure and the price one has seen."""

    declared = forms.BooleanField(
        label=gettext_lazy("Ik verklaar dat alles klopt en dat wij ons aan de voorwaarden houden."),
        error_messages={"required": gettext_lazy("Verklaar dat u zich aan de voorwaarden houdt.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    total = forms.DecimalField(widget=forms.HiddenInput)

    use_required_attribute = False
