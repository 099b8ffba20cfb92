"""The champion and the newest decision, out of the newest event of `champion_model`."""

from pydantic import ValidationError

from api.schemas.champion import Champion, Decision
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta


def champion_of(record: Materialization | None) -> Champion | None:
    """Return the champion that an event of `champion_model` names; None if it names none."""
    try:
        return (
            None if record is None else Champion.model_validate(record.metadata.get(Meta.CHAMPION))
        )
    except ValidationError:
        return None  # an event that another version wrote, or a person by hand


def decision_of(record: Materialization | None) -> Decision | None:
    """Return the decision that an event of `champion_model` records; None if it records none."""
    try:
        return (
            None if record is None else Decision.model_validate(record.metadata.get(Meta.DECISION))
        )
    except ValidationError:
        return None
