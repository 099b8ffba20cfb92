"""Single customers over HTTP: shown to who has the token."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.hashing import hashes
from churn_platform_tests.api.routes.test_pipeline import strict
from churn_platform_tests.api.test_odd_requests import assert_problem
from churn_platform_tests.api.trained import customers, fold_scorers, promote, score, trained
from churn_platform_tests.api.world import World
from churn_platform_tests.telco import TELCO

AT_RISK = "/api/customers/at-risk"
BOOSTED = "gradient_boosting"
ODD_IDS = ("a/b", "../x", "ä ö", "50%", "?q=1", "#1", "a/what-if", "<b>&", "%2F", "x" * 300)


class Shown:
    """A platform with scores, its API, and the scores as they were recorded."""

    def __init__(self, world: World, client: httpx.Client, scores: pd.DataFrame) -> None:
        self.world, self.client, self.scores = world, client, scores

    def get(self, path: str) -> Any:
        response = self.client.get(path)
        assert response.status_code == 200, response.text
        assert response.headers["cache-control"] == "no-store"
        return strict(response)

    def what_if(self, id: str, **changes: Any) -> httpx.Response:
        path = f"/api/customers/{quote(id, safe='')}/what-if"
        return self.client.post(path, json={"changes": changes})


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    world = World(tmp_path_factory.mktemp("shown"), cache_seconds=3600)
    version = promote(world, trained())
    scores = score(world, trained(), version, ODD_IDS)
    with world.trusted() as client:
        yield Shown(world, client, scores)
    world.close()


@pytest.fixture(scope="module")
def boosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """As `shown`, over a gradient boosting, which sees total charges as well."""
    world, model = (
        World(tmp_path_factory.mktemp("boosted"), cache_seconds=3600),
        "gradient_boosting",
    )
    version = promote(world, trained(model))
    scores = score(world, trained(model), version)
    with world.trusted() as client:
        yield Shown(world, client, scores)
    world.close()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", AT_RISK),
        ("GET", f"{AT_RISK}?limit=nonsense"),
        ("GET", "/api/customers/7590-VHVEG"),
        ("POST", "/api/customers/7590-VHVEG/what-if"),
    ],
)
def test_customers_are_hidden_without_a_token(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path)
    assert_problem(response, 403)
    assert "CHURN_API_TOKEN_SHA256" in response.json()["detail"]


def test_d12_before_the_first_scoring_nobody_is_at_risk_or_known(world: World) -> None:
    with world.trusted() as client:
        answer = strict(client.get(AT_RISK))
        assert (answer["state"], answer["total"], answer["items"]) == ("no data yet", 0, [])
        assert_problem(client.get("/api/customers/7590-VHVEG"), 404)
        response = client.post("/api/customers/7590-VHVEG/what-if", json={"changes": {"a": 1}})
        assert_problem(response, 503)


def test_those_most_at_risk_come_first_and_as_recorded(shown: Shown) -> None:
    answer = shown.get(f"{AT_RISK}?limit=7")
    assert (answer["state"], answer["total"]) == ("ok", len(shown.scores))
    assert answer["scored"]["model"] == "logistic_regression"
    first = answer["items"][0]
    recorded = shown.scores.iloc[0]
    for name in ("probability", "decile", "risk_band", "monthly_revenue", "revenue_at_risk"):
        assert first[name] == recorded[name]
    assert (first["id"], first["lifetime_months"]) == (recorded["customer_id"], 10.0)
    assert first["lifetime_basis"] == "observed"
    texts = [recorded[f"reason_{place}"] for place in (1, 2, 3)]
    assert first["reasons"] == [text for text in texts if text]
    assert first["segments"]["contract"] == recorded["segment_contract"]
    found = [item["id"] for item in answer["items"]]
    assert found == shown.scores["customer_id"].head(7).tolist()


def test_filters_by_band_and_segment_hold_together(shown: Shown) -> None:
    scores = shown.scores
    wanted = scores[(scores["risk_band"] == "low") & (scores["segment_contract"] == "Two year")]
    query = "band=low&segment=contract:Two%20year&limit=200"
    answer = shown.get(f"{AT_RISK}?{query}")
    assert answer["total"] == len(wanted) > 0
    assert [item["id"] for item in answer["items"]] == wanted["customer_id"].head(200).tolist()
    assert shown.get(f"{AT_RISK}?segment=contract:nobody")["total"] == 0


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        ("band=extreme", "band", "high"),
        ("limit=0", "limit", "1"),
        ("segment=contract", "segment", "expected column:label"),
        ("segment=shoe_size:44", "segment", "expected one of ['contract'"),
        ("segment=" + "a" * 400, "segment", "300"),
    ],
)
def test_an_odd_filter_is_refused_by_name(
    shown: Shown, query: str, parameter: str, said: str
) -> None:
    response = shown.client.get(f"{AT_RISK}?{query}")
    assert_problem(response, 422)
    (error,) = response.json()["errors"]
    assert error["parameter"] == parameter and said in error["message"]


def test_a_customer_is_shown_with_score_and_values(shown: Shown) -> None:
    id = shown.scores["customer_id"].iloc[3]
    answer = shown.get(f"/api/customers/{quote(id, safe='')}")
    assert answer["id"] == id
    assert answer["probability"] == shown.scores["probability"].iloc[3]
    assert list(answer["values"]) == TELCO.features
    assert answer["values"]["monthly_charges"] == answer["monthly_revenue"]


@pytest.mark.parametrize("id", ODD_IDS)
def test_an_odd_id_finds_its_customer_or_that_they_left(shown: Shown, id: str) -> None:
    left = customers()[TELCO.target].iloc[ODD_IDS.index(id)] == 1
    response = shown.client.get(f"/api/customers/{quote(id, safe='')}")
    if left:
        assert_problem(response, 404)
        assert "not a current customer" in response.json()["detail"]
    else:
        assert response.json()["id"] == id
        assert shown.what_if(id, tenure=5).json()["id"] == id


@pytest.mark.parametrize("id", ["nobody", "", "%00", "%ff", "a" * 3000, "at-risk/x"])
def test_an_unknown_id_is_not_found(shown: Shown, id: str) -> None:
    assert_problem(shown.client.get(f"/api/customers/{id}"), 404)


def test_what_if_tells_the_model_s_two_answers_and_what_it_is_not(shown: Shown) -> None:
    row = shown.scores[shown.scores["segment_contract"] == "Month-to-month"].iloc[0]
    id = row["customer_id"]
    answer = strict(shown.what_if(id, Contract="Two year", tenure="40"))
    values = shown.get(f"/api/customers/{quote(id, safe='')}")["values"]
    table = pd.DataFrame([values, {**values, "contract": "Two year", "tenure": 40}])
    before, after = trained().pipeline.predict_proba(table[TELCO.features])[:, 1]
    assert answer["before"] == pytest.approx(row["probability"], abs=1e-12)
    assert answer["before"] == pytest.approx(before, abs=1e-9)
    assert answer["after"] == pytest.approx(after, abs=1e-9)
    assert answer["difference"] == answer["after"] - answer["before"] < 0
    assert {reason["feature"] for reason in answer["reasons"]} == {"contract", "tenure"}
    odds = np.log([p / (1 - p) for p in (answer["before"], answer["after"])])
    moved = sum(reason["contribution"] for reason in answer["reasons"])
    assert moved == pytest.approx(odds[1] - odds[0], abs=1e-9)
    assert "association" in answer["note"] and answer["warnings"] == []


def test_what_depends_on_a_change_follows_it_and_is_listed(boosted: Shown) -> None:
    rows = boosted.scores[boosted.scores["segment_internet_service"] != "No"]
    id = rows["customer_id"].iloc[0]
    values = boosted.get(f"/api/customers/{quote(id, safe='')}")["values"]
    nets = {rule.other for rule in TELCO.implications if rule.column == "internet_service"}
    # one more month is one more monthly charge
    after = {**values, "tenure": values["tenure"] + 1}
    after["total_charges"] = values["total_charges"] + values["monthly_charges"]
    after |= {"internet_service": "No", **dict.fromkeys(nets, "No internet service")}
    answer = strict(boosted.what_if(id, tenure=after["tenure"], InternetService="No"))
    expected = trained(BOOSTED).pipeline.predict_proba(pd.DataFrame([after])[TELCO.features])
    assert answer["after"] == pytest.approx(expected[0, 1], abs=1e-9)
    followed = {one.pop("field"): one for one in answer["followed"]}
    assert set(followed) == {"TotalCharges", *(TELCO[name].source for name in nets)}
    assert followed["TotalCharges"] == {
        "from": values["total_charges"],
        "to": pytest.approx(after["total_charges"]),
        "because": "the customer's own, adjusted to tenure",
    }
    assert followed["StreamingTV"] == {
        "from": values["streaming_tv"],
        "to": "No internet service",
        "because": "InternetService is 'No'",
    }
    assert answer["warnings"] == []
    assert not {"total_charges", *nets} & {reason["feature"] for reason in answer["reasons"]}


def test_what_is_changed_itself_does_not_follow_and_may_contradict(shown: Shown) -> None:
    id = shown.scores["customer_id"].iloc[0]
    changes = {"tenure": 3, "MonthlyCharges": 50, "TotalCharges": 50_000}
    answer = strict(shown.what_if(id, **changes))
    assert answer["followed"] == []
    said = [warning["message"] for warning in answer["warnings"]]
    assert said[0].startswith("contradicts other values: far from 150, the product of tenure")
    assert len(said) == 1  # the model does not use it, so the score is no extrapolation


def test_a_change_to_something_unknown_is_reported(shown: Shown) -> None:
    id = shown.scores["customer_id"].iloc[0]
    answer = strict(shown.what_if(id, PaymentMethod="Crypto", Churn="No"))
    assert [warning["field"] for warning in answer["warnings"]] == ["Churn", "PaymentMethod"]


@pytest.mark.parametrize(
    ("body", "status", "parameter"),
    [
        (b"{", 400, None),
        (b"[]", 422, "body"),
        (b"{}", 422, "body"),
        (b'{"changes": {}}', 422, "changes"),
        (b'{"changes": []}', 422, "changes"),
        (b'{"changes": {"tenure": -1}}', 422, "changes.tenure"),
    ],
)
def test_changes_that_cannot_be_made_are_refused(
    shown: Shown, body: bytes, status: int, parameter: str | None
) -> None:
    id = quote(shown.scores["customer_id"].iloc[0], safe="")
    response = shown.client.post(f"/api/customers/{id}/what-if", content=body)
    assert_problem(response, status)
    if parameter:
        assert [error["parameter"] for error in response.json()["errors"]] == [parameter]


def test_who_has_left_is_no_current_customer(shown: Shown) -> None:
    left = customers()
    id = left[left[TELCO.target] == 1][TELCO.identifier].iloc[-1]
    for response in (shown.client.get(f"/api/customers/{id}"), shown.what_if(id, tenure=1)):
        assert_problem(response, 404)
        assert response.json()["detail"] == "This is not a current customer."


def test_values_of_another_table_than_the_scored_are_not_shown(world: World) -> None:
    version = promote(world, trained())
    scores = score(world, trained(), version)
    record = world.reader().page("churn_scores", 1)[0]
    metadata = dict(getattr(record, "metadata", {}))
    metadata["inputs"] = {"upstream": {"clean_customers": "another"}}
    world.note("churn_scores", **metadata)
    with world.trusted() as client:
        id = scores["customer_id"].iloc[0]
        assert client.get(f"/api/customers/{id}").json()["values"] is None
        (path,) = (world.data_dir / "versions").glob("*churn_scores.rows.arrow")
        path.write_bytes(b"ARROW1")
    with world.trusted() as client:
        response = client.get(AT_RISK)
        assert_problem(response, 503)
        assert "is not the one that its run recorded" in response.json()["detail"]


def test_who_trained_the_model_is_shown_and_changed_by_the_model_of_a_fold(
    tmp_path: Path,
) -> None:
    world, folds = World(tmp_path, cache_seconds=3600), fold_scorers()
    scores = score(world, trained(), promote(world, trained(), folds=folds), folds=folds)
    by_word = {str(word): rows for word, rows in scores.groupby("scored_by")}
    assert by_word.keys() == {"fold", "model"}
    clean = customers().set_index(TELCO.identifier)
    with world.trusted() as client:
        shown = Shown(world, client, scores)
        for word, rows in by_word.items():
            for _, row in rows.head(3).iterrows():
                id = row[TELCO.identifier]
                answer = shown.get(f"/api/customers/{id}")
                assert (answer["scored_by"], answer["probability"]) == (word, row["probability"])
                changed = strict(shown.what_if(id, Contract="Two year"))
                assert changed["scored_by"] == word
                assert changed["before"] == pytest.approx(row["probability"], abs=1e-12)
                table = clean.loc[[id]].assign(contract="Two year")
                fold = int(folds.of(hashes(pd.Series([id])))[0])
                model = trained() if word == "model" else trained(seed=(2, 3)[fold])
                expected = model.pipeline.predict_proba(table[TELCO.features])[0, 1]
                assert changed["after"] == pytest.approx(expected, abs=1e-9)
    world.close()


def test_a_champion_of_an_earlier_version_does_not_say_which_model_it_was(shown: Shown) -> None:
    id = shown.scores["customer_id"].iloc[3]
    assert shown.get(f"/api/customers/{quote(id, safe='')}")["scored_by"] == "unknown"
    answer = strict(shown.what_if(id, tenure=5))
    assert answer["scored_by"] is None
    assert answer["before"] == pytest.approx(shown.scores["probability"].iloc[3], abs=1e-12)
