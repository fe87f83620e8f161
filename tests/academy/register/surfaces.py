"""Every surface on which the register speaks about a number, read the same way."""

import json
import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from django.test import Client

from lvv_site import signing
from lvv_site.pages.templatetags.site import STATUSES

API = "/api/v1/register"
SVG = "{http://www.w3.org/2000/svg}"
SURFACES = ("page", "english", "api", "list", "check", "signed", "badge", "json_ld")


@dataclass(frozen=True)
class Told:
    """What one surface says; None where that surface does not speak of it or says nothing."""

    status: str | None
    name: str | None = None
    valid_until: str | None = None


def told(client: Client, number: str, on: str) -> dict[str, Told]:
    """Ask every surface about a number, today."""
    page, english = client.get(f"/register/{number}/"), client.get(f"/en/register/{number}/")
    (checked,) = _post(client, {"numbers": [number]})["results"]
    return {
        "page": _page(page.content.decode()),
        "english": _page(english.content.decode()),
        "api": _adviser(client.get(f"{API}/advisers/{number}").json()),
        "list": _listed(client.get(f"{API}/advisers", {"q": number}).json()["results"]),
        "check": Told(checked["status"], valid_until=checked["valid_until"]),
        "signed": _signed(client.get(f"{API}/advisers/{number}/status", {"on": on}).json(), number),
        "badge": _badge(client.get(f"/register/badge/{number}.svg").content.decode()),
        "json_ld": _json_ld(page.content.decode()),
    }


def raw(client: Client, number: str, name: str, on: str) -> bytes:
    """Return everything that anybody can read about a number, headers included."""
    paths = [
        f"/register/{number}/", f"/en/register/{number}/", f"/register/{number}/?on={on}", f"/register/{number}/bericht/",
        f"/register/?q={number}", f"/register/?q={name}", f"/register/badge/{number}.svg", f"/register/qr/{number}.svg",
        "/register/?plaats=Zwolle", "/sitemap.xml", f"{API}/advisers/{number}", f"{API}/advisers?q={number}",
        f"{API}/advisers?q={name}", f"{API}/advisers/{number}/status?on={on}",
    ]  # fmt: skip
    answers = [client.get(path) for path in paths]
    checked = client.post(f"{API}/check", json.dumps({"numbers": [number]}), content_type="application/json")
    return b"\n".join(str(one.headers).encode() + one.content for one in [*answers, checked])


def json_ld(page: str) -> dict[str, Any] | None:
    """Return the JSON-LD of a page, if it has any."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1]) if found else None


def _post(client: Client, body: Any) -> Any:
    return client.post(f"{API}/check", json.dumps(body), content_type="application/json").json()


def _page(page: str) -> Told:
    (status,) = set(re.findall(r'class="verdict verdict--(\w+)', page))
    name = re.search(r"<h1>([^<]*)</h1>", page)
    return Told(status, name[1] if name else None)


def _adviser(answer: dict[str, Any]) -> Told:
    return Told(answer["status"], answer["name"], answer["valid_until"])


def _listed(results: list[dict[str, Any]]) -> Told:
    return _adviser(results[0]) if results else Told(None)


def _signed(answer: dict[str, Any], number: str) -> Told:
    claims = signing.verify(answer["statement"])
    assert (claims["sub"], claims["on"], claims["status"]) == (number, answer["on"], answer["status"])
    return Told(claims["status"])


def _badge(svg: str) -> Told:
    title = ET.fromstring(svg).findtext(f"{SVG}title") or ""
    codes = {str(word): code for code, (_icon, word) in STATUSES.items()}
    return Told(codes[title.partition(",")[0]])


def _json_ld(page: str) -> Told:
    described = json_ld(page)
    if described is None:
        return Told(None)
    credential = described["hasCredential"]
    assert credential["credentialStatus"] == str(STATUSES[credential["creativeWorkStatus"]][1])
    return Told(credential["creativeWorkStatus"], described["name"], credential.get("validUntil"))
