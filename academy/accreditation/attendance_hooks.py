"""What attendance adds elsewhere: the link beside a member's hours, and the provider's name in the agenda."""

import re
from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from academy.hours.line_links import HOOK as LINE_LINKS
from academy.hours.line_links import LineLink
from academy.hours.models import Entry
from events.agenda.organisers import HOOK as ORGANISERS

from .models import ListedAttendance, ProviderRun

OURS = re.compile(r"run:(\d+):(\d+):(\d+)", re.ASCII)


@hooks.register(LINE_LINKS)
def contest_links(entries: Sequence[Entry]) -> dict[int, LineLink]:
    """Return for hours by a provider's list where to say that they are wrong: beside the last that is said of somebody."""
    ours = {key: one for one in entries if (key := _key(one))}
    if not ours:
        return {}
    wanted = Q()
    for run in {run for run, _person, _revision in ours}:
        wanted |= Q(run=run, person__in=[person for other, person, _revision in ours if other == run])
    rows = ListedAttendance.objects.filter(wanted).select_related("contest__ruling").order_by("pk")
    last = {(one.run_id, one.person_id): one for one in rows}
    newest = {}
    for (run, person, revision), entry in sorted(ours.items()):
        newest[run, person] = (revision, entry)
    return {
        entry.pk: LineLink(reverse("listed:attendance", args=[last[key].pk]), _label(last[key]))
        for key, (_revision, entry) in newest.items() if key in last
    }  # fmt: skip


def _key(entry: Entry) -> tuple[int, int, int] | None:
    """Return run, person and revision from a source reference of ours."""
    match = OURS.fullmatch(entry.source_ref)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def _label(row: ListedAttendance) -> str:
    contest = getattr(row, "contest", None)
    if contest is None:
        return _("Klopt dit niet?")
    return _("Je melding en het besluit") if hasattr(contest, "ruling") else _("Je melding: het bureau kijkt ernaar")


@hooks.register(ORGANISERS)
def providers_of_runs(occasion_ids: Sequence[int]) -> dict[int, str]:
    """Return who gives these runs."""
    found = ProviderRun.objects.filter(occasion__in=occasion_ids)
    return dict(found.values_list("occasion", "training__provider__name"))
