"""Demonstration data of the portal, all invented: who works for a provider, who was invited, who asks for an account.

Stated, and tested: two people work for Academie De Brug, one stopped, one is invited, one key was revoked; of the requests one waits
for its mail, two for the office, one was refused, one was accepted.
"""

import datetime as dt
import hashlib

from allauth.account.models import EmailAddress
from django.utils import timezone

from lvv_site.members import roles
from lvv_site.members.models import Person, User
from lvv_site.operations.demo import DemoPlan

from .models import Provider, ProviderDetails, ProviderInvitation, ProviderKey, ProviderPerson, ProviderRequest
from .portal_people import ROLE
from .tracing import About, trace

WORKER = "opleider@demo.example"
PROVIDER = "academie-de-brug"
OFFICE = "bureau@demo.example"
COLLEAGUE, FORMER = "collega@academie-de-brug.example", "vroeger@academie-de-brug.example"
REFUSAL = (
    "Uw organisatie geeft geen opleidingen aan vertrouwenspersonen. Verandert dat, vraag dan opnieuw een account aan."
)


def load(_plan: DemoPlan) -> None:
    """Let the demonstration's provider account work for the first provider, and give the office something to decide."""
    provider = Provider.objects.get(slug=PROVIDER)
    worker = User.objects.filter(email=WORKER).first()
    if worker is None:
        return
    _people(provider, worker)
    ProviderDetails.objects.create(
        provider=provider, contact=str(worker.person or ""), email=WORKER, phone="030 000 00 00",
        invoice_email="facturen@academie-de-brug.example", street="Brugstraat 12", postcode="3511 AB", city="Utrecht",
    )  # fmt: skip
    Provider.objects.filter(pk=provider.pk).update(
        about="Academie De Brug leidt vertrouwenspersonen op in kleine groepen, met acteurs en veel oefening.",
        public_email="info@academie-de-brug.example", public_phone="030 000 00 00",
    )  # fmt: skip
    _requests(provider, User.objects.filter(email=OFFICE).first())


def _ago(days: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


def _account(email: str, given: str, family: str) -> User:
    """Return a new account with a proven address, that nobody can sign in to."""
    person = Person.objects.create(given_name=given, family_name=family, email=email)
    user = User.objects.create_user(email, person=person)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _people(provider: Provider, worker: User) -> None:
    ProviderPerson.objects.create(provider=provider, user=worker, since=_ago(303))
    colleague = _account(COLLEAGUE, "Joris", "Hendriks")
    former = _account(FORMER, "Anouk", "Sietsma")
    roles.grant(colleague, ROLE)
    ProviderPerson.objects.create(provider=provider, user=colleague, since=_ago(90), given_by=worker)
    ProviderPerson.objects.create(provider=provider, user=former, since=_ago(290), ended_at=_ago(120), ended_by=worker)
    ProviderInvitation.objects.create(
        provider=provider, email="nieuwe.trainer@academie-de-brug.example", by=worker, sent_at=_ago(2)
    )
    ProviderKey.objects.create(
        provider=provider, label="Oud cursistenprogramma", prefix="demo2345", made_by=worker, made_at=_ago(300),
        digest=hashlib.sha256(b"nobody knows the text of this key").hexdigest(), last_used_on=_ago(150).date(),
        revoked_at=_ago(149), revoked_by=worker,
    )  # fmt: skip
    trace(About(provider=provider), worker, "person.invited")


def _requests(provider: Provider, office: User | None) -> None:
    """Requests in every state. The one that was accepted is how the provider came here."""
    decided: dict[str, object] = {"decided_by": office, "decided_at": _ago(20)}
    rows: tuple[tuple[str, str, str, str, int, dict[str, object]], ...] = (
        ("Stichting Het Kompas", "90000016", "Breda", "Farid El Amrani", 1, {}),
        ("Trainingsbureau De Luwte", "90000024", "Assen", "Hanneke Postma", 4, {"confirmed_at": _ago(4)}),
        ("Werkplaats Vertrouwen", "90000032", "Delft", "Sem Visser", 9, {"confirmed_at": _ago(8)}),
        ("Kookstudio De Lepel", "90000040", "Tiel", "Bo de Wit", 30, {"confirmed_at": _ago(29), "refusal": REFUSAL, **decided}),
        (
            provider.name, provider.kvk_number, provider.place, "Marit Oosterveld", 310,
            {"confirmed_at": _ago(309), "provider": provider, "decided_by": office, "decided_at": _ago(305)},
        ),
    )  # fmt: skip
    for number, (name, kvk, place, contact, days, rest) in enumerate(rows, 1):
        ProviderRequest.objects.create(
            name=name, kvk_number=kvk, place=place, contact=contact, email=f"aanvraag{number}@voorbeeld.example",
            asked_at=_ago(days), message="Wij geven een- en tweedaagse trainingen aan vertrouwenspersonen.", **rest,
        )  # fmt: skip
