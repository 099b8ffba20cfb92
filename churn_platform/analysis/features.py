"""From typed columns to what a model can take: impute, scale, encode."""

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from churn_platform.analysis.schema import Schema
from churn_platform.analysis.splitting import TRAIN

SPLIT = "split"


def level_name(column: str, level: str) -> str:
    """Return the name of the 0/1 column of one level; a named function, so it can be saved."""
    return f"{column}={level}"


def linear_features(schema: Schema) -> ColumnTransformer:
    """Return the unfitted preparation for a linear model: (n, n_columns) to (n, n_features).

    Numbers are imputed by the median and scaled to mean 0 and variance 1, flags stay 0 or 1,
    categories become one 0/1 column for each level. An unknown level is 0 everywhere.
    """
    categories = schema.names("category")
    levels = [list(schema[name].values) for name in categories]
    encoder = OneHotEncoder(
        categories=levels,
        handle_unknown="ignore",
        sparse_output=False,
        feature_name_combiner=level_name,
    )
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    return ColumnTransformer(
        [
            ("numeric", numbers, schema.names("numeric")),
            ("flag", SimpleImputer(strategy="most_frequent"), schema.names("flag")),
            ("category", encoder, categories),
        ],
        verbose_feature_names_out=False,
    )


def tree_features(schema: Schema) -> ColumnTransformer:
    """Return the unfitted preparation for boosted trees: categories as codes, first in the row.

    An unknown level becomes missing, which the trees handle as they did in training.
    """
    categories = schema.names("category")
    levels = [list(schema[name].values) for name in categories]
    encoder = OrdinalEncoder(
        categories=levels, handle_unknown="use_encoded_value", unknown_value=float("nan")
    )
    return ColumnTransformer(
        [
            ("category", encoder, categories),
            ("rest", "passthrough", schema.names("numeric", "flag")),
        ],
        verbose_feature_names_out=False,
    )


def process_customers(clean: pd.DataFrame, split: pd.Series, schema: Schema) -> pd.DataFrame:
    """Return id, split, target and the model-ready columns, fitted on the training rows only.

    Shape (n_customers, 3 + n_features), in the order of `clean`.
    """
    preparation = linear_features(schema)
    preparation.fit(clean.loc[split == TRAIN, schema.features])
    ready = pd.DataFrame(
        preparation.transform(clean[schema.features]),
        columns=preparation.get_feature_names_out(),
        index=clean.index,
    )
    head = pd.DataFrame(
        {
            schema.identifier: clean[schema.identifier],
            SPLIT: split,
            schema.target: clean[schema.target],
        }
    )
    return pd.concat([head, ready], axis="columns")
