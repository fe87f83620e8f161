"""A statement about a day on paper, and the page where anybody checks one."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from academy.certification.numbers import is_typing_error, number_key
from lvv_site import civil
from lvv_site.forms import anonymous_form, anonymous_post
from lvv_site.ratelimit import limited
from lvv_site.signing import BadSignatureError

from . import statement_paper, statements
from .adviser import find
from .forms import OnForm, SearchForm
from .guessing import over_limit

MAX_FILE = 1024 * 1024


@dataclass(frozen=True)
class Outcome:
    """What came of checking: `kind` is genuine, other or forged."""

    kind: str
    checked: statements.Checked | None = None


class CheckForm(forms.Form):
    """A statement, pasted or as the file that it came in."""

    text = forms.CharField(
        label=gettext_lazy("De verklaring"), required=False, max_length=20_000,
        help_text=gettext_lazy("Plak hier de lange tekst die met eyJ begint. Regeleinden mogen blijven staan."),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Of kies het bestand"), required=False,
        help_text=gettext_lazy("De pdf die u hier kreeg, of een tekstbestand. Wij bewaren het niet."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.txt,.jwt,application/pdf,text/plain"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Find the statement. Nothing of a file is opened: the statement is looked for in its bytes."""
        cleaned: dict[str, Any] = super().clean() or {}
        text, file = cleaned.get("text") or "", cleaned.get("file")
        if file is not None and file.size > MAX_FILE:
            self.add_error("file", _("Dit bestand is te groot. Kies een bestand van hoogstens 1 MB."))
            return cleaned
        if not text and file is not None:
            text = file.read().decode("latin-1")
        cleaned["token"] = statements.token_in(text)
        if cleaned["token"] is None and not self.errors:
            self.add_error(
                "file" if file is not None and not cleaned.get("text") else "text",
                _("Hier staat geen verklaring van het register in."),
            )
        return cleaned


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_post("statement")
def check_page(request: HttpRequest) -> HttpResponse:
    """Say whether a statement is genuine, what it said, and what holds today. It travels in the body only."""
    form = anonymous_form(request, CheckForm)
    outcome = None
    if request.method == "POST" and form.is_valid():
        outcome = _outcome(form.cleaned_data["token"])
    context = {
        "form": form,
        "outcome": outcome,
        "checked": outcome.checked if outcome else None,
        "checked_at": civil.now(),
        "breadcrumb": [
            (_("Home"), "/"),
            (_("Register"), reverse("register:search")),
            (_("Verklaring controleren"), None),
        ],
    }
    return render(request, "register/statement.html", context)


@require_safe
@never_cache
@limited("read")
def statement_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """Give the statement about a number and a day as PDF; without `on` about today."""
    today = civil.today()
    found = find(number, today)
    if found is None:
        return over_limit(request) or _not_found(request, number)
    form = OnForm(request.GET if "on" in request.GET else {"on": today.isoformat()}, today=today)
    if not form.is_valid():
        context = {"form": form, "number": found.certificate, "breadcrumb": []}
        return render(request, "register/statement_day.html", context, status=400)
    response = HttpResponse(statement_paper.render(found, form.cleaned_data["on"]), content_type="application/pdf")
    name = f"verklaring-{form.cleaned_data['on']:%Y-%m-%d}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _outcome(token: str) -> Outcome:
    try:
        return Outcome("genuine", statements.check(token, civil.today()))
    except statements.OtherStatementError:
        return Outcome("other")
    except BadSignatureError:
        return Outcome("forged")


def _not_found(request: HttpRequest, number: str) -> HttpResponse:
    context = {"form": SearchForm(), "typing_error": is_typing_error(number_key(number[:200])), "breadcrumb": []}
    return render(request, "register/unknown.html", context, status=404)
