"""Who did what, when, with what was there before and after: beside everything that changes a file of accreditation.

Unlike the admin's log it also keeps what providers do, and its texts can be erased while the fact stays.
"""

from dataclasses import dataclass

from lvv_site.members.models import User

from .models import Application, Provider, Trace, TraceText


@dataclass(frozen=True)
class About:
    """What something was done to."""

    application: Application | None = None
    provider: Provider | None = None


def trace(about: About, by: User | None, what: str, *, field: str = "", old: str = "", new: str = "") -> Trace:
    """Write down one thing that was done; `what` is a code such as `step.submitted`, `field` what of it."""
    made = Trace.objects.create(application=about.application, provider=about.provider, by=by, what=what, field=field)
    if old or new:
        TraceText.objects.create(trace=made, old=old, new=new)
    return made


def trace_changes(
    about: About, by: User | None, what: str, before: dict[str, str], after: dict[str, str]
) -> list[Trace]:
    """Write down every field that changed, and nothing when none did."""
    changed = [field for field in {**before, **after} if before.get(field, "") != after.get(field, "")]
    made = Trace.objects.bulk_create(
        Trace(application=about.application, provider=about.provider, by=by, what=what, field=field)
        for field in changed
    )
    TraceText.objects.bulk_create(
        TraceText(trace=one, old=before.get(one.field, ""), new=after.get(one.field, "")) for one in made
    )
    return made
