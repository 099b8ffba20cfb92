from dataclasses import replace
from pathlib import Path

import pytest

from churn_platform.config.source_errors import ColumnsRefused, SourceUnreachable
from churn_platform.sources.download.obtain import Request, obtain
from churn_platform.sources.download.records import Known
from churn_platform_tests.sources.download.tables import SHA256, SMALL, TABLE, limits
from churn_platform_tests.telco import TELCO

NOWHERE = "http://no-such-host.invalid/table.csv"


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    """A request for a table in the folder, which somebody chose."""
    (tmp_path / "table.csv").write_bytes(TABLE)
    return Request(
        address="table.csv",
        base=tmp_path,
        is_default=False,
        contract=SMALL,
        limits=limits(attempts=1, max_bytes=10_000_000),
        seed=7,
        known=None,
        known_is_sample=False,
    )


def offline(request: Request) -> Request:
    """Return the request of a default source that does not answer."""
    return replace(request, address=NOWHERE, is_default=True, contract=TELCO)


def test_a_new_table_is_obtained(request_: Request, tmp_path: Path) -> None:
    got = obtain(request_, tmp_path / "new", print)
    assert got.file
    assert (got.file.sha256, got.is_sample, got.reason) == (SHA256, False, "new content")


def test_a_known_table_is_not_obtained_again(request_: Request, tmp_path: Path) -> None:
    known = Known("table.csv", SHA256, None, None)
    got = obtain(replace(request_, known=known), tmp_path / "new", print)
    assert (got.file, got.is_sample, got.reason) == (None, False, "same sha256")


def test_columns_of_another_contract_are_refused(request_: Request, tmp_path: Path) -> None:
    with pytest.raises(ColumnsRefused, match=r"^table\.csv: missing columns: 'gender'"):
        obtain(replace(request_, contract=TELCO), tmp_path / "new", print)


def test_offline_the_sample_stands_in_for_the_default_source(
    request_: Request, tmp_path: Path
) -> None:
    said: list[str] = []
    got = obtain(offline(request_), tmp_path / "new", said.append)
    assert got.file
    assert (got.is_sample, got.file.source) == (True, NOWHERE)
    assert (got.file.rows, got.file.columns, got.file.format.suffix) == (7043, 21, ".csv")
    assert said[0].endswith("; using the synthetic sample until the source responds")


def test_a_sample_in_hand_stays_while_the_source_is_silent(
    request_: Request, tmp_path: Path
) -> None:
    known = Known(NOWHERE, SHA256, None, None)
    request = replace(offline(request_), known=known, known_is_sample=True)
    got = obtain(request, tmp_path / "new", print)
    assert (got.file, got.is_sample) == (None, True)


def test_the_sample_never_replaces_a_chosen_source_or_a_real_table(
    request_: Request, tmp_path: Path
) -> None:
    known = Known(NOWHERE, SHA256, None, None)
    for request in (
        replace(offline(request_), is_default=False),
        replace(offline(request_), known=known),
    ):
        with pytest.raises(SourceUnreachable):
            obtain(request, tmp_path / "new", print)
