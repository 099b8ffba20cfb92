"""The champion and the decision on a candidate, as recorded by their run."""

from datetime import datetime

from pydantic import Field

from api.schemas.base import RUN_ID, TIME, VERSION, Answer
from api.schemas.evaluation import Chance, Spread

_GATE = {
    "name": "candidate_reaches_the_floors",
    "passed": True,
    "found": "ROC AUC 0.848 on 2,113 customers",
    "expected": "ROC AUC of at least 0.82",
}


class Gate(Answer):
    """One condition that a candidate must meet."""

    name: str = Field(description="Name.", examples=[_GATE["name"]])
    passed: bool = Field(description="Whether it is met.", examples=[True])
    found: str | None = Field(None, description="What was found.", examples=[_GATE["found"]])
    expected: str | None = Field(
        None, description="What was expected.", examples=[_GATE["expected"]]
    )


class Candidate(Answer):
    """The model that was evaluated."""

    name: str | None = Field(None, description="Name.", examples=["logistic_regression"])
    version: str | None = Field(None, description="Data version of its file.", examples=[VERSION])


class Decision(Answer):
    """The decision on a candidate."""

    verdict: str = Field(
        description="`promoted`, `kept`, `refused`, `held` or `rolled back`.",
        examples=["promoted"],
    )
    reason: str = Field(
        "", description="The reason, as a sentence.", examples=["It meets every condition."]
    )
    candidate: Candidate | None = Field(None, description="The model that was evaluated.")
    gates: list[Gate] = Field([], description="The conditions, and what was found for each.")
    held: bool = Field(
        False,
        description="Whether a user chose the model: then it serves until it is released.",
        examples=[False],
    )


class MadeFor(Answer):
    """A contract."""

    name: str = Field(description="Its name.", examples=["telco"])
    version: str = Field(description="First digits of its hash.", examples=[VERSION])


class Champion(Answer):
    """The serving model, as recorded by the run that chose it."""

    name: str = Field(description="Name.", examples=["logistic_regression"])
    version: str = Field(description="Data version of its file.", examples=[VERSION])
    source_version: str | None = Field(
        None, description="Data version of the raw table it was trained on.", examples=[VERSION]
    )
    contract: MadeFor = Field(description="The contract it was trained for.")
    features: list[str] = Field(
        description="Our names of the columns it uses.", examples=[["tenure", "contract"]]
    )
    promoted_at: datetime | None = Field(None, description="Since when.", examples=[TIME])
    run_id: str | None = Field(None, description="Run that promoted it.", examples=[RUN_ID])
    libraries: dict[str, str] = Field(
        {},
        description="Library versions it was trained with.",
        examples=[{"python": "3.11.7", "scikit-learn": "1.9.0"}],
    )
    bands: dict[str, float] = Field(
        {},
        description="Probabilities from which a customer is at medium and at high risk.",
        examples=[{"medium": 0.265, "high": 0.531}],
    )
    leavers_share: float | None = Field(
        None, description="Churn rate of the training rows.", examples=[0.265]
    )
    scores: dict[str, float | None] = Field(
        {}, description="Headline metrics on the test rows.", examples=[{"roc_auc": 0.848}]
    )
    intervals: dict[str, list[float | None] | None] = Field(
        {}, description="Their 95 % intervals.", examples=[{"roc_auc": [0.83, 0.865]}]
    )
    cross_validation: dict[str, Spread] = Field(
        {},
        description="By score, over folds of the training rows.",
        json_schema_extra={"x-key": "roc_auc"},
    )
    ece_if_calibrated: Chance | None = Field(
        None, description="What `ece` would be by chance if the probabilities were calibrated."
    )
