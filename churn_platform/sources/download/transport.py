"""One download over HTTP: attempts, redirects and one overall deadline."""

import asyncio
import logging
from collections.abc import Callable

import httpx

from churn_platform.config.source_errors import SourceError, SourceRefused, SourceUnreachable
from churn_platform.config.source_location import shown, unquoted
from churn_platform.runtime.progress import BYTES, Progress, reporter
from churn_platform.sources.download.public import PublicTransport
from churn_platform.sources.download.records import Answer, Known, Limits
from churn_platform.sources.download.response import read_response
from churn_platform.sources.download.retry import Retryable, pause
from churn_platform.sources.formats.intake import Intake

_MAX_REDIRECTS = 5
_LAST_PORT = 65_535
_Log = Callable[[str], None]
for _name in ("httpx", "httpcore"):
    # they log whole addresses and headers, also those of redirects
    logging.getLogger(_name).setLevel(logging.WARNING)


def download(
    url: str,
    intake: Intake,
    limits: Limits,
    known: Known | None,
    log: _Log,
    progress: Progress | None = None,
) -> Answer:
    """Fill the intake with the body at a URL, unless it is the known one.

    `progress` is updated with the bytes received; without it, a line is logged now and then.

    Raises:
        SourceUnreachable: no response after all attempts or within the deadline.
        SourceRefused: a response that cannot be used.
    """
    progress = progress or reporter(log, "download", BYTES)
    return asyncio.run(_Download(url, intake, limits, known, log, progress).run())


class _Download:
    def __init__(
        self,
        url: str,
        intake: Intake,
        limits: Limits,
        known: Known | None,
        log: _Log,
        progress: Progress,
    ) -> None:
        self._url, self._name, self._intake = url, shown(url), intake
        self._limits, self._known, self._log, self._progress = limits, known, log, progress
        self._answered = self._redirected = False

    async def run(self) -> Answer:
        limits = self._limits
        timeout = httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds)
        try:
            # A read timeout alone would let a server send its headers or body forever, byte by
            # byte. # asyncio can stop at any point, which is why this is asynchronous.
            async with asyncio.timeout(limits.deadline_seconds) as deadline:
                transport = PublicTransport() if limits.public_only else None
                async with httpx.AsyncClient(timeout=timeout, transport=transport) as client:
                    return await self._attempts(client, deadline)
        except TimeoutError:
            raise self._late() from None

    async def _attempts(self, client: httpx.AsyncClient, deadline: asyncio.Timeout) -> Answer:
        attempt = 1
        while True:
            try:
                return await self._attempt(client)
            except Retryable as problem:
                wait = self._wait(problem, attempt, deadline)
                attempt += 1
                which = f"attempt {attempt} of {self._limits.attempts}"
                self._log(f"{problem}; {which} in {wait:.1f} s")
                await asyncio.sleep(wait)

    def _wait(self, problem: Retryable, attempt: int, deadline: asyncio.Timeout) -> float:
        kind = type(problem.error)
        if attempt >= self._limits.attempts:
            raise kind(f"{problem}; attempt {attempt} was the last") from None
        wait = max(problem.wait, pause(attempt, self._limits.pause_seconds))
        end = deadline.when()
        assert end is not None
        if asyncio.get_running_loop().time() + wait >= end:
            asks = "the server asks to wait" if wait == problem.wait else "the next attempt is in"
            limit = f"the deadline of {self._limits.deadline_seconds:g} s for all attempts"
            raise kind(f"{problem}; {asks} {wait:.1f} s, which would pass {limit}") from None
        return wait

    async def _attempt(self, client: httpx.AsyncClient) -> Answer:
        self._answered = self._redirected = False
        self._intake.restart()
        try:
            response = await self._valid(client)
            self._answered = True
            try:
                conditional = self._known is not None
                return await read_response(
                    response, self._name, self._intake, conditional, self._progress
                )
            finally:
                await response.aclose()
        except httpx.UnsupportedProtocol:
            raise SourceRefused(f"{self._name}: redirects to neither http nor https") from None
        except httpx.TransportError as error:
            kind = SourceRefused if self._answered else SourceUnreachable
            raise Retryable(kind(f"{self._name}: {self._explain(error)}")) from None

    async def _valid(self, client: httpx.AsyncClient) -> httpx.Response:
        try:
            return await self._open(client)
        except (httpx.InvalidURL, UnicodeError):
            # the latter is raised for a host that is not valid in IDNA, wherever it is accessed; #
            # their texts quote parts of the URL, possibly of a password
            where = "redirects to what is" if self._redirected else ""
            what = f"{where} not a valid URL".strip()
            raise SourceRefused(f"{self._name}: {what}") from None

    async def _open(self, client: httpx.AsyncClient) -> httpx.Response:
        url = httpx.URL(self._url)
        # a server may log the address, so the password is sent in a header instead
        auth = httpx.BasicAuth(url.username, url.password) if url.userinfo else None
        request = client.build_request(
            "GET", url.copy_with(userinfo=b""), headers=_headers(self._known)
        )
        # redirects are followed here: httpx would read their bodies, of any size, into memory
        for _ in range(_MAX_REDIRECTS + 1):
            if (request.url.port or 0) > _LAST_PORT:
                raise httpx.InvalidURL("port")  # httpx asks the operating system to connect to it
            response = await client.send(request, auth=auth, stream=True, follow_redirects=False)
            if response.next_request is None:
                return response
            await response.aclose()
            request, auth = response.next_request, None
            self._redirected = True
        raise SourceRefused(f"{self._name}: more than {_MAX_REDIRECTS} redirects")

    def _explain(self, error: httpx.TransportError) -> str:
        if isinstance(error, httpx.ConnectTimeout):
            return f"no connection within {self._limits.connect_seconds:g} s"
        if isinstance(error, httpx.ReadTimeout):
            return f"silent for {self._limits.read_seconds:g} s"
        return unquoted(error) or type(error).__name__

    def _late(self) -> SourceError:
        within = f"within the deadline of {self._limits.deadline_seconds:g} s"
        if not self._answered:
            return SourceUnreachable(f"{self._name}: no response {within}")
        came = f"{self._intake.bytes:,} bytes received"
        return SourceRefused(f"{self._name}: not complete {within}; {came}")


def _headers(known: Known | None) -> dict[str, str]:
    headers = {"Accept": "text/csv, */*;q=0.5", "Accept-Encoding": "gzip"}
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers
