"""The public pages of accredited trainings and their providers. No cookie, no account."""

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from academy.accreditation import catalogue
from academy.accreditation.catalogue import Asked
from lvv_site import civil
from lvv_site.ratelimit import limited

from . import accredited, accredited_data
from .accredited_forms import ProviderFilterForm, TrainingFilterForm
from .accredited_runs import coming_runs

PAGE_SIZE = 20
MOST_OF_ONE = 100  # trainings on the page of one provider
Crumbs = list[tuple[str, str | None]]


@require_safe
@limited("read")
def trainings_page(request: HttpRequest) -> HttpResponse:
    """List accredited trainings; what was asked stands in the address."""
    form, today = TrainingFilterForm(request.GET), civil.today()
    form.is_valid()
    answers = form.cleaned_data
    asked = Asked(
        answers.get("q") or "", answers.get("soort") or "", answers.get("uren") or "", bool(answers.get("ook"))
    )
    page_obj, offset = _page(request, catalogue.count_trainings(asked, today))
    context = {
        "form": form,
        "fields": form.rendered(),
        "page_obj": page_obj,
        "rows": accredited.rows(catalogue.list_trainings(asked, today, PAGE_SIZE, offset), today),
        "asked": any(answers.values()),
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
        "row": accredited.rows_of([training], today)[0],
        "history": accredited.history(training),
        "runs": coming_runs([training.pk], today),
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
    text = form.cleaned_data.get("q") or ""
    page_obj, offset = _page(request, catalogue.count_providers(text))
    context = {
        "form": form,
        "fields": form.rendered(),
        "page_obj": page_obj,
        "providers": catalogue.list_providers(text, civil.today(), PAGE_SIZE, offset),
        "asked": any(form.cleaned_data.values()),
        "breadcrumb": _crumbs((_("Opleiders"), None)),
    }
    return render(request, "register/providers.html", context)


@require_safe
@limited("read")
def provider_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one provider: what it tells about itself, and its trainings."""
    today = civil.today()
    provider = catalogue.public_providers().filter(slug=slug).first()
    if provider is None:
        raise Http404
    mine = catalogue.public_trainings().filter(provider=provider)
    page_obj = Paginator(mine, MOST_OF_ONE).get_page(request.GET.get("pagina"))
    shown = accredited.rows_of(page_obj.object_list, today)
    context = {
        "provider": provider,
        "page_obj": page_obj,
        "now": [row for row in shown if row.stands.holds],
        "others": [row for row in shown if not row.stands.holds],
        "runs": coming_runs([one.pk for one in page_obj], today),
        "described": accredited_data.organization(provider),
        "breadcrumb": _crumbs((_("Opleiders"), reverse("register:providers")), (provider.name, None)),
    }
    return render(request, "register/provider.html", context)


def _page(request: HttpRequest, count: int) -> tuple[Page[int], int]:
    """Return the page that was asked for of so many rows, the last one when there are not as many; and where it starts."""
    page_obj = Paginator(range(count), PAGE_SIZE).get_page(request.GET.get("pagina"))
    return page_obj, (page_obj.number - 1) * PAGE_SIZE


def _crumbs(*last: tuple[str, str | None]) -> Crumbs:
    return [(_("Home"), "/"), (_("Register"), reverse("register:search")), *last]
