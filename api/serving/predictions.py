"""Predictions for given customers: from a request's body to the answer's bytes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fastapi import HTTPException

from api.middleware.json_body import parse_body
from api.middleware.problems import WrongInput
from api.schemas.predictions import Prediction
from api.serving.explanations import bands_of, reasons_of, used_model
from api.serving.model import Serving

if TYPE_CHECKING:
    from churn_platform.analysis.one_customer.row import Row
    from churn_platform.analysis.scoring.encoded import Encoded

_MAX_ERRORS: Final = 100
_FEW: Final = 1_000
_AT_ONCE: Final = 1_000
_ENCODED_AT_ONCE: Final = 50
_FIELDS: Final = tuple(Prediction.model_fields)
_encode: Final = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_SHORT_BYTES: Final = 4_096
_EXPECTED: Final = 'expected {"customers": [{field: value, …}, …]} or {"customer": {…}}'


def customers_in(body: bytes | bytearray, maximum: int) -> tuple[list[dict[str, Any]], str]:
    """Return the customers in a body, and the name of one in errors, with `{}` for its number.

    Raises:
        HTTPException: 400 if the body is not JSON, 413 for more than `maximum` customers.
        WrongInput: it has no customers.
    """
    # more than the exact limit, which is checked below
    document = parse_body(body, 2 * maximum + _FEW)
    if not isinstance(document, dict):
        raise WrongInput.one("body", f"found no object; {_EXPECTED}")
    if len(document) != 1 or not document.keys() <= {"customer", "customers"}:
        fields = [name[:40] for name in list(document)[:5]]
        raise WrongInput.one("body", f"found the fields {fields}; {_EXPECTED}")
    name, found = next(iter(document.items()))
    given, place = (found, "customers.{}") if name == "customers" else ([found], "customer")
    if not isinstance(given, list):
        raise WrongInput.one(name, f"found no list; {_EXPECTED}")
    if len(given) > maximum:
        raise HTTPException(
            413,
            f"Found {len(given):,} customers in one request, expected at most {maximum:,}; send"
            " them in parts, or score a file with make score.",
        )
    for index, each in enumerate(given):
        if not isinstance(each, dict):
            where = place.format(index)
            raise WrongInput.one(where, "expected an object of fields and values")
    return given, place


def is_short(body: bytes | bytearray) -> bool:
    """Return whether a body has one customer at most: one object in another, and is not large."""
    return len(body) <= _SHORT_BYTES and body.count(b"{") <= 2


def predictions(given: list[dict[str, Any]], place: str, serving: Serving) -> bytes:
    """Return the response with the predictions, as JSON.

    Args:
        given: the customers, see `customers_in`.
        place: the name of one in errors.
        serving: the model.

    Raises:
        WrongInput: a value cannot be used; names customer, field, found and expected.
    """
    read: list[_Read] = []
    errors: list[dict[str, str]] = []
    for start in range(0, len(given), _AT_ONCE):
        rows = [serving.rows.read(each) for each in given[start : start + _AT_ONCE]]
        errors += _errors(rows, place, start)
        if not errors:
            read.append(_encoded(rows, serving))
    if errors:
        raise WrongInput(errors[:_MAX_ERRORS], len(errors))
    head = used_model(serving.champion).model_dump_json()
    items = ",".join(piece for each in read for piece in _encoded_items(each, serving))
    return f'{{"model":{head},"items":[{items}]}}'.encode()


@dataclass(frozen=True)
class _Read:
    """Some encoded customers, with their ids and warnings."""

    customers: "Encoded"
    ids: list[str | None]
    warnings: list[list[dict[str, str | None]]]


def _encoded(rows: "list[Row]", serving: Serving) -> _Read:
    from churn_platform.analysis.scoring.encoded import encode_customers

    customers = encode_customers([row.values for row in rows], serving.contract)
    for place, doubts in serving.plausibility.doubts(customers).items():
        rows[place].warnings += doubts
    return _Read(
        customers,
        [row.id for row in rows],
        [[vars(one) for one in row.warnings] for row in rows],
    )


def _errors(rows: "list[Row]", place: str, start: int) -> list[dict[str, str]]:
    return [
        WrongInput.error(f"{place.format(index)}.{each.field}", each.found, each.message)
        for index, row in enumerate(rows, start)
        for each in row.problems
    ]


def _encoded_items(read: _Read, serving: Serving) -> Iterator[str]:
    items = _items(read, serving)
    for start in range(0, len(items), _ENCODED_AT_ONCE):
        # a few at a time: other threads wait meanwhile
        yield _encode(items[start : start + _ENCODED_AT_ONCE])[1:-1]


def _items(read: _Read, serving: Serving) -> list[dict[str, Any]]:
    from churn_platform.analysis.scoring.scorer import probability_of

    scorer = serving.scorer
    contributions = scorer.contributions(read.customers)
    log_odds = scorer.total(contributions)
    probabilities = probability_of(log_odds).tolist()
    reasons = reasons_of(contributions, read.customers, serving.contract)
    columns = (
        read.ids,
        probabilities,
        log_odds.tolist(),
        bands_of(probabilities, serving.champion),
        reasons,
        [scorer.base] * len(probabilities),
        _others(log_odds.tolist(), scorer.base, reasons),
        read.warnings,
    )
    return [dict(zip(_FIELDS, values, strict=True)) for values in zip(*columns, strict=True)]


def _others(log_odds: list[float], base: float, reasons: list[list[dict[str, Any]]]) -> list[float]:
    """Return each customer's log-odds without the base and the reasons."""
    return [
        total - base - sum(each["contribution"] for each in said)
        for total, said in zip(log_odds, reasons, strict=True)
    ]
