"""Who may not judge a file: an assessor never gets a file of an own provider or of a colleague's (requirements, document BNS vs05).

`judged` is the rule, pure; `between` fetches what it needs for any number of people and files in a fixed number of queries.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.certification.dates import months_later
from lvv_site import civil
from lvv_site.members.models import User

from . import content
from .enums import TieKind
from .mailboxes import fold, organisation_of
from .models import AccreditationSettings, Application, ProviderDetails, ProviderPerson, SubmittedContent, Tie

TIES: Mapping[str, str | Promise] = {
    TieKind.OWN: _("dit is een eigen opleider (opgegeven band)"),
    TieKind.COLLEAGUE: _("dit is een opleider van een collega (opgegeven band)"),
    TieKind.OTHER: _("er is een opgegeven band met deze opleider"),
}


@dataclass(frozen=True)
class Place:
    """Somebody works for a provider in its portal, until a day if it ended."""

    user: int
    provider: int
    ended_on: dt.date | None = None


@dataclass(frozen=True)
class Tied:
    """A tie that was declared, until a day if it ended."""

    kind: str
    ended_on: dt.date | None = None


@dataclass(frozen=True)
class Known:
    """All that counts between somebody and a file. Addresses in small letters, names folded."""

    user: int
    provider: int
    places: Collection[Place] = ()
    ties: Collection[Tied] = ()
    hands: frozenset[int] = frozenset()  # accounts that started or submitted the application
    addresses: frozenset[str] = frozenset()
    provider_addresses: frozenset[str] = frozenset()
    name: str = ""
    teachers: frozenset[str] = frozenset()


def judged(known: Known, on: dt.date, tie_months: int) -> list[str | Promise]:
    """Return why somebody may not judge a file on a day, in words; an empty list is no conflict."""
    places = [one for one in known.places if counts(one.ended_on, on, tie_months)]
    own = {one.provider for one in places if one.user == known.user}
    colleagues = {one.user for one in places if one.provider in own - {known.provider}} - {known.user}
    found: list[str | Promise] = []
    if known.provider in own:
        found.append(_("werkt of werkte voor deze opleider"))
    found += [TIES[one.kind] for one in known.ties if counts(one.ended_on, on, tie_months)]
    if any(one.user in colleagues and one.provider == known.provider for one in places):
        found.append(_("werkt bij een andere opleider samen met iemand van deze opleider"))
    if known.user in known.hands:
        found.append(_("begon deze aanvraag of diende haar in"))
    found += _same_address(known)
    if known.name and known.name in known.teachers:
        found.append(_("staat met dezelfde naam bij de docenten"))
    return found


def counts(ended_on: dt.date | None, on: dt.date, tie_months: int) -> bool:
    """Whether something that ended still counts; the last day is that of so many months after the end."""
    return ended_on is None or on <= months_later(ended_on, tie_months)


def _same_address(known: Known) -> list[str | Promise]:
    if known.addresses & known.provider_addresses:
        return [_("heeft hetzelfde e-mailadres als iemand van deze opleider")]
    theirs = {organisation_of(one) for one in known.provider_addresses} - {""}
    if theirs & {organisation_of(one) for one in known.addresses}:
        return [_("heeft een e-mailadres van dezelfde organisatie als iemand van deze opleider")]
    return []


def of(user: User, application: Application) -> list[str | Promise]:
    """Return why somebody may not judge this file now."""
    return between([user], [application])[user.pk, application.pk]


def between(users: Sequence[User], applications: Sequence[Application]) -> dict[tuple[int, int], list[str | Promise]]:
    """Return for every pair of somebody and a file why not, in a fixed number of queries."""
    if not users or not applications:
        return {}
    months = AccreditationSettings.load().tie_months
    today = civil.today()
    facts = _Facts(today, months)
    facts.fetch(users, applications)
    return {(user.pk, one.pk): judged(facts.known(user, one), today, months) for user in users for one in applications}


@dataclass
class _Facts:
    today: dt.date
    tie_months: int
    places: list[Place] = field(default_factory=list)
    ties: dict[tuple[int, int], list[Tied]] = field(default_factory=lambda: defaultdict(list))
    hands: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    addresses: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    # Of a provider: addresses with whose they are, None for the organisation itself.
    provider_addresses: dict[int, list[tuple[int | None, str]]] = field(default_factory=lambda: defaultdict(list))
    teachers: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def fetch(self, users: Sequence[User], applications: Sequence[Application]) -> None:
        """Fetch everything about these people and files."""
        providers = {one.provider_id for one in applications}
        self._fetch_places([one.pk for one in users], providers)
        for tie in Tie.objects.filter(user__in=users, provider__in=providers):
            self.ties[tie.user_id, tie.provider_id].append(Tied(tie.kind, tie.ended_on))
        for one in ProviderDetails.objects.filter(provider__in=providers):
            addresses = _small([one.email, one.invoice_email])
            self.provider_addresses[one.provider_id] += [(None, address) for address in addresses]
        self._fetch_addresses(users)
        self._fetch_submitted(applications)

    def known(self, user: User, application: Application) -> Known:
        """Return what counts between two of them."""
        provider = application.provider_id
        name = user.person.full_name if user.person else ""
        others = {address for whose, address in self.provider_addresses.get(provider, ()) if whose != user.pk}
        return Known(
            user.pk, provider, self.places, self.ties.get((user.pk, provider), ()),
            frozenset(self.hands.get(application.pk, ())), frozenset(self.addresses.get(user.pk, ())),
            frozenset(others), fold(name), frozenset(self.teachers.get(application.pk, ())),
        )  # fmt: skip

    def _fetch_places(self, users: Sequence[int], providers: Collection[int]) -> None:
        elsewhere = ProviderPerson.objects.filter(user__in=users).values("provider")
        rows = ProviderPerson.objects.filter(Q(provider__in=providers) | Q(provider__in=elsewhere))
        for one in rows.select_related("user__person"):
            ended = one.ended_at.astimezone(civil.AMSTERDAM).date() if one.ended_at else None
            self.places.append(Place(one.user_id, one.provider_id, ended))
            if counts(ended, self.today, self.tie_months):
                self.provider_addresses[one.provider_id] += [
                    (one.user_id, address) for address in _small(_mailboxes(one.user))
                ]

    def _fetch_addresses(self, users: Sequence[User]) -> None:
        for user in users:
            self.addresses[user.pk] |= _small(_mailboxes(user))
        for owner, email in EmailAddress.objects.filter(user__in=users, verified=True).values_list("user", "email"):
            self.addresses[owner] |= _small([email])

    def _fetch_submitted(self, applications: Sequence[Application]) -> None:
        for one in applications:
            if one.started_by_id:
                self.hands[one.pk].add(one.started_by_id)
        rows = SubmittedContent.objects.filter(submission__application__in=applications)
        for about, by, stored in rows.values_list("submission__application", "submission__by", "content"):
            if by:
                self.hands[about].add(by)
            self.teachers[about] |= _teachers(stored)


def _mailboxes(user: User) -> list[str]:
    return [user.email, (user.person.email or "") if user.person else ""]


def _small(addresses: Iterable[str | None]) -> set[str]:
    return {one.strip().lower() for one in addresses if one}


def _teachers(stored: dict[str, Any]) -> set[str]:
    return {fold(one.name) for one in content.read(stored).teachers} - {""}
