"""Detect requests from pages of other sites, by headers that only the browser sets.

`Origin`: https://fetch.spec.whatwg.org/#origin-header. `Sec-Fetch-*`: Fetch Metadata Request
Headers, https://www.w3.org/TR/fetch-metadata/. Another port of the same host is another site here,
unlike in browsers. Programs other than browsers send none of these headers.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers

_OWN_SITE: Final = ("same-origin", "none")  # none: the user typed the address or opened a bookmark


def is_cross_site(headers: Headers, own: frozenset[str] = frozenset()) -> bool:
    """Return whether a request comes from a page that this server did not serve.

    Args:
        headers: of the request; its Host header is taken as the server's own name.
        own: other hosts, with port unless it is the default, that pages of this server come from,
            for a proxy that replaces the Host header.
    """
    hosts = {headers.get("host", "").lower(), *own}
    if any(_host(origin) not in hosts for origin in headers.getlist("origin")):
        return True
    return any(site not in _OWN_SITE for site in headers.getlist("sec-fetch-site"))


def is_page_load(method: str, headers: Headers) -> bool:
    """Return whether the request is a top-level navigation, such as following a link.

    Excludes frames, and requests with an `Origin`, which a form would send.
    """
    found = headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")
    return method == "GET" and found == ("navigate", "document") and "origin" not in headers


def _host(origin: str) -> str | None:
    """Return host and port of an origin; None for `null` and invalid ones."""
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None
