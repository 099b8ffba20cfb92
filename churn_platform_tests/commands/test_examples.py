"""Four other tables through the whole graph, each with nothing but its shipped contract."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from churn_platform.contracts.load import FOLDER, load_contract
from churn_platform_tests.tables.write import write_table

ROWS = {"bank": 10_000, "ecommerce": 5_630, "orange_telecom": 3_333, "saas": 8_000}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_another_table_runs_through_the_whole_graph(name: str, tmp_path: Path) -> None:
    source = write_table(tmp_path, name)
    done = subprocess.run(
        [sys.executable, "-m", "churn_platform.commands.materialize"],
        env={
            **os.environ,
            "CHURN_DATA_DIR": str(tmp_path / "data"),
            "CHURN_SOURCE": str(source),
            "CHURN_CONTRACT": name,
        },
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    contract = load_contract(FOLDER / f"{name}.toml")
    data = tmp_path / "data"
    clean = pd.read_parquet(data / f"processed/{name}_churn_clean.parquet")
    assert list(clean.columns) == contract.names()
    assert len(clean) == ROWS[name]
    models = json.loads((data / "reports/metrics.json").read_text())["models"]
    for scores in models.values():
        assert 0.65 < scores["roc_auc"] < 0.95
    assert len(list((data / "figures").glob("*.html"))) == 4
