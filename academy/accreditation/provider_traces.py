"""What was done to a provider, in words, for the office."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Provider, ProviderDetails, Trace

SHOWN = 100
WORDS = {
    "request.accepted": _("Aanvraag voor een account goedgekeurd"),
    "person.invited": _("Uitgenodigd"),
    "invitation.withdrawn": _("Uitnodiging ingetrokken"),
    "person.joined": _("Toegang gekregen"),
    "person.ended": _("Toegang beëindigd"),
    "profile.changed": _("Gegevens gewijzigd"),
    "run.not_held": _("Uitvoering heeft niet plaatsgevonden"),
    "run.held": _("Uitvoering heeft toch plaatsgevonden"),
    "key.made": _("Sleutel gemaakt"),
    "key.revoked": _("Sleutel ingetrokken"),
}
FIELDS = {field.name: field.verbose_name for model in (ProviderDetails, Provider) for field in model._meta.fields}


@dataclass(frozen=True)
class Line:
    """One thing that was done: its words, the field it was about, and the texts before and after as far as they are kept."""

    trace: Trace
    words: str | Promise
    field: str | Promise
    old: str
    new: str


def of(provider: Provider) -> Iterator[Line]:
    """Yield what was done to a provider, the latest first."""
    for one in provider.traces.select_related("by__person", "text").order_by("-pk")[:SHOWN]:
        text = getattr(one, "text", None)
        yield Line(
            one, WORDS.get(one.what, one.what), FIELDS.get(one.field, one.field),
            text.old if text else "", text.new if text else "",
        )  # fmt: skip
