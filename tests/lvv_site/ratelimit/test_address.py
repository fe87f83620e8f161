"""The client's address: nothing a client writes into a header changes it."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from lvv_site.ratelimit import client_address

PROXIES = ["10.0.0.0/8", "2001:db8:1::/48"]

CASES = [
    # peer, X-Forwarded-For, trusted, expected
    ("203.0.113.5", None, [], "203.0.113.5"),
    ("203.0.113.5", "198.51.100.1", [], "203.0.113.5"),
    ("203.0.113.5", "198.51.100.1", PROXIES, "203.0.113.5"),
    ("10.0.0.1", "198.51.100.1", PROXIES, "198.51.100.1"),
    ("10.0.0.1", "1.1.1.1, 198.51.100.1", PROXIES, "198.51.100.1"),
    ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", PROXIES, "198.51.100.1"),
    ("10.0.0.1", "198.51.100.1:4711", PROXIES, "198.51.100.1"),
    ("10.0.0.1", "[2001:db8:ffff::1]:443", PROXIES, "2001:db8:ffff::/64"),
    ("10.0.0.1", "1.1.1.1, nonsense", PROXIES, "10.0.0.1"),
    ("10.0.0.1", "nonsense, 198.51.100.1", PROXIES, "198.51.100.1"),
    ("10.0.0.1", "10.0.0.3, 10.0.0.2", PROXIES, "10.0.0.3"),
    ("10.0.0.1", None, PROXIES, "10.0.0.1"),
    ("2001:db8:1::9", "198.51.100.1", PROXIES, "198.51.100.1"),
    ("2001:db8:aa:bb:1:2:3:4", None, [], "2001:db8:aa:bb::/64"),
    ("2001:db8:aa:bb:ffff::", None, [], "2001:db8:aa:bb::/64"),
    ("fe80::1%eth0", None, [], "fe80::/64"),
    ("::ffff:203.0.113.5", None, [], "203.0.113.5"),
    ("::ffff:10.0.0.1", "198.51.100.1", PROXIES, "198.51.100.1"),
    ("", "198.51.100.1", [], "unknown"),
    ("", "198.51.100.1", PROXIES, "unknown"),
    ("", "198.51.100.1", ["unix"], "198.51.100.1"),
    ("nonsense", "198.51.100.1", ["unix"], "unknown"),
]


@pytest.mark.parametrize(("peer", "forwarded", "trusted", "expected"), CASES)
def test_client_address(
    settings: Settings, peer: str, forwarded: str | None, trusted: list[str], expected: str
) -> None:
    settings.TRUSTED_PROXIES = trusted
    headers = (
        {} if forwarded is None else {"X-Forwarded-For": forwarded, "X-Real-Ip": "9.9.9.9", "Forwarded": "for=9.9.9.9"}
    )
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)
    assert client_address(request) == expected
