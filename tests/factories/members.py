"""People, accounts and memberships for tests."""

import datetime as dt
import time
from typing import Any

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.test import Client

from lvv_site.members.models import Membership, Person, User

PASSWORD = "een-lang-wachtwoord-voor-tests"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    """Somebody with a name and an e-mail address, without an account."""

    class Meta:
        model = Person

    given_name = factory.Sequence(lambda n: f"Voornaam{n}")
    infix = "van"
    family_name = factory.Sequence(lambda n: f"Achternaam{n}")
    email = factory.Sequence(lambda n: f"persoon{n}@voorbeeld.example")


class UserFactory(factory.django.DjangoModelFactory[User]):
    """An account with a person, a verified address and `PASSWORD`.

    `role="office"` puts it in that role's group; `second_factor=True` gives it a TOTP app with `TOTP_SECRET`;
    `person=None` makes a fresh guest.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    person = factory.SubFactory(PersonFactory)
    email = factory.LazyAttributeSequence(
        lambda user, n: (user.person and user.person.email) or f"account{n}@voorbeeld.example"
    )

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, password: str | None = PASSWORD, **kwargs: Any) -> User:
        return model_class.objects.create_user(*args, password=password, **kwargs)

    @factory.post_generation
    def verified(self: User, _create: bool, extracted: bool | None, **_kwargs: Any) -> None:  # type: ignore[misc]
        EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=extracted is not False)

    @factory.post_generation
    def role(self: User, _create: bool, extracted: str | None, **_kwargs: Any) -> None:  # type: ignore[misc]
        if extracted:
            self.groups.add(Group.objects.get(name=extracted))

    @factory.post_generation
    def second_factor(self: User, _create: bool, extracted: bool | None, **_kwargs: Any) -> None:  # type: ignore[misc]
        if extracted:
            TOTP.activate(self, TOTP_SECRET)


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """A membership that goes on."""

    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    number = factory.Sequence(lambda n: f"T{n:05}")
    start = dt.date(2020, 1, 1)
    until = None


def sign_in(client: Client, user: User) -> None:
    """Sign in as somebody who used a second factor in this session when there is one: enough for `/beheer/`."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "email": user.email}]
    if factor := user.authenticator_set.first():
        session["account_authentication_methods"].append(
            {"method": "mfa", "at": time.time(), "id": factor.pk, "type": factor.type}
        )
    session.save()
