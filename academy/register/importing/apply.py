"""Between a plan and the database: fetching what is known, and writing all of it or nothing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Lower

from academy.certification import decisions, status
from academy.certification.enums import EventKind, Source
from academy.certification.models import Certificate, SchemeVersion, StatusEvent
from academy.certification.numbers import next_numbers, number_key
from academy.register import indexing, telling
from academy.register.models import Profile
from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person, PersonMerge, User

from .parse import Parsed, Row, parse
from .plan import PROFILE_FIELDS, Change, KnownCertificate, KnownPerson, Plan, State, make_plan

LOCK = 7_201_114  # of all imports: the second waits, then sees what the first wrote
BATCH = 2000


class ChangedError(Exception):
    """The database changed since the preview: what would be written is no longer what was shown."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("Intussen is er iets veranderd. Kijk eerst wat er nu zou veranderen.")
        self.plan = plan


class BadRowsError(Exception):
    """There are bad rows, so nothing was written; `plan.bad` tells them."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(f"{len(plan.bad)} regels kloppen niet")
        self.plan = plan


def run(content: bytes, by: User | None, *, dry_run: bool = False, shown: str | None = None) -> Plan:
    """Read a file and write its differences, or nothing when a row is bad. A dry run writes nothing.

    `shown` is the fingerprint of the plan that somebody agreed to.

    Raises:
        BadFileError: the file cannot be read.
        BadRowsError: at least one row is bad.
        ChangedError: the plan is another one than was shown.
    """
    parsed = parse(content, settings.MAX_IMPORT_BYTES)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        plan = make_plan(parsed, fetch(parsed))
        if plan.bad:
            raise BadRowsError(plan)
        if shown is not None and shown != plan.fingerprint:
            raise ChangedError(plan)
        if not dry_run:
            apply(plan, by)
    return plan


def fetch(parsed: Parsed) -> State:
    """Return what the database holds of everybody in the file, in a handful of queries."""
    keys = {row.key for row in parsed.rows if row.key}
    emails = {row.email for row in parsed.rows if row.email}
    by_email = set(
        Person.objects.annotate(address=Lower("email")).filter(address__in=emails).values_list("pk", flat=True)
    )
    named = Certificate.objects.filter(number_key__in=keys) | Certificate.objects.filter(person__in=_entries(by_email))
    certificates = list(named.order_by("pk"))
    now = people.resolve_many({one.person_id for one in certificates})
    known = Person.objects.filter(pk__in=by_email | set(now.values()))
    accounts = set(User.objects.filter(person__in=known).values_list("person_id", flat=True))
    schemes = dict(SchemeVersion.objects.filter(published_at__isnull=False).values_list("code", "pk"))
    return State(
        people={
            one.pk: KnownPerson(
                one.pk, one.given_name, one.infix, one.family_name, (one.email or "").lower(), one.pk in accounts
            )
            for one in known
        },
        certificates={number_key(one.number): one for one in _known(certificates, now, schemes)},
        schemes=schemes,
    )


def _entries(person_ids: set[int]) -> set[int]:
    """Return these people and every entry that was merged into one of them."""
    found, new = set(person_ids), set(person_ids)
    while new:
        new = set(PersonMerge.objects.filter(into__in=new).values_list("source", flat=True)) - found
        found |= new
    return found


def _known(
    certificates: Sequence[Certificate], now: dict[int, int], schemes: dict[str, int]
) -> Iterable[KnownCertificate]:
    codes = {pk: code for code, pk in schemes.items()}
    ids = [one.pk for one in certificates]
    events: dict[int, list[StatusEvent]] = defaultdict(list)
    for event in StatusEvent.objects.filter(certificate__in=ids).order_by("pk"):
        events[event.certificate_id].append(event)
    fields = ("pk", "choices_changed_at", *PROFILE_FIELDS)
    profiles = {row["pk"]: row for row in Profile.objects.filter(pk__in=ids).values(*fields)}
    for one in certificates:
        granted = [event for event in events[one.pk] if event.kind == EventKind.GRANTED]
        yield KnownCertificate(
            id=one.pk,
            number=one.number,
            person=now[one.person_id],
            record=status.read([event.as_fact() for event in events[one.pk]]),
            schemes={event.starts: codes[event.scheme_id] for event in granted if event.scheme_id},
            profile=profiles.get(one.pk),
        )


def apply(plan: Plan, by: User | None) -> None:
    """Write a plan without bad rows; the caller holds the transaction and the lock."""
    new = [change for change in plan.changes if change.is_new]
    old = [change for change in plan.changes if change.certificate and change.changes]
    _update_people(plan.changes)
    made = _create_certificates(new, _create_people(new))
    schemes = dict(SchemeVersion.objects.values_list("code", "pk"))
    pairs = [*zip(made, new, strict=True), *((_id(change), change) for change in old)]
    with indexing.listing_later(), telling.gathered():
        decisions.record([_event(one, change, schemes, by) for one, change in pairs if change.event])
    _update_profiles(old)
    _create_profiles(list(zip(made, new, strict=True)))
    indexing.reindex([*made, *_renamed(old)])


def _renamed(old: Sequence[Change]) -> list[int]:
    """Return the profiles whose words or town may differ: of changed people all, whatever the certificate."""
    changed = [change for change in old if change.differences or change.event]
    persons = _entries({change.person.id for change in changed if change.person})
    return list(Profile.objects.filter(certificate__person__in=persons).order_by("pk").values_list("pk", flat=True))


def _id(change: Change) -> int:
    assert change.certificate is not None  # noqa: S101 - the caller chose changes of known certificates
    return change.certificate.id


def _create_people(new: Sequence[Change]) -> list[int]:
    """Return the person id for each new certificate; create those we did not know."""
    unknown = {
        change.row.line: Person(
            given_name=change.row.given_name,
            infix=change.row.infix,
            family_name=change.row.family_name,
            email=change.row.email or None,
        )
        for change in new
        if change.person is None
    }
    Person.objects.bulk_create(unknown.values(), batch_size=BATCH)
    return [change.person.id if change.person else unknown[change.row.line].pk for change in new]


def _create_certificates(new: Sequence[Change], persons: Sequence[int]) -> list[int]:
    fresh = iter(next_numbers(sum(not change.row.number for change in new)))
    certificates = []
    for change, person in zip(new, persons, strict=True):
        number = change.row.number or next(fresh)
        certificates.append(Certificate(person_id=person, number=number, number_key=number_key(number)))
    return [one.pk for one in Certificate.objects.bulk_create(certificates, batch_size=BATCH)]


def _create_profiles(pairs: Sequence[tuple[int, Change]]) -> None:
    profiles = []
    for certificate_id, change in pairs:
        row = change.row
        profile = Profile(
            certificate_id=certificate_id, kind=row.kind, findable=row.findable, first_registered=row.first_registered
        )
        indexing.set_place(profile, row.place)
        profiles.append(profile)
    Profile.objects.bulk_create(profiles, batch_size=BATCH)


def _update_people(changes: Sequence[Change]) -> None:
    """Write names and addresses."""
    changed = {
        change.person.id: change
        for change in changes
        if change.person and any(name not in PROFILE_FIELDS for name, _old, _new in change.differences)
    }
    persons = list(Person.objects.select_for_update().filter(pk__in=changed).order_by("pk"))
    for person in persons:
        for name, _old, new in changed[person.pk].differences:
            if name not in PROFILE_FIELDS:
                setattr(person, name, new)
    Person.objects.bulk_update(persons, ["given_name", "infix", "family_name", "email"], batch_size=BATCH)


def _update_profiles(old: Sequence[Change]) -> None:
    changed = {_id(change): change for change in old if change.differences}
    profiles = list(Profile.objects.select_for_update().filter(pk__in=changed).order_by("pk"))
    for profile in profiles:
        own = profile.findable if profile.choices_changed_at else None
        for name in PROFILE_FIELDS:
            setattr(profile, name, getattr(changed[profile.pk].row, name))
        profile.findable = profile.findable if own is None else own
    Profile.objects.bulk_update(profiles, PROFILE_FIELDS, batch_size=BATCH)


def _event(certificate_id: int, change: Change, schemes: dict[str, int], by: User | None) -> StatusEvent:
    row: Row = change.row
    today: dt.date = civil.today()
    return StatusEvent(
        certificate_id=certificate_id,
        kind=change.event or EventKind.GRANTED,
        starts=row.starts,
        until=row.until,
        scheme_id=schemes[row.scheme] if change.event == EventKind.GRANTED else None,
        decided_on=today,
        source=Source.IMPORT,
        by=by,
    )
