"""The editors' thesaurus: what people say and what the pages call it."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from ..search.thesaurus import LONGEST_PHRASE, Group
from .stamp import SearchStamp


def one_per_line(text: str) -> tuple[str, ...]:
    """Return the words and phrases of a text, one on a line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class SynonymGroup(index.Indexed, models.Model):
    """Words that mean the same, or words that lead one way to the words of the pages."""

    words = models.TextField(
        _("wat mensen zeggen"), help_text=_("Eén woord of woordgroep per regel, bijvoorbeeld: treiteren")
    )
    leads_to = models.TextField(
        _("hoe het op de pagina's heet"),
        blank=True,
        help_text=_("Leeg: de woorden hierboven betekenen hetzelfde. Ingevuld: zij leiden alleen naar deze woorden."),
    )

    panels: ClassVar = [FieldPanel("words"), FieldPanel("leads_to")]
    search_fields: ClassVar = [index.SearchField("words"), index.SearchField("leads_to")]

    class Meta:
        ordering: ClassVar = ["words"]
        verbose_name = _("groep in de woordenlijst")
        verbose_name_plural = _("woordenlijst")

    def __str__(self) -> str:
        said = one_per_line(self.words)
        return ", ".join(said[:3]) + ("…" if len(said) > 3 else "")

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and say in the same transaction that the index is out of date."""
        super().save(*args, **kwargs)
        SearchStamp.raise_version()

    @property
    def group(self) -> Group:
        """The group as the search knows it."""
        return Group(one_per_line(self.words), one_per_line(self.leads_to))

    def clean(self) -> None:
        """Check that the group says something and that no phrase is too long to be recognised.

        Raises:
            ValidationError: a single word that leads nowhere, or a phrase of too many words.
        """
        super().clean()
        said = one_per_line(self.words)
        if len(said) < 2 and not self.leads_to.strip():
            raise ValidationError({"words": _("Vul ten minste twee woorden in, of zeg hoe het op de pagina's heet.")})
        if any(len(phrase.split()) > LONGEST_PHRASE for phrase in said):
            message = _("Een woordgroep telt hooguit %(number)d woorden.") % {"number": LONGEST_PHRASE}
            raise ValidationError({"words": message})

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and say in the same transaction that the index is out of date."""
        SearchStamp.raise_version()
        return super().delete(*args, **kwargs)
