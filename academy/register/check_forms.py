"""A list of numbers: pasted, or in a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lvv_site import spreadsheets

from .checking import MOST
from .written import Piece, pieces

MAX_TEXT = 20_000  # characters
MAX_FILE = 1024 * 1024  # bytes
MAX_ROWS = 5_000
MOST_WORDS = 2_000  # of a list whose numbers may be written with spaces
COLUMNS = ("nummer", "nummers", "registernummer", "number", "numbers", "register number")


class NumbersField(forms.CharField):
    """Numbers in any form and with any separator between them; cleaned to the pieces of the list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea({"rows": 8, "spellcheck": "false", "autocapitalize": "characters"}))
        super().__init__(max_length=MAX_TEXT, **kwargs)


class CheckForm(forms.Form):
    """Numbers to check. `listed` is what was read from the text and the file together."""

    use_required_attribute = False
    listed: list[Piece]

    numbers = NumbersField(
        label=gettext_lazy("Registernummers"), required=False,
        help_text=gettext_lazy("Hoogstens 200. Zet ze onder elkaar, of met een komma, puntkomma of tab ertussen. Streepjes, spaties en kleine letters maken niet uit."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Of een bestand"), required=False, allow_empty_file=True,
        help_text=gettext_lazy("CSV of Excel (.xlsx) met een kolom ‘nummer’, hoogstens 1 MB. Wij bewaren het niet."),
        widget=forms.FileInput({"accept": ".csv,.txt,.xlsx"}),
    )  # fmt: skip

    def clean_file(self) -> list[str]:
        """Return the numbers in the file."""
        file: UploadedFile | None = self.cleaned_data["file"]
        return numbers_of(file) if file else []

    def clean(self) -> dict[str, Any]:
        """Put both together. More than can be checked at once is told, and stays."""
        cleaned: dict[str, Any] = self.cleaned_data
        self.listed = pieces(cleaned.get("numbers") or "") + pieces("\n".join(cleaned.get("file") or []))
        if not self.errors and not self.listed:
            self.add_error("numbers", _("Vul minstens één nummer in."))
        elif len(self.listed) > MOST or sum(len(piece.words) for piece in self.listed) > MOST_WORDS:
            self.refuse_amount(sum(len(piece.words) for piece in self.listed))
        return cleaned

    def refuse_amount(self, count: int) -> None:
        """Tell beside the field where they came from that these are too many."""
        field = "file" if self.cleaned_data.get("file") and not self.cleaned_data.get("numbers") else "numbers"
        text = _(
            "Dit zijn %(count)d nummers. Hoogstens %(most)d gaan er tegelijk: haal er %(over)d weg. Wat u invulde staat er nog."
        )
        self.add_error(field, text % {"count": count, "most": MOST, "over": count - MOST})


def numbers_of(file: UploadedFile) -> list[str]:
    """Return the column of numbers of a file: the one that is named so, or the only one there is.

    Raises ValidationError with a sentence for the sender.
    """
    sheet = spreadsheets.read(file, max_bytes=MAX_FILE, max_rows=MAX_ROWS)
    column = next((name for name in COLUMNS if name in sheet.columns), None)
    if column is not None:
        return [line.cells.get(column, "") for line in sheet.lines]
    named = [name for name in sheet.columns if name]
    if len(named) != 1:
        raise ValidationError(_("Zet ‘nummer’ boven de kolom met de registernummers."))
    heading = [named[0]] if any(character.isdigit() for character in named[0]) else []
    return heading + [line.cells.get(named[0], "") for line in sheet.lines]
