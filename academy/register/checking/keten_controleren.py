r"""Controleer de keten van het register. Dit bestand heeft alleen Python 3.9 of nieuwer nodig, verder niets.

    python3 keten_controleren.py https://adres-van-het-register
    python3 keten_controleren.py https://adres-van-het-register --bewaar map
    python3 keten_controleren.py map
    python3 keten_controleren.py https://adres-van-het-register --blad mijn-besluiten.json

Het programma rekent elke schakel na, kijkt of elke gepubliceerde kop klopt en of de handtekening erbij echt is. Met --blad kijkt
het ook of de besluiten in dat bestand in de keten staan. Bewaar de koppen van vandaag: dan ziet u later of er iets veranderd is.

Formaat, versie 1:
  blad     = SHA-256("lvv-register-leaf-1\n" + 16 willekeurige bytes + het besluit als tekst)
  schakel  = SHA-256("lvv-register-chain-1\n" + de vorige schakel + het blad); voor het eerste blad zijn dat 32 nullen
  kop      = een JWT met een handtekening volgens Ed25519 (RFC 8032, RFC 8037)
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import urllib.request
from pathlib import Path
from typing import Any, Tuple

START = bytes(32)
FORMAT, LEAF_FORMAT = "lvv-register-chain-1", "lvv-register-leaf-1"
KIND = "register-chain-head"

# Ed25519: the field, the curve, the order of its base point, and that point.
P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P
ORDER = 2**252 + 27742317777372353535851937790883648493
ROOT = pow(2, (P - 1) // 4, P)

Point = Tuple[int, int, int, int]


class WrongError(Exception):
    """Iets klopt niet; de tekst zegt wat."""


def add(one: Point, two: Point) -> Point:
    """Add two points of the curve, in extended coordinates."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """Multiply a point."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def point_of(encoded: bytes) -> Point:
    """Read a point from its 32 bytes; WrongError when there is none."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if y >= P or (x * x - square) % P or (not x and sign):
        raise WrongError("de handtekening is geen handtekening")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the Ed25519 signature of the message is of this key, all in bytes."""
    if len(key) != 32 or len(signature) != 64:
        return False
    number = int.from_bytes(signature[32:], "little")
    if number >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    left = times(number, BASE)
    right = add(point_of(signature[:32]), times(int.from_bytes(digest, "little") % ORDER, point_of(key)))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def raw(text: str) -> bytes:
    """Decode base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def claims(token: str, keys: dict[str, bytes]) -> dict[str, Any]:
    """Return what a JWT says; WrongError unless one of these keys signed it."""
    try:
        header, body, signature = token.split(".")
        described = json.loads(raw(header))
        key = keys[described["kid"]]
        genuine = described["alg"] == "EdDSA" and is_signed(key, f"{header}.{body}".encode(), raw(signature))
    except (ValueError, KeyError, TypeError) as error:
        raise WrongError("de handtekening is niet te lezen, of van een onbekende sleutel") from error
    if not genuine:
        raise WrongError("de handtekening is niet echt")
    said: dict[str, Any] = json.loads(raw(body))
    return said


class Source:
    """Waar de gegevens vandaan komen: het register zelf, of een map die eerder met --bewaar is gemaakt."""

    def __init__(self, where: str, folder: str | None = None) -> None:
        self.where, self.folder = where.rstrip("/"), Path(folder) if folder else None
        self.online = where.startswith(("http://", "https://"))

    def get(self, name: str, address: str) -> Any:
        """Read one JSON document."""
        if not self.online:
            return json.loads((Path(self.where) / name).read_text(encoding="utf-8"))
        with urllib.request.urlopen(address or f"{self.where}/.well-known/{name}", timeout=60) as answer:  # noqa: S310
            told = json.loads(answer.read().decode("utf-8"))
        self.keep(name, told)
        return told

    def keep(self, name: str, told: Any) -> None:
        """Write a document down when that was asked."""
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(json.dumps(told), encoding="utf-8")

    def chain(self) -> dict[str, Any]:
        """Return the description of the chain with all its heads, also those on older pages."""
        told: dict[str, Any] = self.get("register-chain.json", "")
        if told.get("format") != FORMAT:
            raise WrongError("dit is een ander formaat dan dit programma kent")
        older = told["older"] if self.online else None
        while older:
            page = self.get("older.json", older)
            told["heads"] += page["heads"]
            older = page["older"]
        self.keep("register-chain.json", told)
        return told


def follow(source: Source, told: dict[str, Any]) -> tuple[list[bytes], list[bytes]]:
    """Recompute the chain; return the leaves and the hash after each of them, both by place."""
    leaves, hashes = [b""], [START]
    while len(leaves) <= told["length"]:
        first = len(leaves)
        segment = source.get(f"leaves-{first}.json", told["segments"].replace("{first}", str(first)))
        if segment["first"] != first or bytes.fromhex(segment["before"]) != hashes[-1] or not segment["leaves"]:
            raise WrongError(f"het stuk dat met blad {first} begint sluit niet aan op wat ervoor staat")
        for leaf in map(bytes.fromhex, segment["leaves"]):
            leaves.append(leaf)
            hashes.append(hashlib.sha256(b"lvv-register-chain-1\n" + hashes[-1] + leaf).digest())
    return leaves, hashes


def check_heads(told: dict[str, Any], keys: dict[str, bytes], hashes: list[bytes]) -> None:
    """Check that every head is where the chain says, and signed."""
    for head in told["heads"]:
        where = f"de kop van {head['on']}"
        try:
            said = claims(head["statement"], keys)
        except WrongError as wrong:
            raise WrongError(f"{where}: {wrong}") from wrong
        if said.get("kind") != KIND or any(said.get(name) != head[name] for name in ("on", "sequence", "hash")):
            raise WrongError(f"{where}: er is iets anders ondertekend dan er staat")
        if head["sequence"] >= len(hashes) or hashes[head["sequence"]].hex() != head["hash"]:
            raise WrongError(f"{where}: blad {head['sequence']} heeft een andere schakel dan toen is gepubliceerd")


def check_own(path: str, leaves: list[bytes]) -> tuple[int, int]:
    """Check that every decision in the file stands in the chain; return how many, and how many come with the next head."""
    told = json.loads(Path(path).read_text(encoding="utf-8"))
    if told.get("format") != LEAF_FORMAT:
        raise WrongError("dit bestand bevat geen besluiten")
    waiting = 0
    for one in told["leaves"]:
        made = hashlib.sha256(b"lvv-register-leaf-1\n" + bytes.fromhex(one["salt"]) + one["text"].encode()).digest()
        if one["sequence"] >= len(leaves):
            waiting += 1
        elif leaves[one["sequence"]] != made:
            raise WrongError(f"het besluit bij blad {one['sequence']} is niet wat er in de keten is vastgelegd")
    return len(told["leaves"]) - waiting, waiting


def main(arguments: list[str] | None = None) -> int:
    """Check what was asked; exit 0 when all is well, 1 when something is wrong, 2 when it could not be read."""
    parser = argparse.ArgumentParser(description="Controleer de keten van het register.")
    parser.add_argument("bron", help="adres van het register, of een map")
    parser.add_argument("--bewaar", metavar="MAP", help="bewaar wat wordt opgehaald")
    parser.add_argument("--blad", metavar="BESTAND", help="controleer ook de besluiten in dit bestand")
    asked = parser.parse_args(arguments)
    try:
        source = Source(asked.bron, asked.bewaar)
        told = source.chain()
        jwks = source.get("register-keys.json", "")
        keys = {key["kid"]: raw(key["x"]) for key in jwks["keys"] if key.get("crv") == "Ed25519"}
        leaves, hashes = follow(source, told)
        check_heads(told, keys, hashes)
        print(f"De keten klopt: {told['length']} bladen, {len(told['heads'])} koppen met een echte handtekening.")
        print(f"De laatste schakel is {hashes[told['length']].hex()}.")
        if asked.blad:
            found, waiting = check_own(asked.blad, leaves)
            print(f"Uw bestand klopt: {found} besluiten staan in de keten.")
            if waiting:
                print(f"{waiting} besluiten zijn zo nieuw dat ze pas bij de volgende kop te controleren zijn.")
    except WrongError as wrong:
        print(f"Het klopt niet: {wrong}.")
        return 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"Niet te lezen: {error}.")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
