import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import brier_score_loss, f1_score, roc_auc_score
from sklearn.model_selection import train_test_split

from benchmarks.__main__ import numbers
from benchmarks.bench import Bench
from benchmarks.bodies import customers_of, write_bodies
from benchmarks.load import Load, send_load
from benchmarks.processes import Command, measure
from benchmarks.report import Part, Row, page, table
from benchmarks.results import Result, keep, load, render
from benchmarks.serving import loaded, medians, running, until_answered
from benchmarks.steps import step_seconds, steps_table
from benchmarks.thirty import SEEDS, run, scores_of_splits, splits_table
from churn_platform.analysis.training.models import gradient_boosting
from churn_platform.config.hyperparameters import DEFAULTS
from churn_platform_tests.api.trained import customers
from churn_platform_tests.telco import TELCO


def test_a_row_shows_the_ratio_of_ours_to_the_other() -> None:
    row = Row("graph, wall", 7.5, 6.0, target="at most 1.3")
    assert row.cells == ("graph, wall", "7.50 s", "6.00 s", "1.25", "at most 1.3")


def test_a_row_without_comparison_has_no_ratio() -> None:
    assert Row("steps", 1234.0, unit="ms").cells == ("steps", "1,234 ms", "", "", "")


def test_a_table_is_aligned_markdown() -> None:
    assert table(("what", "s"), [("a", "10.0")]).splitlines() == [
        "| what |    s |",
        "| ---- | ---: |",
        "| a    | 10.0 |",
    ]


def test_parts_without_ratios_bring_their_own_table_only() -> None:
    text = page([Part([], "**one**: how.", ["| own |"])], ["Facts.", "More."])
    assert text == "Facts. More.\n\n| own |\n\n- **one**: how.\n"


def test_a_part_s_rows_stand_in_the_table_of_ratios() -> None:
    text = page([Part([Row("graph", 3.0, 2.0)], "how")], [])
    assert "| graph                | 3.00 s |        2.00 s |  1.50 |        |" in text.splitlines()


def test_sizes_are_whole_numbers_by_comma() -> None:
    assert numbers("10_000,100000") == (10_000, 100_000)


def logged(run: str, asset: str, seconds: float | None) -> str:
    """A line of the log: the asset's end, or its beginning."""
    line = {"event": "started", "run_id": run, "asset": asset}
    if seconds is not None:
        line |= {"event": "materialized", "seconds": seconds}  # type: ignore[dict-item]
    return json.dumps(line)


def test_a_step_of_several_assets_counts_once_with_its_last_line() -> None:
    lines = [
        logged("old", "raw_customers", 9.0),
        logged("new", "raw_customers", 0.1),
        logged("new", "clean_customers", None),
        logged("new", "quarantined_customers", 0.2),
        logged("new", "unlabelled_customers", 0.4),
        logged("new", "clean_customers", 0.5),
        logged("new", "champion_model", 0.3),
        logged("new", "model_card", 0.35),
        logged("new", "churn_scores", 0.6),
    ]
    assert step_seconds(lines) == {
        "raw_customers": 0.1,
        "clean_customers and 2 more": 0.5,
        "champion_model and 1 more": 0.35,
        "churn_scores": 0.6,
    }


class Served(ThreadingHTTPServer):
    """Answers everything with a megabyte; the first answer takes a while."""

    daemon_threads = True

    def __init__(self, status: int = 200, first_seconds: float = 0) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.first_seconds = status, first_seconds
        self.asked: list[tuple[str, str, bytes]] = []


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Served

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.asked.append((self.command, self.path, body))
        if len(self.server.asked) == 1:
            time.sleep(self.server.first_seconds)
        self.send_response(self.server.status)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        self.wfile.write(bytes(1_000_000))

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Served]:
    with Served() as made:
        yield from serving(made)


def serving(server: Served) -> Iterator[Served]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()


def test_a_client_posts_a_body_again_and_again_on_every_connection(
    server: Served, tmp_path: Path
) -> None:
    body = tmp_path / "body.json"
    body.write_bytes(b'{"customer": {}}')
    found = loaded(Load(server.server_port, "/api/predictions", 3, 0, str(body)))
    assert server.asked == [("POST", "/api/predictions", b'{"customer": {}}')] * 6  # twice each
    assert found["rate"] > 0 and 0 < found["p50"] <= found["p99"]


def test_without_a_body_a_client_gets(server: Served) -> None:
    send_load(Load(server.server_port, "/api/health", seconds=0))
    assert server.asked == [("GET", "/api/health", b"")] * 2


def test_at_fixed_times_an_answer_counts_from_when_it_was_due(server: Served) -> None:
    server.first_seconds = 0.4
    found = send_load(Load(server.server_port, "/", seconds=0.45, every=0.1))
    assert len(server.asked) == 5  # due at 0, 0.1, 0.2, 0.3 and 0.4 s, the first four too late
    assert found["p50"] >= 200 and found["p99"] >= 390  # of at least 400, 300, 200, 100, 0 ms


def test_an_answer_that_is_not_200_ends_the_measurement(server: Served) -> None:
    server.status = 503
    with pytest.raises(SystemExit, match="/api/health: HTTP/1.1 503 Service Unavailable"):
        send_load(Load(server.server_port, "/api/health"))
    with pytest.raises(SystemExit, match="ended with exit code 1"):
        loaded(Load(server.server_port, "/api/health"))


def test_medians_are_of_each_figure() -> None:
    rounds = [{"p50": 3.0, "rate": 10.0}, {"p50": 1.0, "rate": 30.0}, {"p50": 2.0, "rate": 20.0}]
    assert medians(rounds) == {"p50": 2.0, "rate": 20.0}


def test_requests_hold_the_source_s_rows_by_its_headers_without_who_left(
    small_csv: Path, tmp_path: Path
) -> None:
    one, many = write_bodies(small_csv, TELCO, tmp_path / "bodies", 700)
    customer = json.loads(one.read_text())["customer"]
    batch = json.loads(many.read_text())["customers"]
    assert list(customer) == [header for header in TELCO.headers if header != "Churn"]
    assert batch[0] == customer
    assert [type(customer[name]) for name in ("tenure", "MonthlyCharges")] == [int, float]
    ids = [each["customerID"] for each in batch]
    assert len(batch) == len(set(ids)) == 700
    assert (ids[300], ids[600]) == (f"{ids[0]}-1", f"{ids[0]}-2")
    assert {**batch[650], "customerID": ids[50]} == batch[50]


def test_an_id_of_digits_stays_text_and_a_blank_stays_blank(tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text("customerID,tenure,TotalCharges,Churn\n0012, 7 , ,Yes\n")
    expected = {"customerID": "0012", "tenure": 7.0, "TotalCharges": " "}
    assert customers_of(path, TELCO, 1) == [expected]


def test_splits_are_scored_as_scikit_learn_scores_them() -> None:
    clean, seed = customers(), 5
    found = scores_of_splits(clean, TELCO, [seed, 6])
    assert {len(values) for scores in found.values() for values in scores.values()} == {2}
    train, test = train_test_split(clean, test_size=0.3, stratify=clean["churn"], random_state=seed)
    model = gradient_boosting(TELCO, DEFAULTS["gradient_boosting"], seed)
    model.fit(train[TELCO.features], train["churn"])
    risk = model.predict_proba(test[TELCO.features])[:, 1]
    boosted = found["gradient_boosting"]
    assert boosted["roc_auc"][0] == pytest.approx(roc_auc_score(test["churn"], risk))
    assert boosted["brier"][0] == pytest.approx(brier_score_loss(test["churn"], risk))
    assert boosted["f1"][0] == pytest.approx(f1_score(test["churn"], risk >= 0.5))
    assert boosted["roc_auc"][0] != found["logistic_regression"]["roc_auc"][0]


def test_there_are_thirty_different_splits() -> None:
    assert len(SEEDS) == len(set(SEEDS)) == 30 and 42 in SEEDS


def test_the_splits_table_has_spreads_and_paired_differences() -> None:
    logistic = {"roc_auc": [0.80, 0.82, 0.84], "brier": [0.14, 0.13, 0.12]}
    boosted = {"roc_auc": [0.81, 0.82, 0.82], "brier": [0.13, 0.12, 0.13]}
    others = dict.fromkeys(("ece", "f1", "lift_top_decile"), [0.5, 0.5, 0.5])
    text = splits_table(
        {"logistic_regression": logistic | others, "gradient_boosting": boosted | others}
    )
    _, _, auc, brier, *_ = [[c.strip() for c in row.split("|")] for row in text.splitlines()]
    # deviations by hand: of -2, 0, 2 it is 2; of 1, 0, -2 (mean -1/3) it is sqrt(7/3) = 1.5275
    assert auc[1:4] == ["roc_auc", "0.8200 ± 0.0200", "0.8167 ± 0.0058"]
    assert auc[4:6] == ["-0.0033 ± 0.0153", "at least 0.849"]
    assert brier[4] == "-0.0033 ± 0.0115"


def test_without_the_real_table_the_splits_say_why_they_are_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.bench._REAL", tmp_path / "absent.csv")
    monkeypatch.delenv("CHURN_REAL_CSV", raising=False)
    part = run(Bench(tmp_path))
    assert part == Part([], "**thirty**: not measured, the real table is not there.")


def result(name: str, machine: str = "Two cores.", **more: Any) -> Result:
    part = Part([Row(f"{name}, wall", 3.0, 2.0)], f"**{name}**: how.", ["| own |"])
    facts = {"source": "Real.", "moment": "Monday, load average 0.1", "minutes": 2.4, **more}
    return Result(name, part, machine, **facts)


def test_a_part_measured_again_leaves_the_others_results(tmp_path: Path) -> None:
    for each in (result("tick"), result("graph"), result("tick", minutes=0.4)):
        keep(tmp_path / "results", each)
    assert load(tmp_path / "results", ["graph", "absent", "tick"]) == [
        result("graph"),
        result("tick", minutes=0.4),
    ]


def test_the_page_says_when_each_part_was_measured_and_the_machine_once() -> None:
    lines = render([result("graph"), result("tick", minutes=0.4)]).splitlines()
    assert lines.count("Two cores. Real.") == 1
    assert "- **graph**: how. (Monday, load average 0.1; 2 minutes.)" in lines
    assert "- **tick**: how. (Monday, load average 0.1.)" in lines
    assert [line for line in lines if line.startswith("| graph, wall")]


def test_parts_of_two_machines_say_which_is_whose() -> None:
    text = render([result("graph"), result("tick", "Four cores."), result("api")])
    assert "graph, api: Two cores. Real. tick: Four cores. Real." in text


def test_the_table_of_steps_has_a_column_for_each_run_and_its_rest() -> None:
    runs = {"10 rows": (4.0, {"a": 1.0, "b": 2.0}), "1,000 rows": (20.0, {"a": 12.0})}
    lines = steps_table(runs).splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    assert rows[0] == ["seconds of each step", "10 rows", "1,000 rows"]
    assert rows[2:4] == [["a", "1.00 s", "12.0 s"], ["b", "2.00 s", ""]]
    assert [row[1:] for row in rows[4:]] == [["1.00 s", "8.00 s"], ["4.00 s", "20.0 s"]]


def command(code: str) -> Command:
    return Command([sys.executable, "-c", code], dict(os.environ), ".")


def test_a_server_that_ends_before_it_answers_ends_the_measurement(server: Served) -> None:
    with running(command("import time; time.sleep(60)")) as process:
        until_answered(process, server.server_port, "/")
        assert server.asked == [("GET", "/", b"")]
    assert process.poll() is not None
    with pytest.raises(SystemExit, match="no answer to / on port"):
        until_answered(process, server.server_port, "/")


def test_a_measured_command_tells_its_peak_and_why_it_failed() -> None:
    held = measure(command("x = bytes(range(256)) * 600_000; print(5)"), 60)
    assert held.stdout == "5\n" and held.memory > 146  # MiB of the bytes alone
    with pytest.raises(SystemExit, match="exit code 1\nwhy"):
        measure(command("raise SystemExit('why')"))
    with pytest.raises(SystemExit, match="not done after 0 s"):
        measure(command("import time; time.sleep(60)"), 0.4)


def test_a_result_of_a_part_that_is_no_longer_measured_stays_on_the_page(tmp_path: Path) -> None:
    for name in ("ancient", "tick"):
        keep(tmp_path / "results", result(name))
    assert [each.name for each in load(tmp_path / "results", ["tick"])] == ["tick", "ancient"]
