import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.main import create_app
from api.pages.api_docs import docs_page
from api.pages.examples import change, customer, segment
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import FOLDER, load_contract, shipped
from churn_platform.config.settings import Settings
from churn_platform_tests.api.launches import Launches
from churn_platform_tests.api.trained import promote, score, trained
from churn_platform_tests.api.world import TOKEN, World
from churn_platform_tests.telco import TELCO

CONTRACTS = [load_contract(FOLDER / f"{name}.toml") for name in shipped()]
each_contract = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda each: str(each.name))
TOML = """
name = "gym"
time_axis = "visits"
segments = ["plan"]
[columns.member]
kind = "identifier"
header = "Member"
[columns.visits]
kind = "numeric"
header = "Visits"
low = 0.1
high = 0.9
[columns.plan]
kind = "category"
header = "Member's plan"
values = ["Don't know", "<b>"]
[columns.left]
kind = "target"
header = "Left"
"""


def body(document: dict[str, Any], path: str) -> Any:
    content = document["paths"][path]["post"]["requestBody"]["content"]
    return content["application/json"]["example"]


def requests_on(page: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r"<pre[^>]*>(curl .*?)</pre>", page, re.S)]


@each_contract
def test_the_examples_are_values_that_the_contract_allows(contract: Contract) -> None:
    by_header = {contract[name].source: contract[name] for name in contract.features}
    for header, value in {**customer(contract), **change(contract)}.items():
        column = by_header[header]
        if column.kind == "numeric":
            assert column.allows(float(value)), header
        else:
            assert value in (*column.values, *column.yes, *column.no), header
    found = segment(contract)
    if found is not None:
        name, label = found.split(":", 1)
        assert name in contract.segment_columns and label in contract[name].values


@each_contract
def test_the_document_shows_the_columns_of_the_contract_in_force(contract: Contract) -> None:
    document = create_app(Settings(contract=contract.name)).openapi()
    assert body(document, "/api/predictions") == {"customers": [customer(contract)]}
    assert body(document, "/api/customers/{id}/what-if") == {"changes": change(contract)}
    if contract.name != TELCO.name:
        own = {*contract.headers, *contract.names()}
        others = {TELCO[name].source for name in TELCO.features} - own
        assert not [name for name in others if f'"{name}"' in json.dumps(document)]


def test_the_examples_follow_a_contract_that_changes(tmp_path: Path) -> None:
    path = tmp_path / "gym.toml"
    path.write_text(TOML, encoding="utf-8")
    app = create_app(Settings(contract=str(path)))
    shown = {"Visits": 0.1, "Member's plan": "Don't know"}
    assert body(app.openapi(), "/api/predictions") == {"customers": [shown]}
    path.write_text(TOML.replace("Don't know", "Basic"), encoding="utf-8")
    assert body(app.openapi(), "/api/predictions")["customers"][0]["Member's plan"] == "Basic"
    path.write_text("broken", encoding="utf-8")
    assert body(app.openapi(), "/api/predictions")  # of the default table


def test_a_quote_in_a_header_stays_in_the_body_of_the_command(tmp_path: Path) -> None:
    path = tmp_path / "gym.toml"
    path.write_text(TOML, encoding="utf-8")
    document = create_app(Settings(contract=str(path))).openapi()
    page = docs_page(document, "", "http://127.0.0.1:1")
    assert "<b>" not in page
    (command,) = [each for each in requests_on(page) if "/api/predictions" in each]
    printed = command.replace("curl", 'printf "%s\\n"', 1)
    words = subprocess.run(["sh", "-c", printed], capture_output=True, text=True, check=True)
    sent = words.stdout.splitlines()
    assert json.loads(sent[-1]) == body(document, "/api/predictions")


def test_each_command_can_be_pasted_into_a_shell(world: World) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    world.run()
    run = world.run()
    version = promote(world, trained())
    id = str(score(world, trained(), version)[TELCO.identifier].iloc[0])
    given = {"TOKEN": TOKEN, "CUSTOMER": id, "RUN": run, "VERSION": version}
    asked, launches = {}, Launches()
    with world.trusted(launches) as client:
        page = client.get("/docs").text
        for command in requests_on(page):
            line = f"{command} -o {world.data_dir}/answer -w '%{{http_code}}'"
            done = subprocess.run(
                ["sh", "-c", line],
                env={"PATH": "/usr/bin:/bin", **given},
                capture_output=True,
                text=True,
                timeout=60,
            )
            name = re.sub(r"^curl -s (?:-X )?|'?http://[^/]+|'$", "", command.split(" \\\n")[0])
            asked[name.split("?")[0]] = int(done.stdout)
            if "/api/predictions" in command:
                answer = json.loads((world.data_dir / "answer").read_text())
                assert 0 < answer["items"][0]["probability"] < 1
    assert asked["POST /api/predictions"] == 200
    refused = [name for name, status in asked.items() if status not in (200, 202)]
    # one run at a time, and the rollback has just launched one; the run to cancel has ended
    assert refused == ["POST /api/materializations", 'DELETE /api/runs/"$RUN"'], asked
    assert {asked[name] for name in refused} == {409}
    assert len(asked) == 10


def test_what_a_reader_has_to_set_is_said_and_nothing_else(empty: httpx.Client, ran: World) -> None:
    before = empty.get("/docs").text
    with ran.client() as client:
        after = client.get("/docs").text
    said = [re.findall(r"<li><code>(\w+)=…</code>", page) for page in (before, after)]
    assert said == [
        ["TOKEN", "CUSTOMER", "RUN", "OTHER_RUN", "VERSION"],
        ["TOKEN", "CUSTOMER", "RUN", "OTHER_RUN", "VERSION"],
    ]
    assert "C-1001" not in "".join(requests_on(before) + requests_on(after))
