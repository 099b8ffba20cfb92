"""The compact table of all models."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from churn_platform.history.metrics_history import document_of
from churn_platform.history.model_history import (
    CELLS,
    HistoryError,
    HistoryRow,
    read_history,
    write_history,
)
from churn_platform.history.retention.remember import history_rows, updated
from churn_platform.metadata import SCORES
from churn_platform_tests.pipes import pipe

FIRST, LAST = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, 12, 30, tzinfo=UTC)


def scores(value: float | None, **more: Any) -> dict[str, Any]:
    return {**dict.fromkeys(SCORES, value), "confusion_matrix": dict.fromkeys(CELLS, 4), **more}


def document(auc: float | None = 0.8) -> dict[str, Any]:
    models = {"logistic_regression": scores(auc, model_version="m1")}
    models["gradient_boosting"] = scores(0.9, model_version="m2")
    facts = {"data_version": "d1", "train_rows": 7, "test_rows": 3, "churn_rate": 0.25}
    return {**facts, "baseline": scores(0.5), "models": models}


def rows(version: str = "v1", auc: float | None = 0.8) -> list[HistoryRow]:
    return history_rows(
        document(auc),
        version=version,
        seen=(FIRST, LAST),
        run_id="run",
        code_of=lambda model, model_version: f"code of {model} {model_version}",
    )


def test_a_document_becomes_a_row_for_each_model_and_the_baseline() -> None:
    one, two, three = rows()
    assert (one.model, two.model, three.model) == (
        "logistic_regression",
        "gradient_boosting",
        "baseline",
    )
    assert (one.version, one.data_version, one.model_version) == ("v1", "d1", "m1")
    assert (one.code_version, three.code_version) == (
        "code of logistic_regression m1",
        "code of baseline ",
    )
    assert (one.scores["roc_auc"], three.scores["accuracy"]) == (0.8, 0.5)
    assert (one.first_seen, one.last_seen, one.champion) == (FIRST, LAST, False)


def test_the_document_can_be_put_together_again() -> None:
    assert document_of(rows()) == document()


def test_what_was_written_is_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "reports/history.csv"
    assert read_history(path) == []
    written = rows(auc=0.1 + 0.2) + rows("v2", None)
    write_history(path, written)
    assert read_history(path) == written
    assert [each.name for each in path.parent.iterdir()] == ["history.csv"]


def test_the_data_set_is_remembered_and_a_file_of_before_is_read_without(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    known = [replace(row, data_set="bank/exited") for row in rows()]
    write_history(path, known)
    assert read_history(path) == known
    lines = [line.rpartition(",")[0] for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines) + "\n")
    assert lines[0].endswith(",true_positive")
    assert read_history(path) == rows()


def test_an_undefined_number_is_an_empty_cell() -> None:
    (one, *_) = rows(auc=float("nan"))
    assert one.scores["roc_auc"] is None


@pytest.mark.parametrize("broken", [{}, {"models": 3}, {**document(), "baseline": None}])
def test_a_document_that_lacks_something_is_not_remembered(broken: dict[str, Any]) -> None:
    found = history_rows(broken, version="v", seen=(FIRST, LAST), run_id="", code_of=lambda *_: "")
    assert found == []


def test_times_only_widen_and_a_champion_stays_one() -> None:
    early, late = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    known = updated(rows(), {"v1": (early, LAST)}, {"m1"})
    assert [(each.first_seen, each.last_seen) for each in known] == [(early, LAST)] * 3
    assert [each.champion for each in known] == [True, False, False]
    again = updated(known, {"v1": (late, late)}, set())
    assert [(each.first_seen, each.last_seen) for each in again] == [(early, late)] * 3
    assert [each.champion for each in again] == [True, False, False]
    assert updated(again, {}, set()) == again


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("first_seen", "first"), "found the columns"),
        (lambda text: text.replace(",7,3,", ",seven,3,"), "line 2: invalid literal for int"),
        (lambda text: text.replace("2026-03-01", "yesterday"), "line 2: Invalid isoformat"),
        (lambda text: text[: len(text) // 2], "line "),
    ],
    ids=["columns", "number", "time", "cut"],
)
def test_a_file_that_somebody_changed_says_where(tmp_path: Path, change: Any, said: str) -> None:
    path = tmp_path / "history.csv"
    write_history(path, rows())
    path.write_text(change(path.read_text()))
    with pytest.raises(HistoryError, match=f"reports/model_history.csv.*{said}"):
        read_history(path)


def test_bytes_that_are_no_text_say_so(tmp_path: Path) -> None:
    (tmp_path / "history.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(HistoryError, match="expected UTF-8"):
        read_history(tmp_path / "history.csv")


def test_a_pipe_a_folder_or_a_link_is_no_history_and_nobody_waits_for_it(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    with pipe(path), pytest.raises(HistoryError, match="model_history.csv: not a regular file"):
        read_history(path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(HistoryError, match="not a regular file"):
        read_history(tmp_path / "folder")
    write_history(tmp_path / "other.csv", rows())
    (tmp_path / "link").symlink_to("other.csv")
    with pytest.raises(HistoryError, match="is a link"):
        read_history(tmp_path / "link")
