"""Authorization: data on single customers, and changes, need the token."""

from typing import Annotated, Final

from fastapi import HTTPException, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.routes.dependencies import AppServices
from churn_platform.config.settings import Settings
from churn_platform.webserver.tokens import is_known

NO_STORE: Final = {"Cache-Control": "no-store"}
_BEARER: Final = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token made by `make token`; only in this header, never in a URL.",
)
_OFF: Final = (
    "Endpoints about single customers and those that change something are disabled: no token is"
    " configured. `make token` creates one; CHURN_API_TOKEN_SHA256 and a restart enable them."
)
_WRONG: Final = "This needs the header `Authorization: Bearer` with a valid token."
Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]


async def with_token(services: AppServices, credentials: Credentials) -> None:
    """Refuse a request without a valid token.

    Raises:
        HTTPException: 403 if no token is configured, 401 if it is missing or wrong.
    """
    check_token(services.settings, credentials)


def check_token(settings: Settings, credentials: HTTPAuthorizationCredentials | None) -> None:
    """Refuse credentials without a valid token.

    Raises:
        HTTPException: 403 if no token is configured, 401 if it is missing or wrong.
    """
    if not settings.api_token_sha256:
        raise HTTPException(403, _OFF, NO_STORE)
    if not is_trusted(settings, credentials):
        raise HTTPException(401, _WRONG, {"WWW-Authenticate": "Bearer", **NO_STORE})


def is_trusted(settings: Settings, credentials: HTTPAuthorizationCredentials | None) -> bool:
    """Return whether the credentials have a valid token."""
    digests = list(filter(None, settings.api_token_sha256.split(",")))
    return credentials is not None and is_known(credentials.credentials, digests)
