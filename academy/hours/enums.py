"""The fixed words of the ledger."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Source(TextChoices):
    """Which way an entry came into the ledger (domain rule 4). A correction is a reversal."""

    ATTENDANCE = "attendance", _("aanwezigheid bij een activiteit")
    PROVIDER = "provider", _("lijst van een opleider")
    INTERVISIE = "intervisie", _("intervisiebijeenkomst")
    CLAIM = "claim", _("eigen opgave")
    IMPORT = "import", _("import door het bureau")
    CORRECTION = "correction", _("correctie")
    DEMO = "demo", _("voorbeeld")


class DecisionKind(TextChoices):
    """What was done about an own claim. The last one holds; an entry that is no claim needs none."""

    SUBMITTED = "submitted", _("ingediend")
    APPROVED = "approved", _("goedgekeurd")
    REJECTED = "rejected", _("afgewezen")
    WITHDRAWN = "withdrawn", _("ingetrokken")


class RejectionReason(TextChoices):
    """Why a claim was not approved; the member reads these words."""

    EVIDENCE_MISSING = "evidence_missing", _("Het bewijs ontbreekt of is niet compleet")
    EVIDENCE_UNREADABLE = "evidence_unreadable", _("Het bewijs is niet leesbaar")
    WRONG_KIND = "wrong_kind", _("Deze activiteit telt als een andere soort uren")
    WRONG_DATE = "wrong_date", _("De datum klopt niet met het bewijs")
    WRONG_DURATION = "wrong_duration", _("De duur klopt niet met het bewijs")
    NOT_RELEVANT = "not_relevant", _("De activiteit gaat niet over het werk van een vertrouwenspersoon")
    ALREADY_COUNTED = "already_counted", _("Deze uren staan al in je overzicht")
    CASE_DETAILS = "case_details", _("In het bewijs of de beschrijving staan namen of details van een casus")
    OTHER = "other", _("Een andere reden")


class ReversalReason(TextChoices):
    """Why hours were taken back, in whole or in part; the member reads these words."""

    ATTENDANCE_CORRECTED = "attendance_corrected", _("De aanwezigheid is gecorrigeerd")
    ENTERED_TWICE = "entered_twice", _("De uren stonden er dubbel in")
    WRONG_PERSON = "wrong_person", _("De uren waren van iemand anders")
    WRONG_MINUTES = "wrong_minutes", _("Het aantal uren klopte niet")
    WRONG_KIND = "wrong_kind", _("De soort uren klopte niet")
    WRONG_DATE = "wrong_date", _("De datum klopte niet")
    MEETING_CORRECTED = "meeting_corrected", _("De bijeenkomst is opnieuw vastgelegd")
    EVIDENCE_INVALID = "evidence_invalid", _("Het bewijs klopt achteraf niet")
    OTHER = "other", _("Een andere reden")


class Verdict(TextChoices):
    """What somebody found when looking at the evidence of a sampled claim."""

    IN_ORDER = "in_order", _("in orde")
    WRONG = "wrong", _("niet in orde")
