import numpy as np
import pytest

from api.serving.explanations import reasons_of
from churn_platform.analysis.scoring.encoded import Encoded
from churn_platform.config.contracts.contract import Contract

TWO = Contract.model_validate(
    {
        "name": "small",
        "columns": {
            "id": {"kind": "identifier", "header": "Id"},
            "months": {"kind": "numeric", "header": "Months", "low": 0},
            "plan": {"kind": "category", "header": "Plan", "values": ["A", "B"]},
            "left": {"kind": "target", "header": "Left"},
        },
    }
)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([0.5, 0.25], [("months", 0.5), ("plan", 0.25)]),
        ([-0.5, 0.25], [("plan", 0.25)]),
        ([-0.5, -0.25], []),
    ],
)
def test_a_contract_with_two_features_gives_at_most_two_reasons(
    parts: list[float], expected: list[tuple[str, float]]
) -> None:
    customer = Encoded(tuple(TWO.features), np.array([[5.0, 1.0]]))
    (found,) = reasons_of(np.array([parts]), customer, TWO)
    assert [(reason["feature"], reason["contribution"]) for reason in found] == expected
