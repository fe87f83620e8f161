"""A page of the wizard as it is shown: its form, how far the application is, what was asked, what another wrote meanwhile."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from . import (
    application_attaching,
    application_fields,
    application_forms,
    application_progress,
    application_shown,
    content,
)
from .application_fields import flat
from .application_forms import SORTS, PageForm
from .application_progress import PageProgress
from .drafting import ConflictError
from .enums import FilePurpose, Section, StepKind
from .models import Application, ApplicationFile, Step, SubmittedContent

# The files that a page shows; those of teachers stand with each.
PURPOSES: Mapping[Section, tuple[FilePurpose, ...]] = {
    Section.PROGRAMME: (FilePurpose.PROGRAMME,),
    Section.ASSESSMENT: (FilePurpose.ASSESSMENT,),
    Section.EVALUATION: (FilePurpose.EVALUATION,),
    Section.DOCUMENTS: (*FilePurpose,),
}


@dataclass(frozen=True)
class Page:
    """A page: its form, by what it remembers its fields, and what another wrote in the same ones."""

    application: Application
    page: Section
    form: PageForm
    seen: Mapping[str, str]
    version: int
    refusal: str = ""
    theirs: Mapping[str, str] = field(default_factory=dict)
    locked: bool = False


@dataclass(frozen=True)
class Row:
    """A goal or a teacher on a page."""

    value: str  # of the button that removes it
    title: str
    fields: tuple[BoundField, ...]
    files: tuple[ApplicationFile, ...]


def saved_fields(application: Application, page: Section) -> dict[str, str]:
    """Return the fields of a page as they were saved."""
    return application_fields.of_page(flat(content.read(application.content)), page)


def saved_page(application: Application, page: Section) -> Page:
    """Return a page as it was saved."""
    fields = saved_fields(application, page)
    return Page(application, page, PageForm.of(page, fields), application_fields.digests(fields), application.version)


def again(
    application: Application, posted: PageForm, fields: Mapping[str, str] | None = None,
    conflict: ConflictError | None = None,
) -> Page:  # fmt: skip
    """Return a page that was posted, as it is now, with what is wrong; after a conflict with both texts."""
    application.refresh_from_db(fields=["content", "version", "saved_at"])
    now = saved_fields(application, posted.page)
    form = PageForm.again(posted.page, now if fields is None else fields, posted)
    seen = application_fields.digests(conflict.current if conflict else now)
    said, theirs = (str(conflict), conflict.theirs) if conflict else ("", {})
    return Page(application, posted.page, form, seen, application.version, said, theirs)


def show(request: HttpRequest, found: Page, status: int = 200) -> HttpResponse:
    """Show a page."""
    application = found.application
    files = application_attaching.standing(application)
    context = {
        "provider": application.provider,
        "shown": found,
        "application": application,
        "form": found.form,
        "rows": list(_rows(found, files)),
        "loose_fields": [] if found.page in SORTS else list(found.form),
        "page_files": [one for one in files if one.purpose in PURPOSES.get(found.page, ())],
        "seen": json.dumps(dict(found.seen), separators=(",", ":")),
        "theirs": [_their(found, name, text) for name, text in found.theirs.items()],
        "progress": progress_of(application, files),
        "before": application_progress.before(found.page),
        "sort": SORTS.get(found.page),
        "full": len(found.form.rows) >= application_forms.MOST_ROWS,
        "asked": asked(application),
        "words": _words(),
    }
    return render(request, "accreditation/application/page.html", context, status=status)


def progress_of(application: Application, files: Sequence[ApplicationFile]) -> list[PageProgress]:
    """Return how far a draft is, with what changed since it was last sent in."""
    told = content.read(application.content)
    earlier = last_submitted(application)
    changed = application_fields.changed(flat(content.read(earlier.content)), flat(told)) if earlier else set()
    return application_progress.of(told, application_progress.attached(files), application.kind, changed)


def last_submitted(application: Application) -> SubmittedContent | None:
    """Return what was sent in last."""
    found = SubmittedContent.objects.filter(submission__application=application)
    return found.order_by("-submission__number").first()


def asked(application: Application) -> Step | None:
    """Return the step that sent it back, with what is asked, while it waits for that."""
    last = application.steps.select_related("text").order_by("-number").first()
    return last if last and last.kind == StepKind.INCOMPLETE else None


def _rows(found: Page, files: Sequence[ApplicationFile]) -> Iterator[Row]:
    sort = SORTS.get(found.page)
    if sort is None:
        return
    title = _("Leerdoel %(number)d") if sort == "goal" else _("Docent %(number)d")
    for number, key in enumerate(found.form.rows, start=1):
        fields = tuple(one for one in found.form if application_fields.row_of(one.name) == (sort, key))
        proof = tuple(one for one in files if sort == "teacher" and one.teacher == key)
        yield Row(f"{sort}-{key}", title % {"number": number}, fields, proof)


def _their(found: Page, name: str, text: str) -> dict[str, Any]:
    """Return what another wrote in a field: its label, where it is, the text as one reads it."""
    if name not in found.form.fields:
        return {"label": _("Wat u weghaalde"), "anchor": "", "text": text}
    bound = found.form[name]
    return {"label": bound.label, "anchor": bound.auto_id, "text": application_shown.as_read(name, text)}


def _words() -> dict[str, str]:
    """Return what the page says while it saves itself."""
    return {
        "saving": _("Bewaren …"),
        "offline": _("Geen verbinding. Wat u nu typt staat alleen op dit scherm. Wij proberen het opnieuw."),
        "refused": _("Bewaren lukt op deze pagina niet meer. Kopieer uw tekst en laad de pagina opnieuw."),
        "merged": _(
            "Iemand anders wijzigde ook iets op deze pagina. Dat is bewaard; u ziet het als u de pagina opnieuw opent."
        ),
        "not_saved": _("Niet bewaard:"),
        "typing": _("Nog niet bewaard"),
    }
