"""The console command `churn`: one subcommand a file of this folder.

Nothing is imported for `churn --help` but argparse: a subcommand is loaded when it is called.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final, NoReturn, Protocol, cast

COMMANDS: Final = {
    "run": "Dagster UI, schedule and API, with a first run",
    "materialize": "the whole graph once, without the UI",
    "contract": "a first contract for a table of one's own",
    "score": "scores of a table without labels, by the model in hand",
    "search": "better hyperparameters of both models, by cross-validation",
    "rollback": "an earlier champion serves again",
    "token": "a token for the API: customers and changes need one",
    "prune": "remove what is older than the bounds",
    "backup": "a copy of everything in one file, while it runs",
    "restore": "a backup in the place of the data folder, which is put aside",
    "reset": "start afresh: remove all results and the history",
}
"""What each subcommand is for, in the order in which help lists them."""
_EPILOG: Final = (
    "Settings are environment variables, or lines NAME=value of .env: see docs/settings.md."
    " `churn COMMAND --help` lists a command's options."
)


class Command(Protocol):
    """What a module of this folder is: a subcommand."""

    def add_options(self, parser: ArgumentParser) -> None:
        """Declare the options; their names are the arguments of `main`."""

    def main(self, **options: object) -> int:
        """Do it; return the process's exit code."""


class _Parser(ArgumentParser):
    """Says in one line what is wrong, and takes no option that is cut short."""

    def __init__(self, prog: str, **more: Any) -> None:
        super().__init__(prog, allow_abbrev=False, **more)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def parse(arguments: Sequence[str]) -> tuple[Command, Namespace]:
    """Return the subcommand that is called, and its options.

    Raises:
        SystemExit: help was asked for, or the arguments are not as they must be; that is printed.
    """
    parser = _Parser(prog="churn", description="The churn platform.", epilog=_EPILOG)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    parsers = {name: commands.add_parser(name, help=text) for name, text in COMMANDS.items()}
    chosen = next((each for each in arguments if not each.startswith("-")), "")
    if chosen not in parsers:
        parser.parse_args(arguments)  # help, or an error
        parser.error("expected a command first")
    command = cast(Command, import_module(f"{__package__}.{chosen}"))
    parsers[chosen].description = COMMANDS[chosen][0].upper() + COMMANDS[chosen][1:] + "."
    command.add_options(parsers[chosen])
    return command, parser.parse_args(arguments)


def main() -> NoReturn:
    """Run the subcommand of this process's command line, and end the process."""
    command, options = parse(sys.argv[1:])
    # imported late: help needs neither
    from churn_platform.commands.shared.ending import exit_code, leave

    leave(exit_code(command.main, **vars(options)))
