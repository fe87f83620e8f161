"""Statements about a day: genuine ones stay so after a rotation, one changed byte is seen, paper leads to the live page."""

import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import jwt
import pypdf
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from academy.certification.enums import EventKind
from academy.register import qr, statement_paper, statements
from lvv_site import forms, signing
from tests.academy.register.test_pages import TODAY, in_status
from tests.factories.certification import event

pytestmark = pytest.mark.django_db
CHECK = "/register/verklaring/"
STATUSES = ["registered", "conditional", "suspended", "expired", "resigned", "struck_off"]


@pytest.fixture(autouse=True)
def now(settings: Any, tmp_path: Path) -> Any:
    settings.SIGNING_KEY_DIR = tmp_path / "keys"
    with time_machine.travel(TODAY, tick=False):
        yield


def ask(client: Client, on: str = "2026-06-01") -> str:
    answer = client.get("/api/v1/register/advisers/VP-1/status", {"on": on}).json()
    return str(answer["statement"])


def post(client: Client, text: str = "", **more: Any) -> Any:
    """Send the form as a browser does: from our own page, a while after it was shown."""
    with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(seconds=10), tick=False):
        token = forms.token("statement")
    body = {"text": text, forms.TOKEN: token, **more}
    return client.post(CHECK, body, headers={"Sec-Fetch-Site": "same-origin"})


def said(response: Any) -> str:
    page = BeautifulSoup(response.content, "html.parser").find("section", {"aria-labelledby": "uitkomst"})
    return re.sub(r"\s+", " ", page.get_text(" ")) if page else ""


def test_a_statement_says_who_signed_about_whom_which_day_and_when_and_nothing_else(client: Client) -> None:
    in_status("suspended")
    claims = signing.verify(ask(client))
    assert claims == {
        "iss": "http://127.0.0.1:8000", "sub": "VP-1", "on": "2026-06-01", "status": "suspended",
        "iat": int(TODAY.timestamp()),
    }  # fmt: skip


@pytest.mark.parametrize("status", STATUSES)
def test_a_genuine_one_is_told_with_what_holds_today(client: Client, status: str) -> None:
    in_status(status)
    response = post(client, ask(client))
    text = said(response)
    assert "Deze verklaring is echt" in text
    assert "VP-1 Dag 1 juni 2026" in text
    assert "Wat vandaag geldt Anna van der Berg" in text
    assert response.content.decode().count(f"badge badge--{status}") == 2
    assert not response.cookies
    assert "no-store" in response.headers["Cache-Control"]


def test_old_statements_survive_a_rotation(client: Client) -> None:
    in_status("registered")
    before = ask(client)
    call_command("signing_keys", "new", stdout=io.StringIO())
    after = ask(client)
    kids = {jwt.get_unverified_header(token)["kid"] for token in (before, after)}
    assert len(kids) == 2
    assert kids == {key["kid"] for key in client.get("/.well-known/register-keys.json").json()["keys"]}
    for token in (before, after):
        assert "Deze verklaring is echt" in said(post(client, token))


def test_one_changed_byte_anywhere_is_seen(client: Client) -> None:
    in_status("registered")
    token = ask(client)
    assert statements.read(token).status == "registered"
    for place, character in enumerate(token):
        # The last character of a part may carry bits that stand for nothing; the library refuses or ignores those.
        if character == "." or token[place + 1 : place + 2] in {".", ""}:
            continue
        other = "A" if character != "A" else "B"
        with pytest.raises(signing.BadSignatureError):
            statements.read(token[:place] + other + token[place + 1 :])


def test_a_changed_one_is_told_as_such_and_nothing_of_it(client: Client) -> None:
    in_status("struck_off")
    token = ask(client)
    place = token.index(".") + 20
    text = said(post(client, token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]))
    assert "Deze verklaring is niet echt" in text
    assert "VP-1" not in text
    assert "Anna" not in text


def test_a_key_that_was_taken_away_ends_what_it_signed(client: Client, settings: Any) -> None:
    in_status("registered")
    token = ask(client)
    signing.new_key()
    min(settings.SIGNING_KEY_DIR.glob("*.pem")).unlink()
    assert "Deze verklaring is niet echt" in said(post(client, token))


def test_something_else_that_we_signed_is_no_statement(client: Client) -> None:
    for claims in (
        {"sub": "ABCD", "on": "2026-06-01", "minutes": 90, "valid": True},
        {"kind": "register-chain-head", "on": "2026-06-01", "sequence": 1, "hash": "0"},
        {"sub": "VP-1", "on": "gisteren", "status": "registered"},
        {"sub": "VP-1", "on": "2026-06-01", "status": "koning"},
    ):
        assert "Wel van ons, maar geen verklaring" in said(post(client, signing.sign(claims)))


def test_a_later_correction_is_said(client: Client) -> None:
    profile = in_status("registered")
    token = ask(client)
    event(profile.certificate, EventKind.RESIGNED, dt.date(2026, 5, 1))
    text = said(post(client, token))
    assert "Wat erin stond Geregistreerd" in text
    assert "Het register zegt nu iets anders over die dag." in text
    assert "Nu staat er: Uitgeschreven" in text


@pytest.mark.parametrize(("status", "word"), [("struck_off", "Doorgehaald"), ("suspended", "Geschorst")])
def test_a_measure_past_its_public_term_is_not_said_again(
    client: Client, settings: Any, status: str, word: str
) -> None:
    in_status(status)
    token = ask(client)
    with time_machine.travel(dt.datetime(2027, 12, 1, 12, tzinfo=dt.UTC), tick=False):
        settings.MEASURE_PUBLIC_MONTHS = {status: 1}
        response = post(client, token)
    text = said(response)
    assert "Deze verklaring is echt" in text
    assert word not in text
    assert status not in response.content.decode().split("<main", 1)[1].split('name="text"')[0]


@pytest.mark.parametrize("text", ["", "hallo", "eyJ", "eyJhbGciOiJub25lIn0.", "\x00" * 10, "\u202e" + "a" * 100])
def test_what_holds_no_statement_is_told_beside_the_field(client: Client, text: str) -> None:
    response = post(client, text)
    assert response.status_code == 200
    assert said(response) == ""
    assert 'aria-invalid="true"' in response.content.decode()


def test_line_breaks_and_spaces_of_a_mail_do_not_matter(client: Client) -> None:
    in_status("registered")
    token = ask(client)
    wrapped = (
        "Zie hieronder:\r\n> "
        + "\r\n> ".join(token[at : at + 60] for at in range(0, len(token), 60))
        + "\r\nGroet, Anna \u200b"
    )
    assert "Deze verklaring is echt" in said(post(client, wrapped))


def test_the_statement_stands_in_nothing_but_the_body(client: Client) -> None:
    in_status("registered")
    token = ask(client)
    assert said(client.get(CHECK, {"text": token})) == ""
    response = post(client, token)
    assert response.status_code == 200
    assert response.request["PATH_INFO"] == CHECK
    assert not response.request["QUERY_STRING"]


def test_a_post_from_another_site_is_refused(client: Client) -> None:
    assert client.post(CHECK, {"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def paper(client: Client, on: str = "2026-05-31") -> Any:
    return client.get("/register/verklaring/VP-1.pdf", {"on": on})


@pytest.mark.parametrize("status", STATUSES)
def test_the_paper_says_the_same(client: Client, status: str) -> None:
    in_status(status)
    response = paper(client)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert response.headers["Content-Disposition"] == 'attachment; filename="verklaring-2026-05-31.pdf"'
    assert not response.cookies
    read = pypdf.PdfReader(io.BytesIO(response.content))
    text = "\n".join(page.extract_text() for page in read.pages)
    token = statements.token_in(text)
    assert token is not None
    told = statements.read(token)
    assert (told.number, told.on.isoformat()) == ("VP-1", "2026-05-31")
    assert told.status == client.get("/api/v1/register/advisers/VP-1/status", {"on": "2026-05-31"}).json()["status"]
    assert "Anna van der Berg" in text
    assert "31 mei 2026" in text
    assert len(read.pages) == 1


def test_the_paper_can_be_uploaded_as_it_is(client: Client) -> None:
    in_status("registered")
    file = SimpleUploadedFile("verklaring.pdf", paper(client).content, "application/pdf")
    assert "Deze verklaring is echt" in said(post(client, file=file))


def test_a_file_that_is_too_large_or_holds_nothing_is_told(client: Client) -> None:
    large = SimpleUploadedFile("x.pdf", b"x" * (1024 * 1024 + 1), "application/pdf")
    assert "hoogstens 1 MB" in post(client, file=large).content.decode()
    empty = SimpleUploadedFile("x.pdf", b"%PDF-1.7 niets", "application/pdf")
    assert "Hier staat geen verklaring" in post(client, file=empty).content.decode()


def test_the_qr_code_on_paper_leads_to_the_live_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    in_status("registered")
    seen: list[str] = []

    def drawn(address: str) -> str:
        seen.append(address)
        return qr.qr_svg(address)

    monkeypatch.setattr(statement_paper, "qr_svg", drawn)
    paper(client)
    assert seen == ["http://127.0.0.1:8000/register/VP-1/"]
    assert client.get("/register/VP-1/").status_code == 200


def test_the_paper_does_not_tell_what_the_page_does_not(client: Client, settings: Any) -> None:
    in_status("struck_off")
    settings.MEASURE_PUBLIC_MONTHS = {"struck_off": 0}
    read = pypdf.PdfReader(io.BytesIO(paper(client, "2026-05-15").content))
    text = read.pages[0].extract_text()
    assert "Anna" not in text
    assert "Niet geregistreerd" in text


@pytest.mark.parametrize("on", ["2026-06-02", "9999-12-31", "2026-02-30", "gisteren", "", "' OR 1=1 --"])
def test_a_day_that_cannot_be_is_told_with_a_way_on(client: Client, on: str) -> None:
    in_status("registered")
    response = paper(client, on)
    assert response.status_code == 400
    assert b"%PDF" not in response.content
    assert 'name="on"' in response.content.decode()


def test_an_unknown_number_gets_no_paper_and_counts(client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"unknown_number": (2, 60)}
    codes = [client.get(f"/register/verklaring/VP-{number}.pdf").status_code for number in (7, 8, 9)]
    assert codes == [404, 404, 429]


def test_the_verification_page_leads_there(client: Client) -> None:
    in_status("registered")
    page = client.get("/register/VP-1/", {"on": "2025-12-31"}).content.decode()
    assert "/register/verklaring/VP-1.pdf?on=2025-12-31" in page
    assert "/register/verklaring/VP-1.pdf?on=2026-06-01" in client.get("/register/VP-1/").content.decode()
    assert f'href="{CHECK}"' in page


def test_the_check_costs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    in_status("registered")
    token = ask(client)
    with django_assert_max_num_queries(11):
        post(client, token)
