"""The people of the demonstration association.

Stated, and tested: of `plan.members` members about 6 % have ended; start years run from 1999 to today, later years more
often, two thirds of them on 1 January (dues follow the calendar year) and the others on the first day of a quarter, and
who ended did so on a 31 December. Guests come on top, 8 % of the members. Names: see `names.py`. E-mail addresses are
unique and stand on domains that can never exist.

Members were imported: they have no account yet, so the office can send them an activation mail. Guests signed up
themselves: they have an account with an unusable password and a verified address. Only the accounts of `ACCOUNTS` can be
signed in to, all with one printed password.
"""

import datetime as dt
import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import connection
from psycopg import sql

from lvv_site.operations.demo import DemoPlan

from . import names, roles
from .models import Membership, Person, User
from .names import Name

AFTER: tuple[str, ...] = ()
PASSWORD = "demo-wachtwoord-2026"  # noqa: S105 - printed on screen; these accounts exist in demonstrations only
DOMAINS = ("voorbeeld.example", "post.example", "werk.example", "thuis.example", "praktijk.example")
FIRST_YEAR = 1999
ENDED_SHARE = 0.06
GUEST_SHARE = 0.08
FIRST_NUMBER = 10001
NEW_YEAR_SHARE = 2 / 3


@dataclass(frozen=True)
class Account:
    """One account that can be signed in to: local part of its address, name, member since, roles."""

    login: str
    name: Name
    member_since: dt.date | None = None
    roles: tuple[str, ...] = field(default=())

    @property
    def email(self) -> str:
        """Its address."""
        return f"{self.login}@demo.example"

    @property
    def what(self) -> str:
        """In a word or two, for who starts the demonstration."""
        if self.roles:
            return ", ".join(self.roles)
        return "certified member" if self.member_since else "guest"


ACCOUNTS = (
    Account("lid", Name("Noor", "van", "Dalen"), dt.date(2014, 1, 1)),
    Account("nieuw", Name("Sam", "", "Verhagen")),
    Account("opleider", Name("Marit", "", "Oosterveld"), roles=("provider",)),
    Account("bureau", Name("Ans", "de", "Boer"), roles=("office",)),
    Account("redactie", Name("Wieke", "", "Zandstra"), roles=("editor",)),
    Account("bestuur", Name("Rachid", "", "El Amrani"), dt.date(2009, 1, 1), ("board",)),
    Account("commissie", Name("Hélène", "van den", "Brink"), dt.date(2011, 1, 1), ("committee",)),
    Account("penningmeester", Name("Kenneth", "", "Pinas"), dt.date(2012, 4, 1), ("treasurer",)),
    Account("vragen", Name("Elif", "", "Kaya"), dt.date(2018, 1, 1), ("question_editor",)),
    Account("beoordelaar1", Name("Tjeerd", "", "Hoekstra"), dt.date(2007, 1, 1), ("assessor",)),
    Account("beoordelaar2", Name("Marleen", "ter", "Horst"), dt.date(2010, 7, 1), ("assessor",)),
)


@dataclass(frozen=True)
class Stretch:
    """From the first to the last day of a membership; no last day is "still"."""

    start: dt.date
    until: dt.date | None


def load(plan: DemoPlan) -> None:
    """Make the accounts, the members and the guests, in this order."""
    addresses = _addresses({account.email for account in ACCOUNTS})
    _make_accounts()
    stretches = _stretches(plan)
    members = _make_people(plan.members, plan.random("members.names"), addresses)
    _make_memberships(members, stretches)
    guests = _make_people(round(plan.members * GUEST_SHARE), plan.random("members.guests"), addresses)
    _make_guests(guests, plan)


def _addresses(taken: set[str]) -> Callable[[Name, random.Random], str]:
    """Return a function that gives each name an address nobody has yet."""

    def address(name: Name, dice: random.Random) -> str:
        local = ".".join(_plain(part) for part in (name.given, f"{name.infix}{name.family}"))
        domain = dice.choice(DOMAINS)
        found, number = f"{local}@{domain}", 1
        while found in taken:
            number += 1
            found = f"{local}{number}@{domain}"
        taken.add(found)
        return found

    return address


def _plain(text: str) -> str:
    """Write a name as people do in an address: small letters without diacritics or signs."""
    letters = unicodedata.normalize("NFKD", text.translate(str.maketrans("ıłŁİø", "ilLIo"))).encode("ascii", "ignore")
    return re.sub(r"[^a-z-]", "", letters.decode().lower()).strip("-")


def _make_people(
    number: int, dice: random.Random, address: Callable[[Name, random.Random], str]
) -> list[tuple[int, str]]:
    """Make so many people; return id and address of each, in the order of making."""

    def rows() -> Iterator[Sequence[object]]:
        for _index in range(number):
            name = names.draw(dice)
            yield name.given, name.infix, name.family, address(name, dice), "nl"

    after = Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    copy(Person._meta.db_table, ("given_name", "infix", "family_name", "email", "language"), rows())
    return [
        (pk, email or "") for pk, email in Person.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "email")
    ]


def _stretches(plan: DemoPlan) -> list[Stretch]:
    """Return a membership for each member, the oldest first, so that numbers rise with the years."""
    dice = plan.random("members.membership")
    starts = sorted(_start(dice, plan.today) for _index in range(plan.members))
    return [_stretch(start, dice, plan.today) for start in starts]


def _start(dice: random.Random, today: dt.date) -> dt.date:
    years = range(FIRST_YEAR, today.year + 1)
    year = dice.choices(years, [10 + year - FIRST_YEAR for year in years])[0]
    month = 1 if dice.random() < NEW_YEAR_SHARE else dice.choice((4, 7, 10))
    return min(dt.date(year, month, 1), today)


def _stretch(start: dt.date, dice: random.Random, today: dt.date) -> Stretch:
    # Who started this year cannot have ended by last 31 December: the others make up the share.
    last_year = today.year - 1
    if start.year <= last_year and dice.random() < ENDED_SHARE * 1.06:
        return Stretch(start, dt.date(dice.randint(start.year, last_year), 12, 31))
    return Stretch(start, None)


def _make_memberships(people: list[tuple[int, str]], stretches: list[Stretch]) -> None:
    # People were drawn independently of their start, so pairing them in order keeps both distributions.
    first = FIRST_NUMBER + len(ACCOUNTS)
    copy(
        Membership._meta.db_table,
        ("person_id", "number", "from", "until"),
        (
            (person_id, str(first + index), stretch.start, stretch.until)
            for index, ((person_id, _email), stretch) in enumerate(zip(people, stretches, strict=True))
        ),
    )


def _make_guests(guests: list[tuple[int, str]], plan: DemoPlan) -> None:
    """Give every guest an account: nobody can sign in to it with a password, for there is none."""
    dice = plan.random("members.guest_accounts")
    noon = dt.datetime.combine(plan.today, dt.time(12), dt.UTC)

    def rows() -> Iterator[Sequence[object]]:
        for person_id, email in guests:
            joined = noon - dt.timedelta(days=dice.randint(1, 900))
            unusable = UNUSABLE_PASSWORD_PREFIX + f"{dice.getrandbits(160):040x}"
            yield email, person_id, unusable, joined, True, False, False

    columns = ("email", "person_id", "password", "date_joined", "is_active", "is_staff", "is_superuser")
    copy(User._meta.db_table, columns, rows())
    users = User.objects.filter(person__in=[person_id for person_id, _email in guests]).order_by("pk")
    copy(
        EmailAddress._meta.db_table,
        ("user_id", "email", "verified", "primary"),
        ((user_id, email, True, True) for user_id, email in users.values_list("pk", "email")),
    )


def _make_accounts() -> None:
    password = make_password(PASSWORD)  # once: hashing is slow on purpose
    for index, account in enumerate(ACCOUNTS):
        name = account.name
        person = Person.objects.create(
            given_name=name.given, infix=name.infix, family_name=name.family, email=account.email
        )
        user = User.objects.create(email=account.email, person=person, password=password)
        EmailAddress.objects.create(user=user, email=account.email, verified=True, primary=True)
        roles.grant(user, *account.roles)
        if account.member_since:
            Membership.objects.create(person=person, number=str(FIRST_NUMBER + index), start=account.member_since)


def copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows with COPY, the fastest way into PostgreSQL."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor:
        with cursor.copy(statement) as target:
            for row in rows:
                target.write_row(row)
        # Foreign keys are checked at the end with a plan made when this table was empty: read all of it for every row.
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
