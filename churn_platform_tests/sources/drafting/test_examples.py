"""The kept contracts of four public tables are drafts with a few lines edited."""

import difflib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from churn_platform.analysis.checks.clean import clean_findings
from churn_platform.analysis.checks.profile import profile_of
from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.cleaning.evidence import evidence_of
from churn_platform.commands.contract import main
from churn_platform.config.contracts.load import FOLDER, load_contract
from churn_platform.sources.download.table_check import check_table
from churn_platform.sources.formats.format import Caps
from churn_platform.sources.formats.text import read_text
from churn_platform_tests.tables.write import TABLES, write_table

CAPS = Caps(200_000_000)
EDITED = "# edited"
NAMES = sorted(TABLES)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The four tables with as many rows as the public files have."""
    folder = tmp_path_factory.mktemp("tables")
    return {name: write_table(folder, name) for name in NAMES}


Read = tuple[Cleaned, pd.DataFrame, list[str]]


@pytest.fixture(scope="module")
def read(tables: dict[str, Path]) -> dict[str, Read]:
    """Each table read and cleaned once: its customers, what else the file holds, its headers."""
    return {name: _read(name, path) for name, path in tables.items()}


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_contract_is_the_draft_but_for_five_marked_lines(
    name: str, tables: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tables[name].parent)
    assert main(source=tables[name].name) == 0
    drafted = Path(f"{name}.toml").read_text(encoding="utf-8").splitlines()
    kept = (FOLDER / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    lines = list(difflib.ndiff(drafted, kept))
    added = [line for line in lines if line.startswith("+ ")]
    assert 1 <= len(added) <= 5
    assert all(line.endswith(EDITED) for line in added)
    assert len([line for line in lines if line.startswith("- ")]) <= len(added)
    assert sum(line.endswith(EDITED) for line in kept) == len(added)


@pytest.mark.parametrize("name", NAMES)
def test_the_table_passes_every_check_of_its_contract(name: str, read: dict[str, Read]) -> None:
    cleaned, others, headers = read[name]
    assert cleaned.quarantined == cleaned.duplicates == 0
    contract = load_contract(FOLDER / f"{name}.toml")
    profile = profile_of(cleaned, headers, contract)
    evidence = evidence_of(cleaned, others, 1.0, contract.identifier)
    findings = clean_findings(cleaned, evidence, contract, profile, None)
    assert [each for each in findings if not each.passed] == []


@pytest.mark.parametrize("name", NAMES)
def test_churn_follows_the_features_but_not_too_well(name: str, read: dict[str, Read]) -> None:
    customers = read[name][0].customers
    contract = load_contract(FOLDER / f"{name}.toml")
    table = pd.get_dummies(
        customers[contract.features], columns=contract.names("category"), dtype=float
    )
    scaled = ((table - table.mean()) / table.std()).fillna(0.0).to_numpy(dtype=float)
    left = customers[contract.target].to_numpy()
    test = np.arange(len(left)) % 3 == 0
    model = LogisticRegression(max_iter=1000).fit(scaled[~test], left[~test])
    assert 0.7 < roc_auc_score(left[test], model.predict_proba(scaled[test])[:, 1]) < 0.9


def test_two_spellings_in_the_workbook_become_one(read: dict[str, Read]) -> None:
    customers = read["ecommerce"][0].customers
    assert set(customers["preferred_login_device"]) == {"Computer", "Mobile Phone"}
    assert not {"CC", "COD"} & set(customers["preferred_payment_mode"])
    assert int(customers["tenure"].isna().sum()) == 264


def _read(name: str, path: Path) -> Read:
    contract = load_contract(FOLDER / f"{name}.toml")
    checked = check_table(path, path.name, contract, CAPS)
    text = read_text(path, checked.format, contract)
    return clean_customers(text.frame, contract), text.others, contract.headers
