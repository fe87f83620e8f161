"""The chain that shows whether the history of the register was changed afterwards (`chain.py` states the rule)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site.operations.append_only import Fact

from .certificates import StatusEvent

HEX = r"^[0-9a-f]{64}$"


class ChainLeaf(Fact):
    """The place of one event in the chain. `leaf` commits to the event, `hash` to everything up to and including it."""

    sequence = models.BigIntegerField(_("volgnummer"), primary_key=True)
    event = models.OneToOneField(StatusEvent, on_delete=models.PROTECT, related_name="chain_leaf")
    leaf = models.CharField(_("blad"), max_length=64)
    hash = models.CharField(_("schakel"), max_length=64)

    class Meta:
        verbose_name = _("blad van de keten")
        verbose_name_plural = _("bladen van de keten")
        default_permissions = ()
        ordering: ClassVar = ["sequence"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(sequence__gt=0), name="chain_leaf_counts_from_one"),
            models.CheckConstraint(condition=Q(leaf__regex=HEX) & Q(hash__regex=HEX), name="chain_leaf_is_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}"


class LeafSalt(models.Model):
    """The 16 random bytes without which nobody can open a leaf. Erasable: the chain holds without them."""

    leaf = models.OneToOneField(ChainLeaf, on_delete=models.PROTECT, primary_key=True, related_name="salt")
    salt = models.CharField(_("zout"), max_length=32)

    class Meta:
        verbose_name = _("zout van een blad")
        verbose_name_plural = _("zouten van bladen")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}"


class ChainHead(Fact):
    """The end of the chain as it was published on a civil date; `statement` is a JWT over the same."""

    date = models.DateField(_("dag"), primary_key=True)
    sequence = models.BigIntegerField(_("volgnummer"))
    hash = models.CharField(_("schakel"), max_length=64)
    statement = models.TextField(_("handtekening"))
    made_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)

    class Meta:
        verbose_name = _("kop van de keten")
        verbose_name_plural = _("koppen van de keten")
        default_permissions = ()
        ordering: ClassVar = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d}"
