"""`make token`: a new token for the API, printed once, and the line that makes it known."""

import sys
from argparse import ArgumentParser

from churn_platform.commands.shared.begin import begin
from churn_platform.config.settings import SettingsError, read_settings
from churn_platform.webserver.tokens import digest_of, new_token


def add_options(_parser: ArgumentParser) -> None:
    """Declare no options: settings say everything."""


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
    print("The token, which is shown this once and kept nowhere; clients send it in the header")
    print(f"Authorization: Bearer {token}\n")
    print("This line in .env makes it known to the API, after a restart:")
    print(f"CHURN_API_TOKEN_SHA256={both}")
    if known:
        print("\nThe tokens known so far stay so; to end one, take its hash out of the line.")
    return 0
