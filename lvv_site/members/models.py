"""People, their accounts and their membership.

A `Person` carries all history and may lack an account and even an e-mail address (imports, colleagues); a `User` is an
account and joins one person after its e-mail address was verified. Membership follows from dates, never from a flag.
Two entries for one human being are merged by a `PersonMerge`: facts keep their person id, queries resolve it
(`people.resolve`).
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar
from unicodedata import category

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce, Concat, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Unicode categories of characters that no name holds and no reader sees.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})


class Folded(models.Func):
    """Text without capitals and diacritics, by the database's own `lvv_fold`: "Noël" is found by "noel"."""

    function = "lvv_fold"
    output_field = models.TextField()


# What the office searches in: the index and the query must name the same expression.
SEARCHABLE = Folded(
    Concat(
        "given_name", models.Value(" "), "infix", models.Value(" "), "family_name", models.Value(" "),
        Coalesce("email", models.Value("")), output_field=models.TextField(),
    )
)  # fmt: skip


class PersonQuerySet(models.QuerySet["Person"]):
    """Selections of people."""

    def current(self) -> PersonQuerySet:
        """Leave out entries that were merged into another one."""
        return self.filter(merged_as=None)

    def search(self, text: str) -> PersonQuerySet:
        """Everybody whose name, e-mail address or membership number holds each of the words."""
        found = self.annotate(searchable=SEARCHABLE)
        for word in text.replace("\0", "").split()[:6]:
            matches = models.Q(searchable__contains=Folded(models.Value(word)))
            if any(character.isdigit() for character in word):
                # Ids fetched first: an OR with a subquery would keep the database from using the index.
                numbered = Membership.objects.filter(number__iexact=word).values_list("person", flat=True)
                matches |= models.Q(pk__in=list(numbered))
            found = found.filter(matches)
        return found


class Person(models.Model):
    """Somebody the association knows: names, an optional e-mail address, the language to write in."""

    given_name = models.CharField(_("voornaam"), max_length=100)
    infix = models.CharField(_("tussenvoegsel"), max_length=30, blank=True)
    family_name = models.CharField(_("achternaam"), max_length=150)
    email = models.EmailField(_("e-mailadres"), null=True, blank=True)
    language = models.CharField(
        _("taal"), max_length=2, default="nl", choices=[("nl", "Nederlands"), ("en", "English")]
    )
    erased_at = models.DateTimeField(_("gewist op"), null=True, blank=True, editable=False)

    objects: ClassVar[PersonQuerySet] = PersonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("persoon")
        verbose_name_plural = _("personen")
        default_permissions = ("view", "change")
        permissions: ClassVar = [
            ("invite_person", "Can send activation mail"),
            ("merge_person", "Can merge people"),
            ("erase_person", "Can erase somebody's personal data"),
            ("export_person", "Can export the list of people"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="person_email_unique"),
            models.CheckConstraint(condition=~models.Q(email=""), name="person_email_null_not_empty"),
        ]
        indexes: ClassVar = [
            GinIndex(OpClass(SEARCHABLE, "gin_trgm_ops"), name="person_searchable"),
            models.Index(fields=["family_name", "given_name", "id"], name="person_by_name"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        """Refuse what cannot be seen in a name: a mark that turns the direction of writing makes another name of it."""
        names = {name: getattr(self, name) for name in ("given_name", "infix", "family_name")}
        unseen = [name for name, text in names.items() if any(category(character) in UNSEEN for character in text)]
        if unseen:
            raise ValidationError(
                dict.fromkeys(unseen, _("Er staat een teken in dat niet te zien is. Typ de naam opnieuw."))
            )

    @property
    def full_name(self) -> str:
        """The name as spoken: given name, infix, family name."""
        return " ".join(part for part in (self.given_name, self.infix, self.family_name) if part)


class PersonMerge(models.Model):
    """A fact: the entry `source` turned out to be the same human being as `into`. At most once for each source."""

    APPEND_ONLY = True

    source = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="merged_as", db_column="from_id")
    into = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_from")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("samenvoeging")
        verbose_name_plural = _("samenvoegingen")
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(source=models.F("into")), name="merge_is_of_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.into_id}"


class UserManager(BaseUserManager["User"]):
    """Accounts are known by e-mail address; there are no user names."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account; without a password it gets an unusable one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account that may do everything (for emergencies on the command line; roles are for daily work)."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find an account whatever the capitals of its address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Joins one `Person` after a verified e-mail address; erasing it keeps the person's facts."""

    email = models.EmailField(_("e-mailadres"), unique=True)
    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="user", verbose_name=_("persoon")
    )
    is_active = models.BooleanField(_("actief"), default=True)
    is_staff = models.BooleanField(_("technisch beheer"), default=False)
    date_joined = models.DateTimeField(_("aangemaakt"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        permissions: ClassVar = [("assign_role", "Can give and take roles")]
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    # Wagtail's user screens read these two.
    @property
    def first_name(self) -> str:
        """Given name of the person behind the account, if any."""
        return self.person.given_name if self.person else ""

    @property
    def last_name(self) -> str:
        """Infix and family name of the person behind the account, if any."""
        return f"{self.person.infix} {self.person.family_name}".strip() if self.person else ""

    def get_full_name(self) -> str:
        """Name as spoken, empty for an account without a person."""
        return self.person.full_name if self.person else ""

    def get_short_name(self) -> str:
        """What we call somebody on screen."""
        return self.first_name or self.email


class DateRange(models.Func):
    """The range of days from the first to the last day, both included; no last day is without end."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Membership(models.Model):
    """A stretch of membership: personal, never an organisation's. `until` is the last day; None is "still"."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("persoon"))
    number = models.CharField(_("lidnummer"), max_length=20, unique=True)
    start = models.DateField(_("vanaf"), db_column="from")
    until = models.DateField(_("tot en met"), null=True, blank=True)

    class Meta:
        verbose_name = _("lidmaatschap")
        verbose_name_plural = _("lidmaatschappen")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("start")),
                name="membership_until_not_before_start",
            ),
            ExclusionConstraint(
                name="membership_one_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateRange("start", "until", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def covers(self, on: dt.date) -> bool:
        """Whether this stretch holds on the civil date."""
        return self.start <= on and (self.until is None or on <= self.until)


class Invitation(models.Model):
    """An activation mail that was asked for: to whom, when, by whom (nobody: by the person, from the login page)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    sent_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("uitnodiging")
        verbose_name_plural = _("uitnodigingen")
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["person", "-sent_at"], name="invitation_latest")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.sent_at:%Y-%m-%d}"
