"""For whom a question is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who asks; the order is that of the entries of the kenniscentrum."""

    EMPLOYEE = "employee", _("Medewerkers")
    EMPLOYER = "employer", _("Werkgevers")
    WORKS_COUNCIL = "works_council", _("Ondernemingsraden")
    ADVISER = "adviser", _("Vertrouwenspersonen")
    EDUCATION = "education", _("Opleiders")

    @property
    def for_whom(self) -> str:
        """The words under a question and in the breadcrumb: "Voor medewerkers"."""
        return str(FOR_WHOM[self])


FOR_WHOM = {
    Audience.EMPLOYEE: _("Voor medewerkers"),
    Audience.EMPLOYER: _("Voor werkgevers"),
    Audience.WORKS_COUNCIL: _("Voor de ondernemingsraad"),
    Audience.ADVISER: _("Voor vertrouwenspersonen"),
    Audience.EDUCATION: _("Voor opleiders"),
}


class DateKind(models.TextChoices):
    """What the date of a source says."""

    PUBLISHED = "published", _("verschenen op")
    CONSULTED = "consulted", _("bekeken op")
