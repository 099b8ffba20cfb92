"""What the model card reads: the champion's dossier and the newest decision, as they are kept."""

from typing import Any, Literal, NotRequired, TypedDict

Verdict = Literal["promoted", "kept", "refused", "held", "rolled back"]


class Origin(TypedDict):
    """Name and version of a contract or a model."""

    name: str
    version: str


class CalibrationFacts(TypedDict):
    """Whether a sigmoid is put on the log-odds, its two numbers, and what it gained."""

    helps: bool
    slope: float
    intercept: float
    gain: float
    error: float


class Champion(TypedDict):
    """What is written down about the model that serves; times are ISO 8601, UTC."""

    name: str
    version: str
    promoted_at: str
    source_version: str
    contract: Origin
    seed: int
    test_share: float
    bands: dict[str, float]
    """Least probability of each risk band."""
    parameters: dict[str, Any]
    calibration: CalibrationFacts
    libraries: dict[str, str]
    is_sample: NotRequired[bool]
    """There and true where the made-up customers of the sample trained it."""


class Dossier(TypedDict):
    """The champion with the two documents of the evaluation that chose it, of the same rows."""

    champion: Champion
    metrics: dict[str, Any]
    details: dict[str, Any]


class GateFacts(TypedDict):
    """One gate as its finding says it."""

    name: str
    passed: bool
    found: str
    expected: str


class Decision(TypedDict):
    """What became of the candidate of the newest batch."""

    verdict: Verdict
    reason: str
    candidate: Origin
    gates: list[GateFacts]
    held: bool
