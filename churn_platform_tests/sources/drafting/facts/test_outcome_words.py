import pytest

from churn_platform.analysis.errors import DataError
from churn_platform.sources.drafting.facts.outcome_words import (
    contradicts_itself,
    is_about_outcome_alone,
    leans,
)
from churn_platform.sources.drafting.labels import decide, outcomes
from churn_platform.sources.drafting.target import find_target
from churn_platform_tests.sources.drafting.made_columns import column, columns

STAYED = [
    "Bleibt Kunde", "BleibtMitglied", "loyal",
    "Loyal customer", "not_churned", "notChurned", "stays",
    "Vertrag verlängert", "Vertrag_verlaengert", "Noch Kunde", "still_customer", "Kunde aktiv",
    "Contract renewed", "subscription_extended", "is_retained", "Not cancelled", "nicht gekündigt",
    "a renouvelé", "toujours client", "client fidèle", "contrato renovado", "sigue activo",
    "permanece", "cliente fiel", "renovou contrato", "rinnovato", "cliente attivo", "actieve klant",
    "contract verlengd", "klant gebleven", "aktywny klient", "przedłużył umowę", "lojalny",
    "stannar kvar", "förlängt avtal", "förnyat", "prodloužil smlouvu", "sözleşme yenilendi",
    "sadık müşteri", "aktif müşteri", "активный клиент", "Продлил договор", "остался",
    "действующий", "залишився",
    "ανανεώθηκε", "是否续约", "是否留存", "継続", "契約更新", "유지", "활성", "פעיל",
]  # fmt: skip
LEFT = [
    "Inactive", "is_inactive", "Churned", "not retained", "Not renewed", "nicht verlängert",
    "inaktiv", "Kündigung", "gekündigt", "inactif", "Résilié", "no renovado", "inactivo",
    "não renovou", "niet verlengd", "nieaktywny", "nie przedłużył", "ej förnyat", "pasif",
    "неактивный", "не продлил", "不活跃", "未续约", "流失", "이탈", "해지", "退会",
]  # fmt: skip


@pytest.mark.parametrize(("headers", "side"), [(STAYED, -1), (LEFT, 1)])
def test_a_header_says_in_many_languages_who_stayed_or_left(headers: list[str], side: int) -> None:
    assert {header: leans(header) for header in headers} == dict.fromkeys(headers, side)


@pytest.mark.parametrize("header", [one for one in STAYED if one != "sigue activo"])
def test_such_a_header_is_found_and_its_no_means_leaving(header: str) -> None:
    table = columns({"Plan": ["a", "b", "c"], header: ["no", "yes", "yes"]})
    found = find_target(table, None)
    assert found.header == header
    outcome = decide(header, outcomes(found))
    assert outcome is not None
    assert (outcome.yes, outcome.no) == (["no"], ["yes"])
    assert outcome.doubts == [f"{header!r} names who stayed, so 'no' is taken as leaving"]


@pytest.mark.parametrize("header", ["Inactive", "is_inactive", "inaktiv", "不活跃", "이탈"])
def test_a_header_of_who_is_inactive_is_found_and_its_yes_means_leaving(header: str) -> None:
    found = find_target(columns({"Plan": ["a", "b", "c"], header: ["no", "yes", "no"]}), None)
    outcome = decide(header, outcomes(found))
    assert outcome is not None
    assert (found.header, outcome.yes, outcome.doubts) == (header, ["yes"], [])


@pytest.mark.parametrize(
    "header",
    ["IsActiveMember", "Auto renewal", "Loyalty card", "loyalty_program", "Active lines", "Treue",
     "Months_Inactive_12_mon", "Retention offer", "Activity", "Activation", "Restaurant",
     "Current plan", "Lines in use", "Contract", "Aktivität", "Customer", "Noch offen"],
)  # fmt: skip
def test_what_a_customer_has_or_does_is_no_outcome(header: str) -> None:
    assert not is_about_outcome_alone(header)
    with pytest.raises(DataError, match="TARGET="):
        find_target(columns({"Plan": ["a", "b", "c"], header: ["no", "yes", "yes"]}), None)


def test_the_values_of_a_status_go_before_a_header_of_who_is_active() -> None:
    status = {"Status": ["Active", "Churned", "Active"], "Inactive": ["yes", "no", "no"]}
    assert find_target(columns(status), None).header == "Status"
    churn = {"Loyal": ["yes", "no", "no"], "Churn": ["yes", "no", "no"]}
    assert find_target(columns(churn), None).header == "Churn"


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("loyal", ["1", "2", "1"]),
        ("Contract renewed", ["A", "B", "A"]),
        ("Retained or churned", ["yes", "no", "no"]),
    ],
)
def test_where_the_direction_is_not_clear_there_is_no_guess(header: str, values: list[str]) -> None:
    assert decide(header, outcomes(column(header, values))) is None


def test_words_of_both_sides_contradict_each_other_unless_one_is_still() -> None:
    assert contradicts_itself("Retained or churned")
    assert not contradicts_itself("noch nicht gekündigt")
    assert not contradicts_itself("Churned in March")
    assert leans("noch nicht gekündigt") == -1
