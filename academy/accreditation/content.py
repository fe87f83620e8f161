"""What an application says about a training: read from and written to JSON, and what is still missing in it. Pure.

Times are integer minutes. What one fills in may be half done: `gaps` says what a complete file needs, after the requirements for
accreditation (document BNS vs05, 2013): study load by part, at least and at most so many participants, assessment and homework told
beforehand, proven teachers, evaluation against the learning goals.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lvv_site.hours_kind import UNIT

from .enums import Competence, FilePurpose, Section, Setting, TrainingKind

BASIC_CONTACT = 24 * 60  # minutes: a basic course has four days since 2021 (two half-days of three hours each)
MOST_TEXT = 10_000


@dataclass(frozen=True)
class Goal:
    """A learning goal and the competences of the profile that it serves."""

    key: str
    text: str = ""
    competences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Teacher:
    """Who teaches, and why they can. Proof is a file with `teacher` = `key`."""

    key: str
    name: str = ""
    education: str = ""
    experience: str = ""
    expertise: str = ""


@dataclass(frozen=True)
class Content:
    """All that an application says."""

    title: str = ""
    summary: str = ""
    website: str = ""
    setting: str = ""
    contact_minutes: int | None = None
    preparation_minutes: int | None = None
    practice_minutes: int | None = None
    participants_min: int | None = None
    participants_max: int | None = None
    goals: tuple[Goal, ...] = ()
    programme: str = ""
    assessment: str = ""
    homework: str = ""
    teachers: tuple[Teacher, ...] = ()
    evaluation: str = ""
    declared: bool = False

    @property
    def minutes(self) -> int:
        """The whole study load, in whole units: what the accreditation is proposed to be for."""
        load = (self.contact_minutes or 0) + (self.preparation_minutes or 0) + (self.practice_minutes or 0)
        return load - load % UNIT


@dataclass(frozen=True)
class Attached:
    """A file as far as completeness asks: what for, and of which teacher."""

    purpose: str
    teacher: str = ""


@dataclass(frozen=True)
class Gap:
    """Something that a complete file needs: on which page, which field, in words."""

    section: Section
    field: str
    message: str | Promise


@dataclass
class _Found:
    gaps: list[Gap] = field(default_factory=list)

    def need(self, fine: object, section: Section, name: str, message: str | Promise) -> None:
        if not fine:
            self.gaps.append(Gap(section, name, message))


def read(stored: Mapping[str, Any]) -> Content:
    """Return what is stored as values; what is unknown or of another type is left out."""
    plain = {name: stored[name] for name in _TEXTS if isinstance(stored.get(name), str)}
    numbers = {
        name: stored[name] for name in _NUMBERS if type(stored.get(name)) is int and 0 <= stored[name] < 1_000_000
    }
    goals = tuple(_goal(one) for one in _rows(stored, "goals"))
    teachers = tuple(_teacher(one) for one in _rows(stored, "teachers"))
    return Content(**plain, **numbers, goals=goals, teachers=teachers, declared=stored.get("declared") is True)


def write(content: Content) -> dict[str, Any]:
    """Return what is to be stored."""
    return asdict(content)


def gaps(content: Content, files: Collection[Attached], kind: str) -> list[Gap]:
    """Return what is missing, page by page; an empty list is a complete file."""
    found = _Found()
    _training_gaps(found, content, kind)
    _goal_gaps(found, content)
    has_programme = content.programme.strip() or any(one.purpose == FilePurpose.PROGRAMME for one in files)
    found.need(has_programme, Section.PROGRAMME, "programme", _("Beschrijf het programma of voeg het als bestand toe."))
    found.need(
        content.assessment.strip(),
        Section.ASSESSMENT,
        "assessment",
        _("Beschrijf hoe u toetst wat deelnemers geleerd hebben."),
    )
    found.need(
        content.homework.strip(),
        Section.ASSESSMENT,
        "homework",
        _("Beschrijf het huiswerk, of schrijf dat er geen huiswerk is."),
    )
    _teacher_gaps(found, content, files)
    found.need(
        content.evaluation.strip(),
        Section.EVALUATION,
        "evaluation",
        _("Beschrijf hoe deelnemers de opleiding beoordelen."),
    )
    found.need(content.declared, Section.CHECK, "declared", _("Verklaar dat u zich aan de voorwaarden houdt."))
    return found.gaps


def _training_gaps(found: _Found, content: Content, kind: str) -> None:
    page = Section.TRAINING
    found.need(content.title.strip(), page, "title", _("Vul de titel in."))
    found.need(content.summary.strip(), page, "summary", _("Vertel in het kort waar de opleiding over gaat."))
    found.need(content.setting in Setting.values, page, "setting", _("Kies hoe de opleiding gegeven wordt."))
    found.need(content.contact_minutes, page, "contact_minutes", _("Vul de contacttijd in."))
    found.need(
        content.preparation_minutes is not None, page, "preparation_minutes", _("Vul de voorbereiding in; 0 mag ook.")
    )
    found.need(content.practice_minutes is not None, page, "practice_minutes", _("Vul de oefentijd in; 0 mag ook."))
    if kind == TrainingKind.BASIC and content.contact_minutes:
        enough = content.contact_minutes >= BASIC_CONTACT
        found.need(
            enough, page, "contact_minutes", _("Een basisopleiding heeft minstens 24 uur contacttijd (vier dagen).")
        )
    least, most = content.participants_min, content.participants_max
    found.need(least, page, "participants_min", _("Vul in hoeveel deelnemers er minstens zijn."))
    found.need(most, page, "participants_max", _("Vul in hoeveel deelnemers er hoogstens zijn."))
    if least and most:
        found.need(least <= most, page, "participants_max", _("Dit is minder dan het kleinste aantal deelnemers."))


def _goal_gaps(found: _Found, content: Content) -> None:
    page = Section.GOALS
    found.need(content.goals, page, "goals", _("Noem minstens één leerdoel."))
    for one in content.goals:
        found.need(one.text.strip(), page, f"goal-{one.key}-text", _("Schrijf het leerdoel op."))
        known = [name for name in one.competences if name in Competence.values]
        found.need(known, page, f"goal-{one.key}-competences", _("Kies bij dit leerdoel minstens één competentie."))


def _teacher_gaps(found: _Found, content: Content, files: Collection[Attached]) -> None:
    page = Section.TEACHERS
    proven = {one.teacher for one in files if one.purpose == FilePurpose.TEACHER}
    found.need(content.teachers, page, "teachers", _("Noem minstens één docent."))
    for one in content.teachers:
        found.need(one.name.strip(), page, f"teacher-{one.key}-name", _("Vul de naam van de docent in."))
        found.need(
            one.education.strip(),
            page,
            f"teacher-{one.key}-education",
            _("Vul de opleiding van de docent in (minstens hbo)."),
        )
        found.need(
            one.experience.strip(), page, f"teacher-{one.key}-experience", _("Beschrijf de ervaring als trainer.")
        )
        found.need(
            one.expertise.strip(),
            page,
            f"teacher-{one.key}-expertise",
            _("Beschrijf de ervaring in het vak van vertrouwenspersoon."),
        )
        found.need(
            one.key in proven, page, f"teacher-{one.key}-proof", _("Voeg een bewijs toe, zoals een diploma of cv.")
        )


_TEXTS = ("title", "summary", "website", "setting", "programme", "assessment", "homework", "evaluation")
_NUMBERS = ("contact_minutes", "preparation_minutes", "practice_minutes", "participants_min", "participants_max")


def _rows(stored: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = stored.get(name)
    return (
        [one for one in rows if isinstance(one, Mapping) and one.get("key")] if isinstance(rows, list | tuple) else []
    )


def _goal(row: Mapping[str, Any]) -> Goal:
    chosen = row.get("competences")
    kept = tuple(str(one) for one in chosen) if isinstance(chosen, list | tuple) else ()
    return Goal(str(row["key"]), str(row.get("text") or ""), kept)


def _teacher(row: Mapping[str, Any]) -> Teacher:
    told = {name: str(row.get(name) or "") for name in ("name", "education", "experience", "expertise")}
    return Teacher(str(row["key"]), **told)
