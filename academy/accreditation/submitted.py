"""An application as it was sent in: what the association reads, which never changes under it."""

from django.utils.translation import gettext as _

from . import content
from .content import Content
from .models import Application, Submission


def last(application: Application) -> Submission | None:
    """Return what was sent in last, with its content and files."""
    found = application.submissions.select_related("submitted", "by__person").prefetch_related("submitted__files")
    return found.order_by("-number").first()


def content_of(submission: Submission | None) -> Content:
    """Return the content of a submission; an empty one when it was erased."""
    if submission is None or not hasattr(submission, "submitted"):
        return Content()
    return content.read(submission.submitted.content)


def title_of(application: Application) -> str:
    """Return what the training is called in what was sent in last."""
    return content_of(last(application)).title.strip() or _("Zonder titel")
