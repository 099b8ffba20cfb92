"""The targets of the Makefile, as make itself sees them."""

import os
import re
import shutil
import subprocess

import pytest

from churn_platform_tests.conftest import PROJECT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")


def _make(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs make as from a shell, also where the tests themselves run below another make."""
    inherited = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith("MAKE") and name != "MFLAGS"
    }
    return subprocess.run(
        ["make", *arguments],
        cwd=PROJECT,
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def _dry_run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return _make("--dry-run", "--old-file=.venv/.ready", *arguments, **environment)


@pytest.mark.parametrize(
    ("arguments", "takes"),
    [
        (("run", "PORT=3100"), "make run does not take PORT; it takes no variable"),
        (("PORT=3100",), "make run does not take PORT; it takes no variable"),
        (("materialize", "SOURCE=a.csv"), "does not take SOURCE; it takes PARTITION"),
    ],
)
def test_a_variable_that_a_target_does_not_take_is_refused_with_the_right_way(
    arguments: tuple[str, ...], takes: str
) -> None:
    done = _dry_run(*arguments)
    assert done.returncode == 2
    assert takes in done.stderr
    assert "CHURN_UI_PORT=3001 or CHURN_API_PORT=8001" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "runs"),
    [
        (("run", "CHURN_API_PORT=8001"), "/churn run"),
        (
            ("contract", "SOURCE=a b's.csv", "ID=x"),
            r"/churn contract '--source=a b'\''s.csv' '--id=x'",
        ),
        (("score", "SOURCE=a.csv", "OUT=b.csv"), "/churn score '--source=a.csv' '--out=b.csv'"),
        (("prune", "DRY_RUN=1"), "/churn prune '--dry-run=1'"),
    ],
)
def test_what_a_target_takes_reaches_its_command(arguments: tuple[str, ...], runs: str) -> None:
    done = _dry_run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert runs in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("target", "environment", "options"),
    [
        ("prune", {"DRY_RUN": "1"}, "'--dry-run=1'"),
        ("materialize", {"PARTITION": "2026-03"}, "'--partition=2026-03'"),
        ("contract", {"NAME": "somebody", "YES": "1"}, ""),  # names that others use as well
        ("prune", {}, ""),
    ],
)
def test_what_the_environment_says_reaches_the_commands_that_took_it_so_far(
    target: str, environment: dict[str, str], options: str
) -> None:
    done = _dry_run(target, **environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert " ".join(done.stdout.split()) == f"exec .venv/bin/churn {target} {options}".rstrip()


def test_help_lists_every_target() -> None:
    done = _make("help")
    assert done.returncode == 0
    text = (PROJECT / "Makefile").read_text()
    targets = re.findall(r"^([a-z-]+):", text, re.MULTILINE)
    listed = [line.split()[1] for line in done.stdout.splitlines()]
    assert listed == targets
    assert "make run          run the Dagster UI, the schedule and the API" in done.stdout
