import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from churn_platform.sources.sample import telco
from churn_platform.sources.sample.telco import make_sample, write_sample
from churn_platform_tests.telco import TELCO

NET = [
    "OnlineSecurity",
    "OnlineBackup",
    "DeviceProtection",
    "TechSupport",
    "StreamingTV",
    "StreamingMovies",
]


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return make_sample()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.csv"
    write_sample(path)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_it_has_the_shape_and_headers_of_the_real_table(sample: pd.DataFrame) -> None:
    assert sample.shape == (7043, 21)
    assert list(sample.columns) == TELCO.headers


def test_every_value_is_one_that_the_contract_allows(written: Path) -> None:
    rows = rows_of(written)
    for column in TELCO.columns:
        found = {row[column.source] for row in rows}
        if column.kind == "category":
            assert found == set(column.values), column.source
        elif column.kind in ("flag", "target"):
            assert found in ({"0", "1"}, {"No", "Yes"}), column.source


def test_it_is_spelled_like_the_real_table(written: Path, real_csv: Path) -> None:
    ours, real = rows_of(written), rows_of(real_csv)
    assert list(ours[0]) == list(real[0])
    for header in real[0]:
        if len({row[header] for row in real}) < 10:
            assert {row[header] for row in ours} == {row[header] for row in real}, header
    for header in ("tenure", "MonthlyCharges", "TotalCharges"):
        assert all(row[header] == " " or row[header] == f"{float(row[header]):g}" for row in ours)


def test_ids_are_unique_and_shaped_like_real_ones(sample: pd.DataFrame) -> None:
    assert sample["customerID"].is_unique
    assert sample["customerID"].str.fullmatch(r"\d{4}-[A-Z]{5}").all()


def test_no_row_is_a_real_one(written: Path, real_csv: Path) -> None:
    def shown(path: Path) -> set[tuple[str, ...]]:
        return {tuple(row.values())[1:] for row in rows_of(path) if row["tenure"] not in ("0", "1")}

    assert not {row["customerID"] for row in rows_of(written)} & {
        row["customerID"] for row in rows_of(real_csv)
    }
    assert not shown(written) & shown(real_csv)


@pytest.mark.parametrize(("rows", "new"), [(7043, 11), (1, 1), (100, 1), (70_430, 110)])
def test_only_new_customers_have_a_blank_total_in_proportion(rows: int, new: int) -> None:
    sample = make_sample(rows)
    blank = sample["TotalCharges"] == " "
    assert len(sample) == rows
    assert blank.sum() == new
    assert (blank == (sample["tenure"] == 0)).all()
    assert (sample.loc[blank, "Churn"] == "No").all()


def test_services_agree_with_each_other(sample: pd.DataFrame) -> None:
    no_net = sample["InternetService"] == "No"
    for header in NET:
        assert ((sample[header] == "No internet service") == no_net).all()
    no_phone = sample["PhoneService"] == "No"
    assert ((sample["MultipleLines"] == "No phone service") == no_phone).all()
    assert (sample.loc[no_phone, "InternetService"] == "DSL").all()


def test_total_charges_are_about_tenure_times_monthly_charges(sample: pd.DataFrame) -> None:
    billed = sample[sample["tenure"] > 0]
    ratio = billed["TotalCharges"].astype(float) / (billed["tenure"] * billed["MonthlyCharges"])
    assert ratio.between(0.8, 1.2).all()
    assert 0.99 < ratio.mean() < 1.01
    first = billed[billed["tenure"] == 1]
    assert (first["TotalCharges"].astype(float) == first["MonthlyCharges"]).all()


def test_charges_follow_from_services(sample: pd.DataFrame) -> None:
    prices = pd.get_dummies(sample[["InternetService", "MultipleLines", *NET]]).astype(float)
    charges = sample["MonthlyCharges"].to_numpy()
    weights = np.linalg.lstsq(prices.to_numpy(), charges, rcond=None)[0]
    assert np.abs(prices.to_numpy() @ weights - charges).max() < 5
    assert charges.min() >= 18.25
    assert charges.max() < 125


@pytest.mark.parametrize("seed", [0, 1, 42])
def test_churn_can_be_predicted_about_as_well_as_in_the_real_table(seed: int) -> None:
    sample = make_sample(seed=seed).drop(columns="customerID")
    left = sample.pop("Churn") == "Yes"
    assert 0.26 < left.mean() < 0.27
    sample["TotalCharges"] = pd.to_numeric(sample["TotalCharges"].replace(" ", "0"))
    numbers = ["tenure", "MonthlyCharges", "TotalCharges"]
    model = make_pipeline(
        make_column_transformer((StandardScaler(), numbers), remainder=OneHotEncoder()),
        LogisticRegression(max_iter=1000),
    )
    scores = cross_val_predict(model, sample, left, method="predict_proba")[:, 1]
    assert 0.83 < roc_auc_score(left, scores) < 0.86


def test_churn_falls_with_contract_and_tenure(sample: pd.DataFrame) -> None:
    left = sample["Churn"] == "Yes"
    by_contract = left.groupby(sample["Contract"]).mean()
    assert by_contract["Month-to-month"] > by_contract["One year"] > by_contract["Two year"]
    assert left[sample["tenure"] <= 12].mean() > 2 * left[sample["tenure"] > 48].mean()


def test_the_same_seed_writes_the_same_bytes_in_another_process(
    written: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.csv"
    code = (
        "import sys; from pathlib import Path; from churn_platform.sources.sample.telco import"
        " write_sample; write_sample(Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", code, str(again)], check=True)
    assert again.read_bytes() == written.read_bytes()


def test_another_seed_makes_other_customers(sample: pd.DataFrame) -> None:
    other = make_sample(seed=43)
    assert not set(other["customerID"]) & set(sample["customerID"])
    assert not other["tenure"].equals(sample["tenure"])


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^rows is 0; expected at least 1$"):
        make_sample(0)


def test_a_large_table_is_written_in_parts_without_an_id_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telco, "_PART", 400)
    write_sample(tmp_path / "large.csv", rows=1000, seed=3)
    table = pd.read_csv(tmp_path / "large.csv")
    assert table.shape == (1000, 21)
    assert table["customerID"].is_unique
    # 106 of each 400 left, and 53 of 200
    assert (table["Churn"] == "Yes").sum() == 265
    assert not table["tenure"][:400].equals(table["tenure"][400:800].reset_index(drop=True))
