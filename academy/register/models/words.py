"""The words of people's names, by which they are found (`names.py`); written by `indexing.py`."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F

from .profiles import Profile


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
        JOINED_PART = 7

    pk = models.CompositePrimaryKey("token", "profile", "role")
    token = models.ForeignKey(NameToken, on_delete=models.CASCADE, db_index=False)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="postings")
    role = models.SmallIntegerField(choices=Role.choices)

    def __str__(self) -> str:
        return f"{self.token_id} {self.profile_id}"
