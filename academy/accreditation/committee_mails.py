"""The mail of the committee: to the people of a provider, and to assessors. Subjects hold nothing about who or what it is.

What a letter says stands in the portal; the mail only says that it is there.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from lvv_site import mail
from lvv_site.mail import registry
from lvv_site.members.models import User

from . import access, submitted
from .models import Application, Assignment, ProviderPerson, Step

TAKEN_UP = "committee/taken_up"
INCOMPLETE = "committee/incomplete"
DECIDED = "committee/decided"
ASSIGNED = "committee/assigned"
UPCOMING = "committee/upcoming"


def register() -> None:
    """Tell the queue about these templates."""
    for template in (TAKEN_UP, INCOMPLETE, DECIDED):
        registry.register(template, step_context)
    for template in (ASSIGNED, UPCOMING):
        registry.register(template, assignment_context)


def tell_taken_up(step: Step) -> None:
    """Tell a provider that its application is complete, and when it is decided."""
    _tell_provider(TAKEN_UP, step)


def tell_incomplete(step: Step) -> None:
    """Tell a provider that something is missing."""
    _tell_provider(INCOMPLETE, step)


def tell_decided(step: Step) -> None:
    """Tell a provider that there is a decision."""
    _tell_provider(DECIDED, step)


def tell_assigned(assignment: Assignment) -> None:
    """Tell an assessor which meeting a file is for; again when that changes."""
    ids: dict[str, int | str] = {"assignment": assignment.pk}
    key = f"{ASSIGNED}:{assignment.pk}:{assignment.meeting_id}"
    mail.queue(ASSIGNED, assignment.assessor.email, ids, key, language_of(assignment.assessor))


def language_of(user: User) -> str:
    """Return in which language to write to an account."""
    return user.person.language if user.person else "nl"


def step_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what a mail to somebody of a provider shows; withdraw it when they no longer work there."""
    step = Step.objects.select_related("application__provider", "meeting", "text").get(pk=int(ids["step"]))
    place = ProviderPerson.objects.select_related("user__person").filter(
        user=int(ids["user"]), provider=step.application.provider_id, ended_at=None
    )
    works = place.first()
    if works is None:
        raise registry.Withdrawn
    language = language_of(works.user)
    with translation.override(language):
        url = _portal(step.application)
    return {
        "language": language, "provider": step.application.provider, "code": step.application.code, "step": step,
        "title": submitted.title_of(step.application), "letter": hasattr(step, "text") and bool(step.text.letter), "url": url,
    }  # fmt: skip


def assignment_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what a mail to an assessor shows; withdraw it when the file is no longer theirs."""
    found = Assignment.objects.select_related("application__provider", "assessor__person", "meeting")
    assignment = found.get(pk=int(ids["assignment"]))
    mine = access.assignment_of(assignment.assessor, assignment.application)
    if mine is None or mine.pk != assignment.pk or hasattr(assignment, "assessment"):
        raise registry.Withdrawn
    language = language_of(assignment.assessor)
    with translation.override(language):
        path = reverse("accreditation_application:assess", args=[assignment.application_id])
    return {
        "language": language, "name": assignment.assessor.get_short_name(), "meeting": assignment.meeting,
        "code": assignment.application.code, "title": submitted.title_of(assignment.application),
        "url": settings.WAGTAILADMIN_BASE_URL + path,
    }  # fmt: skip


def _tell_provider(template: str, step: Step) -> None:
    people = ProviderPerson.objects.filter(provider=step.application.provider_id, ended_at=None, user__is_active=True)
    for one in people.select_related("user__person").order_by("pk"):
        ids: dict[str, int | str] = {"step": step.pk, "user": one.user_id}
        mail.queue(template, one.user.email, ids, f"{template}:{step.pk}:{one.user_id}", language_of(one.user))


def _portal(application: Application) -> str:
    """Return where somebody of the provider finds the application."""
    try:
        path = reverse("provider:application", args=[application.provider.slug, application.code])
    except NoReverseMatch:  # the portal without applications still has a front page
        path = reverse("provider:overview", args=[application.provider.slug])
    return settings.WAGTAILADMIN_BASE_URL + path
