"""What this room knows about people, why, and how long.

Every room has such a file: `RETENTION` (rows for the retention command and the privacy page, which both read them),
`export(person)` (what somebody may take along) and `erase(person)` (what disappears on request; facts stay, names go).
Both get the entry that stands for the person now or one merged into it; facts are found with `people.ids_of(person)`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, F, Model, OuterRef, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry, PageLogEntry

from lvv_site.mail import retention as mail_retention

from . import people
from .models import Invitation, Membership, Person, User

# Gets today's civil date and whether to only count; returns how many rows passed their term.
RetentionTask = Callable[[dt.date, bool], int]

ERASED = "(gewist)"
AUTOMATIC = _("Automatisch gewist")
UNPROVEN_DAYS = 30
INVITATION_DAYS = 365
LOG_DAYS = 730


@dataclass(frozen=True)
class RetentionRow:
    """One kind of personal data: what, the purpose it is kept for, the term, how it ends, and the task that ends it.

    The first four are sentences for the privacy page. Without a task the row only informs (someone decides by hand, or a
    law keeps it).
    """

    what: str | Promise
    purpose: str | Promise
    term: str | Promise
    how: str | Promise
    task: RetentionTask | None = None


def _end(rows: QuerySet[Any], dry_run: bool) -> int:
    """Count the rows, and delete them unless this is a rehearsal."""
    return rows.count() if dry_run else rows.delete()[1].get(rows.model._meta.label, 0)


def _before(today: dt.date, days: int) -> dt.date:
    return today - dt.timedelta(days=days)


def end_unproven_accounts(today: dt.date, dry_run: bool) -> int:
    """Delete accounts that were signed up for and never proved their address: nobody ever got in with them."""
    proven = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    return _end(
        User.objects.filter(
            ~Exists(proven), person=None, last_login=None, is_superuser=False, groups=None,
            date_joined__date__lt=_before(today, UNPROVEN_DAYS),
        ),
        dry_run,
    )  # fmt: skip


def end_invitations(today: dt.date, dry_run: bool) -> int:
    """Delete the note that an activation mail was sent, a year later."""
    return _end(Invitation.objects.filter(sent_at__date__lt=_before(today, INVITATION_DAYS)), dry_run)


def end_sessions(_today: dt.date, dry_run: bool) -> int:
    """Delete sessions past their end, and what the sessions list keeps of them: address and browser."""
    ended = _end(Session.objects.filter(expire_date__lt=timezone.now()), dry_run)
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gte=timezone.now())
    return ended + _end(UserSession.objects.filter(~Exists(alive)), dry_run)


def end_log(today: dt.date, dry_run: bool) -> int:
    """Delete lines of the admin's log after two years."""
    before = _before(today, LOG_DAYS)
    logs: tuple[type[Model], ...] = (ModelLogEntry, PageLogEntry)
    return sum(_end(log._default_manager.filter(timestamp__date__lt=before), dry_run) for log in logs)


RETENTION = [
    RetentionRow(
        what=_("Naam, e-mailadres, taal en lidmaatschap"),
        purpose=_("Weten wie lid is, en leden en gasten kunnen schrijven"),
        term=_("Zolang u lid bent of een account hebt"),
        how=_("Wij wissen uw gegevens als u daarom vraagt. Wat er gebeurd is blijft, zonder uw naam"),
    ),
    RetentionRow(
        what=_("Account: e-mailadres, wachtwoord (versleuteld), tweede stap"),
        purpose=_("Veilig inloggen"),
        term=_("Zolang u het account hebt; 30 dagen als het e-mailadres nooit is bevestigd"),
        how=AUTOMATIC,
        task=end_unproven_accounts,
    ),
    RetentionRow(
        what=_("Dat wij een mail stuurden om een account te activeren"),
        purpose=_("Niet te vaak schrijven"),
        term=_("1 jaar"),
        how=AUTOMATIC,
        task=end_invitations,
    ),
    RetentionRow(
        what=_("Aan wie wij mailden, en waarover"),
        purpose=_("Kunnen nagaan of een mail verstuurd is"),
        term=_("90 dagen; de tekst van een mail met een code wordt bij het versturen gewist"),
        how=AUTOMATIC,
        task=mail_retention.end_messages,
    ),
    RetentionRow(
        what=_("Sessie: IP-adres en browser waarmee u inlogde"),
        purpose=_("U laten zien waar u ingelogd bent"),
        term=_("Tot u uitlogt, hoogstens 14 dagen"),
        how=AUTOMATIC,
        task=end_sessions,
    ),
    RetentionRow(
        what=_("Logboek: welke medewerker wat wijzigde in het beheer"),
        purpose=_("Fouten en misbruik kunnen nagaan"),
        term=_("2 jaar"),
        how=AUTOMATIC,
        task=end_log,
    ),
]


def export(person: Person) -> dict[str, Any]:
    """Return what this room knows about a person."""
    memberships = Membership.objects.filter(person__in=people.ids_of(person)).order_by("start")
    return {
        "given_name": person.given_name,
        "infix": person.infix,
        "family_name": person.family_name,
        "email": person.email,
        "language": person.language,
        "memberships": list(memberships.values("number", "until", **{"from": F("start")})),
    }


def export_account(user: User) -> dict[str, Any]:
    """Return what this room knows about an account; secrets stay out."""
    return {
        "email": user.email,
        "created": user.date_joined,
        "last_login": user.last_login,
        "roles": sorted(user.groups.values_list("name", flat=True)),
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "second_factors": list(Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")),
        "sessions": list(UserSession.objects.filter(user=user).values("created_at", "ip", "user_agent")),
    }


def erase(person: Person) -> None:
    """Take away name, address and account; memberships and merges stay as facts of a person without a name."""
    for user in User.objects.filter(person=person):
        erase_account(user)
    if person.email:
        mail_retention.erase(person.email)
    person.invitations.all().delete()
    person.given_name, person.infix, person.family_name, person.email = "", "", ERASED, None
    person.erased_at = timezone.now()
    person.save()
    # The admin's log keeps the name of what was changed.
    ModelLogEntry.objects.for_instance(person).update(label=ERASED)


def erase_account(user: User) -> None:
    """Take an account away. Facts elsewhere may name it as who did something, so an empty shell of the row stays."""
    mail_retention.erase(user.email)
    for session in UserSession.objects.filter(user=user):
        session.end()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.email, user.person, user.is_active = f"gewist-{user.pk}@gewist.invalid", None, False
    user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
