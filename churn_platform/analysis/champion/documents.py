"""The model card's inputs: the champion's dossier and the newest decision."""

from typing import Any, Literal, NotRequired, TypedDict

Verdict = Literal["promoted", "kept", "refused", "held", "rolled back"]


class Origin(TypedDict):
    """Name and version of a contract or a model."""

    name: str
    version: str


class CalibrationFacts(TypedDict):
    """Whether a sigmoid is applied to the log-odds, its parameters, and its gain."""

    helps: bool
    slope: float
    intercept: float
    gain: float
    error: float


class Champion(TypedDict):
    """The recorded facts of the serving model; times are ISO 8601, UTC."""

    name: str
    version: str
    promoted_at: str
    source_version: str
    contract: Origin
    seed: int
    test_share: float
    bands: dict[str, float]
    """Lowest probability of each risk band."""
    parameters: dict[str, Any]
    calibration: CalibrationFacts
    libraries: dict[str, str]
    is_sample: NotRequired[bool]
    """True if it was trained on the synthetic sample; else missing."""


class Dossier(TypedDict):
    """The champion, with both documents of the evaluation that chose it, on the same rows."""

    champion: Champion
    metrics: dict[str, Any]
    details: dict[str, Any]


class GateFacts(TypedDict):
    """One gate, from its finding."""

    name: str
    passed: bool
    found: str
    expected: str


class Decision(TypedDict):
    """The decision on the newest batch's candidate."""

    verdict: Verdict
    reason: str
    candidate: Origin
    gates: list[GateFacts]
    held: bool
