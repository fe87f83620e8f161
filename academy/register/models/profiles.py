"""What the public may see of an adviser, and the words under which one is found.

A profile belongs to a certificate. Its closed list of public fields is `adviser.py`; every further field is an opt-in of the
adviser's own. `name`, `sort_name`, `name_key`, `town`, `province` and `listed_during`, and the tables `NameToken`, `NameSlip`
and `NamePosting`, are projections: `indexing.py` writes them with the profile, `manage.py rebuild_register` writes them anew.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from academy.certification.models import Certificate
from academy.register.enums import AdviserKind


class Profile(models.Model):
    """An adviser in the register. Without a profile (erased) a number answers "not registered", without a name."""

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, primary_key=True, related_name="profile", verbose_name=_("certificaat")
    )
    kind = models.CharField(_("soort"), max_length=10, choices=AdviserKind.choices)
    place = models.CharField(_("plaats"), max_length=100, blank=True)
    findable = models.BooleanField(_("vindbaar"), default=False)
    first_registered = models.DateField(_("eerste registratie"))
    languages = ArrayField(models.CharField(max_length=3), verbose_name=_("talen"), default=list, blank=True)
    sectors = ArrayField(models.CharField(max_length=20), verbose_name=_("sectoren"), default=list, blank=True)
    # Opt-ins: empty means that the adviser did not choose to show it.
    website = models.URLField(_("website"), blank=True)
    regions = ArrayField(models.CharField(max_length=30), verbose_name=_("werkgebied"), default=list, blank=True)
    photo = models.ImageField(_("foto"), upload_to="register/", blank=True)
    available = models.BooleanField(_("beschikbaar"), null=True, blank=True)
    contactable = models.BooleanField(_("bereikbaar via een formulier"), default=False)
    # When the adviser last chose what to show. From then on `findable` is theirs too: an import leaves it alone.
    choices_changed_at = models.DateTimeField(_("zelf gekozen op"), null=True, blank=True, editable=False)

    town = models.IntegerField(_("geonames-nummer"), null=True, blank=True, editable=False)
    province = models.CharField(_("provincie"), max_length=20, blank=True, editable=False)
    name = models.CharField(_("naam"), max_length=300, editable=False)
    sort_name = models.CharField(max_length=200, editable=False)
    name_key = models.CharField(max_length=300, editable=False)
    # When the status is one of `LISTED`: a copy of those spans, so that a list of thousands needs no other table.
    listed_during = ArrayField(DateRangeField(), default=list, editable=False)

    class Meta:
        verbose_name = _("registervermelding")
        verbose_name_plural = _("registervermeldingen")
        permissions: ClassVar = [("import_register", _("Kan het register importeren"))]
        indexes: ClassVar = [
            models.Index(F("sort_name"), F("certificate"), condition=Q(findable=True), name="profile_findable_by_name"),
            # All that "near this town, today" needs: thousands are sorted by distance without touching the table.
            models.Index(
                fields=["town"],
                include=["certificate", "sort_name", "listed_during"],
                condition=Q(findable=True),
                name="profile_findable_by_town",
            ),
            # The same for thousands who share a name.
            models.Index(
                fields=["certificate"],
                include=["town", "sort_name", "listed_during"],
                condition=Q(findable=True),
                name="profile_findable",
            ),
            models.Index(F("name_key"), name="profile_name_key"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(website="") | Q(website__startswith="https://"), name="profile_website_is_https"
            ),
        ]

    def __str__(self) -> str:
        return self.name
