"""Examples in the API documentation, with names and values of the current contract."""

from typing import Any, Final

from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.contract import Contract

Json = dict[str, Any]
_MAX_FIELDS: Final = 5
_MONTHS: Final = 12.0
_NUMBERS: Final = (50.0, _MONTHS, 1.0, 0.0)


def customer(contract: Contract) -> Json:
    """Return a few fields of a customer as a client sends them: by header.

    They are the time axis, the revenue and the first segments; totals follow from their factors.
    """
    axis = [name for name in (contract.time_axis, contract.revenue) if name is not None]
    names = dict.fromkeys([*axis, *contract.segment_columns, *contract.features])
    shown = [contract[name] for name in names if not contract[name].product_of]
    found = {column.source: _value(column) for column in shown[:_MAX_FIELDS]}
    if contract.time_axis and contract[contract.time_axis].allows(_MONTHS):
        found[contract[contract.time_axis].source] = int(_MONTHS)
    return found


def change(contract: Contract) -> Json:
    """Return another value of one column, in the format of what-if."""
    names = dict.fromkeys([*contract.segment_columns, *contract.features])
    columns = [contract[name] for name in names]
    column = next((each for each in columns if each.kind == "category"), columns[0])
    return {column.source: _value(column, place=1)}


def segment(contract: Contract) -> str | None:
    """Return a segment as `column:label`, if the contract has a category."""
    names = [name for name in contract.segment_columns if contract[name].kind == "category"]
    return f"{names[0]}:{contract[names[0]].values[0]}" if names else None


def fill_in(document: Json, contract: Contract) -> None:
    """Put the contract's own names and values into the examples of an OpenAPI document."""
    _fill_bodies(document["paths"], contract)
    _fill_answers(document["components"]["schemas"], contract)
    example = segment(contract)
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                if parameter["name"] == "segment":
                    parameter["schema"]["examples"] = [example] if example else []


def _fill_bodies(paths: Json, contract: Contract) -> None:
    for path, example in (
        ("/api/predictions", {"customers": [customer(contract)]}),
        ("/api/customers/{id}/what-if", {"changes": change(contract)}),
    ):
        content = paths[path]["post"]["requestBody"]["content"]
        content["application/json"]["example"] = example


def _fill_answers(schemas: Json, contract: Contract) -> None:
    given = list(customer(contract).items())
    names = {contract[name].source: name for name in contract.features}
    header, value = next((each for each in given if isinstance(each[1], str)), given[-1])
    column = contract[names[header]]
    reason = f"{(column.description or header).rstrip('.')}: {value}"
    examples: dict[tuple[str, str], Any] = {
        ("Reason", "feature"): column.name,
        ("Reason", "text"): reason,
        ("FieldWarning", "field"): header,
        ("Followed", "field"): header,
        ("Followed", "because"): f"the changed {given[0][0]}",
        ("FieldWarning", "found"): "'?'",
        ("FieldWarning", "message"): "not a known value, treated as missing",
        ("ScoredCustomer", "reasons"): [reason],
        ("ScoredCustomer", "segments"): {column.name: str(value)},
        ("CustomerAnswer", "reasons"): [reason],
        ("CustomerAnswer", "segments"): {column.name: str(value)},
        ("Monitoring", "features"): [
            {"name": column.name, "psi": 0.004, "psi_corrected": 0.0, "verdict": "none"}
        ],
        ("CustomerAnswer", "values"): {names[key]: each for key, each in given},
    }
    for (schema, field), example in examples.items():
        if (properties := schemas.get(schema, {}).get("properties")) and field in properties:
            properties[field]["examples"] = [example]


def _value(column: Column, place: int = 0) -> str | float | int:
    """Return an allowed value of the column: the first, or the one after it."""
    if column.kind == "category":
        return column.values[place]
    if column.kind == "flag":
        return (column.yes, column.no)[place][0]
    ends = [end for end in (column.low, column.high) if end is not None]
    found = [number for number in (*_NUMBERS, *ends) if column.allows(number)]
    # a range without a whole number is allowed: then use its end
    number = (found or ends)[min(place, len(found or ends) - 1)]
    return int(number) if number.is_integer() else number
