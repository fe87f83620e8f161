"""Nobody becomes another in the register by typing a name at their own details."""

import pytest
from django.test import Client

from tests.factories.members import UserFactory
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db
ANOTHER = {"given_name": "Iemand", "infix": "", "family_name": "Anders", "language": "en"}


def test_a_registered_name_stays_whatever_is_posted(client: Client) -> None:
    person = adviser("Anna van der Berg", number="VP-1").certificate.person
    client.force_login(UserFactory(person=person))

    assert client.post("/mijn/gegevens/", ANOTHER).status_code == 302

    person.refresh_from_db()
    assert (person.full_name, person.language) == ("Anna van der Berg", "en")
    assert "Iemand Anders" not in client.get("/register/VP-1/").content.decode()
    assert "Zo sta je in het register" in client.get("/mijn/gegevens/").content.decode()


def test_everybody_else_types_their_own(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)

    client.post("/mijn/gegevens/", ANOTHER)

    user.person.refresh_from_db()
    assert user.person.full_name == "Iemand Anders"
    assert "Zo sta je in het register" not in client.get("/mijn/gegevens/").content.decode()
