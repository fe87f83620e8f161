"""A provider's applications: the list, beginning one, and how one stands."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from lvv_site import civil

from . import application_fee, application_listing, application_shown, application_starting, content
from .access import portal, user_of
from .application_listing import Standing
from .application_starting import Beginning
from .decisions import RefusedError
from .enums import ApplicationState, TrainingKind
from .models import AccreditationSettings, Application, Meeting, Provider, SubmittedContent, Training

PAGE = 25
KINDS = (
    (TrainingKind.COURSE, _("Bij- en nascholing")),
    (TrainingKind.BASIC, _("Basisopleiding vertrouwenspersoon")),
)


class TrainingChoice(forms.ModelChoiceField[Training]):
    """A training by its title."""

    def label_from_instance(self, obj: Training) -> str:
        """Return the title and the kind."""
        return f"{obj.title} ({obj.get_kind_display()})"


class ApplicationChoice(forms.ModelChoiceField[Application]):
    """An earlier application by its title."""

    def label_from_instance(self, obj: Application) -> str:
        """Return the title, the code and when it was begun."""
        return f"{obj.title} ({obj.code}, {obj.started_at.astimezone(civil.AMSTERDAM):%d-%m-%Y})"


class StartForm(forms.Form):
    """What to begin with."""

    kind = forms.ChoiceField(
        label=_("Waarvoor vraagt u accreditatie aan?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een soort.")},
    )
    training = TrainingChoice(
        label=_("Vernieuwing van een opleiding"), queryset=Training.objects.none(), required=False, to_field_name="code",
        empty_label=_("Nee, dit is een nieuwe opleiding"),
        help_text=_("Kies de opleiding die al geaccrediteerd is. De soort is dan die van de opleiding."),
    )  # fmt: skip
    copied_from = ApplicationChoice(
        label=_("Overnemen uit een eerdere aanvraag"), queryset=Application.objects.none(), required=False,
        to_field_name="code", empty_label=_("Nee, begin leeg"),
        help_text=_("Alles wat u toen schreef staat dan al ingevuld. U kunt het daarna wijzigen."),
    )  # fmt: skip
    with_files = forms.BooleanField(label=_("Neem ook de bestanden over"), required=False)
    token = forms.CharField(widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("training", provider.trainings.order_by("title", "pk"))
        self._choices("copied_from", application_starting.earlier_of(provider))

    def _choices(self, name: str, found: Any) -> None:
        self.fields[name].queryset = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A training that is accredited again brings its own kind."""
        if self.cleaned_data.get("training"):
            self.errors.pop("kind", None)
        return self.cleaned_data

    def beginning(self) -> Beginning:
        """Return what to begin with."""
        answers = self.cleaned_data
        return Beginning(
            answers.get("kind") or TrainingKind.COURSE,
            answers["training"],
            answers["copied_from"],
            answers["with_files"],
        )


@require_safe
@portal
def applications(request: HttpRequest, provider: Provider) -> HttpResponse:
    """List the applications of a provider with how each stands."""
    page = Paginator(application_listing.listed(provider), PAGE).get_page(request.GET.get("pagina"))
    weeks = AccreditationSettings.load().objection_weeks
    rows = [application_listing.standing(one, civil.today(), weeks) for one in page]
    context = {"provider": provider, "page_obj": page, "rows": rows}
    return render(request, "accreditation/application/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def start(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Begin an application."""
    if request.method != "POST":
        initial = {
            "token": application_starting.new_token(), "kind": TrainingKind.COURSE, "with_files": True,
            "training": request.GET.get("opleiding"), "copied_from": request.GET.get("kopie"),
        }  # fmt: skip
        return _start_page(request, provider, StartForm(provider=provider, initial=initial))
    form = StartForm(request.POST, provider=provider)
    if not form.is_valid():
        return _start_page(request, provider, form)
    code = application_starting.code_in(form.cleaned_data["token"])
    if code is None:
        return redirect("provider:start", provider.slug)
    try:
        made = application_starting.start(provider, code, form.beginning(), user_of(request))
    except RefusedError as refusal:
        form.add_error(refusal.field, str(refusal))
        return _start_page(request, provider, form)
    return redirect("provider:section", provider.slug, made.code, "opleiding")


def _start_page(request: HttpRequest, provider: Provider, form: StartForm) -> HttpResponse:
    context = {
        "provider": provider, "form": form, "rules": AccreditationSettings.load(),
        "has_trainings": form.fields["training"].queryset.exists(),  # type: ignore[attr-defined]
        "has_earlier": form.fields["copied_from"].queryset.exists(),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "accreditation/application/start.html", context)


@require_safe
@portal
def application(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """Show how an application stands: what was done, the letters, the fee, what comes, and what was sent in."""
    shown = standing_of(provider, code)
    frozen = _submitted(shown.application)
    context = {
        "provider": provider,
        "application": shown.application,
        "standing": shown,
        "rules": AccreditationSettings.load(),
        "paper": application_fee.paper_of(shown.application),
        "meeting": _next_meeting(shown),
        "sections": _sections(frozen),
        "submission": frozen[0].submission if frozen else None,
        "compared": len(frozen) > 1,
    }
    return render(request, "accreditation/application/application.html", context)


def standing_of(provider: Provider, code: str) -> Standing:
    """Return how an own application stands; 404 for everything else."""
    found = application_listing.with_steps(Application.objects.filter(provider=provider, code=code)).first()
    if found is None:
        raise Http404
    return application_listing.standing(found, civil.today(), AccreditationSettings.load().objection_weeks)


def _submitted(of: Application) -> list[SubmittedContent]:
    """Return what was sent in last, and what before that."""
    found = SubmittedContent.objects.filter(submission__application=of).select_related("submission")
    return list(found.prefetch_related("files__application__provider").order_by("-submission__number")[:2])


def _sections(frozen: list[SubmittedContent]) -> list[application_shown.ShownSection]:
    if not frozen:
        return []
    told, files = content.read(frozen[0].content), list(frozen[0].files.all())
    before = application_shown.earlier(frozen[1]) if len(frozen) > 1 else None
    return application_shown.sections(told, files, before, application_shown.portal_link)


def _next_meeting(shown: Standing) -> Meeting | None:
    """Return the first meeting that can treat the application as it stands."""
    coming = Meeting.objects.filter(on__gte=civil.today(), cancelled_at=None).order_by("on")
    if shown.state in {ApplicationState.IN_ASSESSMENT, ApplicationState.OBJECTION}:
        assigned = coming.filter(assignments__application=shown.application, assignments__ended_at=None)
        return assigned.first() or coming.first()
    if shown.state in {ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.INCOMPLETE}:
        return coming.filter(files_due__gte=civil.today()).first()
    return None
