"""Saying that something in the register is wrong: without an account, without a cookie."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lvv_site import civil
from lvv_site.forms import anonymous_form, anonymous_post
from lvv_site.ratelimit import limited

from . import corrections
from .adviser import Entry, find
from .correction_forms import CorrectionForm
from .enums import CorrectionSubject
from .views import unknown_number


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@limited("read")
@anonymous_post("register_correction")
def report_page(request: HttpRequest, number: str) -> HttpResponse:
    """Ask what is wrong about a number, and write it down."""
    found = find(number, civil.today())
    if found is None:
        return unknown_number(request, number)
    form = anonymous_form(request, CorrectionForm)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        corrections.report(
            found.certificate,
            CorrectionSubject(asked["subject"]),
            asked["text"],
            asked["email"],
            get_language() or "nl",
        )
        return redirect("register:reported", found.certificate.address_part)
    return render(request, "register/report.html", {**_about(found), "form": form})


@require_safe
@never_cache
@limited("read")
def reported_page(request: HttpRequest, number: str) -> HttpResponse:
    """Say thanks and what comes now."""
    found = find(number, civil.today())
    if found is None:
        return unknown_number(request, number)
    return render(request, "register/reported.html", _about(found))


def _about(found: Entry) -> dict[str, object]:
    number = found.certificate.number
    label = found.profile.name if found.profile else number
    above = [(_("Home"), "/"), (_("Register"), reverse("register:search"))]
    page = (label, reverse("register:verify", args=[found.certificate.address_part]))
    return {"found": found, "profile": found.profile, "breadcrumb": [*above, page, (_("Klopt dit niet?"), None)]}
