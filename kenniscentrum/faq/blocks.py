"""Blocks of a question page."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .enums import DateKind


class SourceBlock(blocks.StructBlock):
    """A source that the answer rests on, with its date: a page without a date of publication has the day it was read."""

    title = blocks.CharBlock(label=_("Titel"), max_length=200)
    publisher = blocks.CharBlock(label=_("Uitgever"), max_length=120)
    url = blocks.URLBlock(label=_("Adres"), max_length=500)
    date = blocks.DateBlock(label=_("Datum"))
    date_kind = blocks.ChoiceBlock(label=_("De datum is die van"), choices=DateKind.choices, default=DateKind.CONSULTED)

    class Meta:
        label = _("Bron")
        icon = "doc-full"
        template = "faq/blocks/source.html"
        preview_value: ClassVar = {
            "title": "Arbeidsomstandighedenwet",
            "publisher": "Overheid.nl",
            "url": "https://wetten.overheid.nl/BWBR0010346/",
            "date": "2025-01-31",
            "date_kind": DateKind.CONSULTED,
        }
        description = _("Waar het antwoord op rust.")
