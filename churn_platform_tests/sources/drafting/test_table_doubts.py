import pytest

from churn_platform.sources.drafting.draft import draft_contract
from churn_platform.sources.formats.format import Format
from churn_platform_tests.sources.drafting.made_columns import frame_of

CSV = Format("csv", encoding="utf-8", delimiter=",")
GUESSED = Format("csv", encoding="cp1250", delimiter=",", encoding_doubt="guessed")


def _table(**changed: list[str]) -> dict[str, list[str]]:
    table = {
        "id": [f"c{number}" for number in range(40)],
        "city": ["Gdańsk", "Łódź", "Łódź", "Gdańsk"] * 10,
        "usage": [f"{number}.5" for number in range(40)],
        "churn": ["Yes", "No"] * 20,
    }
    return table | changed


def test_a_guessed_encoding_is_stated_and_doubted_with_decoded_words() -> None:
    draft = draft_contract(frame_of(_table()), written=GUESSED)
    assert draft.reading == {"encoding": "cp1250"}
    (doubt,) = draft.doubts
    assert (
        "is read as cp1250, judging by its letters, such as 'Gdańsk', 'Łódź': is this right?"
        in doubt
    )


def test_what_is_known_raises_no_doubt() -> None:
    draft = draft_contract(frame_of(_table()), written=CSV)
    assert (draft.reading, draft.doubts) == ({}, [])


def test_numbers_of_two_readings_are_doubted_with_what_was_chosen() -> None:
    table = frame_of(_table(usage=[f"{number + 1},853" for number in range(40)]))
    semicolons = draft_contract(table, written=Format("csv", encoding="utf-8", delimiter=";"))
    commas = draft_contract(table, written=CSV)
    assert (semicolons.reading, commas.reading) == ({"decimal": ","}, {"decimal": "."})
    assert "the decimal sign is assumed to be the comma: is it?" in semicolons.doubts[0]
    assert "the decimal sign is assumed to be the point: is it?" in commas.doubts[0]


@pytest.mark.parametrize(
    ("texts", "reading"),
    [
        ("{}.5", {}),  # a point needs no word
        ("{}", {}),
        ("{},5", {"decimal": ","}),
        ("1.{:03} €", {"decimal": ","}),  # by the other column alone
        ("1,{:03}.50", {"decimal": "."}),
    ],
)
def test_a_decimal_sign_that_a_comma_was_read_by_is_stated(
    texts: str, reading: dict[str, str]
) -> None:
    other = "{},25" if "€" in texts else "{}"
    table = _table(
        usage=[texts.format(number) for number in range(40)],
        fee=[other.format(number) for number in range(40)],
    )
    for delimiter in ",;":
        written = Format("csv", encoding="utf-8", delimiter=delimiter)
        assert draft_contract(frame_of(table), written=written).reading == reading


def test_columns_with_another_decimal_sign_are_named_and_keep_it() -> None:
    table = frame_of(_table(price=[f"{number},25" for number in range(40)]))
    draft = draft_contract(table, written=Format("csv", encoding="utf-8", delimiter=";"))
    assert draft.reading == {"decimal": ","}
    assert draft.columns["usage"].keys["decimal"] == "."
    assert "decimal" not in draft.columns["price"].keys
    assert "a point in 'usage' and a comma in other columns" in draft.doubts[0]


def test_several_units_are_doubted_and_the_column_left_out() -> None:
    texts = [f"{number} months" for number in range(1, 39)] + ["1 year", "2 years"]
    draft = draft_contract(frame_of(_table(usage=texts)), written=CSV)
    assert draft.ignore["usage"] == "numbers in several units"
    (doubt,) = draft.doubts
    assert doubt.startswith("'usage' is left out: numbers in several units: 'months' in 38 rows")


@pytest.mark.parametrize(
    ("texts", "format", "is_doubt"),
    [("{}.5 %", ["%"], True), ("${}.50", ["$"], False), ("({}.25)", ["()"], True)],
)
def test_a_format_is_stated_and_asked_about_where_it_changes_numbers(
    texts: str, format: list[str], is_doubt: bool
) -> None:
    table = frame_of(_table(usage=[texts.format(number) for number in range(1, 41)]))
    guess = draft_contract(table, written=CSV).columns["usage"]
    assert guess.keys["format"] == format
    assert any("is read as" in doubt for doubt in guess.doubts) is is_doubt
    assert any("is read as" in note for note in guess.notes) is not is_doubt


def test_words_for_nothing_are_stated_and_doubted_in_every_kind_of_column() -> None:
    table = _table(
        usage=[*_table()["usage"][:36], *["?"] * 4],
        city=["Bonn", "Rome", "?", "Bonn"] * 10,
        online=["Yes", "No", "\\N", "No"] * 10,
        churn=["Yes", "No", "No", "Yes", "?"] * 8,
    )
    draft = draft_contract(frame_of(table), written=CSV)
    kinds = {name: guess.keys["kind"] for name, guess in draft.columns.items()}
    assert kinds["usage"] == "numeric" and kinds["city"] == "category" and kinds["online"] == "flag"
    for name, word, rows in (("usage", "?", 4), ("city", "?", 10), ("online", "\\N", 10)):
        guess = draft.columns[name]
        assert (guess.keys["missing"], guess.keys["blank"]) == ([word], "missing")
        said = f"{rows} of 40 are {word!r}: does that mean unknown?"
        assert said in guess.doubts
    assert draft.columns["churn"].keys["missing"] == ["?"]
    assert draft.columns["city"].keys["values"] == ["Bonn", "Rome"]


def test_a_sign_that_a_person_stated_raises_no_doubt() -> None:
    table = frame_of(_table(usage=[f"{number + 1},853" for number in range(40)]))
    draft = draft_contract(table, written=CSV, decimal=",")
    assert (draft.reading, draft.doubts) == ({}, [])
    assert "whole" not in draft.columns["usage"].keys
