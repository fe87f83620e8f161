"""The chain in public: anybody can check it without us, and it tells nothing about anybody."""

import datetime as dt
import json
import subprocess
import sys
import urllib.parse
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from academy.certification import heads
from academy.certification.enums import EventKind
from academy.certification.models import ChainHead, ChainLeaf
from academy.register import chain_pages
from lvv_site import signing
from lvv_site.members import people, personal_data
from tests.factories.certification import certified, event
from tests.factories.members import PersonFactory, UserFactory, sign_in
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 3, 10, 0, tzinfo=dt.UTC)
CHAIN, OWN = "/.well-known/register-chain.json", "/mijn/gegevens/register/besluiten.json"


@pytest.fixture(autouse=True)
def chain(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Five decisions about two people, heads of three days, and pieces of two leaves."""
    settings.SIGNING_KEY_DIR = tmp_path / "keys"
    monkeypatch.setattr(chain_pages, "SEGMENT", 2)
    with time_machine.travel(NOW, tick=False):
        one = adviser("Anna Berg", number="VP-1").certificate
        measure = event(one, EventKind.SUSPENDED, dt.date(2025, 1, 1), dt.date(2025, 3, 1))
        heads.publish(dt.date(2026, 6, 1))
        event(one, EventKind.LIFTED, dt.date(2025, 2, 1), lifts=measure)
        certified(number="VP-2")
        heads.publish(dt.date(2026, 6, 2))
        event(one, EventKind.RESIGNED, dt.date(2026, 5, 1))
        yield one


def saved(client: Client, folder: Path) -> Path:
    """Write down everything that is public, as the program does with --bewaar."""
    folder.mkdir()
    told = client.get(CHAIN).json()
    (folder / "register-chain.json").write_text(json.dumps(told))
    (folder / "register-keys.json").write_bytes(client.get("/.well-known/register-keys.json").content)
    first = 1
    while first <= told["length"]:
        path = urllib.parse.urlsplit(told["segments"].replace("{first}", str(first))).path
        piece = client.get(path)
        (folder / f"leaves-{first}.json").write_bytes(piece.content)
        first += len(piece.json()["leaves"])
    return folder


def run(*arguments: object) -> tuple[int, str]:
    """Run the program that the page offers, with a bare Python: nothing of ours and nothing installed."""
    command = [sys.executable, "-I", "-S", str(chain_pages.PROGRAM), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_anybody_can_check_the_chain_without_us(client: Client, tmp_path: Path) -> None:
    folder = saved(client, tmp_path / "saved")
    end = ChainLeaf.objects.get(pk=5).hash
    assert run(folder) == (
        0, f"De keten klopt: 5 bladen, 3 koppen met een echte handtekening.\nDe laatste schakel is {end}.\n",
    )  # fmt: skip


def edited(folder: Path, name: str, change: Any) -> None:
    told = json.loads((folder / name).read_text())
    change(told)
    (folder / name).write_text(json.dumps(told))


def flip(text: str) -> str:
    return ("1" if text[0] == "0" else "0") + text[1:]


CHANGES = {
    "a leaf": ("leaves-3.json", lambda told: told["leaves"].__setitem__(0, flip(told["leaves"][0])), "sluit niet aan"),
    "the last leaf": (
        "leaves-5.json", lambda told: told["leaves"].__setitem__(0, flip(told["leaves"][0])), "heeft een andere schakel",
    ),
    "a leaf less": ("leaves-3.json", lambda told: told["leaves"].pop(), "leaves-4.json"),
    "a head": (
        "register-chain.json", lambda told: told["heads"][1].update(hash=flip(told["heads"][1]["hash"])),
        "er is iets anders ondertekend",
    ),
    "a signature": (
        "register-chain.json",
        lambda told: told["heads"][0].update(statement=told["heads"][0]["statement"][:-6] + "AAAAAA"),
        "de handtekening is niet echt",
    ),
    "a day": ("register-chain.json", lambda told: told["heads"][0].update(on="2026-06-04"), "iets anders ondertekend"),
    "another key": ("register-keys.json", lambda told: told["keys"][0].update(x="A" * 43), "handtekening"),
    "no key": ("register-keys.json", lambda told: told["keys"].clear(), "onbekende sleutel"),
    "another format": ("register-chain.json", lambda told: told.update(format="x"), "ander formaat"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "change", "said"), CHANGES.values(), ids=CHANGES)
def test_the_program_sees_whatever_was_changed(
    client: Client, tmp_path: Path, name: str, change: Any, said: str
) -> None:
    folder = saved(client, tmp_path / "saved")
    edited(folder, name, change)
    code, output = run(folder)
    assert code in {1, 2}
    assert said in output
    assert "De keten klopt" not in output


def own(client: Client, person: Any) -> Any:
    sign_in(client, UserFactory.create(person=person))
    return client.get(OWN)


def test_the_adviser_opens_the_own_leaves_and_anybody_can_check_them(
    client: Client, tmp_path: Path, chain: Any
) -> None:
    folder = saved(client, tmp_path / "saved")
    response = own(client, chain.person)
    told = response.json()
    assert response.headers["Content-Disposition"] == 'attachment; filename="mijn-besluiten.json"'
    assert [(one["sequence"], json.loads(one["text"])["kind"]) for one in told["leaves"]] == [
        (1, "granted"), (2, "suspended"), (3, "lifted"), (5, "resigned"),
    ]  # fmt: skip
    assert json.loads(told["leaves"][2]["text"])["lifts"] == 2
    assert signing.verify(told["head"]["statement"])["sequence"] == told["head"]["sequence"] == 5
    file = tmp_path / "mine.json"
    file.write_bytes(response.content)
    code, output = run(folder, "--blad", file)
    assert (code, output.splitlines()[-1]) == (0, "Uw bestand klopt: 4 besluiten staan in de keten.")


@pytest.mark.parametrize("what", ["text", "salt"])
def test_a_changed_leaf_of_ones_own_is_not_in_the_chain(client: Client, tmp_path: Path, chain: Any, what: str) -> None:
    folder = saved(client, tmp_path / "saved")
    told = own(client, chain.person).json()
    changed = {"text": lambda one: one.replace("2025-03-01", "2025-03-02"), "salt": flip}[what]
    told["leaves"][1][what] = changed(told["leaves"][1][what])
    (tmp_path / "mine.json").write_text(json.dumps(told))
    code, output = run(folder, "--blad", tmp_path / "mine.json")
    assert code == 1
    assert "het besluit bij blad 2 is niet wat er in de keten is vastgelegd" in output


def test_a_decision_of_today_waits_for_the_next_head(client: Client, tmp_path: Path, chain: Any) -> None:
    folder = saved(client, tmp_path / "saved")
    event(chain, EventKind.GRANTED, dt.date(2029, 1, 1), dt.date(2032, 12, 31))
    (tmp_path / "mine.json").write_bytes(own(client, chain.person).content)
    code, output = run(folder, "--blad", tmp_path / "mine.json")
    assert code == 0
    assert "1 besluiten zijn zo nieuw" in output


def test_nobody_opens_the_leaves_of_another(client: Client, chain: Any) -> None:
    anonymous = client.get(OWN)
    assert (anonymous.status_code, anonymous.url.split("?")[0]) == (302, "/account/login/")
    for person in (None, PersonFactory.create()):
        other = Client()
        sign_in(other, UserFactory.create(person=person) if person else UserFactory.create(person=None))
        response = other.get(OWN)
        assert response.status_code == 404
        assert response.json()["leaves"] == []
        assert b"VP-" not in response.content


def test_an_entry_that_was_merged_into_mine_is_mine(client: Client, chain: Any) -> None:
    me = PersonFactory.create()
    people.merge(chain.person, me)
    assert [one["sequence"] for one in own(client, me).json()["leaves"]] == [1, 2, 3, 5]


def test_after_erasing_nobody_can_open_anything_and_the_chain_still_checks(
    client: Client, tmp_path: Path, chain: Any
) -> None:
    before = saved(client, tmp_path / "before")
    personal_data.erase(chain.person)
    assert run(saved(client, tmp_path / "after"))[0] == 0
    assert (before / "leaves-1.json").read_bytes() == (tmp_path / "after" / "leaves-1.json").read_bytes()
    assert own(client, chain.person).json()["leaves"] == []


def test_the_public_chain_tells_nothing_about_anybody(client: Client, chain: Any) -> None:
    for path in (CHAIN, "/register/keten/", *(f"/register/keten/bladen-{first}.json" for first in (1, 3, 5))):
        response = client.get(path)
        content = response.content.decode()
        assert response.status_code == 200
        assert not response.cookies
        assert not [word for word in ("VP-1", "VP-2", "Berg", "2025-", "granted", "suspended") if word in content]


def test_the_heads_are_told_the_newest_first_and_older_ones_on_further_pages(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_pages, "HEADS", 2)
    told = client.get(CHAIN).json()
    assert [one["on"] for one in told["heads"]] == ["2026-06-03", "2026-06-02"]
    assert told["older"] == "http://127.0.0.1:8000/.well-known/register-chain.json?pagina=2"
    older = client.get(CHAIN, {"pagina": 2}).json()
    assert [one["on"] for one in older["heads"]] == ["2026-06-01"]
    assert older["older"] is None
    assert (told["length"], told["segment_size"]) == (5, 2)


def test_who_asks_on_a_day_without_a_head_gets_one_made(client: Client) -> None:
    assert not ChainHead.objects.filter(date=NOW.date()).exists()
    client.get(CHAIN)
    client.get(CHAIN)
    assert ChainHead.objects.filter(date=NOW.date()).count() == 1


@pytest.mark.parametrize("first", [0, 2, 7, 99, 10**12 + 1])
def test_only_pieces_that_there_are_are_given(client: Client, first: int) -> None:
    client.get(CHAIN)
    assert client.get(f"/register/keten/bladen-{first}.json").status_code == 404


def test_what_never_changes_may_be_kept_longer(client: Client) -> None:
    ages = [client.get(f"/register/keten/bladen-{first}.json").headers["Cache-Control"] for first in (1, 5)]
    assert ages == ["public, max-age=86400", "public, max-age=300"]
    assert client.get(CHAIN).headers["Access-Control-Allow-Origin"] == "*"


def test_what_is_recorded_after_the_head_of_today_is_not_out_yet(client: Client, chain: Any) -> None:
    client.get(CHAIN)
    event(chain, EventKind.GRANTED, dt.date(2029, 1, 1), dt.date(2032, 12, 31))
    assert client.get(CHAIN).json()["length"] == 5
    assert len(client.get("/register/keten/bladen-5.json").json()["leaves"]) == 1


def test_the_program_is_given_as_it_is(client: Client) -> None:
    response = client.get("/register/keten/keten_controleren.py")
    assert response.content == chain_pages.PROGRAM.read_bytes()
    assert "keten_controleren.py" in response.headers["Content-Disposition"]
    page = client.get("/register/keten/").content.decode()
    assert "/register/keten/keten_controleren.py" in page
    assert ChainLeaf.objects.get(pk=5).hash in page
