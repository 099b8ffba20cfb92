"""Complete the OpenAPI document: error responses as problems, examples for all responses."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI

from api.middleware.problems import MEDIA_TYPE, ModelUnavailable
from api.pages.examples import fill_in
from api.serving.verification import current_contract
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.settings import Settings

Json = dict[str, Any]
_EVERYWHERE: Json = {
    "414": {"description": "The address is too long."},
    "421": {"description": "The Host header has a name that is not allowed."},
    "503": {"description": "The API is temporarily unavailable."},
}
_PROBLEM: Json = {"schema": {"$ref": "#/components/schemas/Problem"}}


def completed(app: FastAPI, settings: Settings) -> Callable[[], Json]:
    """Return an `openapi` method for the app that completes the document of FastAPI.

    The examples follow the current contract, which may change while the API runs.
    """
    plain = app.openapi
    made_for: str | None = None

    def openapi() -> Json:
        nonlocal made_for
        contract = _contract(settings)
        version = contract.version if contract else ""
        if app.openapi_schema is None or made_for != version:
            app.openapi_schema = None
            _finish(plain(), contract)
            made_for = version
        assert app.openapi_schema is not None
        return app.openapi_schema

    return openapi


def _contract(settings: Settings) -> Contract | None:
    try:
        return current_contract(settings)
    except ModelUnavailable:
        return None  # use the examples of the default table


def _finish(document: Json, contract: Contract | None) -> None:
    schemas = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    if contract is not None:
        fill_in(document, contract)
    for operation in operations(document):
        _complete(operation, schemas)


def operations(document: Json) -> Iterator[Json]:
    """Yield every operation of the document."""
    for path in document["paths"].values():
        yield from path.values()


def example(schema: Json, schemas: Json) -> Any:
    """Return an example of a schema, built from the examples of its fields."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if examples := schema.get("examples"):
        return examples[0]
    if choices := schema.get("anyOf"):
        # without an example, a nullable scalar is null
        objects = [choice for choice in choices if "$ref" in choice]
        return example(objects[0], schemas) if objects else None
    if "items" in schema:
        return [example(schema["items"], schemas)]
    if "properties" in schema:
        return {name: example(each, schemas) for name, each in schema["properties"].items()}
    if isinstance(values := schema.get("additionalProperties"), dict):
        return {schema.get("x-key", "name"): example(values, schemas)}
    return schema.get("default")


def _complete(operation: Json, schemas: Json) -> None:
    # FastAPI derives the summary from the function's name, which says less than its docstring
    operation["summary"] = operation["description"].partition("\n")[0]
    for status, response in _EVERYWHERE.items():
        operation["responses"].setdefault(status, {**response})
    for status, response in operation["responses"].items():
        content = response.get("content", {})
        if status >= "400":
            response["content"] = {MEDIA_TYPE: _PROBLEM}
        elif schema := content.get("application/json", {}).get("schema"):
            content["application/json"]["example"] = example(schema, schemas)
