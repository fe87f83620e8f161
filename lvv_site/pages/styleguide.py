"""The internal style guide: every component in every state, under every theme, light and dark. For the office only.

A theme other than the one in use is shown with its own templates and with its own stylesheet, drawings and fonts, which
are served from its folder; nothing else of the disk is.
"""

import re
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.backends.django import DjangoTemplates
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.static import serve

from .templatetags.site import STATUSES

THEMES = Path(settings.BASE_DIR) / "themes"
SCHEMES = {"": _("volgt het apparaat"), "licht": _("licht"), "donker": _("donker")}
NEUTRAL = "basis"


def themes() -> list[str]:
    """Return the brands there are: each folder in themes/ that has a stylesheet."""
    return sorted(folder.name for folder in THEMES.iterdir() if (folder / "static/css/brand.css").is_file())


def may_look(request: HttpRequest) -> bool:
    """Tell whether the style guide opens: on a developer's machine, and for who may enter the admin."""
    return settings.DEBUG or request.user.has_perm("wagtailadmin.access_admin")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show all components; `?thema=` chooses a brand, `?stand=` light or dark.

    Raises:
        Http404: the visitor may not look, or the theme does not exist.
    """
    theme = request.GET.get("thema") or settings.THEME
    scheme = request.GET.get("stand", "")
    if not may_look(request) or theme not in themes() or scheme not in SCHEMES:
        raise Http404
    context = {
        "chosen": theme,
        "themes": themes(),
        "other_theme": theme != settings.THEME,
        "data_theme": scheme,
        "schemes": SCHEMES,
        **specimens(request),
    }
    return HttpResponse(templates_of(theme).get_template("styleguide/index.html").render(context, request))


@require_safe
def theme_file(request: HttpRequest, theme: str, path: str) -> HttpResponseBase:
    """Serve a static file of a theme that is not the one in use.

    Raises:
        Http404: the visitor may not look, or there is no such theme or file.
    """
    if not may_look(request) or theme not in themes():
        raise Http404
    return serve(request, path, document_root=str(THEMES / theme / "static"))


def templates_of(theme: str) -> DjangoTemplates:
    """Return a template engine in which this theme's folder comes first, as the setting THEME would have it."""
    folders = [THEMES / name / "templates" for name in dict.fromkeys([theme, NEUTRAL])]
    base = {key: value for key, value in settings.TEMPLATES[0].items() if key != "BACKEND"}
    return DjangoTemplates({**base, "NAME": f"theme-{theme}", "DIRS": folders})


class SampleForm(forms.Form):
    """A form with each kind of control."""

    number = forms.CharField(label="Registernummer", help_text="Staat op het bewijs, bijvoorbeeld LVV-104283-K")
    email = forms.EmailField(label="E-mailadres", help_text="Alleen voor uw bevestiging")
    organisation = forms.CharField(label="Uw organisatie", required=False, help_text="Voor op de factuur")
    place = forms.ChoiceField(label="Aantal plaatsen", choices=[("1", "1 plaats"), ("2", "2 plaatsen")])
    day = forms.DateField(label="Datum", widget=forms.DateInput(attrs={"type": "date"}))
    question = forms.CharField(
        label="Uw vraag", widget=forms.Textarea, help_text="Schrijf geen namen op, ook niet die van uzelf."
    )
    role = forms.ChoiceField(
        label="Wie bent u?",
        widget=forms.RadioSelect,
        choices=[("m", "Medewerker"), ("w", "Werkgever"), ("o", "Lid van de OR")],
    )
    sectors = forms.MultipleChoiceField(
        label="Sectoren",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("z", "Zorg"), ("o", "Onderwijs")],
    )
    proof = forms.FileField(label="Bewijsstuk", required=False, help_text="Pdf of foto, tot 5 MB. Geen casuïstiek.")
    waiting = forms.BooleanField(
        label="Zet mij op de wachtlijst als het vol is", required=False, help_text="U betaalt pas als er plaats is."
    )
    code = forms.CharField(
        label="Code", widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    )
    fixed = forms.CharField(label="Lidnummer", required=False, disabled=True, initial="1204")

    use_required_attribute = False
    takes_focus = False  # it stands in the middle of a page


FILLED = {
    "fout-number": "LVV-104238-K",
    "fout-email": "jan.voorbeeld.example",
    "fout-place": "1",
    "fout-day": "2027-02-10",
    "fout-role": "",
    "fout-question": "",
    "fout-code": "401 882",
    "fout-waiting": "on",
}


def specimens(request: HttpRequest) -> dict[str, Any]:
    """Return what the components show; the people and numbers do not exist."""
    wrong = SampleForm(FILLED, prefix="fout")
    wrong.add_error("number", "Dit nummer bestaat niet. Kijk de laatste letter na.")
    return {
        "form": SampleForm(prefix="leeg"),
        "wrong": wrong,
        "statuses": list(STATUSES),
        "numbers": Paginator(range(370), 10).get_page(request.GET.get("pagina")),
        "breadcrumb": [("Home", "/"), ("Stijlgids", None)],
        "swatches": SWATCHES,
        "icons": icon_names(),
    }


def icon_names() -> list[str]:
    """Return the names of the icons, as the sprite has them."""
    return re.findall(r'<symbol id="i-([a-z]+)"', (THEMES / NEUTRAL / "static/icons.svg").read_text())


SWATCHES = [
    "default-bg-document", "default-bg-subtle", "default-bg-default", "default-bg-active", "default-border-default",
    "default-color-default", "default-color-subtle", "accent-bg-default", "accent-bg-subtle", "accent-border-default",
    "accent-inverse-bg-default", "action-bg-default", "highlight-bg-default", "highlight-bg-subtle",
    "highlight-border-strong", "calm-bg-subtle", "calm-border-default", "info-bg-default", "positive-bg-default",
    "warning-bg-default", "negative-bg-default", "hours-course", "hours-intervisie", "hours-extra",
]  # fmt: skip

urlpatterns = [
    path("", styleguide, name="styleguide"),
    path("thema/<slug:theme>/<path:path>", theme_file, name="styleguide_file"),
]
