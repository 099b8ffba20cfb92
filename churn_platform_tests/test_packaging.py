"""What a wheel holds, what it needs, and that it works where there is no checkout."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

from churn_platform_tests.conftest import PROJECT

PACKAGES = ("churn_platform", "api")
ROOT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    """The packages that are named as needed, by the platform or by an extra of its users."""
    extras = ROOT["optional-dependencies"]
    lines = ROOT["dependencies"] + [
        line for name, lines in extras.items() if name != "dev" for line in lines
    ]
    found = [re.match(r"[\w.-]+", line) for line in lines]
    return {normalized(each[0]) for each in found if each}


def imported(path: Path) -> Iterator[str]:
    """The packages that a file imports, anywhere in it, other than Python's and our own."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
        for name in names:
            first = name.partition(".")[0]
            if first not in sys.stdlib_module_names and first not in PACKAGES:
                yield first


def test_every_import_is_of_a_package_that_is_declared() -> None:
    of, known = packages_distributions(), declared()
    files = [file for package in PACKAGES for file in (PROJECT / package).rglob("*.py")]
    used = {name: str(file.relative_to(PROJECT)) for file in files for name in imported(file)}
    missing = {
        name: file
        for name, file in used.items()
        if not {normalized(each) for each in of.get(name, [])} & known
    }
    assert missing == {}
    assert len(used) > 20


def test_the_workflow_does_what_ci_does() -> None:
    text = (PROJECT / ".github/workflows/test.yml").read_text(encoding="utf-8")
    (job,) = yaml.safe_load(text)["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step][-1] == ".ci/run"
    assert os.access(PROJECT / ".ci/run", os.X_OK)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built from a copy so that nothing is left in it."""
    folder = tmp_path_factory.mktemp("wheel")
    skipped = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in (*PACKAGES, "churn_platform_tests", "benchmarks"):
        shutil.copytree(PROJECT / name, folder / "source" / name, ignore=skipped)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(PROJECT / name, folder / "source" / name)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    done = subprocess.run(
        [*command, "--no-index", "--wheel-dir", str(folder), str(folder / "source")],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


def test_a_wheel_holds_every_file_of_the_packages_and_no_test(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    expected = {
        str(file.relative_to(PROJECT))
        for package in PACKAGES
        for file in (PROJECT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert names == expected
    assert "churn_platform/config/contracts/telco.toml" in names


def test_an_installed_wheel_works_outside_of_the_checkout(
    wheel: Path, small_csv: Path, tmp_path: Path
) -> None:
    installed, project = tmp_path / "installed", tmp_path / "project"
    project.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    done = subprocess.run(
        [*pip, "--target", str(installed), str(wheel)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr

    environment = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("CHURN_", "DAGSTER_HOME", "PYTHON"))
    }
    # before the checkout, which is installed in this environment
    environment |= {"PYTHONPATH": str(installed), "CHURN_DATA_DIR": str(tmp_path / "data")}
    environment |= {"CHURN_EVALUATION__FOLDS": "2", "CHURN_SOURCE": str(small_csv)}
    script = [sys.executable, str(installed / "bin/churn")]

    def churn(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*script, *arguments],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    assert churn("--help").stdout.startswith("usage: churn ")
    made = churn("materialize")
    assert (made.returncode, made.stderr) == (0, ""), made.stdout
    assert "champion: " in made.stdout
    assert (tmp_path / "data/dagster/history/runs.db").is_file()
    assert "<html" in (tmp_path / "data/reports/churn_report.html").read_text(encoding="utf-8")
    # nothing is written where the command was typed, and nothing came from the checkout
    assert list(project.iterdir()) == []
    where = subprocess.run(
        [sys.executable, "-c", "import churn_platform; print(churn_platform.__file__)"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert where.stdout.startswith(str(installed))
    assert churn("reset", "--yes").returncode == 0
