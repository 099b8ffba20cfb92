import json
from pathlib import Path
from typing import Any

import pytest

from api.main import create_app
from api.pages.examples import change, customer, segment
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import FOLDER, load_contract, shipped
from churn_platform.config.settings import Settings
from churn_platform_tests.api.launches import Launches
from churn_platform_tests.api.trained import promote, trained
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


def test_each_request_that_the_documentation_offers_is_understood(world: World) -> None:
    promote(world, trained())
    sent = {}
    with world.trusted(Launches()) as client:
        document = client.get("/docs/openapi.json").json()
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                needed = [each for each in operation.get("parameters", []) if each.get("required")]
                inside = {each["name"]: each["example"] for each in needed if each["in"] == "path"}
                asked = {each["name"]: each["example"] for each in needed if each["in"] == "query"}
                has_body = "requestBody" in operation
                name = f"{method.upper()} {path}"
                sent[name] = client.request(
                    method,
                    path.format(**inside),
                    params=asked,
                    json=body(document, path) if has_body else None,
                    headers={"Authorization": f"Bearer {TOKEN}"},
                )
    predicted = sent["POST /api/predictions"]
    assert predicted.status_code == 200
    assert 0 < predicted.json()["items"][0]["probability"] < 1
    # what is not there is not found; no request is refused for how it is written
    statuses = {name: answer.status_code for name, answer in sent.items()}
    assert not {400, 401, 403, 413, 415, 421, 422} & set(statuses.values()), statuses
