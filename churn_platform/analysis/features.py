"""Preprocess typed columns for the models: impute, scale, encode."""

import numpy as np
import pandas as pd
from sklearn.base import TransformerMixin, clone
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, SplineTransformer, StandardScaler

from churn_platform.analysis.scoring.encoded import FloatArray, category_codes
from churn_platform.config.contracts.contract import Contract

SPLIT = "split"
_KNOTS = 5


def level_name(column: str, level: str) -> str:
    """Return the name of the 0/1 column of one level; a named function, so it can be saved."""
    return f"{column}={level}"


def plain_features(contract: Contract) -> ColumnTransformer:
    """Return the unfitted preparation of the processed table: (n, n_columns) to (n, n_features).

    Numbers are imputed by the median and scaled to mean 0 and variance 1, flags are imputed by the
    most frequent value, of equals 0, categories become one 0/1 column for each level. A missing or
    unknown level is 0 everywhere. The order is that of the contract, within numbers, flags, levels.

    A column without a single value in the training rows keeps its place and is 0, scaled too. What
    it holds at prediction is passed on, and a model that saw 0 alone gives it no weight.
    """
    scaled = make_pipeline(_imputer("median"), StandardScaler())
    return _by_kind(contract, contract.names("numeric"), scaled)


def linear_features(contract: Contract) -> ColumnTransformer:
    """Return the unfitted preparation for the linear model: (n, n_columns) to (n, n_features).

    As `plain_features`, but each number becomes a smooth curve of it: a few cubic splines between
    quantiles of the training rows, flat beyond the outermost (Eilers & Marx 1996 for splines in
    regression). The model stays a sum of one term for each column. Columns that are about the
    product of others are left out: with curves of their factors they add nothing (on the Telco
    table the ROC AUC of 3 times 10 folds is 0.8499 without and 0.8498 with them), and they would
    split the effect of one fact between two columns.
    """
    splines = SplineTransformer(_KNOTS, degree=3, knots="quantile", include_bias=False)
    names = [name for name in contract.names("numeric") if name not in contract.products]
    return _by_kind(contract, names, make_pipeline(_imputer("median"), splines, StandardScaler()))


def _by_kind(contract: Contract, names: list[str], numbers: Pipeline) -> ColumnTransformer:
    categories = contract.names("category")
    levels = [list(contract[name].values) for name in categories]
    encoder = OneHotEncoder(
        categories=levels,
        handle_unknown="ignore",
        sparse_output=False,
        feature_name_combiner=level_name,
    )
    return ColumnTransformer(
        [
            ("numeric", numbers, names),
            ("flag", _imputer("most_frequent"), contract.names("flag")),
            ("category", encoder, categories),
        ],
        verbose_feature_names_out=False,
    )


def tree_features(contract: Contract) -> ColumnTransformer:
    """Return the unfitted preparation for boosted trees: categories as codes, first in the row.

    A missing or unknown level becomes missing, which the trees handle as they did in training.
    Numbers and flags are imputed as for the linear model, so that missing means the same to both.
    """
    categories = contract.names("category")
    levels = [list(contract[name].values) for name in categories]
    encoder = OrdinalEncoder(
        categories=levels, handle_unknown="use_encoded_value", unknown_value=float("nan")
    )
    return ColumnTransformer(
        [
            ("category", encoder, categories),
            ("numeric", _imputer("median"), contract.names("numeric")),
            ("flag", _imputer("most_frequent"), contract.names("flag")),
        ],
        verbose_feature_names_out=False,
    )


def encoded_once(
    preparation: TransformerMixin, rows: pd.DataFrame
) -> tuple[TransformerMixin, pd.DataFrame]:
    """Return an equal preparation of rows whose categories are encoded already, and those rows.

    The code of a value follows from the contract and not from other rows, so nothing is learned
    here, and cross-validation need not encode the same texts in every fold.
    """
    fitted = fitted_encoder(preparation, rows)
    if fitted is None:
        return preparation, rows
    branches = {name: (branch, columns) for name, branch, columns in preparation.transformers}
    _, encoder, columns = fitted
    names = list(encoder.get_feature_names_out())
    table = pd.DataFrame(_encoded(rows, encoder, columns), columns=names, index=rows.index)
    light = {**branches, "category": ("passthrough", names)}
    equal = ColumnTransformer(
        [(name, branch, columns) for name, (branch, columns) in light.items()],
        verbose_feature_names_out=False,
    )
    return equal, pd.concat([rows.drop(columns=columns), table], axis="columns")


def fitted_encoder(
    preparation: TransformerMixin, rows: pd.DataFrame
) -> tuple[str, TransformerMixin, list[str]] | None:
    """Return the branch of a preparation that encodes the categories, fitted; None without any.

    It is what a fitted `ColumnTransformer` lists of it: name, encoder and columns.

    Args:
        preparation: unfitted.
        rows: with the columns; the codes follow from the contract and not from them.
    """
    made = preparation.transformers if isinstance(preparation, ColumnTransformer) else []
    for name, encoder, columns in made:
        if name == "category" and columns:
            return name, clone(encoder).fit(rows[columns][:1]), columns
    return None


def _encoded(rows: pd.DataFrame, encoder: TransformerMixin, columns: list[str]) -> FloatArray:
    """Return what the encoder makes of the rows, (n, n_columns), but quicker."""
    blocks = []
    for column, levels in zip(columns, encoder.categories_, strict=True):
        places = range(len(levels))
        codes = category_codes(rows[column], dict(zip(levels, map(float, places), strict=True)))
        is_wide = isinstance(encoder, OneHotEncoder)
        blocks.append(codes[:, None] == np.array(places) if is_wide else codes[:, None])
    return np.hstack(blocks).astype(np.float64)


def _imputer(strategy: str) -> SimpleImputer:
    # a column that is empty in training keeps its place, so that names and values stay aligned
    return SimpleImputer(strategy=strategy, keep_empty_features=True)


def ready(part: pd.DataFrame, preparation: ColumnTransformer, contract: Contract) -> pd.DataFrame:
    """Return id, split, target and the model-ready columns of a part of the clean table.

    Args:
        part: typed columns and `split`, (n_rows, n_columns).
        preparation: `plain_features` of encoded rows, fitted on the training rows.
        contract: of the table.
    """
    _, rows = encoded_once(plain_features(contract), part[contract.features])
    columns = pd.DataFrame(
        preparation.transform(rows).astype("float64"),
        columns=preparation.get_feature_names_out(),
        index=part.index,
    )
    head = part[[contract.identifier, SPLIT, contract.target]]
    return pd.concat([head, columns], axis="columns")
