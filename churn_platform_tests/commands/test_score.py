"""`make score`: customers of a file of one's own by the champion in hand."""

import stat
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pandas as pd
import pytest

from churn_platform.catalog import CHAMPION
from churn_platform.commands import score as command
from churn_platform.commands.shared import ready
from churn_platform.pipeline import Pipeline
from churn_platform_tests.commands.processes import run_command
from churn_platform_tests.platform import Platform

Score = Callable[..., tuple[int, str, str]]


@pytest.fixture
def score(
    finished: Platform, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Score:
    """The command in this process, over a finished platform."""
    history = nullcontext(finished.instance)
    monkeypatch.setattr(Pipeline, "open_history", lambda _: history)
    monkeypatch.setattr(command, "limit_memory", lambda: None)
    monkeypatch.setattr(ready, "find_trouble", lambda _: None)  # that history is elsewhere

    def run(source: object, out: object, **more: object) -> tuple[int, str, str]:
        finished.change(**more)
        code = command.main(str(source), str(out))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def _table(finished: Platform) -> pd.DataFrame:
    return pd.read_csv(finished.source, dtype=str, keep_default_na=False)


def test_as_a_process_it_scores_and_leaves_no_history(commanded: Platform, tmp_path: Path) -> None:
    _table(commanded).drop(columns="Churn").to_csv(tmp_path / "to_score.csv", index=False)
    runs, champion = commanded.instance.get_runs_count(), commanded.newest(CHAMPION)
    data, source = commanded.data_dir, commanded.source
    done = run_command("score", f"--source={tmp_path}/to_score.csv", data=data, source=source)
    assert (done.returncode, done.stderr) == (0, "")
    assert "300 of 300 rows scored by logistic_regression " in done.stdout
    out = data / "scores/telco_scored_file.csv"
    assert len(pd.read_csv(out)) == 300
    for path in (out, out.with_suffix(".parquet")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert commanded.instance.get_runs_count() == runs
    assert commanded.newest(CHAMPION).data_version == champion.data_version
    assert list((data / "scratch").iterdir()) == []


@pytest.mark.parametrize("batch", [131_072, 100])
def test_without_labels_the_scores_are_those_of_the_pipeline(
    score: Score, finished: Platform, tmp_path: Path, batch: int
) -> None:
    table = _table(finished)
    given = table[table["Churn"] == "No"].drop(columns="Churn")
    given.to_csv(tmp_path / "to_score.csv", index=False)
    out = tmp_path / "scores.csv"
    code, said, error = score(tmp_path / "to_score.csv", out, CHURN_BATCH_ROWS=batch)
    assert code == 0, error
    assert f"{len(given):,} of {len(given):,} rows scored by " in said
    expected = pd.read_parquet(finished.stable("churn_scores"))
    pd.testing.assert_frame_equal(pd.read_parquet(out.with_suffix(".parquet")), expected)
    # under the file's own header, so that the two can be joined
    assert pd.read_csv(out)["customerID"].tolist() == expected["customer_id"].tolist()


def test_what_is_not_scored_is_counted_and_named(
    score: Score, finished: Platform, tmp_path: Path
) -> None:
    table = _table(finished)
    left = int((table["Churn"] == "Yes").sum())
    stayed = table.index[table["Churn"] == "No"]
    table.loc[stayed[:2], "Contract"] = "=Crypto"
    table.loc[stayed[2:12], "Churn"] = ""  # not known yet: scored like those who stayed
    table.to_csv(tmp_path / "to_score.csv", index=False)
    code, said, _ = score(tmp_path / "to_score.csv", tmp_path / "a.csv")
    assert code == 0
    assert f"{len(stayed) - 2} of 300 rows scored by " in said
    assert f"; 2 quarantined; {left} of customers who left\n" in said
    assert "quarantined, not scored: value_not_allowed contract 2; rows in a-quarantine.csv" in said
    lines = pd.read_csv(tmp_path / "a-quarantine.csv")
    assert lines["row"].tolist() == [place + 1 for place in stayed[:2]]
    assert lines["value"].tolist() == ["'=Crypto"] * 2


def test_nobody_to_score_is_no_success(score: Score, finished: Platform, tmp_path: Path) -> None:
    table = _table(finished)
    table[table["Churn"] == "Yes"].to_csv(tmp_path / "gone.csv", index=False)
    code, said, _ = score(tmp_path / "gone.csv", tmp_path / "a.csv")
    assert code == 1
    assert "0 of " in said and "(nobody)" in said and "of customers who left" in said
    assert not (tmp_path / "a.csv").exists()


def test_a_file_of_other_columns_is_refused_by_their_names(
    score: Score, finished: Platform, tmp_path: Path
) -> None:
    _table(finished).drop(columns=["Churn", "tenure"]).to_csv(tmp_path / "x.csv", index=False)
    code, _, error = score(tmp_path / "x.csv", tmp_path / "a.csv")
    assert code == 1
    assert "x.csv: missing columns: 'tenure'" in error and "Churn" not in error


def test_without_a_champion_it_says_what_to_do(tmp_path: Path, small_csv: Path) -> None:
    done = run_command("score", f"--source={small_csv}", data=tmp_path / "data", source=small_csv)
    assert done.returncode == 1
    assert done.stderr.startswith("Not scored: there is no champion yet: make materialize ")


@pytest.mark.parametrize("given", [(), ("", "a.csv"), ("a.csv", "a.xlsx")])
def test_a_command_that_is_not_whole_says_how(
    given: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "limit_memory", lambda: None)
    assert command.main(*given) == 2
    assert "make score SOURCE=to_score.csv [OUT=scores.csv]" in capsys.readouterr().err
