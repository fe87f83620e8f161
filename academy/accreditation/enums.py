"""What is accredited, and what is decided about that."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TrainingKind(TextChoices):
    """For what a training is accredited: the basic course before certification, or permanent education after it."""

    COURSE = "course", _("bij- en nascholing")
    BASIC = "basic", _("basisopleiding")


class FactKind(TextChoices):
    """A dated decision. `annulled` takes back a decision that should not have been recorded."""

    GRANTED = "granted", _("verleend")
    WITHDRAWN = "withdrawn", _("ingetrokken")
    ANNULLED = "annulled", _("vervallen verklaard")


class StepKind(TextChoices):
    """What was done with an application, each on a day (the procedure: `states.py`)."""

    SUBMITTED = "submitted", _("ingediend")
    INCOMPLETE = "incomplete", _("teruggestuurd om aan te vullen")
    TAKEN_UP = "taken_up", _("in behandeling genomen")
    ACCREDITED = "accredited", _("geaccrediteerd")
    REFUSED = "refused", _("afgewezen")
    OBJECTED = "objected", _("bezwaar gemaakt")
    REOPENED = "reopened", _("besluit heropend")
    WITHDRAWN = "withdrawn", _("ingetrokken door de opleider")


class ApplicationState(TextChoices):
    """How an application stands on a day; it follows from its steps and from what holds of its accreditation."""

    DRAFT = "draft", _("concept")
    SUBMITTED = "submitted", _("ingediend")
    INCOMPLETE = "incomplete", _("aan te vullen")
    IN_ASSESSMENT = "in_assessment", _("in beoordeling")
    ACCREDITED = "accredited", _("geaccrediteerd")
    REFUSED = "refused", _("afgewezen")
    OBJECTION = "objection", _("bezwaar")
    WITHDRAWN = "withdrawn", _("ingetrokken")
    EXPIRED = "expired", _("verlopen")


class FilePurpose(TextChoices):
    """For which part of an application a file is."""

    PROGRAMME = "programme", _("programma")
    TEACHER = "teacher", _("bewijs van een docent")
    ASSESSMENT = "assessment", _("toetsing")
    EVALUATION = "evaluation", _("evaluatie")
    OTHER = "other", _("ander document")


class TieKind(TextChoices):
    """Why somebody may not assess the trainings of a provider."""

    OWN = "own", _("eigen organisatie")
    COLLEAGUE = "colleague", _("organisatie van een collega")
    OTHER = "other", _("een andere band")


class AssignmentEnd(TextChoices):
    """Why an assessor no longer sees a file."""

    DECIDED = "decided", _("er is besloten")
    REPLACED = "replaced", _("vervangen")
    CONFLICT = "conflict", _("belangenverstrengeling")
    RETURNED = "returned", _("aanvraag teruggestuurd of ingetrokken")


class Advice(TextChoices):
    """What an assessor advises."""

    GRANT = "grant", _("verlenen")
    REFUSE = "refuse", _("afwijzen")
    COMPLETE = "complete", _("laten aanvullen")


class LetterKind(TextChoices):
    """The letters of the committee."""

    TAKEN_UP = "taken_up", _("in behandeling genomen")
    INCOMPLETE = "incomplete", _("aan te vullen")
    ACCREDITED = "accredited", _("geaccrediteerd")
    REFUSED = "refused", _("afgewezen")
    OBJECTION_REFUSED = "objection_refused", _("bezwaar ongegrond")


class ListSource(TextChoices):
    """How an attendance list came: three ways of a provider, and a correction by the office."""

    FORM = "form", _("ingetypt")
    FILE = "file", _("bestand")
    API = "api", _("eigen programma")
    OFFICE = "office", _("correctie door het bureau")


class ContestReason(TextChoices):
    """What a member says is wrong about hours from a provider's list."""

    NOT_THERE = "not_there", _("Ik was er niet")
    MINUTES = "minutes", _("Het aantal uren klopt niet")
    KIND = "kind", _("De soort uren klopt niet")
    OTHER = "other", _("Er is iets anders")


class ContestOutcome(TextChoices):
    """What the office decided about that."""

    CORRECTED = "corrected", _("gecorrigeerd")
    UPHELD = "upheld", _("blijft staan")


class Competence(TextChoices):
    """The competences of the professional profile (beroepsprofiel vertrouwenspersoon, LVV, 2017)."""

    CONSCIENTIOUS = "conscientious", _("gewetensvol")
    EMPATHY = "empathy", _("inlevingsvermogen")
    LISTENING = "listening", _("luisteren")
    ANALYSIS = "analysis", _("analytisch en strategisch inzicht, organisatiebewust")
    ADVISING = "advising", _("adviesvaardig")
    COMMUNICATION = "communication", _("communicatief vaardig")
    REFLECTION = "reflection", _("reflectie op zichzelf en anderen")
    KNOWLEDGE = "knowledge", _("vakkennis")
    CONFIDENTIALITY = "confidentiality", _("vertrouwelijkheid")


class Setting(TextChoices):
    """How a training is given."""

    CLASSROOM = "classroom", _("op locatie")
    ONLINE = "online", _("online")
    BLENDED = "blended", _("deels op locatie, deels online")


class Section(TextChoices):
    """The pages of the application, in their order."""

    TRAINING = "opleiding", _("De opleiding")
    GOALS = "doelen", _("Doelen en competenties")
    PROGRAMME = "programma", _("Programma")
    ASSESSMENT = "toetsing", _("Toetsing")
    TEACHERS = "docenten", _("Docenten")
    EVALUATION = "evaluatie", _("Evaluatie")
    DOCUMENTS = "documenten", _("Documenten")
    CHECK = "controle", _("Nakijken en indienen")
