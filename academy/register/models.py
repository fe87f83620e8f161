"""What the public may see of an adviser, and the words under which one is found.

A profile belongs to a certificate. Its closed list of public fields is `adviser.py`; every further field is an opt-in of the
adviser's own. `name`, `sort_name`, `name_key`, `town`, `province` and `listed_during`, and the tables `NameToken`, `NameSlip`
and `NamePosting`, are projections: `indexing.py` writes them with the profile, `manage.py rebuild_register` writes them anew.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.certification.models import Certificate

from .enums import AdviserKind


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

    def __str__(self) -> str:
        return self.name


class NameToken(models.Model):
    """A word that occurs in names, once for all people, with its coarser forms (see `names.py`)."""

    word = models.CharField(max_length=150, unique=True)
    plain = models.CharField(max_length=150, db_index=True)
    sound = models.CharField(max_length=150, db_index=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(OpClass(F("word"), "text_pattern_ops"), name="name_token_prefix"),
            GinIndex(OpClass(F("word"), "gin_trgm_ops"), name="name_token_trigrams"),
        ]

    def __str__(self) -> str:
        return self.word


class NameSlip(models.Model):
    """What is left of a word of a name without one letter: two words one slip apart share one of these."""

    pk = models.CompositePrimaryKey("slip", "token")
    slip = models.CharField(max_length=150)
    token = models.ForeignKey(NameToken, on_delete=models.CASCADE, related_name="slips")

    def __str__(self) -> str:
        return self.slip


class NamePosting(models.Model):
    """Somebody has a word in their name, in this role."""

    class Role(models.IntegerChoices):
        """The part a word plays in a name."""

        FAMILY = 1
        GIVEN = 2
        JOINED = 3
        PREFIX = 4
        INITIAL = 5
        PART = 6

    pk = models.CompositePrimaryKey("token", "profile", "role")
    token = models.ForeignKey(NameToken, on_delete=models.CASCADE, db_index=False)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="postings")
    role = models.SmallIntegerField(choices=Role.choices)

    def __str__(self) -> str:
        return f"{self.token_id} {self.profile_id}"


class PendingImport(models.Model):
    """An uploaded list between preview and confirmation. Goes when confirmed, replaced, or a day later."""

    content = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}"
