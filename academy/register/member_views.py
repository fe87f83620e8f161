"""An adviser's own page: what the register shows, and what may be switched on or off. Only for one's own registrations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lvv_site import civil
from lvv_site.members.models import Person
from lvv_site.members.rules import person_of
from lvv_site.uploads.early import dropped, dropping_large_files

from . import choices, photos
from .adviser import Entry
from .choices_forms import ChoicesForm
from .own import own_entries


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@dropping_large_files(each=photos.MAX_BYTES, together=photos.MAX_BYTES)
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and save everything that somebody may choose about one registration."""
    found = _own(person_of(request), pk)
    assert found.profile is not None  # noqa: S101 - for the type checker; `_own` looked
    if request.method != "POST":
        return _page(request, found, ChoicesForm(profile=found.profile))
    too_large = bool(dropped(request))
    form = ChoicesForm(request.POST, request.FILES, profile=found.profile, too_large=too_large)
    if not form.is_valid():
        return _page(request, found, form)
    without = bool(form.cleaned_data.get("without_photo"))
    choices.save(pk, form.chosen(), form.cleaned_data["photo"], without_photo=without)
    seen = _("Je keuzes zijn bewaard. Iedereen ziet ze nu.")
    later = _("Je keuzes zijn bewaard. Ze zijn te zien zodra je weer geregistreerd bent.")
    messages.success(request, seen if found.may_be_hired else later)
    return redirect("members:details")


def _own(person: Person | None, pk: int) -> Entry:
    """Return the registration of this person; for everybody else there is none, nor where no name may be shown."""
    for found in own_entries(person, civil.today()) if person else ():
        if found.certificate.pk == pk and found.profile:
            return found
    raise Http404


def _page(request: HttpRequest, found: Entry, form: ChoicesForm) -> HttpResponse:
    context = {"found": found, "profile": found.profile, "form": form}
    return render(request, "register/choices.html", context)
