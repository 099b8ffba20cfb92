"""`churn`: one command with a subcommand for everything that a person starts."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from churn_platform.commands.cli import COMMANDS, parse
from churn_platform_tests.commands.processes import run_command
from churn_platform_tests.conftest import PROJECT

MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
HEAVY = ("dagster", "pandas", "sklearn", "plotly", "fastapi", "httpx", "pydantic", "pyarrow")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "churn_platform.commands", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_help_lists_every_command_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from churn_platform.commands.cli import parse\n"
        "try: parse(['--help'])\n"
        f"except SystemExit: print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    *text, imported = done.stdout.splitlines()
    assert imported == "[]"
    said = " ".join(" ".join(text).split())
    assert [name for name, what in COMMANDS.items() if f" {name} {what}" not in said] == []


def test_every_module_of_the_folder_is_a_command() -> None:
    files = (PROJECT / "churn_platform/commands").glob("[!_]*.py")
    assert {file.stem for file in files} - {"cli"} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_make_calls_it_with_the_same_options_and_the_same_words(name: str) -> None:
    _, options = parse([name])
    taken = re.search(rf"^TAKES_{name} := (.*)$", MAKEFILE, flags=re.MULTILINE)
    keys = set(taken[1].lower().split()) if taken else set()
    # `from` is a word of Python
    assert {"from" if name == "restore" else key for key in vars(options)} == keys
    line = re.search(rf"^{name}: \$\(READY\) +## (.*)\n\t\$\(COMMAND\)$", MAKEFILE, re.MULTILINE)
    assert line and line[1].startswith(COMMANDS[name])


def test_options_are_read_with_and_without_a_value() -> None:
    _, spaced = parse(["contract", "--source", "my table.csv", "--force"])
    assert (spaced.source, spaced.force, spaced.target) == ("my table.csv", True, "")
    _, joined = parse(["contract", "--source=my.csv", "--force=1"])
    assert (joined.source, joined.force) == ("my.csv", True)
    assert [parse(["prune", option])[1].dry_run for option in ("--dry-run=", "--dry-run=0")] == [
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "churn: the following arguments are required: COMMAND; see churn --help"),
        (["serve"], "churn: argument COMMAND: invalid choice: 'serve' (choose from 'run', "),
        (["prune", "--dry"], "churn: unrecognized arguments: --dry; see churn --help"),
        (["reset", "--yes=maybe"], "churn reset: argument --yes: 'maybe' is not 0 or 1; see churn"),
        (["contract", "SOURCE=my.csv"], "churn: unrecognized arguments: SOURCE=my.csv; see"),
    ],
)
def test_what_it_does_not_know_is_refused_in_one_line(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said) and done.stderr.count("\n") == 1


def test_the_exit_code_of_a_command_is_that_of_the_process(tmp_path: Path) -> None:
    done = run_command("restore", data=tmp_path, source=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "No backup given: make restore FROM=backups/....tar.gz\n"
