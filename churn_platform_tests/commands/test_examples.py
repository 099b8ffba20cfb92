"""Four other tables through the whole graph, each with nothing but its shipped contract."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from churn_platform.catalog import ASSETS
from churn_platform.config.contracts.load import FOLDER, load_contract
from churn_platform_tests.commands.processes import run_command
from churn_platform_tests.tables.write import write_table

ROWS = {"bank": 10_000, "ecommerce": 5_630, "orange_telecom": 3_333, "saas": 8_000}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_another_table_runs_through_the_whole_graph(name: str, tmp_path: Path) -> None:
    source = write_table(tmp_path, name)
    data = tmp_path / "data"
    done = run_command("materialize", data=data, source=source, CHURN_CONTRACT=name)
    assert done.returncode == 0, done.stdout + done.stderr
    contract = load_contract(FOLDER / f"{name}.toml")
    clean = pd.read_parquet(data / f"processed/{name}_churn_clean.parquet")
    assert list(clean.columns) == contract.names()
    assert len(clean) == ROWS[name]
    models = json.loads((data / "reports/metrics.json").read_text())["models"]
    for scores in models.values():
        assert 0.65 < scores["roc_auc"] < 0.95
    figures = {asset.file for asset in ASSETS.values() if asset.type == "figure"}
    assert {f"figures/{path.name}" for path in data.glob("figures/*.html")} == figures
    scores = pd.read_parquet(data / f"scores/{name}_churn_scores.parquet")
    stayed = clean.loc[clean[contract.target] == 0, contract.identifier]
    assert set(scores[contract.identifier]) == set(stayed)  # each table is labelled throughout
    assert re.search(r"^champion: \w+, promoted: ", done.stdout, flags=re.MULTILINE)
