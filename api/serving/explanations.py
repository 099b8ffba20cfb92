"""Risk bands, reasons and the model's identity for responses."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from api.middleware.problems import ModelUnavailable
from api.schemas.champion import Champion
from api.schemas.predictions import Band, Reason, UsedModel
from churn_platform.config.contracts.contract import Contract

if TYPE_CHECKING:
    from churn_platform.analysis.scoring.encoded import Encoded, FloatArray


def used_model(champion: Champion) -> UsedModel:
    """Return the model's identity."""
    return UsedModel(
        name=champion.name,
        version=champion.version,
        data_version=champion.source_version,
        run_id=champion.run_id,
        promoted_at=champion.promoted_at,
    )


def bands_of(probabilities: Sequence[float], champion: Champion) -> list[Band]:
    """Return the risk band of each probability: `high`, `medium` or `low`.

    Raises:
        ModelUnavailable: the champion was recorded without bands.
    """
    try:
        medium, high = champion.bands["medium"], champion.bands["high"]
    except KeyError:
        raise ModelUnavailable(
            "The champion was recorded without risk bands; materialize champion_model again."
        ) from None
    return ["high" if p >= high else "medium" if p >= medium else "low" for p in probabilities]


def reasons_of(
    contributions: "FloatArray", customers: "Encoded", contract: Contract
) -> list[list[dict[str, Any]]]:
    """Return each customer's reasons for churning, as in `Reason`, actionable ones first.

    Args:
        contributions: of each feature to the log-odds, (n_customers, n_features).
        customers: the same customers, encoded.
        contract: describes the columns.
    """
    from churn_platform.analysis.at_risk.reasons import can_act, ranked, texts_of

    order, added = ranked(contributions, customers, contract)
    texts = texts_of(order, added, customers, contract).tolist()
    names, actionable = customers.features, can_act(customers, contract)
    return [
        [
            {
                "feature": names[place],
                "text": text,
                "contribution": part,
                "direction": "raises",
                "actionable": act[place],
            }
            for place, text, part in zip(*row, strict=True)
            if text is not None
        ]
        for *row, act in zip(
            order.tolist(), texts, added.tolist(), actionable.tolist(), strict=True
        )
    ]


def moved_by(contributions: "FloatArray", customers: "Encoded", contract: Contract) -> list[Reason]:
    """Return the features whose contributions changed most.

    Args:
        contributions: before and after the change, (2, n_features), in log-odds.
        customers: before and after the change, encoded.
        contract: describes the columns.
    """
    from churn_platform.analysis.at_risk.reasons import REASONS, all_reasons
    from churn_platform.analysis.scoring.encoded import Encoded

    moved = contributions[1:] - contributions[:1]
    after = Encoded(customers.features, customers.values[1:])
    return [Reason.model_validate(one) for one in all_reasons(moved, after, contract)[0][:REASONS]]
