"""Connections to public addresses alone, whatever names and redirects say."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from churn_platform.source.errors import SourceRefused

# networks that carry an IPv4 address, maybe a private one, to another machine
_CARRIERS = [ipaddress.ip_network(text) for text in ("64:ff9b::/96", "2002::/16", "2001::/32")]


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
        if any(ip in network for network in _CARRIERS):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


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
