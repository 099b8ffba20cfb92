"""`make token`: print a new API token once, and the line for `.env` that enables it."""

import sys
from argparse import ArgumentParser

from churn_platform.commands.shared.begin import begin
from churn_platform.config.settings import SettingsError, read_settings
from churn_platform.webserver.tokens import digest_of, new_token


def add_options(_parser: ArgumentParser) -> None:
    """Declare no options: the settings configure everything."""


def main() -> int:
    """Print a token and what to do with it; return the process's exit code."""
    try:
        settings = read_settings()
        begin(settings)
        known = settings.api_token_sha256
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    token = new_token()
    both = f"{known},{digest_of(token)}" if known else digest_of(token)
    print("The token. It is shown only now and stored nowhere; clients send it in the header")
    print(f"Authorization: Bearer {token}\n")
    print("Put this line into .env and restart to enable it:")
    print(f"CHURN_API_TOKEN_SHA256={both}")
    if known:
        print("\nEarlier tokens stay valid; to revoke one, remove its hash from the line.")
    return 0
