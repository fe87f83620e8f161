"""The public pages of accredited trainings and their providers. No cookie, no account."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from academy.accreditation import catalogue
from lvv_site import civil
from lvv_site.ratelimit import limited

from . import accredited, accredited_data
from .accredited_forms import ProviderFilterForm, TrainingFilterForm

PAGE_SIZE = 20
MOST_OF_ONE = 100  # trainings on the page of one provider
Crumbs = list[tuple[str, str | None]]


@require_safe
@limited("read")
def trainings_page(request: HttpRequest) -> HttpResponse:
    """List accredited trainings; what was asked stands in the address."""
    form, today = TrainingFilterForm(request.GET), civil.today()
    form.is_valid()
    asked: dict[str, Any] = form.cleaned_data
    found = catalogue.named(catalogue.public_trainings(), asked.get("q") or "")
    if kind := asked.get("soort"):
        found = found.filter(kind=kind)
    if not asked.get("ook"):
        found = catalogue.accredited(found, today, asked.get("uren") or "")
    elif asked.get("uren"):
        found = found.filter(spans__hours_kind=asked["uren"]).distinct()
    page_obj = Paginator(found, PAGE_SIZE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "fields": form.rendered(),
        "page_obj": page_obj,
        "rows": accredited.rows(page_obj.object_list, today),
        "asked": any(asked.values()),
        "breadcrumb": _crumbs((_("Opleidingen"), None)),
    }
    return render(request, "register/trainings.html", context)


@require_safe
@limited("read")
def training_page(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a training is accredited today, for what, since and until when; and what was before."""
    training, today = catalogue.public_trainings().filter(code=code).first(), civil.today()
    if training is None:
        raise Http404
    context = {
        "training": training,
        "row": accredited.rows([training], today)[0],
        "history": accredited.history(training),
        "runs": accredited.coming_runs([training.pk], today),
        "checked_at": civil.now(),
        "breadcrumb": _crumbs((_("Opleidingen"), reverse("register:trainings")), (training.title, None)),
    }
    return render(request, "register/training.html", context)


@require_safe
@limited("read")
def providers_page(request: HttpRequest) -> HttpResponse:
    """List the providers of accredited trainings."""
    form = ProviderFilterForm(request.GET)
    form.is_valid()
    found = catalogue.providers_named(catalogue.public_providers(civil.today()), form.cleaned_data.get("q") or "")
    context = {
        "form": form,
        "fields": form.rendered(),
        "page_obj": Paginator(found, PAGE_SIZE).get_page(request.GET.get("pagina")),
        "asked": any(form.cleaned_data.values()),
        "breadcrumb": _crumbs((_("Opleiders"), None)),
    }
    return render(request, "register/providers.html", context)


@require_safe
@limited("read")
def provider_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one provider: what it tells about itself, and its trainings."""
    today = civil.today()
    provider = catalogue.public_providers(today).filter(slug=slug).first()
    if provider is None:
        raise Http404
    mine = catalogue.public_trainings().filter(provider=provider)
    page_obj = Paginator(mine, MOST_OF_ONE).get_page(request.GET.get("pagina"))
    shown = accredited.rows(page_obj.object_list, today)
    context = {
        "provider": provider,
        "page_obj": page_obj,
        "now": [row for row in shown if row.stands.holds],
        "others": [row for row in shown if not row.stands.holds],
        "runs": accredited.coming_runs([one.pk for one in page_obj], today),
        "described": accredited_data.organization(provider),
        "breadcrumb": _crumbs((_("Opleiders"), reverse("register:providers")), (provider.name, None)),
    }
    return render(request, "register/provider.html", context)


def _crumbs(*last: tuple[str, str | None]) -> Crumbs:
    return [(_("Home"), "/"), (_("Register"), reverse("register:search")), *last]
