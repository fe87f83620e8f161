"""Whose request this is: the address that a machine we trust vouches for, never what the client claims about itself."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

UNKNOWN = "unknown"  # one shared counter for connections without an address
SOCKET = "unix"  # in TRUSTED_PROXIES: a proxy that connects over a Unix socket has no address


def client_address(request: HttpRequest) -> str:
    """Return the client's IPv4 address, or its IPv6 network of 64 bits (one household may use all addresses in it).

    `X-Forwarded-For` counts only when the connection comes from `settings.TRUSTED_PROXIES`; then the rightmost hop that
    is not itself such a proxy is the client, for everything left of it was written by the client.
    """
    address = _origin(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if address is None:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address) >> 64 << 64, 64)))
    return str(address)


def _origin(peer: str, forwarded: str) -> Address | None:
    trusted = tuple(settings.TRUSTED_PROXIES)
    address = _parsed(peer)
    if not (SOCKET in trusted if address is None and not peer else _is_trusted(address, trusted)):
        return address
    for hop in reversed(forwarded.split(",") if forwarded else []):
        claimed = _parsed(hop)
        if claimed is None:
            return address  # unreadable: blame the proxy that passed it on
        address = claimed
        if not _is_trusted(address, trusted):
            return address
    return address


def _parsed(text: str) -> Address | None:
    """Read one hop: some proxies add a port, and IPv6 may carry a zone or wrap an IPv4 address."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _is_trusted(address: Address | None, trusted: tuple[str, ...]) -> bool:
    return address is not None and any(address in network for network in _networks(trusted))


@lru_cache
def _networks(trusted: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(network.strip(), strict=False) for network in trusted if network != SOCKET)
