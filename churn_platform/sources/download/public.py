"""HTTP connections to public IP addresses only, including after redirects."""

import asyncio
import ipaddress
import socket
from typing import Final

import httpx

from churn_platform.config.source_errors import SourceRefused

# IANA's special-purpose address registries, multicast and reserved networks. Listed here, since #
# `is_global` differs between versions of Python and misses networks in all of them
_SPECIAL_IPV4: Final = [
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24"
        # 192.88.99.0/24: 6to4 relays, which carry to another machine
        " 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16"
        " 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
    ).split()
]
_GLOBAL_IPV6: Final = ipaddress.IPv6Network("2000::/3")
"""The global unicast range of IPv6; the rest is local, multicast or unassigned."""
_SPECIAL_IPV6: Final = [
    ipaddress.IPv6Network(text)
    for text in (
        "2001::/23",  # Teredo, benchmarking, ORCHID and others
        "2001:db8::/32",
        "2002::/16",  # 6to4: embeds an IPv4 address, possibly a private one
        "2620:4f:8000::/48",
        "3fff::/20",
    )
]


class PublicTransport(httpx.AsyncBaseTransport):
    """An HTTP transport that connects to public addresses only.

    Each name is resolved once, and the connection goes to the address that was checked, so DNS
    rebinding does not get around the check. Proxies from the environment are not used.
    """

    def __init__(self) -> None:
        # the pool keys connections by address: one must not be reused for another name there
        limits = httpx.Limits(max_keepalive_connections=0)
        self._plain = httpx.AsyncHTTPTransport(limits=limits)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to the host if all of its addresses are public.

        Raises:
            SourceRefused: an address is not public.
        """
        host = request.url.host
        addresses = await _addresses(request)
        if hidden := [each for each in addresses if not is_public(each)]:
            raise SourceRefused(
                f"{host} leads to {hidden[0]}, which is not a public address; expected one,"
                " as CHURN_SOURCE_PUBLIC_ONLY=true says"
            )
        for address in addresses[:-1]:
            try:
                return await self._plain.handle_async_request(_sent_to(address, request))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue  # the host may have another address
        return await self._plain.handle_async_request(_sent_to(addresses[-1], request))

    async def aclose(self) -> None:
        """Close the open connections."""
        await self._plain.aclose()


def is_public(address: str) -> bool:
    """Return whether an IP address is public and embeds no other address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        return ip in _GLOBAL_IPV6 and not any(ip in network for network in _SPECIAL_IPV6)
    return not any(ip in network for network in _SPECIAL_IPV4)


def _sent_to(address: str, request: httpx.Request) -> httpx.Request:
    """Return the request redirected to an address, with the host's own Host header and TLS name."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )


async def _addresses(request: httpx.Request) -> list[str]:
    host, timeout = request.url.host, request.extensions.get("timeout", {}).get("connect")
    port = request.url.port or {"http": 80, "https": 443}[request.url.scheme]
    try:
        async with asyncio.timeout(timeout):
            loop = asyncio.get_running_loop()
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise httpx.ConnectTimeout(f"{host}: no address") from None
    except OSError as error:
        raise httpx.ConnectError(str(error)) from None
    return [str(each[4][0]) for each in found]
