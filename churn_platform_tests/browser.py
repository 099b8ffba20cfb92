"""A real headless Chromium, for tests that look at a page."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# what the Dagster UI says of itself: advice to its makers, and a subscription dropped in time
_NOT_OURS = ("go.apollo.dev", "WebSocket is closed before the connection is established")
# an SVG hides what lies beyond its edges, and a window what lies beyond its own
_CUT = """[...document.querySelectorAll(".main-svg text")].filter(each => {
    const [text, frame] = [each, each.ownerSVGElement].map(one => one.getBoundingClientRect());
    return text.width && (text.left < frame.left - 1 || text.right > frame.right + 1
        || text.right > innerWidth || text.top < frame.top - 1 || text.bottom > frame.bottom + 1);
}).map(each => each.textContent)"""
_AXE = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"


@dataclass
class Visit:
    """A page, and what went on while it was open."""

    page: Page
    troubles: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def note(self, kind: str, text: str) -> None:
        """Keep what a page complains about."""
        if kind in ("error", "warning") and not any(known in text for known in _NOT_OURS):
            self.troubles.append(text)

    def outside(self) -> list[str]:
        """Return the addresses asked for that are neither on disk nor on the page's own host."""
        own = urlsplit(self.page.url).hostname
        return [
            url
            for url in self.requests
            if not url.startswith(("file:", "data:", "blob:")) and urlsplit(url).hostname != own
        ]

    def overflows(self) -> bool:
        """Whether the page is wider than its window."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    def cut_texts(self) -> list[str]:
        """Return the texts of figures that do not fit in them or in the window."""
        found: list[str] = self.page.evaluate(_CUT)
        return found

    def barriers(self) -> list[tuple[str, str]]:
        """Return what axe-core calls a serious or critical barrier: its rule and an element."""
        self.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text())
        return [
            (found["id"], found["nodes"][0]["html"])
            for found in self.page.evaluate(_AXE)
            if found["impact"] in ("serious", "critical")
        ]

    def close(self) -> None:
        """Close the page and what belongs to it."""
        self.page.context.close()


# not for the whole session: while it is open, no other test in this thread can run an event loop
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as installed on the machine."""
    with chromium() as opened:
        yield opened


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open the machine's Chromium; where there must be one, its absence is a failure."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium is installed; CI must have one")
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield opened
        opened.close()


def visit(
    browser: Browser, place: Path | str, *, width: int = 1200, height: int = 800, dark: bool = False
) -> Visit:
    """Open a page in a fresh context: from disk without a network, or from an address."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        offline=isinstance(place, Path),
    )
    seen = Visit(context.new_page())
    seen.page.on("console", lambda message: seen.note(message.type, message.text))
    seen.page.on("pageerror", lambda error: seen.note("error", str(error)))
    seen.page.on("dialog", lambda dialog: seen.note("error", f"dialog {dialog.message}"))
    seen.page.on("request", lambda request: seen.requests.append(request.url))
    seen.page.goto(place.as_uri() if isinstance(place, Path) else place)
    return seen
