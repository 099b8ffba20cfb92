import dataclasses
import json
import math
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from churn_platform.analysis.training import models
from churn_platform.analysis.training.search import SearchResult, search
from churn_platform.analysis.training.spaces import SPACES, Space
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.figures.shapes import shape

MADE = shape("numeric", "flag")
ABSURD = {"C": 1e-6, "max_iter": 1000}
USUAL = {"C": 1.0, "max_iter": 1000}


def plain(contract: Contract, parameters: dict[str, Any], seed: int) -> Pipeline:
    """Return a logistic regression without the platform's preparation, which takes most time."""
    model = LogisticRegression(**parameters, random_state=seed)
    return Pipeline([("features", StandardScaler()), ("model", model)])


@dataclasses.dataclass(frozen=True)
class Choice:
    """One of some values, drawn again and again as often as is asked for."""

    values: tuple[float, ...]

    def rvs(self, random_state: np.random.RandomState) -> float:
        return self.values[random_state.randint(len(self.values))]


def c_of(*values: float) -> Space:
    return Space({"C": Choice(values)}, lambda parameters: float(parameters["C"]))


def run(
    current: dict[str, Any],
    space: Space = SPACES["logistic_regression"],
    train: pd.DataFrame = MADE.clean,
    candidates: int = 4,
    seed: int = 7,
    **more: Any,
) -> SearchResult:
    given: dict[str, Any] = {
        "build": plain,
        "folds": 5,
        "progress": lambda *_: None,
    }
    given |= more
    build = given.pop("build")
    return search(
        build, space, current, train, MADE.contract, seed=seed, candidates=candidates, **given
    )


@cache
def usual() -> SearchResult:
    return run(USUAL)


@cache
def absurd() -> SearchResult:
    return run(ABSURD)


def fold_scores(parameters: dict[str, Any], scoring: str) -> np.ndarray:
    folds = StratifiedKFold(5, shuffle=True, random_state=7)
    rows = MADE.clean
    assert len(rows) % 5 == 0  # so that each fit has four fifths of the rows
    # the penalty weighs as much beside each row's loss as in the fit of all rows
    pipeline = plain(MADE.contract, {**parameters, "C": parameters["C"] / 0.8}, 7)
    scores: np.ndarray = cross_val_score(
        pipeline, rows[MADE.contract.features], rows["left"], cv=folds, scoring=scoring
    )
    return scores


def test_the_current_setting_is_first_and_measured_as_scikit_learn_does() -> None:
    first = usual().candidates[0]
    assert first.parameters == USUAL
    for score, scoring, sign in (
        (first.log_loss, "neg_log_loss", -1),
        (first.roc_auc, "roc_auc", 1),
        (first.brier, "neg_brier_score", -1),
    ):
        expected = sign * fold_scores(USUAL, scoring)
        assert score.mean == pytest.approx(expected.mean(), rel=1e-9)
        assert score.sd == pytest.approx(np.std(expected, ddof=1), rel=1e-9)


def test_an_absurd_setting_is_replaced_by_the_best_candidate() -> None:
    found = absurd()
    losses = [one.log_loss.mean for one in found.candidates]
    assert found.improves
    assert found.best == losses.index(min(losses)) != 0
    assert found.parameters == found.candidates[found.best].parameters
    assert found.parameters["max_iter"] == 1000  # not drawn, so as it was


def test_the_gain_has_the_error_of_paired_folds_that_share_rows() -> None:
    found = absurd()
    best = fold_scores(found.parameters, "neg_log_loss")
    gains = best - fold_scores(ABSURD, "neg_log_loss")
    assert found.gain == pytest.approx(gains.mean(), rel=1e-9)
    # five folds, and a test fold is a quarter of its training rows
    expected = np.std(gains, ddof=1) * math.sqrt(1 / 5 + 1 / 4)
    assert found.gain_error == pytest.approx(expected, rel=1e-9)


def test_a_gain_within_noise_keeps_the_current_setting() -> None:
    found = run(USUAL, c_of(0.5, 5.0, 100.0))
    assert found.best != 0
    assert 0 < found.gain <= 2 * found.gain_error
    assert not found.improves
    assert found.parameters == USUAL


def test_the_current_setting_is_kept_when_nothing_is_better() -> None:
    found = run(USUAL, c_of(1e-6, 1e-7))
    assert (found.best, found.improves, found.gain, found.gain_error) == (0, False, 0, 0)
    assert found.parameters == USUAL


def test_of_equal_candidates_the_smaller_model_is_best() -> None:
    # the solver's limit does not matter once it is enough
    space = Space({"max_iter": Choice((900, 800))}, lambda parameters: -parameters["max_iter"])
    found = run({"C": 1.0, "max_iter": 700}, space, candidates=10)
    assert found.candidates[found.best].parameters["max_iter"] == 900
    assert not found.improves


def test_what_is_drawn_twice_is_tried_once() -> None:
    found = run(USUAL, c_of(1.0, 2.0), candidates=20)
    assert [one.parameters["C"] for one in found.candidates] == [1.0, 2.0]


def test_progress_is_told_after_each_candidate() -> None:
    told: list[tuple[int, int, float]] = []
    found = run(USUAL, progress=lambda *state: told.append(state))
    losses = [one.log_loss.mean for one in found.candidates]
    assert [(done, every) for done, every, _ in told] == [(n, 4) for n in range(1, 5)]
    assert [least for *_, least in told] == list(np.minimum.accumulate(losses))


def test_the_same_seed_gives_the_same_result_and_another_draws_others() -> None:
    first, second, other = usual(), run(USUAL), run(USUAL, seed=8)
    assert first == second
    assert len({one.parameters["C"] for one in first.candidates}) == 4
    drawn = [[one.parameters["C"] for one in found.candidates[1:]] for found in (first, other)]
    assert not set(drawn[0]) & set(drawn[1])


def test_one_candidate_is_the_current_setting() -> None:
    found = run(USUAL, candidates=1)
    assert len(found.candidates) == 1
    with pytest.raises(ValueError, match="found 0 candidates; expected at least 1"):
        run(USUAL, candidates=0)


def test_a_solver_that_stops_early_is_measured_and_not_a_warning() -> None:
    found = run({"C": 1.0, "max_iter": 1}, candidates=1)
    assert found.candidates[0].log_loss.mean > usual().candidates[0].log_loss.mean


def test_a_rare_class_has_fewer_folds() -> None:
    rows = MADE.clean.assign(left=[1, 1, 1] + [0] * 117)
    assert run(USUAL, train=rows, candidates=1).folds == 3


def test_a_result_can_be_json_and_names_nobody() -> None:
    text = json.dumps(dataclasses.asdict(usual()), allow_nan=False)
    assert "SECRET" not in text


def test_trees_are_searched_too() -> None:
    built: list[dict[str, Any]] = []

    def build(contract: Contract, parameters: dict[str, Any], seed: int) -> Pipeline:
        built.append(parameters)
        return models.gradient_boosting(contract, {**parameters, "max_iter": 5}, seed)

    current = {"learning_rate": 1e-6, "max_iter": 50, "max_depth": 1}
    found = run(current, SPACES["gradient_boosting"], candidates=4, folds=3, build=build)
    assert built[0] == current
    assert [one.parameters for one in found.candidates] == built
    assert found.best != 0
    assert all(50 <= one["max_iter"] <= 500 for one in built)
