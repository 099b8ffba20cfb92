"""Predictions over HTTP, from a really trained model."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest

from api.middleware.json_body import MAX_BYTES, parse_body
from api.schemas.predictions import Predictions
from api.serving import predictions as predict
from churn_platform_tests.api.routes.test_pipeline import strict
from churn_platform_tests.api.test_odd_requests import assert_problem
from churn_platform_tests.api.trained import Trained, customers, promote, raw_customer, trained
from churn_platform_tests.api.world import World
from churn_platform_tests.telco import TELCO

URL = "/api/predictions"
NETS = (
    "OnlineSecurity",
    "OnlineBackup",
    "DeviceProtection",
    "TechSupport",
    "StreamingTV",
    "StreamingMovies",
)


@pytest.fixture
def model() -> Trained:
    return trained()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The API over a logistic regression."""
    world = World(tmp_path_factory.mktemp("served"), cache_seconds=3600)
    promote(world, trained())
    with world.client(api_max_predictions=500) as made:
        yield made
    world.close()


def items(client: httpx.Client, *given: dict[str, Any]) -> list[dict[str, Any]]:
    response = client.post(URL, json={"customers": given})
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = strict(response)["items"]
    return found


@pytest.mark.parametrize("name", ["logistic_regression", "gradient_boosting"])
def test_the_answer_is_the_model_s_own(world: World, name: str) -> None:
    model = trained(name)
    version = promote(world, model)
    with world.client() as client:
        check_against_the_pipeline(client, model, version)


def check_against_the_pipeline(client: httpx.Client, model: Trained, version: str) -> None:
    given = [raw_customer(row) for row in range(40)]
    answer = strict(client.post(URL, json={"customers": given}))
    assert answer["model"] == {
        "name": model.name,
        "version": version,
        "data_version": "s" * 16,
        "run_id": "promoting-run",
        "promoted_at": "2026-03-01T12:00:00Z",
    }
    rows = customers().head(40)
    expected = model.pipeline.predict_proba(rows[TELCO.features])[:, 1]
    found = [item["probability"] for item in answer["items"]]
    assert found == pytest.approx(expected.tolist(), abs=1e-9)
    assert [item["id"] for item in answer["items"]] == rows[TELCO.identifier].tolist()
    share = model.leavers_share
    for item in answer["items"]:
        odds = np.log(item["probability"] / (1 - item["probability"]))
        assert item["log_odds"] == pytest.approx(odds, abs=1e-9)
        band = "low" if item["probability"] < share else "medium"
        if item["probability"] >= min(2 * share, (1 + share) / 2):
            band = "high"
        assert (item["risk_band"], item["warnings"]) == (band, [])
        ranks = [(not each["actionable"], -each["contribution"]) for each in item["reasons"]]
        assert ranks == sorted(ranks) and all(added < 0 for _, added in ranks)
        shown = {reason["feature"] for reason in item["reasons"]}
        assert not shown & {"total_charges", "gender", "senior_citizen", "partner", "dependents"}
        total = item["base"] + item["other"] - sum(added for _, added in ranks)
        assert total == pytest.approx(item["log_odds"], abs=1e-9)
        assert {reason["direction"] for reason in item["reasons"]} <= {"raises"}


def test_b03_alone_or_among_others_a_customer_has_the_same_score(client: httpx.Client) -> None:
    given = [raw_customer(row) for row in range(400)]
    together = items(client, *given)
    for row in (0, 17, 399):
        alone = strict(client.post(URL, json={"customer": given[row]}))["items"]
        assert alone == [together[row]]
    assert items(client, *reversed(given)) == together[::-1]


def test_d03_every_answer_is_plain_json_of_the_promised_types(client: httpx.Client) -> None:
    for count in (1, 2, 300):
        given = [raw_customer(row) for row in range(count)]
        response = client.post(URL, json={"customers": given})
        assert response.headers["content-type"] == "application/json"
        parsed = Predictions.model_validate_json(response.content, strict=True)
        assert len(parsed.items) == count
        assert json.loads(parsed.model_dump_json()) == strict(response)


def test_b01_an_unknown_category_is_reported_and_scored_as_not_known(
    client: httpx.Client, model: Trained
) -> None:
    known = raw_customer()
    crypto, missing = {**known, "PaymentMethod": "Crypto"}, {**known, "PaymentMethod": None}
    baselines = [{**known, "PaymentMethod": value} for value in TELCO["payment_method"].values]
    found, blank, *others = items(client, crypto, missing, *baselines)
    assert found["warnings"] == [
        {
            "field": "PaymentMethod",
            "found": "'Crypto'",
            "message": "not among the known values, treated as missing; expected one"
            " of 'Bank transfer (automatic)', 'Credit card (automatic)', 'Electronic check',"
            " 'Mailed check'",
        }
    ]
    assert found["probability"] == blank["probability"]
    assert blank["warnings"][0]["field"] == "PaymentMethod"
    row = customers().head(1)[TELCO.features].assign(payment_method=None)
    expected = model.pipeline.predict_proba(row)[0, 1]
    assert found["probability"] == pytest.approx(expected, abs=1e-9)
    assert all(not other["warnings"] for other in others)


def test_a_customer_of_whom_little_is_known_has_a_score_and_a_warning_for_each_gap(
    client: httpx.Client,
) -> None:
    (found,) = items(client, {"tenure": 2, "Contract": "month-to-month", "Churn": "Yes", "Mood": 1})
    fields = [warning["field"] for warning in found["warnings"]]
    assert {"Churn", "Mood", "MonthlyCharges", "gender"} <= set(fields)
    assert not {"tenure", "Contract"} & set(fields)
    assert 0 < found["probability"] < 1 and found["id"] is None


def test_a_customer_who_cannot_be_is_scored_with_a_warning(client: httpx.Client) -> None:
    odd = {**raw_customer(), "tenure": 3, "MonthlyCharges": 50, "TotalCharges": 50_000}
    online = {"InternetService": "No", "StreamingTV": "Yes"}
    offline = {**raw_customer(), **dict.fromkeys(NETS, "No internet service"), **online}
    first, second = items(client, odd, offline)
    said = [(one["field"], one["found"], one["message"]) for one in first["warnings"]]
    assert said[0] == (
        "TotalCharges",
        "50000",
        "contradicts other values: far from 150, the product of tenure and MonthlyCharges",
    )
    assert len(said) == 1  # the model does not use it, so the score is no extrapolation
    assert second["warnings"] == [
        {
            "field": "StreamingTV",
            "found": "'Yes'",
            "message": "contradicts InternetService: where that is 'No', this is"
            " 'No internet service'",
        }
    ]


def test_what_is_left_out_and_follows_from_the_rest_is_worked_out(client: httpx.Client) -> None:
    whole = {**raw_customer(), "tenure": 10, "MonthlyCharges": 45.5, "TotalCharges": 455}
    whole |= {"InternetService": "No", **dict.fromkeys(NETS, "No internet service")}
    left_out = {name: value for name, value in whole.items() if name not in NETS}
    del left_out["TotalCharges"]
    expected, found = items(client, whole, left_out)
    assert expected["warnings"] == []
    assert found["probability"] == expected["probability"]
    said = {one["field"]: one["message"] for one in found["warnings"]}
    assert set(said) == {"TotalCharges", *NETS}
    assert said["TotalCharges"] == (
        "nothing given, taken as 455, the product of tenure and MonthlyCharges"
    )
    assert said["StreamingTV"] == (
        "nothing given, taken as 'No internet service', as InternetService is 'No'"
    )


def test_values_that_cannot_be_used_are_named_with_customer_field_found_and_expected(
    client: httpx.Client,
) -> None:
    good = raw_customer()
    bad = {**good, "tenure": "two", "MonthlyCharges": -5, "Partner": "perhaps"}
    response = client.post(URL, json={"customers": [good, bad]})
    assert_problem(response, 422)
    assert response.json()["errors"] == [
        {
            "parameter": "customers.1.Partner",
            "message": "found 'perhaps', expected yes or no, such as 'Yes' or 'No'",
        },
        {
            "parameter": "customers.1.tenure",
            "message": "found 'two', expected a whole number from 0 to 1,200",
        },
        {
            "parameter": "customers.1.MonthlyCharges",
            "message": "found -5, expected a number from 0 to 100,000",
        },
    ]
    single = client.post(URL, json={"customer": {**good, "tenure": 2.5}})
    assert single.json()["detail"] == (
        "customer.tenure: found 2.5, expected a whole number from 0 to 1,200"
    )


def test_of_many_wrong_values_the_first_are_listed_and_all_are_counted(
    client: httpx.Client,
) -> None:
    response = client.post(URL, json={"customers": [{"tenure": "x"}] * 300})
    body = response.json()
    assert len(body["errors"]) == 100 and body["detail"].endswith("; and 295 more")


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 400, "not JSON"),
        (b"{", 400, "not JSON"),
        (b'{"customer": "\xff"}', 400, "not UTF-8"),
        (b'{"customer": {"tenure": NaN}}', 400, "NaN is not a number"),
        (b'{"customer": {"tenure": Infinity}}', 400, "Infinity is not a number"),
        (b'{"customer": {"tenure": 1, "tenure": 2}}', 400, "'tenure' occurs twice in one object"),
        (b'{"customer": {"tenure": ' + b"9" * 5000 + b"}}", 400, "beyond the largest number"),
        (b'{"customer": {"MonthlyCharges": 1e999}}', 400, "1e999 is beyond the largest number"),
        (b'{"customer": {"MonthlyCharges": -1e999}}', 400, "-1e999 is beyond the largest"),
        (b'{"customer": {"tenure": 1' + b"0" * 400 + b"}}", 400, "beyond the largest number"),
        (b'{"customer": {"tenure": {"a": [1e309]}}}', 400, "1e309 is beyond the largest number"),
        (b'{"customer": {"customerID": "\\ud800", "tenure": 2}}', 400, "half of a surrogate"),
        (b'{"customer": {"\\uDFFF": 2}}', 400, "half of a surrogate"),
        (b'{"customer": {"tenure": ["\\uD83D x"]}}', 400, "half of a surrogate"),
        (b"[" * 100_000, 400, "nested too deeply"),
        (b'{"customer": ' * 1_500, 400, "nested too deeply"),
        (b'{"customer": ' * 100_000, 413, "objects"),
        (b"[]", 422, "found no object"),
        (b"null", 422, "found no object"),
        (b"{}", 422, "found the fields []"),
        (b'{"tenure": 2}', 422, "found the fields ['tenure']"),
        (b'{"customer": {}, "customers": []}', 422, "expected {"),
        (b'{"customers": {}}', 422, "found no list"),
        (b'{"customers": [1]}', 422, "customers.0: expected an object"),
        (b'{"customer": [1]}', 422, "customer: expected an object"),
        (b'{"customer": {"tenure": 1, "Tenure Months": 1}}', 422, "expected it once"),
    ],
)
def test_a_body_of_another_shape_is_refused(
    client: httpx.Client, body: bytes, status: int, said: str
) -> None:
    response = client.post(URL, content=body)
    assert_problem(response, status)
    assert said in response.json()["detail"]


def test_what_looks_alike_and_is_a_value_is_taken(client: httpx.Client) -> None:
    # a whole pair, an escaped backslash, the largest number of a float, and a small one
    body = rb'{"customer": {"customerID": "\ud83d\ude00 \\ud800", "tenure": 2e0}}'
    assert strict(client.post(URL, content=body))["items"][0]["id"] == "\U0001f600 \\ud800"
    assert parse_body(b"[1.7976931348623157e308, 1e-999]") == [1.7976931348623157e308, 0.0]
    assert parse_body(b"1" + b"0" * 308) == 10**308


def test_d05_too_many_customers_and_too_long_bodies_are_refused(client: httpx.Client) -> None:
    many = client.post(URL, json={"customers": [{}] * 501})
    assert_problem(many, 413)
    assert "501" in many.json()["detail"] and "make score" in many.json()["detail"]
    announced = client.post(URL, content=b" " * (MAX_BYTES + 1))
    assert_problem(announced, 413)

    def pieces() -> Iterator[bytes]:  # without a Content-Length
        for _ in range(MAX_BYTES // 1_000_000 + 2):
            yield b" " * 1_000_000

    try:
        assert_problem(client.post(URL, content=pieces()), 413)
    except httpx.WriteError:
        pass  # the server has hung up already
    assert client.post(URL, json={"customers": []}).json()["items"] == []


def test_text_of_a_client_comes_back_inert(client: httpx.Client) -> None:
    odd = "\x00<script>\x1f"
    body = json.dumps({"customer": {"customerID": odd, odd: 1, "Contract": odd}}).encode()
    response = client.post(URL, content=body)
    assert response.status_code == 200
    (found,) = strict(response)["items"]
    assert found["id"] == odd
    assert odd in [warning["field"] for warning in found["warnings"]]
    assert response.headers["content-type"] == "application/json"


def test_d12_before_the_first_run_there_is_a_hint(empty: httpx.Client) -> None:
    response = empty.post(URL, json={"customer": raw_customer()})
    assert_problem(response, 503)
    assert "make materialize" in response.json()["detail"]
    assert response.headers["retry-after"] == "5"


def test_d04_health_answers_while_predictions_take_long(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = threading.Event()

    def held_up(body: bytes, max_objects: int) -> Any:
        assert slow.wait(20)
        return parse_body(body, max_objects)

    monkeypatch.setattr(predict, "parse_body", held_up)
    statuses: list[int] = []

    def ask() -> None:
        # one customer alone would not be handed to a thread
        statuses.append(client.post(URL, json={"customers": [{}, {}]}).status_code)

    waiting = [threading.Thread(target=ask) for _ in range(80)]
    try:
        for thread in waiting:
            thread.start()
        deadline = time.monotonic() + 15
        while len(statuses) < 80 - 66 and time.monotonic() < deadline:
            assert client.get("/api/health").status_code == 200
        assert statuses == [503] * (80 - 66)  # two at work and 64 waiting
    finally:
        slow.set()
        for thread in waiting:
            thread.join()
    assert sorted(statuses) == [200] * 66 + [503] * 14
