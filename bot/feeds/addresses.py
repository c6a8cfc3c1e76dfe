"""Which machines may be asked: those of the open net. A name that leads into a closed network is refused."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Collection

from bot.feeds.trouble import FetchError

Resolve = Callable[[str, int], Awaitable[list[str]]]
Endpoint = tuple[str, int]

_INSIDE = [  # IPv6 that carries an IPv4 address inside, which could be a private one
    ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
]


async def resolve(host: str, port: int) -> list[str]:
    """Every address of a name. Raises `OSError`, or `UnicodeError` for what cannot be a name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


async def checked(host: str, port: int, look_up: Resolve, allowed: Collection[Endpoint]) -> list[str]:
    """The addresses of a host, all of them open ones: what is connected to is one of these and nothing else.

    Raises `FetchError`.
    """
    try:
        found = await look_up(host, port)
    except (OSError, UnicodeError):
        raise FetchError("name", host) from None
    if not found:
        raise FetchError("name", host)
    for address in found:
        if (address, port) not in allowed and not is_open(address):
            raise FetchError("private", host)
    return found


def is_open(address: str) -> bool:
    """Whether an address is one of the open net."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_open(str(ip.ipv4_mapped))
        if any(ip in net for net in _INSIDE):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and "%" not in address
