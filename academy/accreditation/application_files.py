"""Reading a file of an application: by the provider's people, and by who assesses it. For everybody else it does not exist."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from lvv_site.storage import private_file_response

from . import committee_letters, tracing
from .access import may_read, own_application, portal, user_of
from .models import Application, ApplicationFile, Provider, Step

READ = "file.read"


@require_safe
@portal
def portal_file(request: HttpRequest, provider: Provider, code: str, file: int) -> HttpResponseBase:
    """Send a file of an own application, also one of an earlier submission."""
    found = get_object_or_404(ApplicationFile, application=own_application(provider, code), pk=file)
    return private_file_response(request, found.file, found.name)


@require_safe
@portal
def portal_letter(request: HttpRequest, provider: Provider, code: str, number: int) -> HttpResponse:
    """Send a letter of the committee as a PDF."""
    steps = Step.objects.filter(application=own_application(provider, code), number=number).exclude(text__letter="")
    step = get_object_or_404(steps.select_related("application__provider", "text"), text__isnull=False)
    response = HttpResponse(committee_letters.letter_pdf(step), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"brief-{code}-{number}.pdf") or "attachment"
    return response


@require_safe
@login_required
def accreditation_file(request: HttpRequest, code: str, file: int) -> HttpResponseBase:
    """Send a file that was sent in to who may read it now, and write down that it was read.

    What is still being written is the provider's own.
    """
    application = Application.objects.filter(code=code).first()
    if application is None or not may_read(user_of(request), application):
        raise Http404
    sent_in = ApplicationFile.objects.filter(application=application, submissions__isnull=False).distinct()
    found = get_object_or_404(sent_in, pk=file)
    tracing.trace(tracing.About(application), user_of(request), READ, field=str(found.pk), new=found.name)
    return private_file_response(request, found.file, found.name)
