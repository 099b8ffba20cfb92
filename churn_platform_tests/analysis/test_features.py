import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.cleaning import clean_customers
from churn_platform.analysis.features import linear_features, process_customers, tree_features
from churn_platform.analysis.schema import TELCO

TRAINED = pd.Series(["train", "train", "test", "train"])


@pytest.fixture
def clean(raw: pd.DataFrame) -> pd.DataFrame:
    return clean_customers(raw, TELCO).frame


def test_numbers_are_scaled_by_the_training_rows_alone(clean: pd.DataFrame) -> None:
    ready = process_customers(clean, TRAINED, TELCO)
    # tenure of the training rows is 1, 34, 0: mean 35/3, population deviation below
    train = np.array([1, 34, 0])
    expected = (clean["tenure"] - 35 / 3) / np.sqrt(((train - 35 / 3) ** 2).mean())
    np.testing.assert_allclose(ready["tenure"], expected, rtol=1e-12)


def test_a_changed_test_row_moves_no_other_row(clean: pd.DataFrame) -> None:
    changed = clean.copy()
    changed.loc[2, "monthly_charges"] = 1e9
    before, after = (process_customers(frame, TRAINED, TELCO) for frame in (clean, changed))
    pd.testing.assert_frame_equal(before.drop(index=2), after.drop(index=2))


def test_id_split_and_target_come_first_and_41_features_follow(clean: pd.DataFrame) -> None:
    ready = process_customers(clean, TRAINED, TELCO)
    assert list(ready.columns[:4]) == ["customer_id", "split", "churn", "tenure"]
    # 3 numbers, 5 flags, levels: gender 2, lines 3, internet 3, six services 3 each, contract 3,
    # payment 4
    assert ready.shape == (4, 3 + 3 + 5 + 2 + 3 + 3 + 6 * 3 + 3 + 4)
    assert "contract=One year" in ready.columns
    assert ready["contract=Month-to-month"].tolist() == [1.0] * 4


def test_every_category_reaches_the_encoder(clean: pd.DataFrame) -> None:
    assert linear_features(TELCO).fit(clean).named_transformers_[
        "category"
    ].feature_names_in_.tolist() == TELCO.names("category")
    # 11 categories and 5 flags besides them
    assert (len(TELCO.names("category")), len(TELCO.names("flag"))) == (11, 5)


def test_an_unknown_level_is_zero_for_the_linear_and_missing_for_the_trees(
    clean: pd.DataFrame,
) -> None:
    other = clean.assign(contract="Crypto")
    linear = linear_features(TELCO).fit(clean)
    names = linear.get_feature_names_out().tolist()
    columns = [names.index(name) for name in names if name.startswith("contract=")]
    assert len(columns) == 3
    assert linear.transform(other)[:, columns].sum() == 0
    tree = tree_features(TELCO).fit(clean)
    position = tree.get_feature_names_out().tolist().index("contract")
    assert np.isnan(tree.transform(other)[:, position].astype(float)).all()


def test_the_trees_get_the_categories_first(clean: pd.DataFrame) -> None:
    names = tree_features(TELCO).fit(clean).get_feature_names_out().tolist()
    count = len(TELCO.names("category"))
    assert names[:count] == TELCO.names("category")
    assert len(names) == len(TELCO.features)
