"""Mails of runs and attendance lists. The queue holds ids only; what a mail would say is asked when it is sent.

A member hears once of each change of a list, with how to say that it is wrong; a provider hears when the office corrects.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from academy.hours.models import Entry
from lvv_site import mail
from lvv_site.mail import registry
from lvv_site.members import people
from lvv_site.members.models import Person, User

from .models import AttendanceList, AttendanceRuling, ListedAttendance, ProviderRun

LISTED = "accreditation/listed"
RULED = "accreditation/attendance_ruled"
CORRECTED = "accreditation/attendance_corrected"


def register() -> None:
    """Say from what each mail is made."""
    registry.register(LISTED, listed_context)
    registry.register(RULED, ruled_context)
    registry.register(CORRECTED, corrected_context)


def tell_member(row: ListedAttendance) -> None:
    """Tell somebody what a list says of them; nothing when they never were on it with hours."""
    if not row.minutes and not _before(row):
        return
    person = Person.objects.get(pk=people.resolve(row.person_id))
    if person.email and person.erased_at is None:
        mail.queue(LISTED, person.email, {"row": row.pk}, f"{LISTED}:{row.pk}", person.language)


def tell_ruling(ruling: AttendanceRuling) -> None:
    """Tell somebody what the office decided about what they contested."""
    person = Person.objects.get(pk=people.resolve(ruling.contest.attendance.person_id))
    if person.email and person.erased_at is None:
        mail.queue(RULED, person.email, {"ruling": ruling.pk}, f"{RULED}:{ruling.pk}", person.language)


def tell_provider(listed: AttendanceList) -> None:
    """Tell who works for the provider that the office corrected a list."""
    workers = User.objects.filter(
        provider_places__provider__trainings__provider_runs=listed.run_id,
        provider_places__ended_at=None,
        is_active=True,
    ).distinct()
    for user in workers.select_related("person").order_by("pk"):
        language = user.person.language if user.person else ""
        ids: dict[str, int | str] = {"list": listed.pk, "user": user.pk}
        mail.queue(CORRECTED, user.email, ids, f"{CORRECTED}:{listed.pk}:{user.pk}", language)


def listed_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about a row shows; withdraw it when another list says something else meanwhile."""
    row = _row(int(ids["row"]))
    if ListedAttendance.objects.filter(run=row.run_id, person=row.person_id, revision__gt=row.revision).exists():
        raise registry.Withdrawn
    entry = Entry.objects.filter(source_ref=row.source_ref).select_related("proof").first()
    proof = getattr(entry, "proof", None)
    return {
        **_base(row.person_id),
        **_about(row),
        "before": _before(row),
        "by_office": row.listed.source == "office",
        "proof_url": settings.WAGTAILADMIN_BASE_URL + reverse("hours:proof", args=[proof.code]) if proof else "",
        "url": _address(row),
    }


def ruled_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about a decision shows: what holds now and what the office wrote."""
    ruling = AttendanceRuling.objects.select_related("contest__attendance", "text").get(pk=int(ids["ruling"]))
    contested = ruling.contest.attendance
    last = ListedAttendance.objects.filter(run=contested.run_id, person=contested.person_id).order_by("-revision")
    row = _row(last.values_list("pk", flat=True)[0])
    return {
        **_base(contested.person_id),
        **_about(row),
        "ruling": ruling,
        "remark": getattr(getattr(ruling, "text", None), "text", ""),
        "url": _address(row),
    }


def corrected_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what a provider reads about a correction: of which run, not of whom."""
    listed = AttendanceList.objects.select_related("run__occasion", "run__training__provider").get(pk=int(ids["list"]))
    user = User.objects.select_related("person").get(pk=int(ids["user"]))
    still = user.provider_places.filter(provider=listed.run.training.provider_id, ended_at=None).exists()
    if not still:
        raise registry.Withdrawn
    language = user.person.language if user.person else "nl"
    path = _localized(language, "provider:run", listed.run.training.provider.slug, listed.run.occasion.code)
    return {"language": language, "run": listed.run, "url": settings.WAGTAILADMIN_BASE_URL + path}


def _row(pk: int) -> ListedAttendance:
    related = ("listed", "run__occasion", "run__training__provider")
    return ListedAttendance.objects.select_related(*related).get(pk=pk)


def _before(row: ListedAttendance) -> int:
    """Return the minutes that the list before this one said."""
    earlier = ListedAttendance.objects.filter(run=row.run_id, person=row.person_id, revision__lt=row.revision)
    return earlier.order_by("-revision").values_list("minutes", flat=True).first() or 0


def _base(person_id: int) -> dict[str, Any]:
    person = Person.objects.get(pk=people.resolve(person_id))
    return {"language": person.language, "name": person.given_name}


def _about(row: ListedAttendance) -> dict[str, Any]:
    run: ProviderRun = row.run
    return {"row": row, "title": run.training.title, "provider": run.training.provider.name, "on": row.on}


def _address(row: ListedAttendance) -> str:
    person = Person.objects.get(pk=people.resolve(row.person_id))
    return settings.WAGTAILADMIN_BASE_URL + _localized(person.language, "listed:attendance", row.pk)


def _localized(language: str, name: str, *args: object) -> str:
    with translation.override(language):
        return reverse(name, args=args)
