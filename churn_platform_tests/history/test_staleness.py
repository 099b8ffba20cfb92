from typing import Any

import pytest

from churn_platform.history.staleness import code_version, reasons

BASE: dict[str, Any] = {
    "code": "1",
    "contract": "c1",
    "upstream": {"clean_customers": "aa"},
    "config": {"C": 1.0},
    "libraries": {"pandas": "2.3"},
}


def test_nothing_changed_gives_no_reason() -> None:
    assert reasons(BASE, dict(BASE)) == []


def test_a_result_that_was_never_made_is_out_of_date() -> None:
    assert reasons(None, BASE) == ["it was never materialized"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "2"}, "code version changed from 1 to 2"),
        ({"contract": "c2"}, "contract changed from c1 to c2"),
        ({"config": {"C": 0.5}}, "setting C changed from 1.0 to 0.5"),
        ({"config": {}}, "setting C changed from 1.0 to None"),
        ({"libraries": {"pandas": "3.0"}}, "library pandas changed from 2.3 to 3.0"),
        (
            {"upstream": {"clean_customers": "bb"}},
            "upstream clean_customers changed from aa to bb",
        ),
    ],
)
def test_each_change_is_said_in_words(change: dict[str, Any], said: str) -> None:
    assert reasons(BASE, {**BASE, **change}) == [said]


@pytest.mark.parametrize(
    "change", [{"code": "2"}, {"config": {"C": 0.5}}, {"libraries": {"pandas": "3.0"}}]
)
def test_code_settings_and_libraries_make_another_code_version(change: dict[str, Any]) -> None:
    assert code_version({**BASE, **change}) != code_version(BASE)


def test_the_code_version_begins_with_that_of_the_code_and_no_order_changes_it() -> None:
    both = {**BASE, "libraries": {"pandas": "2.3", "numpy": "2.0"}}
    other = {**BASE, "libraries": {"numpy": "2.0", "pandas": "2.3"}}
    assert code_version(both) == code_version(other)
    assert code_version(BASE).partition("-")[0] == "1"


@pytest.mark.parametrize("change", [{"contract": "c2"}, {"upstream": {"clean_customers": "bb"}}])
def test_contract_and_upstream_results_are_no_part_of_the_code_version(
    change: dict[str, Any],
) -> None:
    assert code_version({**BASE, **change}) == code_version(BASE)


def test_inputs_recorded_by_an_older_version_are_out_of_date_and_do_not_crash() -> None:
    assert len(reasons({}, BASE)) == 5
