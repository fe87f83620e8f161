"""The last page: what is missing, what it costs, the declaration, and sending in."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from . import application_attaching, application_fee, application_page, application_shown, content, drafting, steps
from .access import own_application, portal, user_of
from .application_forms import SubmitForm
from .application_wizard import address
from .content import Gap
from .decisions import RefusedError
from .enums import Section
from .models import AccreditationSettings, Application, Provider
from .submitting import Seen, submit

WHOLE_PAGE = frozenset({"goals", "teachers"})  # these are missing as a whole: there is no field yet


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def check(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """Show what an application says and lacks; send it in."""
    application = own_application(provider, code)
    if request.method == "POST":
        return _submit(request, application)
    if drafting.last_kind(application) not in drafting.WRITABLE_AFTER:
        return redirect("provider:application", provider.slug, code)
    return _show(request, application)


def _submit(request: HttpRequest, application: Application) -> HttpResponse:
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return _show(request, application, form, status=422)
    answers, by = form.cleaned_data, user_of(request)
    try:
        version = _declare(application, answers["version"], by)
        submit(application, by, Seen(answers["seen"], version, answers["total"]))
    except RefusedError as refusal:
        application.refresh_from_db()
        if drafting.last_kind(application) in drafting.WRITABLE_AFTER:
            return _show(request, application, refusal=str(refusal), declared=True, status=409)
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Uw aanvraag is ingediend. U krijgt een bevestiging per mail."))
    return redirect("provider:application", application.provider.slug, application.code)


def _declare(application: Application, version: int, by: Any) -> int:
    try:
        return drafting.declare(application, version, by)
    except drafting.LockedError:
        return version  # the same post came before: `submit` knows whether it did


def _show(
    request: HttpRequest, application: Application, form: SubmitForm | None = None, *, refusal: str = "",
    declared: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    files = application_attaching.standing(application)
    told = content.read(application.content)
    rules = AccreditationSettings.load()
    fee = application_fee.of(application, rules)
    progress = application_page.progress_of(application, files)
    earlier = application_page.last_submitted(application)
    before = application_shown.earlier(earlier) if earlier else None
    context = {
        "provider": application.provider,
        "application": application,
        "form": _form(application, fee.total, form, declared=declared),
        "refusal": refusal,
        "missing": [
            (_where(application, gap), gap) for page in progress for gap in page.gaps if gap.field != "declared"
        ],
        "sections": application_shown.sections(told, files, before, application_shown.portal_link),
        "compared": before is not None,
        "progress": progress,
        "page": Section.CHECK,
        "fee": fee,
        "payer": application_fee.payer_of(application.provider, user_of(request)),
        "rules": rules,
        "asked": application_page.asked(application),
    }
    return render(request, "accreditation/application/check.html", context, status=status)


def _form(application: Application, total: Decimal, form: SubmitForm | None, *, declared: bool) -> SubmitForm:
    """Return the form with what this page shows, and what was wrong with the one that came."""
    seen = {
        "seen": steps.last_number(application),
        "version": application.version,
        "total": total,
        "declared": declared,
    }
    fresh = SubmitForm(initial=seen)
    if form is not None and "declared" in form.errors:
        fresh = SubmitForm({**{name: str(value) for name, value in seen.items()}, "declared": ""})
    return fresh


def _where(application: Application, gap: Gap) -> str:
    """Return the address of the field that a gap is about."""
    return address(application, gap.section) + ("#toevoegen" if gap.field in WHOLE_PAGE else f"#id_{gap.field}")
