"""From rows to differences. Pure: works on state that was fetched, and says for each row what would change."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.certification import status
from academy.certification.enums import EventKind, Status
from academy.certification.numbers import UnusableNumberError, check_imported
from academy.register.names import exact_key

from .parse import BadRow, Parsed, Row

LABELS = {
    "given_name": "voornaam", "infix": "tussenvoegsel", "family_name": "achternaam", "email": "e-mailadres",
    "place": "plaats", "kind": "soort", "findable": "vindbaar", "first_registered": "eerste registratie",
}  # fmt: skip
PERSON_FIELDS = ("given_name", "infix", "family_name")
PROFILE_FIELDS = ("place", "kind", "findable", "first_registered")


@dataclass(frozen=True)
class KnownPerson:
    """A person in the database; `has_account`: the address is a verified login, which an import leaves alone."""

    id: int
    given_name: str
    infix: str
    family_name: str
    email: str
    has_account: bool = False


@dataclass(frozen=True)
class KnownCertificate:
    """A certificate in the database with its events read, the scheme code per period's first day, and its profile."""

    id: int
    number: str
    person: int
    record: status.Record
    schemes: Mapping[dt.date, str]
    profile: Mapping[str, object] | None


@dataclass
class State:
    """What the database holds of the people and numbers that a file names."""

    people: dict[int, KnownPerson] = field(default_factory=dict)
    certificates: dict[str, KnownCertificate] = field(default_factory=dict)
    schemes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the two ways in: people by e-mail address, certificates by person."""
        self.by_email = {person.email: person for person in self.people.values() if person.email}
        self.by_person: dict[int, list[KnownCertificate]] = {}
        for certificate in self.certificates.values():
            self.by_person.setdefault(certificate.person, []).append(certificate)


@dataclass(frozen=True)
class Change:
    """What one row changes. `differences` are (field, old, new); `event` is what is decided, if anything."""

    row: Row
    person: KnownPerson | None
    certificate: KnownCertificate | None
    differences: tuple[tuple[str, object, object], ...] = ()
    event: EventKind | None = None

    @property
    def is_new(self) -> bool:
        """Whether the row brings a certificate that we did not know."""
        return self.certificate is None

    @property
    def changes(self) -> bool:
        """Whether anything at all would be written."""
        return bool(self.is_new or self.differences or self.event)

    @property
    def sentences(self) -> list[str]:
        """The differences as Dutch sentences, for the preview."""
        days = f"{self.row.starts:%d-%m-%Y} tot en met {self.row.until:%d-%m-%Y}"
        told = [f"nieuw in het register: {days}"] if self.is_new else []
        if self.certificate and self.event == EventKind.GRANTED:
            told.append(f"nieuwe periode {days}")
            if left := self._left(self.certificate):
                told.append(f"let op: was {left}, de nieuwe periode maakt daar een einde aan")
        if self.certificate and self.event == EventKind.END_CHANGED:
            before = {term.starts: term.until for term in self.certificate.record.terms}[self.row.starts]
            told.append(f"einddatum wordt {self.row.until:%d-%m-%Y}, was {before:%d-%m-%Y}")
        return told + [f"{LABELS[name]}: {_shown(old)} → {_shown(new)}" for name, old, new in self.differences]

    def _left(self, certificate: KnownCertificate) -> str:
        """Return how somebody left the register whom a new period brings back; empty when nobody did."""
        held = status.status_in(certificate.record, self.row.starts).status
        return str(Status(held).label) if held in {Status.RESIGNED, Status.STRUCK_OFF} else ""


@dataclass(frozen=True)
class Plan:
    """What a whole file would do: changes in the order of the file, and the bad rows that forbid it."""

    changes: list[Change]
    bad: list[BadRow]

    @property
    def counts(self) -> dict[str, int]:
        """How many are new, get a new period, an end corrected, other details changed, or stay as they are."""
        old = [change for change in self.changes if not change.is_new]
        return {
            "new": sum(change.is_new for change in self.changes),
            "periods": sum(change.event == EventKind.GRANTED for change in old),
            "corrections": sum(change.event == EventKind.END_CHANGED for change in old),
            "details": sum(change.event is None and bool(change.differences) for change in old),
            "unchanged": sum(not change.changes for change in old),
        }

    @property
    def told(self) -> str:
        """The counts as a sentence without its full stop."""
        counts = self.counts
        forms = {
            "new": _("%(number)d nieuw"),
            "periods": ngettext("%(number)d nieuwe periode", "%(number)d nieuwe periodes", counts["periods"]),
            "corrections": ngettext(
                "%(number)d einddatum gecorrigeerd", "%(number)d einddatums gecorrigeerd", counts["corrections"]
            ),
            "details": _("%(number)d met andere gegevens"),
            "unchanged": _("%(number)d ongewijzigd"),
        }
        return ", ".join(form % {"number": counts[name]} for name, form in forms.items())

    @property
    def fingerprint(self) -> str:
        """What two plans that would write the same have in common."""
        told = [[change.row.line, change.row.number, *change.sentences] for change in self.changes]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


class _BadRowError(Exception):
    pass


def make_plan(parsed: Parsed, state: State) -> Plan:
    """Compare rows with what is known; every bad row is told."""
    changes, bad = [], list(parsed.bad)
    claimed: dict[int, int] = {}
    for row in parsed.rows:
        try:
            change = _change(row, state)
            _refuse_second_row(change, claimed)
        except (_BadRowError, UnusableNumberError) as error:
            bad.append(BadRow(row.line, str(error)))
        else:
            changes.append(change)
    return Plan(changes, sorted(bad))


def _change(row: Row, state: State) -> Change:
    if row.scheme not in state.schemes:
        raise _BadRowError(f"regeling '{row.scheme}' bestaat niet: kies {' of '.join(sorted(state.schemes))}")
    certificate = _certificate(row, state)
    person = _person(row, certificate, state)
    if certificate is None:
        return Change(row, person, None, _person_differences(row, person), EventKind.GRANTED)
    differences = _person_differences(row, person) + _profile_differences(row, certificate)
    return Change(row, person, certificate, differences, _event(row, certificate))


def _certificate(row: Row, state: State) -> KnownCertificate | None:
    """Recognise by number, else by e-mail address."""
    if row.number:
        known = state.certificates.get(row.key)
        if known is None:
            check_imported(row.number)
        return known
    person = state.by_email.get(row.email)
    held = state.by_person.get(person.id, []) if person else []
    if len(held) > 1:
        numbers = ", ".join(sorted(one.number for one in held))
        raise _BadRowError(f"deze persoon heeft meer certificaten ({numbers}): vul het nummer in")
    return held[0] if held else None


def _person(row: Row, certificate: KnownCertificate | None, state: State) -> KnownPerson | None:
    by_email = state.by_email.get(row.email) if row.email else None
    if certificate is None:
        if by_email and row.number and state.by_person.get(by_email.id) and not _same_name(row, by_email):
            raise _BadRowError(f"email '{row.email}' hoort al bij iemand anders")
        return by_email
    if by_email and by_email.id != certificate.person:
        raise _BadRowError(f"email '{row.email}' hoort al bij iemand anders")
    return state.people[certificate.person]


def _same_name(row: Row, person: KnownPerson) -> bool:
    return exact_key(row.given_name, row.infix, row.family_name) == exact_key(
        person.given_name, person.infix, person.family_name
    )


def _refuse_second_row(change: Change, claimed: dict[int, int]) -> None:
    """A row without number and one with may still mean the same certificate."""
    if change.certificate:
        first = claimed.setdefault(change.certificate.id, change.row.line)
        if first != change.row.line:
            raise _BadRowError(f"nummer '{change.certificate.number}' staat ook op regel {first}")


def _person_differences(row: Row, person: KnownPerson | None) -> tuple[tuple[str, object, object], ...]:
    if person is None:
        return ()
    found = [(name, getattr(person, name), getattr(row, name)) for name in PERSON_FIELDS]
    if row.email and not person.has_account:  # an empty cell is no knowledge
        found.append(("email", person.email, row.email))
    return tuple(one for one in found if one[1] != one[2])


def _profile_differences(row: Row, certificate: KnownCertificate) -> tuple[tuple[str, object, object], ...]:
    if certificate.profile is None:
        raise _BadRowError("van deze persoon zijn de gegevens op eigen verzoek gewist")
    # Who chose for themselves whether to be in the list is not moved by a list that does not know of that choice.
    names = [name for name in PROFILE_FIELDS if name != "findable" or not certificate.profile.get("choices_changed_at")]
    found = [(name, certificate.profile[name], getattr(row, name)) for name in names]
    return tuple(one for one in found if one[1] != one[2])


def _event(row: Row, certificate: KnownCertificate) -> EventKind | None:
    """The same first day corrects that period, a later one is a new period, anything else is a bad row."""
    terms = {term.starts: term for term in certificate.record.terms}
    if row.starts in terms:
        return _correction(row, certificate, terms[row.starts])
    ends = dict(status.periods(certificate.record))
    if terms and row.starts < max(terms):
        raise _BadRowError(f"geldig_vanaf ligt voor de laatst bekende periode, die op {max(terms)} begon")
    if terms and row.starts <= ends[max(terms)]:
        raise _BadRowError(f"overlapt met de periode van {max(terms)} tot en met {ends[max(terms)]}")
    return EventKind.GRANTED


def _correction(row: Row, certificate: KnownCertificate, term: status.Term) -> EventKind | None:
    known = certificate.schemes[row.starts]
    if row.scheme != known:
        raise _BadRowError(f"de periode vanaf {row.starts} valt al onder regeling '{known}'")
    if row.until == term.until:
        return None
    later = [one.starts for one in certificate.record.terms if one.starts > row.starts]
    if later and row.until >= min(later):
        raise _BadRowError(f"geldig_tot overlapt met de periode die op {min(later)} begint")
    return EventKind.END_CHANGED


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, dt.date):
        return f"{value:%d-%m-%Y}"
    return str(getattr(value, "label", value)) or "(leeg)"
