"""A list to watch: the address to write to, and numbers that exist."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lvv_site import civil

from .check_forms import NumbersField
from .checking import MOST, Answer, Line, check
from .checking_words import told
from .models import Watch
from .written import pieces

MOST_TOLD = 20  # wrong numbers in one message


class NumbersForm(forms.Form):
    """Which numbers to watch. `lines` are those of the list, each with its answer."""

    use_required_attribute = False
    lines: list[Line]

    numbers = NumbersField(
        label=gettext_lazy("Registernummers"),
        help_text=gettext_lazy("Hoogstens 200. Zet ze onder elkaar, of met een komma, puntkomma of tab ertussen."),
    )

    def clean_numbers(self) -> str:
        """Read the list; too many at once, or none at all, is told and stays."""
        text: str = self.cleaned_data["numbers"]
        listed = pieces(text)
        self.lines = check(listed, civil.today()) if len(listed) <= MOST else []
        count = len(self.lines) or sum(len(piece.words) for piece in listed)
        if not count:
            raise forms.ValidationError(_("Vul minstens één nummer in."))
        if count > MOST:
            told_count = {"count": count, "most": MOST, "over": count - MOST}
            raise forms.ValidationError(
                _(
                    "Dit zijn %(count)d nummers. Hoogstens %(most)d gaan er tegelijk: haal er %(over)d weg. Wat u invulde staat er nog."
                )
                % told_count
            )
        return text

    def known(self) -> list[Answer]:
        """Return the numbers, each once."""
        return [line.answer for line in self.lines if line.answer and not line.same_as]

    def refuse_unknown(self) -> bool:
        """Tell which numbers were never issued, line by line; return whether there were any."""
        wrong = [line for line in self.lines if line.answer is None and not line.same_as]
        for line in wrong[:MOST_TOLD]:
            text = _("Regel %(line)d, %(number)s: %(why)s")
            self.add_error("numbers", text % {"line": line.place, "number": line.number, "why": told(line)})
        if len(wrong) > MOST_TOLD:
            self.add_error("numbers", _("En nog %(count)d andere.") % {"count": len(wrong) - MOST_TOLD})
        return bool(wrong)


class WatchForm(NumbersForm):
    """A new list."""

    email = forms.EmailField(
        label=gettext_lazy("E-mailadres"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=gettext_lazy("U krijgt een mail met een link. Pas als u die opent en bevestigt, begint het. Op één adres sturen wij er hoogstens drie per dag."),
    )  # fmt: skip
    field_order = ("numbers", "email")


def numbers_of(watch: Watch) -> dict[str, Any]:
    """Return the list as it is now, to change it."""
    return {"numbers": "\n".join(watch.numbers.order_by("pk").values_list("certificate__number", flat=True))}
