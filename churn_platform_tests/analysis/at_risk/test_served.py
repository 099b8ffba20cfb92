"""Customers who trained the champion are scored by a model that has not seen them."""

import numpy as np
import pytest

from churn_platform.analysis.at_risk.reasons import reason_texts
from churn_platform.analysis.at_risk.served import Served
from churn_platform.analysis.hashing import hashes
from churn_platform.analysis.scoring.encoded import encode_table
from churn_platform.analysis.scoring.folds import FoldScorers
from churn_platform.analysis.scoring.scorer import Scorer
from churn_platform_tests.analysis.composed import score_customers
from churn_platform_tests.analysis.scoring.made import MADE, boosted, customers, linear, scorer_of

TABLE = customers(400, 3)
CURRENT = TABLE.drop(columns="left")
ROWS = np.arange(len(TABLE))
FOLD = np.where(ROWS % 4 == 3, -1, ROWS % 2)
"""Of each customer; a quarter did not train the champion."""


def part(rows: np.ndarray) -> Scorer:
    table = TABLE[rows].reset_index(drop=True)
    return scorer_of(linear(table), table)


CHAMPION = scorer_of(boosted(TABLE), TABLE)
FOLDS = (part(FOLD != 0), part(FOLD != 1))


def served() -> Served:
    ids = hashes(TABLE["id"])[FOLD >= 0]
    order = np.argsort(ids)
    return Served(CHAMPION, FoldScorers(FOLDS, ids[order], FOLD[FOLD >= 0][order].astype(np.int8)))


def expected() -> np.ndarray:
    encoded = encode_table(TABLE, MADE)
    each = np.stack([scorer.probability(encoded) for scorer in (*FOLDS, CHAMPION)])
    return each[FOLD, ROWS]


def test_each_is_scored_by_the_model_of_the_own_fold_and_others_by_the_champion() -> None:
    found = served().explained(CURRENT, MADE)
    np.testing.assert_array_equal(
        found.scored_by, np.where(FOLD == -1, "model", "fold").astype(object)
    )
    np.testing.assert_allclose(served().probabilities(CURRENT, MADE), expected(), atol=1e-12)


@pytest.mark.parametrize("seed", [1, 2])
def test_neither_the_order_of_the_rows_nor_the_parts_of_a_table_matter(seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(CURRENT))
    parts = [CURRENT.iloc[order[start : start + 150]] for start in (0, 150, 300)]
    found = np.concatenate([served().probabilities(part, MADE) for part in parts])
    np.testing.assert_allclose(found, expected()[order], atol=1e-12)


def test_the_reasons_are_those_of_the_probability_that_is_shown() -> None:
    scores = score_customers(CURRENT, served(), MADE, 0.3, None).set_index("id")
    encoded = encode_table(TABLE, MADE)
    texts = [
        reason_texts(scorer.contributions(encoded), encoded, MADE) for scorer in (*FOLDS, CHAMPION)
    ]
    for row in (0, 1, 2, 3, 11, 200, 399):
        own = scores.loc[TABLE["id"][row]]
        assert own["probability"] == pytest.approx(expected()[row], abs=1e-12)
        assert own["scored_by"] == ("model" if FOLD[row] == -1 else "fold")
        shown = [own["reason_1"], own["reason_2"], own["reason_3"]]
        assert shown == texts[FOLD[row]][row].tolist()


def test_the_sum_of_contributions_is_that_of_the_model_that_gave_the_score() -> None:
    found = served().explained(CURRENT, MADE)
    bases = np.array([scorer.base for scorer in (*FOLDS, CHAMPION)])
    np.testing.assert_allclose(bases[FOLD] + found.contributions.sum(axis=1), found.log_odds)


def test_a_champion_without_folds_says_whose_score_is_in_sample() -> None:
    trained = np.sort(hashes(TABLE["id"])[FOLD >= 0])
    found = Served(CHAMPION, trained=trained).explained(CURRENT, MADE)
    assert found.scored_by.tolist() == np.where(FOLD == -1, "model", "in-sample").tolist()
    probability = Served(CHAMPION).probabilities(CURRENT, MADE)
    np.testing.assert_array_equal(probability, CHAMPION.probability(encode_table(TABLE, MADE)))
    assert set(Served(CHAMPION).explained(CURRENT, MADE).scored_by) == {"unknown"}


def test_nobody_can_be_scored_too() -> None:
    nobody = served().explained(CURRENT.iloc[:0], MADE)
    assert (len(nobody.log_odds), len(nobody.scored_by)) == (0, 0)
