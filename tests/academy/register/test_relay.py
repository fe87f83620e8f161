"""Writing to an adviser: the message arrives, no address shows, nothing of it stays."""

import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from academy.register import privacy, relay
from academy.register.models import Profile
from lvv_site import forms
from lvv_site.mail import delivery
from lvv_site.mail.models import BouncedAddress, Message, State
from lvv_site.members.models import User
from tests.academy.register.test_pages import TODAY, in_status
from tests.factories.members import UserFactory
from tests.factories.register import adviser
from tests.factories.tasks import work

pytestmark = pytest.mark.django_db
PATH = "/register/VP-1/bericht/"
OWN = {"Sec-Fetch-Site": "same-origin"}
TEXT = "Ik zoek iemand om in het algemeen over mijn werk te praten.\nKan dat & wanneer <schikt> het?"
TYPED = {"name": "Bo Schrijver", "email": "bo@schrijft.example", "text": TEXT}


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def client(clock: Any) -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def profile(clock: Any) -> Profile:
    return in_status("registered", contactable=True)


@pytest.fixture
def me(profile: Profile) -> User:
    user: User = UserFactory.create(person=profile.certificate.person, email="anna@prive.example")
    return user


def post(client: Client, clock: Any, path: str = PATH, **data: Any) -> Any:
    page = client.get(path).content.decode()
    found = re.search(rf'name="{forms.TOKEN}" value="([^"]*)"', page)
    clock.shift(5)
    token = unescape(found[1]) if found else ""
    return client.post(path, {**TYPED, forms.TOKEN: token, **data}, headers=OWN)


def test_a_message_arrives_and_the_answer_goes_to_the_sender(client: Client, clock: Any, me: User) -> None:
    response = post(client, clock)
    assert response.status_code == 200
    page = unescape(response.content.decode())
    assert "Wij sturen het per mail door aan Anna van der Berg. Een antwoord komt op bo@schrijft.example." in page
    assert not response.cookies
    assert "no-store" in response.headers["Cache-Control"]
    work()
    (letter,) = delivery.outbox
    assert (letter.to, str(letter.mime["Reply-To"])) == ("anna@prive.example", "bo@schrijft.example")
    assert letter.subject == "Bericht via het register"
    assert TEXT in letter.text
    assert "Bo Schrijver <bo@schrijft.example>" in letter.text
    assert "Kan dat &amp; wanneer &lt;schikt&gt; het?" in letter.html
    assert "weten niet zeker wie het schreef" in letter.text


def everything_stored() -> str:
    """Every row of every table, as text; bytes as they lie there."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_nothing_of_it_is_kept(client: Client, clock: Any, me: User, caplog: Any) -> None:
    caplog.set_level("DEBUG")
    post(client, clock)
    (message,) = Message.objects.all()
    assert message.sealed is not None
    told = everything_stored() + caplog.text + str(DBTaskResult.objects.values())
    for private in ("schrijft.example", "Schrijver", "algemeen over mijn werk", "VP-1/bericht"):
        assert private not in told
    work()
    message.refresh_from_db()
    assert (message.state, message.sealed) == (State.SENT, None)
    assert set(message.context_ids) == {"certificate", "on"}
    assert "schrijft.example" not in everything_stored()


@pytest.mark.parametrize("status", ["suspended", "expired", "resigned", "struck_off"])
def test_only_who_may_be_hired_today_can_be_written_to(client: Client, clock: Any, status: str) -> None:
    UserFactory.create(person=in_status(status, contactable=True).certificate.person)
    response = post(client, clock)
    assert response.status_code == 404
    assert "Hier kunt u geen bericht sturen" in response.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize("fields", [{"contactable": False}, {"contactable": True, "findable": False}])
def test_who_did_not_choose_it_cannot_be_written_to(client: Client, clock: Any, fields: dict[str, bool]) -> None:
    UserFactory.create(person=in_status("registered", **fields).certificate.person)
    closed = post(client, clock)
    nobody = client.get("/register/VP-404/bericht/")
    assert (closed.status_code, nobody.status_code) == (404, 404)
    inner = [one.content.decode().split("<main", 1)[1].split("</main>")[0] for one in (closed, nobody)]
    assert inner[0] == inner[1]
    assert not Message.objects.exists()


def test_switched_off_while_somebody_was_writing(client: Client, clock: Any, me: User, profile: Profile) -> None:
    found = relay.reachable("VP-1", TODAY.date())
    assert found is not None
    Profile.objects.filter(pk=profile.pk).update(contactable=False)
    with pytest.raises(relay.ClosedError):
        relay.send(found, relay.Message("Bo", "bo@schrijft.example", TEXT))
    assert not Message.objects.exists()


def test_whoever_tries_numbers_is_slowed_down(client: Client, settings: Any, me: User) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"unknown_number": (1, 60)}
    assert [client.get(f"/register/VP-40{place}/bericht/").status_code for place in range(2)] == [404, 429]
    assert client.get(PATH).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elders.example"}])
def test_other_sites_cannot_post(client: Client, me: User, headers: dict[str, str]) -> None:
    assert client.post(PATH, TYPED, headers=headers).status_code == 403
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"name": ""}, ""),
        ({"email": "geen adres"}, "geldig e-mailadres"),
        ({"email": "bo@x.example\r\nBcc: alle@x.example"}, "geldig e-mailadres"),
        ({"email": "bo@x.example, an@x.example"}, "geldig e-mailadres"),
        ({"text": "x" * 10_000}, "4000"),
        ({"text": "https://a.example https://b.example"}, "Schrijf in een of twee zinnen"),
        ({"text": f"{TEXT} http://a.example www.b.example HTTPS://c.example"}, "hoogstens twee links"),
        ({"text": "hoi"}, "Schrijf in een of twee zinnen"),
        ({"text": "nul\0teken in een gewone zin"}, ""),
    ],
)
def test_what_cannot_be_sent_is_told_beside_its_field(
    client: Client, clock: Any, me: User, data: dict[str, str], why: str
) -> None:
    response = post(client, clock, **data)
    assert response.status_code == 200
    page = unescape(response.content.decode())
    assert why in page
    assert 'aria-invalid="true"' in page
    assert (TYPED | data)["text"].splitlines()[-1] in page  # nothing typed is lost
    assert not Message.objects.exists()


def test_a_name_stays_on_its_line(client: Client, clock: Any, me: User) -> None:
    post(client, clock, name="Bo\r\nBcc: alle@x.example\u202e", text=f"\u202e{TEXT}")
    work()
    (letter,) = delivery.outbox
    assert letter.mime["Bcc"] is None
    assert "Bo Bcc: alle@x.example <bo@schrijft.example>" in letter.text
    assert "\u202e" not in letter.text


def test_a_second_click_sends_once(client: Client, clock: Any, me: User) -> None:
    page = client.get(PATH).content.decode()
    found = re.search(rf'name="{forms.TOKEN}" value="([^"]*)"', page)
    assert found
    clock.shift(5)
    for _ in range(2):
        answer = client.post(PATH, {**TYPED, forms.TOKEN: unescape(found[1])}, headers=OWN)
    assert Message.objects.count() == 1
    assert "Kan dat &amp; wanneer &lt;schikt&gt; het?" in answer.content.decode()  # it came back, nothing lost


def test_the_answer_does_not_tell_whether_the_address_works(client: Client, clock: Any, me: User) -> None:
    BouncedAddress.objects.create(address="anna@prive.example", code="550")
    assert "Uw bericht is onderweg" in post(client, clock).content.decode()
    (message,) = Message.objects.all()
    assert message.state == State.STUCK


def test_a_message_that_cannot_be_sent_is_given_up_after_two_weeks(client: Client, clock: Any, me: User) -> None:
    BouncedAddress.objects.create(address="anna@prive.example", code="550")
    post(client, clock)
    clock.shift(14 * 86_400)
    assert privacy.end_unsent_messages(TODAY.date().replace(day=15), False) == 0
    assert privacy.end_unsent_messages(TODAY.date().replace(day=16), True) == 1
    call_command("retain")
    clock.shift(86_400)
    call_command("retain")
    (message,) = Message.objects.all()
    assert (message.state, message.sealed) == (State.WITHDRAWN, None)


@pytest.mark.parametrize("scope", ["relay_adviser", "relay_sender"])
def test_enough_for_today(client: Client, clock: Any, me: User, settings: Any, scope: str) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {scope: (1, 86_400)}
    other = adviser("Bo Ander", number="VP-2", contactable=True)
    UserFactory.create(person=other.certificate.person)
    assert post(client, clock).status_code == 200
    refused = post(client, clock, email="bo@schrijft.example" if scope == "relay_sender" else "an@schrijft.example")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "Kan dat &amp; wanneer" in refused.content.decode()
    # Another adviser can be written to, or another person can write.
    other_try = {"path": "/register/VP-2/bericht/"} if scope == "relay_adviser" else {"email": "an@schrijft.example"}
    assert post(client, clock, **other_try).status_code == 200
    assert Message.objects.count() == 2


def test_one_network_address_cannot_flood(client: Client, clock: Any, me: User, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"relay": (1, 3600)}
    assert [post(client, clock).status_code for _ in range(2)] == [200, 429]


def test_without_an_account_it_goes_to_the_address_the_office_knows(
    client: Client, clock: Any, profile: Profile
) -> None:
    person = profile.certificate.person
    assert client.get(PATH).status_code == 404  # no address at all
    person.email = "bekend@prive.example"
    person.save()
    post(client, clock)
    assert Message.objects.get().to == "bekend@prive.example"


def test_the_page_warns_shows_no_address_and_is_not_indexed(client: Client, me: User) -> None:
    response = client.get(PATH)
    page = response.content.decode()
    assert "Noem geen namen en vertel nog niet wat er is gebeurd" in page
    assert "prive.example" not in page
    assert '<meta name="robots" content="noindex">' in page
    assert not response.cookies


def test_a_member_who_is_signed_in_writes_as_anybody_else(client: Client, clock: Any, me: User) -> None:
    client.force_login(UserFactory.create(email="lid@prive.example"))
    post(client, clock)
    work()
    assert str(delivery.outbox[0].mime["Reply-To"]) == "bo@schrijft.example"
    assert "lid@prive.example" not in delivery.outbox[0].text
