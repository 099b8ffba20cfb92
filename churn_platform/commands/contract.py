"""`make contract SOURCE=my.csv`: draft a contract for your own table."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from churn_platform.analysis.errors import DataError
from churn_platform.commands.shared.begin import begin
from churn_platform.commands.shared.options import add_flag
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import ContractError, parse_contract
from churn_platform.config.settings import Settings, SettingsError, get_settings
from churn_platform.config.source_errors import SourceError
from churn_platform.config.source_location import file_of, is_http, shown
from churn_platform.runtime.progress import BYTES, Terminal
from churn_platform.sources.download.local_file import read_file
from churn_platform.sources.download.records import Limits
from churn_platform.sources.drafting.document import write_document
from churn_platform.sources.drafting.draft import Draft, draft_contract
from churn_platform.sources.drafting.request import OPTIONS, CommandError, Request, read_request
from churn_platform.sources.drafting.summary import summary_lines
from churn_platform.sources.formats.format import Format
from churn_platform.sources.formats.intake import Intake
from churn_platform.sources.formats.text import read_any
from churn_platform.storage.private_files import replace, temporary_file

_STDOUT: Final = 1
_ALL_MAY: Final = 0o666
_THEN: Final = "put these lines into .env, and make run:"


def add_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    for name, text in OPTIONS.items():
        parser.add_argument(f"--{name}", default="", help=text)
    add_flag(parser, "--force", "replace an existing contract")


def main(force: bool = False, **given: str) -> int:
    """Draft a contract and print what to check; return 2 if that fails."""
    try:
        request = read_request(given, force)
        settings = get_settings()
        umask = begin(settings)
        draft, text = draft_file(request, settings)
        contract = parse_contract(text, request.out.name)
        request.out.parent.stat()  # a missing folder is the user's mistake
        # it has no customer data, and the services' user has to read it
        replace(request.out, lambda file: file.write(text.encode()), _ALL_MAY & ~umask)
    except (CommandError, ContractError, SettingsError, SourceError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{request.out}: {error.strerror or error}", file=sys.stderr)
        return 2
    print("\n".join(_summary(request, draft, contract)))
    return 0


def draft_file(request: Request, settings: Settings) -> tuple[Draft, str]:
    """Read the source's table and return the draft of its contract, and its TOML.

    Raises:
        SourceError: the source cannot be fetched or read.
        CommandError: no contract can be drafted from it.
    """
    name = shown(request.source)
    limits = Limits.of(settings)
    with TemporaryDirectory() as folder:
        path = _local_copy(request.source, Path(folder), limits)
        table, found = read_any(path, name, request.reading, limits.caps)
    try:
        draft = draft_contract(
            table,
            request.identifier,
            request.target,
            request.leaving,
            found,
            request.reading.decimal,
        )
    except DataError as error:
        raise CommandError(f"{name}: {error}") from None
    heading = _heading(request, found, *table.shape)
    return draft, write_document(draft, request.name, heading, request.reading)


def _local_copy(source: str, folder: Path, limits: Limits) -> Path:
    with temporary_file(folder) as part:
        intake = Intake(shown(source), limits.max_bytes, part)
        if is_http(source):
            # imported here, so that a local source does not load httpx
            from churn_platform.sources.download.transport import download

            terminal = Terminal(_STDOUT)
            try:
                download(
                    source, intake, limits, None, terminal.line, terminal.task("download", BYTES)
                )
            finally:
                terminal.clear()
        else:
            read_file(file_of(source, Path()), shown(source), intake)
    return Path(part.name)


def _heading(request: Request, found: Format, rows: int, columns: int) -> list[str]:
    parts = (found.kind, found.compression, found.encoding, found.delimiter, found.sheet)
    how = " ".join(repr(part) for part in parts if part)
    return [
        f"Drafted from {shown(request.source)}: {rows:,} rows, {columns:,} columns, read as {how}.",
        "The comments are findings; CHECK marks what you should decide.",
        f"Then {_THEN}",
        *request.settings,
    ]


def _summary(request: Request, draft: Draft, contract: Contract) -> list[str]:
    parts = f"id {contract.identifier}, target {contract.target}"
    lines = [f"{request.out}: {parts}, {len(contract.features)} features"]
    lines += summary_lines(draft)
    return [*lines, f"Look through the file, change what is wrong, then {_THEN}", *request.settings]
