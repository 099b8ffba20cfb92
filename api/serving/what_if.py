"""A customer's score with changed values."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from api.middleware.json_body import parse_body
from api.middleware.problems import WrongInput
from api.schemas.customers import Followed, WhatIf
from api.schemas.predictions import FieldWarning
from api.serving.explanations import bands_of, moved_by, used_model
from api.serving.model import Serving
from churn_platform.config.contracts.contract import Contract

if TYPE_CHECKING:
    from churn_platform.analysis.one_customer.dependent import Followed as Dependent

_NOTE: Final = (
    "The difference is an association that the model learned from other customers. It does not say"
    " that changing this would keep the customer: that takes an experiment."
)
_EXPECTED: Final = 'expected {"changes": {field: value, …}}'


def what_if(
    id: str, values: Mapping[str, Any], body: bytes | bytearray, serving: Serving
) -> WhatIf:
    """Return the score of a customer before and after the changes in a body.

    Args:
        id: the customer's.
        values: current values of every feature.
        body: JSON.
        serving: the model; for a customer of its training data, the model of the customer's fold
            gives both scores.

    Raises:
        HTTPException: 400 if the body is not JSON.
        WrongInput: a change is invalid, or there is none.
    """
    from churn_platform.analysis.scoring.encoded import encode_customers
    from churn_platform.analysis.scoring.scorer import probability_of

    row, followed = serving.rows.changed(_changes(body), values)
    if row.problems:
        raise WrongInput(
            [WrongInput.error(f"changes.{one.field}", one.found, one.message)
             for one in row.problems]
        )  # fmt: skip
    encoded = encode_customers([values, row.values], serving.contract)
    doubts = serving.plausibility.doubts(encoded).get(1, [])
    scorer, scored_by = serving.scorer_of(id)
    contributions = scorer.contributions(encoded)
    before, after = probability_of(scorer.total(contributions)).tolist()
    return WhatIf(
        id=id,
        model=used_model(serving.champion),
        scored_by=scored_by,
        before=before,
        after=after,
        difference=after - before,
        risk_band=bands_of([after], serving.champion)[0],
        reasons=moved_by(contributions, encoded, serving.contract),
        followed=[_followed(one, serving.contract) for one in followed],
        warnings=[FieldWarning.model_validate(one) for one in (*row.warnings, *doubts)],
        note=_NOTE,
    )


def _followed(one: "Dependent", contract: Contract) -> Followed:
    field = contract[one.column].source
    return Followed(field=field, before=one.before, after=one.after, because=one.because)


def _changes(body: bytes | bytearray) -> dict[str, Any]:
    document = parse_body(body)
    if not isinstance(document, dict) or list(document) != ["changes"]:
        raise WrongInput.one("body", _EXPECTED)
    changes = document["changes"]
    if not isinstance(changes, dict) or not changes:
        raise WrongInput.one("changes", f"found none; {_EXPECTED}")
    return changes
