"""What model files may contain: their kinds, and the allow-list of types and functions.

Allowing a whole library or a prefix would not be safe: numpy and scikit-learn have functions that
run code.
"""

from pathlib import Path
from typing import Final

from churn_platform.catalog import ASSETS, CHAMPION, FOLDS_FILE, MODEL_FOLDS, MODELS, SCORER_FILE
from churn_platform.storage.artifacts import MEDIA_TYPES, ArtifactError

Kind = tuple[str, str]
"""Module and name of a type or function."""
FORMAT: Final = "churn_platform.storage.model_files.format"
FORMER_NAME: Final = "churn_platform.model_file"
"""The former name of `FORMAT`, in files from before it moved."""
PIPELINE: Final[Kind] = ("sklearn.pipeline", "Pipeline")
SCORER: Final[Kind] = ("churn_platform.analysis.scoring.scorer", "Scorer")
FOLDS: Final[Kind] = ("churn_platform.analysis.scoring.folds", "FoldScorers")
KNOWN: Final = frozenset(
    {
        PIPELINE,
        SCORER,
        FOLDS,
        (FORMAT, "array"),
        (FORMAT, "objects"),
        (FORMAT, "number"),
        (FORMAT, "array_type"),
        ("builtins", "slice"),
        ("churn_platform.analysis.features", "level_name"),
        ("churn_platform.analysis.scoring.curve", "Curve"),
        ("churn_platform.analysis.scoring.linear", "LinearParts"),
        ("churn_platform.analysis.scoring.trees", "TreeParts"),
        ("churn_platform.analysis.training.boosted", "GradientBoosting"),
        ("churn_platform.analysis.training.calibration", "SigmoidCalibrated"),
        ("numpy", "float64"),
        ("scipy._lib.array_api_compat.numpy._aliases", "asarray"),
        ("scipy.interpolate._bsplines", "BSpline"),
        ("sklearn.compose._column_transformer", "ColumnTransformer"),
        ("sklearn.impute._base", "SimpleImputer"),
        ("sklearn.linear_model._logistic", "LogisticRegression"),
        ("sklearn.preprocessing._data", "StandardScaler"),
        ("sklearn.preprocessing._encoders", "OneHotEncoder"),
        ("sklearn.preprocessing._encoders", "OrdinalEncoder"),
        ("sklearn.preprocessing._polynomial", "SplineTransformer"),
    }
)
"""The types and functions that a model file may name."""
_PUBLISHED: Final[dict[str, dict[str, Kind]]] = {
    **{
        key: {
            Path(ASSETS[key].file).name: PIPELINE,
            f"{key.removesuffix('_model')}{MODEL_FOLDS}": FOLDS,
        }
        for key in MODELS
    },
    CHAMPION: {
        Path(ASSETS[CHAMPION].file).name: PIPELINE,
        SCORER_FILE: SCORER,
        FOLDS_FILE: FOLDS,
    },
}
"""Asset -> the names of its model files -> the kind of their content."""


class ModelFileError(ArtifactError):
    """The bytes are not a model, or name something that none of our models contains."""


def kind_of(asset: str, id: str, media_type: str) -> Kind:
    """Return the kind of an asset's model file, from its record.

    Raises:
        ModelFileError: the asset's step publishes no such model.
    """
    kind = _PUBLISHED.get(asset, {}).get(id)
    if kind is None or media_type != MEDIA_TYPES[Path(id).suffix]:
        raise ModelFileError(f"is not a model that {asset} publishes")
    return kind


def known_name(module: str, name: str) -> Kind:
    """Return the name of the allow-list that a model file means.

    Raises:
        ModelFileError: there is no such name.
    """
    found = (FORMAT if module == FORMER_NAME else module, name)
    if found not in KNOWN:
        raise ModelFileError(f"contains {module}.{name}, which is not part of any model")
    return found
