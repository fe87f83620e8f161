"""The Open Badge: for the adviser only, only while registered, and readable without anything of ours."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import time_machine
from django.test import Client
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from academy.register import open_badge
from academy.register.adviser import entry
from lvv_site import civil, signing
from tests.academy.register.test_pages import TODAY, in_status
from tests.factories.members import PersonFactory, UserFactory, sign_in

# The library prefers the newer name of the same algorithm (RFC 9864), which few readers of badges know yet.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:EdDSA is deprecated")]
BADGE = "/mijn/gegevens/register/badge.jwt"
SCHEMA = json.loads((Path(__file__).parent / "open_badge_schema.json").read_text())


@pytest.fixture(autouse=True)
def now(settings: Any, tmp_path: Path) -> Any:
    settings.SIGNING_KEY_DIR = tmp_path / "keys"
    settings.WAGTAILADMIN_BASE_URL = "https://register.example"
    with time_machine.travel(TODAY, tick=False):
        yield


def own(client: Client, person: Any) -> Any:
    sign_in(client, UserFactory.create(person=person))
    return client.get(BADGE)


def badge(client: Client, status: str = "registered") -> str:
    response = own(client, in_status(status).certificate.person)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/vc+jwt"
    assert response.headers["Content-Disposition"] == 'attachment; filename="mijn-badge.jwt"'
    return str(response.content.decode())


def read(client: Client, token: str) -> dict[str, Any]:
    """Read a badge as a stranger does: with a library that did not make it, and the keys at the well-known address."""
    keys = KeySet.import_key_set(client.get("/.well-known/register-keys.json").json())
    told = jwt.decode(
        token, keys, algorithms=["EdDSA"], registry=JWSRegistry(algorithms=["EdDSA"], strict_check_header=False)
    )
    required = {name: {"essential": True} for name in ("sub", "jti", "nbf", "exp")}
    jwt.JWTClaimsRegistry(
        now=int(civil.now().timestamp()), iss={"essential": True, "value": "https://register.example/"}, **required
    ).validate(told.claims)
    return dict(told.claims)


@pytest.mark.parametrize("status", ["registered", "conditional"])
def test_a_stranger_can_read_it_and_it_is_what_the_formats_ask(client: Client, status: str) -> None:
    told = read(client, badge(client, status))
    jsonschema_rs.validator_for(SCHEMA, validate_formats=True).validate(told)
    assert told["credentialSubject"]["identifier"][0]["identityHash"] == "Anna van der Berg"
    assert told["credentialSubject"]["licenseNumber"] == "VP-1"
    assert (told["validFrom"], told["validUntil"]) == ("2024-07-01T00:00:00+02:00", "2028-07-01T00:00:00+02:00")
    assert told["nbf"] == int(dt.datetime(2024, 7, 1, tzinfo=civil.AMSTERDAM).timestamp())
    assert told["exp"] == int(dt.datetime(2028, 7, 1, tzinfo=civil.AMSTERDAM).timestamp())


def test_the_claims_of_the_jwt_are_those_of_the_credential(client: Client) -> None:
    told = read(client, badge(client))
    assert (told["iss"], told["sub"], told["jti"]) == (
        told["issuer"]["id"],
        told["credentialSubject"]["id"],
        told["id"],
    )
    assert "vc" not in told


def test_the_key_in_its_header_is_the_published_one_and_has_no_private_part(client: Client) -> None:
    header = jws.extract_compact(badge(client).encode()).headers()
    (published,) = client.get("/.well-known/register-keys.json").json()["keys"]
    assert header["jwk"] == published
    assert (header["alg"], header["typ"], header["kid"]) == ("EdDSA", "JWT", published["kid"])
    assert "d" not in header["jwk"]


def test_it_leads_to_the_live_page(client: Client) -> None:
    told = read(client, badge(client))
    live = "https://register.example/register/VP-1/"
    assert {told["credentialSubject"]["id"], told["evidence"][0]["id"]} == {live}
    assert client.get("/register/VP-1/").status_code == 200


def test_it_holds_no_more_than_the_page(client: Client) -> None:
    told = json.dumps(read(client, badge(client)))
    assert "@" not in told.replace("@context", "")
    assert "email" not in told.lower()
    assert "Zwolle" not in told


@pytest.mark.parametrize("status", ["suspended", "expired", "resigned", "struck_off"])
def test_who_is_not_registered_gets_none(client: Client, status: str) -> None:
    profile = in_status(status)
    response = own(client, profile.certificate.person)
    assert response.status_code == 404
    assert "Download je badge" not in client.get("/mijn/gegevens/").content.decode()
    assert "Download je besluiten" in client.get("/mijn/gegevens/").content.decode()
    with pytest.raises(open_badge.NotRegisteredError):
        open_badge.sign(entry(profile.certificate, civil.today()))


def test_only_the_adviser_gets_it(client: Client) -> None:
    profile = in_status("registered")
    anonymous = client.get(BADGE)
    assert (anonymous.status_code, anonymous.url.split("?")[0]) == (302, "/account/login/")
    for person in (None, PersonFactory.create()):
        other = Client()
        sign_in(other, UserFactory.create(person=person))
        assert other.get(BADGE).status_code == 404
        assert "Download je b" not in other.get("/mijn/gegevens/").content.decode()
    for role in ("office", "board", "committee", "provider"):
        other = Client()
        sign_in(other, UserFactory.create(role=role, second_factor=True))
        assert other.get(BADGE).status_code == 404
    assert own(client, profile.certificate.person).status_code == 200
    assert "Download je badge" in client.get("/mijn/gegevens/").content.decode()


def test_it_is_no_statement_of_a_status(client: Client) -> None:
    """Whoever pastes a badge where statements are checked is not told that somebody is registered."""
    from academy.register import statements

    with pytest.raises(statements.OtherStatementError):
        statements.read(badge(client))


def test_a_changed_one_is_seen(client: Client) -> None:
    token = badge(client)
    place = token.index(".") + 40
    other = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
    with pytest.raises(JoseError):
        read(client, other)
    with pytest.raises(signing.BadSignatureError):
        signing.verify(other)


def test_it_survives_a_rotation(client: Client) -> None:
    token = badge(client)
    signing.new_key()
    assert read(client, token)["credentialSubject"]["licenseNumber"] == "VP-1"
