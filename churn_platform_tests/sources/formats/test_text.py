import csv
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from churn_platform.analysis.cleaning.customers import number_format_of
from churn_platform.analysis.parsing.numbers import NumberRule
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import parse_contract
from churn_platform.config.contracts.sections import Reading
from churn_platform.config.source_errors import ColumnsRefused, SourceRefused
from churn_platform.sources.download.table_check import check_table
from churn_platform.sources.formats.text import TextTable, read_any, read_text
from churn_platform_tests.sources.formats.tables import (
    CAPS,
    SMALL,
    TABLE,
    parquet,
    read,
    refusal,
    workbook,
)
from churn_platform_tests.sources.formats.writings import delimited, writings
from churn_platform_tests.telco import TELCO

ACCENTS = [
    ["customerID", "tenure", "Churn", "city"],
    ["0001-A", "5", "No", "Orléans"],
    ["0002-B", "7", "Yes", "Müllheim; Baden, am Rhein"],
    ["0003-C", "", "No", "Málaga, 'la bella'"],
    ["0004-D", "29.85", "No", 'say: "Ærø"|x'],
]


def frame_of(path: Path, contract: Contract, content: bytes) -> TextTable:
    path.write_bytes(content)
    return read_text(path, check_table(path, "a", contract, CAPS).format, contract)


def real_rows(real_csv: Path) -> list[list[str]]:
    with real_csv.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="session")
def plain(real_csv: Path) -> pd.DataFrame:
    """The real table, read by pandas alone."""
    table = pd.read_csv(real_csv, dtype=str, keep_default_na=False)
    table = pd.DataFrame({name: table[name].str.strip().astype(object) for name in table})
    table.columns = pd.Index(TELCO.names())
    table.index = pd.RangeIndex(1, len(table) + 1)
    return table


def test_the_real_table_is_read_as_pandas_reads_it(
    path: Path, real_csv: Path, plain: pd.DataFrame
) -> None:
    table = frame_of(path, TELCO, real_csv.read_bytes())
    assert_frame_equal(table.frame, plain)
    assert table.others.shape == (7043, 0)


@pytest.mark.parametrize("how", list(writings(ACCENTS)))
def test_every_writing_gives_the_same_table(path: Path, how: str) -> None:
    table = read(path, writings(ACCENTS)[how])
    names = ["customer_id", "tenure", "churn"]
    index = pd.RangeIndex(1, 5)
    expected = pd.DataFrame([row[:3] for row in ACCENTS[1:]], index, names, dtype=object)
    cities = pd.DataFrame([row[3:] for row in ACCENTS[1:]], index, ["city"], dtype=object)
    if how == "spaces":  # the commas within the names of cities got one too
        cities = cities.replace(", ", ",  ", regex=True)
    assert_frame_equal(table.frame, expected)
    assert_frame_equal(table.others, cities)


@pytest.mark.parametrize("quoted", [False, True])
def test_a03_a_byte_order_mark_does_not_change_the_table(
    path: Path, real_csv: Path, plain: pd.DataFrame, quoted: bool
) -> None:
    text = delimited(real_rows(real_csv), every=quoted)
    assert_frame_equal(frame_of(path, TELCO, text.encode("utf-8-sig")).frame, plain)


def ibm_rows(rows: list[list[str]]) -> list[list[str]]:
    """Write the classic table as IBM's newer one: 33 columns under other headers."""
    places = ["Count", "Country", "State", "City", "Zip Code", "Lat Long", "Latitude", "Longitude"]
    after = ["Churn Value", "Churn Score", "CLTV", "Churn Reason"]
    names = {"customerID": "CustomerID", "tenure": "Tenure Months", "Churn": "Churn Label"}
    spaced = [names.get(one) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", one) for one in rows[0]]
    made = [[spaced[0], *places, *[one.title() for one in spaced[1:]], *after]]
    made[0][-4:] = after
    for row in rows[1:]:
        left = row[20] == "Yes"
        place = ["1", "United States", "California", "Los Angeles", "90001", "33.9, -118.2"]
        classic = [*row[1:]]
        classic[1] = "Yes" if row[2] == "1" else "No"  # Senior Citizen
        outcome = [str(int(left)), "80", "3000", "Moved" if left else ""]
        made.append([row[0], *place, "33.9", "-118.2", *classic, *outcome])
    return made


@pytest.mark.parametrize("container", ["csv", "xlsx"])
def test_a06_ibms_newer_table_of_33_columns_gives_the_classic_values(
    path: Path, real_csv: Path, plain: pd.DataFrame, container: str
) -> None:
    rows = ibm_rows(real_rows(real_csv)[:301])
    assert rows[0][9:15] == [
        *("Gender", "Senior Citizen", "Partner", "Dependents", "Tenure Months", "Phone Service")
    ]
    assert len(rows[0]) == 33
    content = writings(rows)["plain" if container == "csv" else "xlsx"]
    path.write_bytes(content)
    checked = check_table(path, "a", TELCO, CAPS)
    assert checked.unknown == ()
    assert set(checked.excluded) == {*TELCO.ignore, *TELCO.after_outcome}
    table = read_text(path, checked.format, TELCO)
    expected = plain.iloc[:300].copy()
    expected["senior_citizen"] = expected["senior_citizen"].map({"1": "Yes", "0": "No"})
    assert_frame_equal(table.frame, expected)
    assert table.others.shape == (300, 0)


@pytest.mark.parametrize(
    "spelled",
    [
        str.lower,
        str.upper,
        lambda header: f" {header}  ",
        lambda header: re.sub(r"(?<=[a-z])(?=[A-Z])", "_", header).lower(),
    ],
)
def test_a09_case_and_spacing_of_headers_do_not_change_the_table(
    path: Path, real_csv: Path, plain: pd.DataFrame, spelled: Callable[[str], str]
) -> None:
    rows = real_rows(real_csv)
    text = delimited([[spelled(header) for header in rows[0]], *rows[1:]])
    assert_frame_equal(frame_of(path, TELCO, text.encode()).frame, plain)


def test_a09_two_headers_of_one_name_are_refused(path: Path) -> None:
    text = refusal(path, b"customerID,tenure,Churn, Tenure \n1,2,No,3\n")
    assert text == "columns ['tenure', 'Tenure'] have the same name; expected each header once"


def test_the_order_of_the_columns_does_not_matter(
    path: Path, real_csv: Path, plain: pd.DataFrame
) -> None:
    text = delimited([row[::-1] for row in real_rows(real_csv)])
    assert_frame_equal(frame_of(path, TELCO, text.encode()).frame, plain)


def test_quoted_fields_keep_what_is_in_them(path: Path) -> None:
    table = read(path, TABLE.replace(b"0001-A", b'"00,01\r\n ""A"""'))
    assert table.frame["customer_id"].tolist() == ['00,01\r\n "A"', "0002-B"]


def test_rows_are_counted_without_blank_lines(path: Path) -> None:
    table = read(path, TABLE.replace(b"0002-B", b"\n\n0002-B"))
    assert table.frame.index.tolist() == [1, 2]


def test_an_identifier_that_is_made_from_the_content_is_no_column(path: Path) -> None:
    contract = parse_contract(
        """
        name = "made"
        [columns.id]
        kind = "identifier"
        [columns.tenure]
        kind = "numeric"
        header = "tenure"
        [columns.churn]
        kind = "target"
        header = "Churn"
        """,
        "made.toml",
    )
    table = frame_of(path, contract, TABLE)
    assert list(table.frame) == ["tenure", "churn"]
    assert table.others["customerID"].tolist() == ["0001-A", "0002-B"]


def test_a_file_that_is_not_the_checked_one_is_refused(path: Path) -> None:
    path.write_bytes(TABLE)
    form = check_table(path, "a", SMALL, CAPS).format
    path.write_bytes(b"nothing")
    with pytest.raises(SourceRefused, match=r"^table: the header names none"):
        read_text(path, form, SMALL)


# without headers to look for, a colon cannot be told from the others, which stand in the text too
@pytest.mark.parametrize("how", sorted({*writings(ACCENTS)} - {"colon", "spaces"}))
def test_without_a_contract_every_column_is_read_under_its_header(path: Path, how: str) -> None:
    path.write_bytes(writings(ACCENTS)[how])
    frame, form = read_any(path, "a", Reading(), CAPS)
    assert [list(frame), *frame.to_numpy().tolist()] == ACCENTS
    assert form.kind == (how if how in ("xlsx", "parquet") else "csv")


def test_without_a_contract_a_column_without_a_header_is_left_out(path: Path) -> None:
    path.write_bytes(b",a, b \n0, x ,y\n")
    frame, _ = read_any(path, "a", Reading(), CAPS)
    assert frame.to_dict("list") == {"a": ["x"], "b": ["y"]}


@pytest.mark.parametrize("header", [b"a,a", b"Churn Label,churn_label"])
def test_without_a_contract_two_headers_of_one_name_are_refused(path: Path, header: bytes) -> None:
    path.write_bytes(header + b"\n1,2\n")
    with pytest.raises(ColumnsRefused, match=r"^a: columns \[.*\] have the same name"):
        read_any(path, "a", Reading(), CAPS)


def test_without_a_contract_nothing_is_empty(path: Path) -> None:
    path.write_bytes(b"\n")
    with pytest.raises(ColumnsRefused, match=r"^a: empty; expected a header and rows$"):
        read_any(path, "a", Reading(), CAPS)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_the_stated_decimal_sign_reads_numbers_alike_in_every_kind_of_file(
    kind: str, tmp_path: Path
) -> None:
    euro = SMALL.model_copy(update={"reading": Reading(decimal=",")})
    typed = pd.DataFrame({"customerID": list("abcd"), "tenure": [1.5, 2.125, 1234.5, 7.0]})
    typed["Churn"] = "No"
    content = {
        "csv": typed.to_csv(index=False, sep=";", decimal=",").encode(),
        "xlsx": workbook(a=[[*typed.columns], *typed.to_numpy().tolist()]),
        "parquet": parquet(typed),
    }[kind]
    frame = frame_of(tmp_path / "a", euro, content).frame
    (tenure,) = (column for column in euro.columns if column.name == "tenure")
    number_format = number_format_of([frame], euro)
    assert NumberRule(tenure, number_format).table(frame["tenure"]).values.tolist() == [
        1.5,
        2.125,
        1234.5,
        7,
    ]
