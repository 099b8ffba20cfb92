"""Connections to public addresses alone, whatever names and redirects say."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from typing import Any, Final

import httpcore
import httpx

from churn_platform.config.source_errors import SourceRefused

# IANA's special-purpose address registries, multicast and what is reserved; written down, since
# what `is_global` knows of them differs among versions of Python, and networks are missing in all
_SPECIAL_IPV4: Final = [
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays: carries to another machine
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
_GLOBAL_IPV6: Final = ipaddress.IPv6Network("2000::/3")
"""All that is given to networks of the internet; the rest is local, multicast or unassigned."""
_SPECIAL_IPV6: Final = [
    ipaddress.IPv6Network(text)
    for text in (
        "2001::/23",  # Teredo, benchmarking, ORCHID and others
        "2001:db8::/32",
        "2002::/16",  # 6to4: carries an IPv4 address, maybe a private one
        "2620:4f:8000::/48",
        "3fff::/20",
    )
]


def public_transport() -> httpx.AsyncHTTPTransport:
    """Return a transport that connects to public addresses only.

    A name is looked up once, and what is connected to is the address that was checked: a name that
    leads elsewhere when it is looked up again helps nobody. A proxy of the environment is not used.
    """
    transport = httpx.AsyncHTTPTransport()
    # httpx has no argument for it
    transport._pool = httpcore.AsyncConnectionPool(
        ssl_context=httpx.create_ssl_context(), network_backend=_Public()
    )
    return transport


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet, and carries no other within it."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        return ip in _GLOBAL_IPV6 and not any(ip in network for network in _SPECIAL_IPV6)
    return not any(ip in network for network in _SPECIAL_IPV4)


class _Public(httpcore.AsyncNetworkBackend):
    def __init__(self) -> None:
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the host, if all of its addresses are public.

        Raises:
            SourceRefused: one is not.
        """
        addresses = await _addresses(host, port, timeout)
        if hidden := [each for each in addresses if not is_public(each)]:
            raise SourceRefused(
                f"{host} leads to {hidden[0]}, which is no address of the internet; expected one,"
                " as CHURN_SOURCE_PUBLIC_ONLY=true says"
            )
        for address in addresses[:-1]:
            try:
                return await self._plain.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue  # the host has another
        return await self._plain.connect_tcp(
            addresses[-1], port, timeout, local_address, socket_options
        )

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._plain.sleep(seconds)


async def _addresses(host: str, port: int, timeout: float | None) -> list[str]:
    try:
        async with asyncio.timeout(timeout):
            loop = asyncio.get_running_loop()
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise httpcore.ConnectTimeout(f"{host}: no address") from None
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from None
    return [str(each[4][0]) for each in found]
