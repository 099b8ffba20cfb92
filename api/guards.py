"""Who may ask: endpoints about single customers, and those that change something, are off."""

from typing import Final
from urllib.parse import urlsplit

from fastapi import HTTPException, Request

from churn_platform.settings import Settings

NO_STORE: Final = {"Cache-Control": "no-store"}


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def shows_customers(request: Request) -> None:
    """Refuse unless the API may show customers.

    Raises:
        HTTPException: 403.
    """
    if not _settings(request).api_show_customers:
        raise HTTPException(
            403,
            "This API does not answer about single customers; CHURN_API_SHOW_CUSTOMERS=true and a"
            " restart switch that on.",
            NO_STORE,
        )


async def allows_changes(request: Request) -> None:
    """Refuse unless the API may change something, and whatever a foreign web page sends.

    Raises:
        HTTPException: 403.
    """
    if not _settings(request).api_allow_changes:
        raise HTTPException(
            403,
            "This API changes nothing; CHURN_API_ALLOW_CHANGES=true and a restart switch that on.",
        )
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, "This request comes from the page of another site.")
