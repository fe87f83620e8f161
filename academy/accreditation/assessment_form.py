"""The checklist as a form: a score and a remark for each item, then the advice. The draft saves what is typed, right or wrong."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import checklist
from .assessing import Answers
from .enums import Advice

EMPTY = ("", "---------")


class AssessmentForm(forms.Form):
    """Everything an assessor fills in; nothing is required to save it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    checklist = forms.CharField(widget=forms.HiddenInput)
    advice = forms.ChoiceField(label=_("Advies"), required=False, choices=[EMPTY, *Advice.choices])
    remark = forms.CharField(
        label=_("Toelichting op het advies"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Wat vind je van de aanvraag als geheel? De commissie leest dit, de opleider niet."),
    )  # fmt: skip

    def __init__(self, *args: Any, answers: Answers, kind: str, **kwargs: Any) -> None:
        self.items = answers.list_used.of(kind)
        initial = {
            **kwargs.pop("initial", {}), "checklist": answers.version, "advice": answers.advice, "remark": answers.remark,
            **{f"score-{key}": value for key, value in answers.scores.items()},
            **{f"remark-{key}": value for key, value in answers.remarks.items()},
        }  # fmt: skip
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        for one in self.items:
            self.fields[f"score-{one.key}"] = forms.ChoiceField(
                label=str(one.text), required=False, choices=[EMPTY, *checklist.SCORES]
            )
            self.fields[f"remark-{one.key}"] = forms.CharField(
                label=_("Opmerking bij: %(item)s") % {"item": one.text}, required=False, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    def answers(self) -> Answers:
        """Return what was filled in."""
        told: Mapping[str, Any] = self.cleaned_data
        return Answers(
            {one.key: told[f"score-{one.key}"] for one in self.items if told.get(f"score-{one.key}")},
            {one.key: told[f"remark-{one.key}"] for one in self.items if told.get(f"remark-{one.key}")},
            told["advice"], told["remark"],
            told["checklist"] if told["checklist"] in checklist.BY_VERSION else checklist.NOW.version,
        )  # fmt: skip

    def parts(self) -> list[dict[str, Any]]:
        """Return the items with their two fields, under the headings of the checklist."""
        found: list[dict[str, Any]] = []
        for one in self.items:
            if not found or found[-1]["title"] != one.part:
                found.append({"title": one.part, "rows": []})
            found[-1]["rows"].append((self[f"score-{one.key}"], self[f"remark-{one.key}"]))
        return found
