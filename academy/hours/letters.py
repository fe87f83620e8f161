"""The mail this room sends to members: what was decided about their claim, what was taken back. Subjects hold nothing personal."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from lvv_site import mail
from lvv_site.mail import registry
from lvv_site.members import people
from lvv_site.members.models import Person

from .enums import DecisionKind
from .models import Activity, Decision, Entry

DECIDED = "hours/decided"
CORRECTED = "hours/corrected"


def register() -> None:
    """Tell the queue about this room's templates."""
    registry.register(DECIDED, decided_context, subject_keys=("approved",))
    registry.register(CORRECTED, corrected_context)


def tell_decision(decision: Decision) -> None:
    """Tell the member that a claim was approved or rejected; once for each decision."""
    _queue(DECIDED, decision.entry, {"decision": decision.pk})


def tell_reversal(reversal: Entry) -> None:
    """Tell the member that hours were taken back, and why; once for each reversal."""
    _queue(CORRECTED, reversal, {"entry": reversal.pk})


def decided_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about a decision shows."""
    decision = Decision.objects.select_related("entry__person", "entry__text", "text").get(pk=int(ids["decision"]))
    return {
        **_base(decision.entry),
        "decision": decision,
        "approved": decision.kind == DecisionKind.APPROVED,
        "entry": decision.entry,
        "title": title_of(decision.entry),
        "remark": getattr(getattr(decision, "text", None), "text", ""),
    }


def corrected_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about a reversal shows."""
    reversal = Entry.objects.select_related("person", "reverses", "text").get(pk=int(ids["entry"]))
    assert reversal.reverses is not None  # noqa: S101 - only reversals are told
    return {
        **_base(reversal),
        "reversal": reversal,
        "taken": -reversal.minutes,
        "title": title_of(reversal.reverses),
        "remark": getattr(getattr(reversal, "text", None), "text", ""),
    }


def title_of(entry: Entry) -> str:
    """Return what people call it: the claim's title, the activity's name, or else the kind of hours."""
    own = getattr(getattr(entry, "text", None), "title", "")
    named = (
        Activity.objects.filter(code=entry.activity).values_list("title", flat=True).first() if entry.activity else ""
    )
    return own or named or entry.get_kind_display()


def _queue(template: str, entry: Entry, ids: dict[str, int | str]) -> None:
    person = Person.objects.get(pk=people.resolve(entry.person_id))
    if person.email:
        (key,) = ids.values()
        mail.queue(template, person.email, ids, f"{template}:{key}", person.language)


def _base(entry: Entry) -> dict[str, Any]:
    person = Person.objects.get(pk=people.resolve(entry.person_id))
    with translation.override(person.language):
        return {
            "language": person.language,
            "name": person.given_name,
            "url": settings.WAGTAILADMIN_BASE_URL + reverse("hours:overview"),
        }
