"""README, SECURITY and the pages of docs: links lead somewhere, commands and counts are right."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from api.main import app
from churn_platform.catalog import ASSETS
from churn_platform.config.hyperparameters import DEFAULTS
from churn_platform.config.settings import former_names, setting_names
from churn_platform.definitions import defs

PROJECT = Path(__file__).resolve().parent.parent
MAKEFILE = (PROJECT / "Makefile").read_text()
PAGES = {
    str(path.relative_to(PROJECT)): path.read_text(encoding="utf-8")
    for path in (
        PROJECT / "README.md",
        PROJECT / "CONTRIBUTING.md",
        PROJECT / "SECURITY.md",
        PROJECT / "data/README.md",
        *sorted((PROJECT / "docs").glob("*.md")),
    )
}
COUNTS = {
    name: n for n, name in enumerate("no one two three four five six seven eight nine".split())
}
STARTED_BY_UNITS = {"churn_platform.webserver"}
MADE_BY_THE_READER = {"deploy/churn.env", "deploy/.env"}
OURS = ("api/", "benchmarks/", "churn_platform/", "churn_platform_tests/", "deploy/", "docs/")
README, SCORES = PAGES["README.md"], PAGES["docs/using-the-scores.md"]
HOW, API = PAGES["docs/how-it-works.md"], PAGES["docs/api.md"]
each_page = pytest.mark.parametrize("page", PAGES)


@cache
def tokens(page: str) -> list[Token]:
    """What a page is made of, as an independent reader of Markdown sees it."""
    return MarkdownIt("commonmark").enable("table").parse(PAGES[page])


def blocks(page: str, *languages: str) -> list[str]:
    """The fenced blocks of a page in these languages."""
    fences = [token for token in tokens(page) if token.type == "fence"]
    return [token.content for token in fences if token.info.strip() in languages]


def inline_code(page: str) -> list[str]:
    children = [child for token in tokens(page) for child in token.children or []]
    return [child.content for child in children if child.type == "code_inline"]


def commands(page: str) -> Iterator[list[str]]:
    """Every command line of a page as words: of its shell blocks, and `make …` in its text."""
    lines = "\n".join(blocks(page, "sh", "bash")).replace("\\\n", " ").splitlines()
    for line in lines + [code for code in inline_code(page) if code.startswith("make ")]:
        try:
            words = shlex.split(line, comments=True)
        except ValueError:  # a quote that goes on in the next line: the body of a request
            words = line.split()
        if words:
            yield words


def made(page: str) -> Iterator[list[str]]:
    """What stands behind each `make` of a page."""
    for words in commands(page):
        if words[0] == "apt-get":
            continue
        if "make" in words:
            yield words[words.index("make") + 1 :]


def slug(heading: str) -> str:
    """The anchor of a heading as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors(page: str) -> set[str]:
    found = tokens(page)
    return {
        slug(found[at + 1].content.replace("`", ""))
        for at, token in enumerate(found)
        if token.type == "heading_open"
    }


@each_page
def test_every_link_leads_to_a_page_and_a_heading_that_are_there(page: str) -> None:
    children = [child for token in tokens(page) for child in token.children or []]
    links = [str(child.attrGet("href")) for child in children if child.type == "link_open"]
    for link in links:
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = link.partition("#")
        target = (PROJECT / page).parent / name if name else PROJECT / page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(str(target.resolve().relative_to(PROJECT))), link


@each_page
def test_every_make_is_a_target_with_variables_that_it_reads(page: str) -> None:
    takes = dict(re.findall(r"^TAKES_(\w+) := (.*)$", MAKEFILE, flags=re.MULTILINE))
    for words in made(page):
        given = [word for word in words if word != "-C" and not word.startswith("/")]
        targets = [word for word in given if "=" not in word]
        for target in targets[:1]:
            assert f"\n{target}:" in MAKEFILE or target == ".venv/.ready", target
        known = {
            "ANYWAY",
            "PYTHON",
            *(key for target in targets for key in takes.get(target, "").split()),
        }
        for word in given:
            name, sign, _ = word.partition("=")
            if sign and name.isupper():
                assert name in known or name.startswith("CHURN_"), word


@each_page
def test_every_module_that_is_run_is_there_and_by_the_interpreter_that_has_it(page: str) -> None:
    code = [*inline_code(page), *(" ".join(words) for words in commands(page))]
    for line in code:
        for before, module in re.findall(r"(\S*)python -m ([\w.]+)", line):
            assert find_spec(module), line
            if module in STARTED_BY_UNITS or line.startswith("docker compose"):
                continue  # nobody types it; in a container, python is the image's
            assert before.endswith(".venv/bin/"), line
        if "pip install" in line:
            assert re.search(r"\.venv/bin/(python -m )?pip install", line), line


@each_page
def test_dagster_in_a_shell_is_the_one_of_the_environment(page: str) -> None:
    for words in commands(page):
        assert not {"dagster", "dg", "python", "pytest"} & set(words[:1]), words
    if page == "README.md":
        typed = [code for code in inline_code(page) if re.search(r"\b(dagster|dg) dev\b", code)]
        assert typed and all(code.startswith(".venv/bin/") for code in typed)


@each_page
def test_what_is_installed_is_a_package_that_an_index_has_or_this_folder(page: str) -> None:
    # the platform is on no package index: it is installed from its folder
    assert not re.search(r"pip install ['\"]?churn-platform", PAGES[page])


@each_page
def test_every_setting_that_is_named_is_one(page: str) -> None:
    known = set(setting_names())
    if page == "docs/settings.md":
        known |= set(former_names())
    named = set(re.findall(r"CHURN_[A-Z0-9_]+", PAGES[page]))
    tests_only = {"CHURN_REAL_CSV", "CHURN_FUZZ_EXAMPLES"}
    unknown = {
        name
        for name in named - tests_only
        if name not in known and not any(each.startswith(name) for each in known)
    }
    assert unknown == set()


@each_page
def test_every_address_of_the_api_is_one(page: str) -> None:
    known = [re.sub(r"\{[^}]+\}", "[^/]+", path) for path in app.openapi()["paths"]]
    for path in re.findall(r"(?<![\w.…])/api/[\w/{}<>.\-…]*", PAGES[page]):
        found = re.sub(r"[{<][^}>]+[}>]|…", "x", path.rstrip("./"))
        assert any(re.fullmatch(each, found) for each in known), path


@each_page
def test_every_request_with_a_body_says_that_it_is_json(page: str) -> None:
    for block in blocks(page, "sh", "bash", "console"):
        for request in re.findall(r"curl (?:\\\n|[^\n])*", block):
            if " -d" in request:
                assert "-H 'Content-Type: application/json'" in request, request


@each_page
def test_every_file_of_the_project_that_is_named_is_there(page: str) -> None:
    for code in inline_code(page):
        ours = code.startswith(OURS) and re.fullmatch(r"[\w./\-]+", code)
        if ours and code not in MADE_BY_THE_READER:
            assert (PROJECT / code).exists(), code


@each_page
def test_every_example_can_be_parsed(page: str) -> None:
    for text in blocks(page, "toml"):
        tomllib.loads(text)
    for text in blocks(page, "json"):
        json.loads(text)


def number(word: str) -> int | None:
    return int(word) if word.isdigit() else COUNTS.get(word.lower())


@pytest.fixture(scope="module")
def counted() -> dict[str, int]:
    """How many there are of what the pages count."""
    loaded = defs()
    repository = loaded.get_repository_def()
    graph: Any = loaded.resolve_asset_graph()
    jobs = [job.name for job in repository.get_all_jobs() if not job.name.startswith("__")]
    return {
        "jobs": len(jobs),
        "sensors": len(repository.sensor_defs),
        "schedules": len(repository.schedule_defs),
        "assets": len(ASSETS),
        "checks": len(graph.asset_check_keys),
        "figures": sum(asset.type == "figure" for asset in ASSETS.values()),
        "endpoints": len(app.openapi()["paths"]),
    }


def test_what_is_counted_is_counted_right(counted: dict[str, int]) -> None:
    said = re.findall(
        r"\b(\w+) (jobs|sensors|schedules|assets|checks|figures|endpoints)\b", README + HOW
    )
    stated = [(number(word), noun) for word, noun in said if number(word) is not None]
    assert ("jobs" in {noun for _, noun in stated}) and stated == [
        (counted[noun], noun) for _, noun in stated
    ]


def test_every_job_sensor_and_schedule_is_explained() -> None:
    repository = defs().get_repository_def()
    jobs = [job.name for job in repository.get_all_jobs() if not job.name.startswith("__")]
    sensors = [each.name for each in repository.sensor_defs]
    schedules = [each.name for each in repository.schedule_defs]
    for name in [*jobs, *sensors, *schedules]:
        assert f"`{name}`" in HOW, name


def test_every_endpoint_is_listed() -> None:
    rows = [line.split("|")[1] for line in API.splitlines() if re.match(r"\| `[A-Z]+ /", line)]
    named = set(re.findall(r"/api[\w/{}\-]*|…[\w/{}\-]+|/metrics", " ".join(rows)))
    for path in app.openapi()["paths"]:
        ends = {name.removeprefix("…") for name in named if name.startswith("…")}
        assert path in named or any(path.endswith(end) for end in ends), path


def test_the_ratios_of_the_readme_are_those_that_were_measured() -> None:
    rows = [line for line in README.splitlines() if line.startswith("| ") and " / " in line]
    assert len(rows) >= 5
    for row in rows:
        *_, ours, theirs, ratio = [cell.strip() for cell in row.strip("|").split("|")]
        measured = [
            line
            for line in PAGES["docs/benchmarks.md"].splitlines()
            if all(
                re.search(rf"\| +{re.escape(value)} \|", line) for value in (ours, theirs, ratio)
            )
        ]
        assert measured, row


def test_the_hyperparameters_of_the_launchpad_are_listed_with_their_defaults() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)_model` \| ([\d.]+) \|", SCORES, flags=re.MULTILINE)
    listed = {(model, name): float(value) for name, model, value in rows}
    assert listed == {
        (model, name): value for model, values in DEFAULTS.items() for name, value in values.items()
    }


def test_the_configuration_that_is_shown_is_taken_by_the_jobs() -> None:
    (text,) = blocks("docs/using-the-scores.md", "yaml")
    job = defs().resolve_job_def("ml_pipeline")
    taken = dg.validate_run_config(job, yaml.safe_load(text))
    step = taken["ops"]["gradient_boosting_model"]["config"]
    assert step["max_depth"] == 3 and step["learning_rate"] is None
