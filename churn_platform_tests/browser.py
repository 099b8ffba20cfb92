"""A real headless Chromium without a network, for tests that look at a page."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

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


@dataclass
class Visit:
    """A page from disk, and what went on while it was open."""

    page: Page
    troubles: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def note(self, kind: str, text: str) -> None:
        """Keep what a page complains about."""
        if kind in ("error", "warning"):
            self.troubles.append(text)

    def outside(self) -> list[str]:
        """Return the addresses asked for that are not on disk."""
        return [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))]


# not for the whole session: while it is open, no other test in this thread can run an event loop
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as installed on the machine."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium is installed; CI must have one")
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield chromium
        chromium.close()


def visit(browser: Browser, path: Path, *, width: int = 1200, dark: bool = False) -> Visit:
    """Open a page from disk in a fresh context that is offline."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        offline=True,
    )
    seen = Visit(context.new_page())
    seen.page.on("console", lambda message: seen.note(message.type, message.text))
    seen.page.on("pageerror", lambda error: seen.note("error", str(error)))
    seen.page.on("dialog", lambda dialog: seen.note("error", f"dialog {dialog.message}"))
    seen.page.on("request", lambda request: seen.requests.append(request.url))
    seen.page.goto(path.as_uri())
    return seen
