"""The champion and the decision on a candidate, as recorded by their run."""

from datetime import datetime

from api.schemas.base import RUN_ID, TIME, VERSION, Answer, doc
from api.schemas.evaluation import Chance, Spread

_GATE = {
    "name": "candidate_reaches_the_floors",
    "passed": True,
    "found": "ROC AUC 0.848 on 2,113 customers",
    "expected": "ROC AUC of at least 0.82",
}


class Gate(Answer):
    """One condition that a candidate must meet."""

    name: str = doc("Name.", _GATE["name"])
    passed: bool = doc("Whether it is met.", True)
    found: str | None = doc("What was found.", _GATE["found"], default=None)
    expected: str | None = doc("What was expected.", _GATE["expected"], default=None)


class Candidate(Answer):
    """The model that was evaluated."""

    name: str | None = doc("Name.", "logistic_regression", default=None)
    version: str | None = doc("Data version of its file.", VERSION, default=None)


class Decision(Answer):
    """The decision on a candidate."""

    verdict: str = doc("`promoted`, `kept`, `refused`, `held` or `rolled back`.", "promoted")
    reason: str = doc("The reason, as a sentence.", "It meets every condition.", default="")
    candidate: Candidate | None = doc("The model that was evaluated.", default=None)
    gates: list[Gate] = doc("The conditions, and what was found for each.", default=[])
    held: bool = doc(
        "Whether a user chose the model: then it serves until it is released.", False, default=False
    )


class MadeFor(Answer):
    """A contract."""

    name: str = doc("Its name.", "telco")
    version: str = doc("First digits of its hash.", VERSION)


class Champion(Answer):
    """The serving model, as recorded by the run that chose it."""

    name: str = doc("Name.", "logistic_regression")
    version: str = doc("Data version of its file.", VERSION)
    source_version: str | None = doc(
        "Data version of the raw table it was trained on.", VERSION, default=None
    )
    contract: MadeFor = doc("The contract it was trained for.")
    features: list[str] = doc("Our names of the columns it uses.", ["tenure", "contract"])
    promoted_at: datetime | None = doc("Since when.", TIME, default=None)
    run_id: str | None = doc("Run that promoted it.", RUN_ID, default=None)
    libraries: dict[str, str] = doc(
        "Library versions it was trained with.",
        {"python": "3.11.7", "scikit-learn": "1.9.0"},
        default={},
    )
    bands: dict[str, float] = doc(
        "Probabilities from which a customer is at medium and at high risk.",
        {"medium": 0.265, "high": 0.531},
        default={},
    )
    leavers_share: float | None = doc("Churn rate of the training rows.", 0.265, default=None)
    scores: dict[str, float | None] = doc(
        "Headline metrics on the test rows.", {"roc_auc": 0.848}, default={}
    )
    intervals: dict[str, list[float | None] | None] = doc(
        "Their 95 % intervals.", {"roc_auc": [0.83, 0.865]}, default={}
    )
    cross_validation: dict[str, Spread] = doc(
        "By score, over folds of the training rows.",
        json_schema_extra={"x-key": "roc_auc"},
        default={},
    )
    ece_if_calibrated: Chance | None = doc(
        "What `ece` would be by chance if the probabilities were calibrated.", default=None
    )
