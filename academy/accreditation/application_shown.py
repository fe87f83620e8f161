"""A content to read: for the provider after sending in, and for who assesses it. Also with what changed since an earlier one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from academy.hours.templatetags.hours import in_hours

from . import application_fields
from .content import Content, read
from .enums import Competence, FilePurpose, Section, Setting
from .models import ApplicationFile, SubmittedContent

type Link = Callable[[ApplicationFile], str]


@dataclass(frozen=True)
class ShownFile:
    """A file, and where it is read."""

    name: str
    size: int
    url: str
    added: bool = False


@dataclass(frozen=True)
class ShownRow:
    """One thing that was filled in; `before` is what stood there in the earlier content, when it changed."""

    label: str | Promise
    text: str
    field: str = ""
    changed: bool = False
    before: str = ""
    files: tuple[ShownFile, ...] = ()


@dataclass(frozen=True)
class ShownSection:
    """A page of the application."""

    section: Section
    title: str | Promise
    rows: tuple[ShownRow, ...]

    @property
    def changed(self) -> bool:
        """Whether something here differs from the earlier content."""
        return any(one.changed or any(file.added for file in one.files) for one in self.rows)


@dataclass(frozen=True)
class Earlier:
    """What was sent in before, to mark what changed since."""

    content: Content
    files: frozenset[int] = frozenset()


def admin_link(file: ApplicationFile) -> str:
    """Return where the association reads a file."""
    return reverse("accreditation_file", args=[file.application.code, file.pk])


def portal_link(file: ApplicationFile) -> str:
    """Return where the provider reads a file."""
    of = file.application
    return reverse("provider:application_file", args=[of.provider.slug, of.code, file.pk])


def earlier(kept: SubmittedContent) -> Earlier:
    """Return a submission as what came before."""
    return Earlier(read(kept.content), frozenset(kept.files.values_list("pk", flat=True)))


def sections(
    content: Content, files: Iterable[ApplicationFile], before: Earlier | None = None, link: Link = admin_link
) -> list[ShownSection]:
    """Return what an application says, page by page."""
    return _Pages(content, list(files), before, link).sections()


def as_read(field: str, value: str) -> str:
    """Return the text of a field as people read it."""
    if field.endswith("_minutes"):
        return _hours(value)
    if field.endswith("-competences"):
        return _competences(value)
    return _setting(value) if field == "setting" else value


class _Pages:
    def __init__(self, content: Content, files: Sequence[ApplicationFile], before: Earlier | None, link: Link) -> None:
        self.content, self.files, self.before, self.link = content, files, before, link
        self.now = application_fields.flat(content)
        self.then = application_fields.flat(before.content) if before else self.now

    def sections(self) -> list[ShownSection]:
        makers = {
            Section.TRAINING: self._training, Section.GOALS: self._goals, Section.PROGRAMME: self._programme,
            Section.ASSESSMENT: self._assessment, Section.TEACHERS: self._teachers,
            Section.EVALUATION: self._evaluation, Section.DOCUMENTS: self._documents,
        }  # fmt: skip
        return [ShownSection(page, page.label, tuple(make())) for page, make in makers.items()]

    def _row(self, field: str, label: str | Promise, *files: ShownFile) -> ShownRow:
        now, then = self.now.get(field, ""), self.then.get(field, "")
        differs = now != then
        return ShownRow(label, as_read(field, now), field, differs, as_read(field, then) if differs else "", files)

    def _files(self, purpose: FilePurpose, teacher: str = "") -> list[ShownFile]:
        known = self.before.files if self.before else {one.pk for one in self.files}
        return [
            ShownFile(one.name, one.size, self.link(one), one.pk not in known)
            for one in self.files
            if one.purpose == purpose and one.teacher == teacher
        ]

    def _training(self) -> list[ShownRow]:
        return [
            self._row("title", _("Titel")), self._row("summary", _("Samenvatting")),
            self._row("website", _("Webpagina")), self._row("setting", _("Hoe wordt de opleiding gegeven")),
            self._row("contact_minutes", _("Contacttijd")),
            self._row("preparation_minutes", _("Voorbereiding en huiswerk")),
            self._row("practice_minutes", _("Oefenen in de praktijk")),
            ShownRow(_("Studielast in totaal"), in_hours(self.content.minutes)),
            self._row("participants_min", _("Deelnemers, minstens")),
            self._row("participants_max", _("Deelnemers, hoogstens")),
        ]  # fmt: skip

    def _goals(self) -> list[ShownRow]:
        rows = []
        for number, one in enumerate(self.content.goals, start=1):
            rows += [
                self._row(f"goal-{one.key}-text", _("Leerdoel %(number)d") % {"number": number}),
                self._row(f"goal-{one.key}-competences", _("Competenties")),
            ]
        return [*rows, *self._gone("goal", "text", _("Weggehaald leerdoel"))]

    def _programme(self) -> list[ShownRow]:
        return [self._row("programme", _("Programma"), *self._files(FilePurpose.PROGRAMME))]

    def _assessment(self) -> list[ShownRow]:
        return [
            self._row("assessment", _("Toetsing"), *self._files(FilePurpose.ASSESSMENT)),
            self._row("homework", _("Huiswerk")),
        ]

    def _teachers(self) -> list[ShownRow]:
        rows = []
        for one in self.content.teachers:
            start = f"teacher-{one.key}"
            proof = self._files(FilePurpose.TEACHER, one.key)
            rows += [
                self._row(f"{start}-name", _("Docent")), self._row(f"{start}-education", _("Opleiding")),
                self._row(f"{start}-experience", _("Ervaring als trainer")),
                self._row(f"{start}-expertise", _("Ervaring in het vak van vertrouwenspersoon")),
                ShownRow(_("Bewijs"), "", f"{start}-proof", files=tuple(proof)),
            ]  # fmt: skip
        return [*rows, *self._gone("teacher", "name", _("Weggehaalde docent"))]

    def _evaluation(self) -> list[ShownRow]:
        return [self._row("evaluation", _("Evaluatie"), *self._files(FilePurpose.EVALUATION))]

    def _documents(self) -> list[ShownRow]:
        standing = {one.key for one in self.content.teachers}
        loose = [
            shown
            for key in sorted({one.teacher for one in self.files if one.purpose == FilePurpose.TEACHER} - standing)
            for shown in self._files(FilePurpose.TEACHER, key)
        ]
        files = (*self._files(FilePurpose.OTHER), *loose)
        return [ShownRow(_("Andere documenten"), "" if files else _("Geen"), files=files)]

    def _gone(self, sort: str, part: str, label: str) -> list[ShownRow]:
        """Return the rows of the earlier content that are here no more."""
        name = application_fields.ROWS[sort]
        here = self.now.get(name, "").split()
        gone = [key for key in self.then.get(name, "").split() if key not in here]
        texts = [self.then.get(f"{sort}-{key}-{part}", "") for key in gone]
        return [ShownRow(label, "", changed=True, before=text) for text in texts]


def _hours(minutes: str) -> str:
    return in_hours(int(minutes)) if minutes else ""


def _setting(value: str) -> str:
    return str(Setting(value).label) if value in Setting.values else value


def _competences(value: str) -> str:
    return ", ".join(str(Competence(one).label) for one in value.split() if one in Competence.values)
