"""Forms say what they want and what is wrong, to eyes and to ears alike."""

import re

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.template import Context, Template

from lvv_site.pages.styleguide import FILLED, SampleForm


def rendered(form: forms.Form) -> BeautifulSoup:
    return BeautifulSoup(str(form), "html.parser")


def text(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


@pytest.fixture
def wrong() -> Tag:
    return rendered(SampleForm(FILLED, prefix="fout"))


def test_every_control_has_a_name() -> None:
    page = rendered(SampleForm())
    labels = {label.get("for") for label in page.select("label[for]")}
    controls = page.select("input:not([type=hidden]), select, textarea")
    assert controls
    assert [control.get("id") for control in controls if control.get("id") not in labels] == []


@pytest.mark.parametrize("form", [SampleForm(), SampleForm(FILLED, prefix="fout")])
def test_every_description_exists(form: forms.Form) -> None:
    page = rendered(form)
    ids = {element.get("id") for element in page.select("[id]")}
    named = {name for element in page.select("[aria-describedby]") for name in str(element["aria-describedby"]).split()}
    assert named
    assert named <= ids


def test_only_what_may_stay_empty_says_so() -> None:
    page = rendered(SampleForm())
    optional = [text(label) for label in page.select("label, legend") if "(mag leeg blijven)" in text(label)]
    assert optional == [
        "Uw organisatie (mag leeg blijven)",
        "Sectoren (mag leeg blijven)",
        "Bewijsstuk (mag leeg blijven)",
    ]


def test_a_list_of_options_is_a_group_with_a_legend() -> None:
    [role, sectors] = rendered(SampleForm()).select("fieldset")
    assert text(role.select("legend")[0]) == "Wie bent u?"
    assert len(role.select(".options input[type=radio]")) == 3
    assert len(sectors.select(".options input[type=checkbox]")) == 2


def test_an_error_stands_beside_its_field(wrong: Tag) -> None:
    control = wrong.select("#id_fout-email")[0]
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-describedby") == "id_fout-email_helptext id_fout-email_error"
    assert text(wrong.select("#id_fout-email_error")[0]) == "Voer een geldig e-mailadres in."
    assert control.get("value") == "jan.voorbeeld.example"


def test_the_summary_links_to_each_field(wrong: Tag) -> None:
    [summary] = wrong.select(".error-summary")
    assert text(summary.select("#form-errors")[0]) == "Er kloppen drie dingen nog niet"
    links = {text(link): str(link["href"]).removeprefix("#") for link in summary.select("a")}
    assert links == {
        "E-mailadres: Voer een geldig e-mailadres in.": "id_fout-email",
        "Uw vraag: Dit is een verplicht veld.": "id_fout-question",
        "Wie bent u? Dit is een verplicht veld.": "id_fout-role_0",
    }
    assert all(wrong.find(id=target) for target in links.values())


def test_a_form_without_errors_has_no_summary() -> None:
    assert rendered(SampleForm()).select(".error-summary") == []


class Pair(forms.Form):
    one = forms.CharField(label="Eén")
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise forms.ValidationError("Deze twee horen niet bij elkaar.")


def test_the_summary_takes_focus_and_names_what_has_no_field() -> None:
    page = rendered(Pair({"one": "", "secret": ""}))
    [summary] = page.select(".error-summary")
    assert (summary.get("tabindex"), "autofocus" in summary.attrs) == ("-1", True)
    assert [text(item) for item in summary.select("li")] == [
        "Deze twee horen niet bij elkaar.",
        "Eén: Dit is een verplicht veld.",
        "Dit is een verplicht veld.",
    ]
    assert len(page.select("input[name=secret]")) == 1


def test_what_somebody_typed_is_escaped() -> None:
    html = str(SampleForm({"number": "<script>alert(1)</script>"}))
    assert "<script>" not in html


def test_a_form_laid_out_by_hand_can_have_the_summary() -> None:
    template = Template("{% load site %}{% error_summary form %}{{ form.email.as_field_group }}")
    html = template.render(Context({"form": SampleForm(FILLED, prefix="fout")}))
    assert len(re.findall("Voer een geldig e-mailadres in", html)) == 2
