"""The champion and the newest decision, out of the newest event of `champion_model`."""

from typing import TypeVar

from pydantic import ValidationError

from api.schemas.base import Answer
from api.schemas.champion import Champion, Decision
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta

_Answer = TypeVar("_Answer", bound=Answer)


def champion_of(record: Materialization | None) -> Champion | None:
    """Return the champion that an event of `champion_model` names; None if it names none."""
    return _recorded(record, Meta.CHAMPION, Champion)


def decision_of(record: Materialization | None) -> Decision | None:
    """Return the decision that an event of `champion_model` records; None if it records none."""
    return _recorded(record, Meta.DECISION, Decision)


def _recorded(record: Materialization | None, name: str, kind: type[_Answer]) -> _Answer | None:
    try:
        return None if record is None else kind.model_validate(record.metadata.get(name))
    except ValidationError:
        return None  # an event that another version or a user reported
