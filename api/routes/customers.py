"""Endpoints about single customers; they need the token."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response

from api.middleware.problems import WrongInput
from api.routes import dependencies as deps
from api.routes.authorization import NO_STORE, with_token
from api.schemas.base import CUSTOMER_ID, problems
from api.schemas.customers import AtRisk, CustomerAnswer, WhatIf
from api.schemas.predictions import WHAT_IF_BODY, Band
from api.serving import customers
from api.serving.what_if import what_if

router = APIRouter(
    prefix="/api/customers",
    tags=["customers"],
    dependencies=[Depends(with_token)],
    responses=problems(401, 403, 503),
)


async def _segment(
    segment: Annotated[
        str | None,
        Query(
            max_length=300,
            description="Only the customers of this segment, as `column:label`.",
            examples=["contract:Month-to-month"],
        ),
    ] = None,
) -> tuple[str, str] | None:
    if segment is None:
        return None
    column, sign, label = segment.partition(":")
    if not sign:
        message = "expected column:label, such as contract:Month-to-month"
        raise WrongInput.one("segment", message)
    return column, label


Segment = Annotated[tuple[str, str] | None, Depends(_segment)]
Id = Annotated[
    str,
    Path(
        description=f"Customer's id, percent-encoded; {CUSTOMER_ID} is an example.",
        examples=[CUSTOMER_ID],
    ),
]


@router.get("/at-risk", response_model=AtRisk)
async def get_customers_at_risk(
    snapshot: deps.CurrentSnapshot,
    services: deps.AppServices,
    contract: deps.CurrentContract,
    segment: Segment,
    band: Annotated[
        Band | None, Query(description="Only customers in this risk band.", examples=["high"])
    ] = None,
    limit: deps.Limit = 50,
) -> Response:
    """Current customers with their newest scores, most at risk first.

    Before the first scoring the response has the same shape, with `state: "no data yet"`.
    """
    name = contract.identifier
    work = partial(customers.at_risk, services.tables, snapshot, name, limit, band, segment)
    try:
        content = await services.pool.run(work)
    except LookupError as error:
        raise WrongInput.one("segment", str(error)) from None
    return Response(content, media_type="application/json")


@router.get("/{id:path}", response_model=CustomerAnswer, responses=problems(404))
async def get_customer(
    id: Id,
    snapshot: deps.CurrentSnapshot,
    services: deps.AppServices,
    contract: deps.CurrentContract,
) -> Response:
    """One current customer: the newest score, its reasons, and the values behind it."""

    def work() -> bytes:
        found = customers.customer(services.tables, snapshot, contract, id)
        if found is None:
            row = customers.newest_row(services.tables, snapshot, id)
            raise _unknown(customers.has_left(row, contract))
        return found

    return Response(await services.pool.run(work), media_type="application/json")


@router.post(
    "/{id:path}/what-if",
    responses=problems(400, 404, 408, 413, 415, 422),
    openapi_extra=WHAT_IF_BODY,
)
async def post_what_if(
    id: Id,
    request: Request,
    snapshot: deps.CurrentSnapshot,
    services: deps.AppServices,
    contract: deps.CurrentContract,
) -> WhatIf:
    """Score a current customer with changed values; nothing is stored.

    Totals are adjusted to the changes, see `followed`: one more month adds one monthly charge,
    fewer months reduce the total in proportion, and another monthly charge scales it as if the
    customer had paid it from the start. For a price that applies only from now on, give the total
    among the changes. The difference is an association that the model learned, not the effect of an
    intervention.
    """
    body = await services.bodies.read(request)

    def work() -> WhatIf:
        serving = services.models.get(snapshot)
        row = customers.newest_row(services.tables, snapshot, id)
        values, left = customers.values_in(row, contract), customers.has_left(row, contract)
        if values is None or left:
            raise _unknown(left)
        return what_if(id, values, body, serving)

    return await services.pool_for(body).run(work)


def _unknown(left: bool) -> HTTPException:
    text = "This is not a current customer." if left else "There is no customer with this id."
    return HTTPException(404, text, NO_STORE)
