"""`make score`: customers of a file of one's own by the champion in hand, as a process."""

import stat
from pathlib import Path

import pandas as pd
import pytest

from churn_platform.catalog import CHAMPION
from churn_platform_tests.commands.processes import run_command
from churn_platform_tests.platform import Platform


def _score(commanded: Platform, *given: str, **more: object) -> tuple[int, str, str]:
    data, source = commanded.data_dir, commanded.source
    done = run_command("score", *given, data=data, source=source, **more)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("batch", [131_072, 1_000])
def test_without_labels_the_scores_are_those_of_the_pipeline(
    commanded: Platform, tmp_path: Path, batch: int
) -> None:
    runs, champion = commanded.instance.get_runs_count(), commanded.newest(CHAMPION)
    table = pd.read_csv(commanded.source, dtype=str, keep_default_na=False)
    current = table[table["Churn"] == "No"].drop(columns="Churn")
    copies = [current.assign(customerID=current["customerID"] + f"-{n}") for n in range(6)]
    given = current if batch > 1_000 else pd.concat([current, *copies])
    given.to_csv(tmp_path / "to_score.csv", index=False)
    out = tmp_path / "scores.csv"
    code, said, error = _score(
        commanded, f"SOURCE={tmp_path}/to_score.csv", f"OUT={out}", CHURN_BATCH_ROWS=batch
    )
    assert (code, error) == (0, "")
    assert f"{len(given):,} of {len(given):,} rows scored by " in said
    expected = pd.read_parquet(commanded.stable("churn_scores")).set_index("customer_id")
    found = pd.read_parquet(out.with_suffix(".parquet"))
    assert list(found.columns) == ["customer_id", *expected.columns]
    assert found["probability"].is_monotonic_decreasing
    same = found.set_index("customer_id").loc[expected.index]
    for name in ("probability", "risk_band", "revenue_at_risk", "lifetime_months", "reason_1"):
        pd.testing.assert_series_equal(same[name], expected[name], rtol=1e-9)
    sheet = pd.read_csv(out)
    assert sheet["customer_id"].tolist() == found["customer_id"].tolist()
    for path in (out, out.with_suffix(".parquet")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert commanded.instance.get_runs_count() == runs
    assert commanded.newest(CHAMPION).data_version == champion.data_version


def test_what_is_not_scored_is_counted_and_named(commanded: Platform, tmp_path: Path) -> None:
    table = pd.read_csv(commanded.source, dtype=str, keep_default_na=False)
    left = int((table["Churn"] == "Yes").sum())
    stayed = table.index[table["Churn"] == "No"]
    table.loc[stayed[:2], "Contract"] = "=Crypto"
    table.loc[stayed[2:12], "Churn"] = ""  # not known yet: scored like those who stayed
    table.to_csv(tmp_path / "to_score.csv", index=False)
    code, said, _ = _score(commanded, f"SOURCE={tmp_path}/to_score.csv", f"OUT={tmp_path}/a.csv")
    assert code == 0
    assert f"{len(stayed) - 2} of 300 rows scored by " in said
    assert f"; 2 quarantined; {left} of customers who left\n" in said
    assert "quarantined, not scored: value_not_allowed contract 2; rows in a-quarantine.csv" in said
    lines = pd.read_csv(tmp_path / "a-quarantine.csv")
    assert lines["row"].tolist() == [place + 1 for place in stayed[:2]]
    assert lines["value"].tolist() == ["'=Crypto"] * 2


def test_nobody_to_score_is_no_success(commanded: Platform, tmp_path: Path) -> None:
    table = pd.read_csv(commanded.source, dtype=str, keep_default_na=False)
    table[table["Churn"] == "Yes"].to_csv(tmp_path / "gone.csv", index=False)
    code, said, _ = _score(commanded, f"SOURCE={tmp_path}/gone.csv", f"OUT={tmp_path}/a.csv")
    assert code == 1
    assert "0 of " in said and "(nobody)" in said and "of customers who left" in said
    assert not (tmp_path / "a.csv").exists()


def test_without_a_champion_it_says_what_to_do(tmp_path: Path, small_csv: Path) -> None:
    done = run_command("score", f"SOURCE={small_csv}", data=tmp_path / "data", source=small_csv)
    assert done.returncode == 1
    assert done.stderr.startswith("Not scored: there is no champion yet: make materialize ")


@pytest.mark.parametrize("given", [(), ("OUT=a.csv",), ("SOURCE=a.csv", "OUT=a.xlsx")])
def test_a_command_that_is_not_whole_says_how(given: tuple[str, ...], tmp_path: Path) -> None:
    done = run_command("score", *given, data=tmp_path / "data", source="a.csv")
    assert done.returncode == 2
    assert "make score SOURCE=to_score.csv [OUT=scores.csv]" in done.stderr


def test_a_file_of_other_columns_is_refused_by_their_names(
    commanded: Platform, tmp_path: Path
) -> None:
    table = pd.read_csv(commanded.source, dtype=str, keep_default_na=False)
    table.drop(columns=["Churn", "tenure"]).to_csv(tmp_path / "x.csv", index=False)
    code, _, error = _score(commanded, f"SOURCE={tmp_path}/x.csv", f"OUT={tmp_path}/a.csv")
    assert code == 1
    assert "x.csv: missing columns: 'tenure'" in error and "Churn" not in error
