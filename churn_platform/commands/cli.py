"""The console command `churn`: one subcommand per module of this folder.

`churn --help` imports nothing but argparse: a subcommand is imported when it is called.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final, NoReturn, Protocol, cast

COMMANDS: Final = {
    "run": "run the Dagster UI, the schedule and the API",
    "materialize": "materialize the whole graph once, without the UI",
    "contract": "draft a contract for your own table",
    "score": "score a table without labels with the current model",
    "search": "search hyperparameters of both models by cross-validation",
    "rollback": "let an earlier champion serve again",
    "token": "make an API token; customer data and changes need one",
    "prune": "remove old runs and results",
    "backup": "back up everything to one file, while the platform runs",
    "restore": "replace the data folder by a backup; the old one is kept",
    "reset": "remove all results and the history",
}
"""Each subcommand's help text, in the order of `churn --help`."""
_EPILOG: Final = (
    "Settings are environment variables, or lines NAME=value of .env: see docs/settings.md."
    " `churn COMMAND --help` lists a command's options."
)


class Command(Protocol):
    """The interface of each module of this folder: a subcommand."""

    def add_options(self, parser: ArgumentParser) -> None:
        """Declare the options; their names are the arguments of `main`."""

    def main(self, **options: object) -> int:
        """Run the command; return the process's exit code."""


class _Parser(ArgumentParser):
    """A parser with one-line errors and without abbreviated options."""

    def __init__(self, prog: str, **more: Any) -> None:
        super().__init__(prog, allow_abbrev=False, **more)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def parse(arguments: Sequence[str]) -> tuple[Command, Namespace]:
    """Return the requested subcommand and its options.

    Raises:
        SystemExit: help was requested, or the arguments are invalid; a message is printed.
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
    # imported here: help needs neither
    from churn_platform.commands.shared.ending import exit_code, leave

    leave(exit_code(command.main, **vars(options)))
