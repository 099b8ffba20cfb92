import json

import pytest

from churn_platform.sources.formats.format import Compression, Format, Kind


@pytest.mark.parametrize(
    ("kind", "compression", "suffix"),
    [
        ("csv", None, ".csv"),
        ("csv", "gzip", ".csv.gz"),
        ("csv", "zip", ".csv.zip"),
        ("xlsx", None, ".xlsx"),
        ("parquet", None, ".parquet"),
    ],
)
def test_the_suffix_tells_kind_and_container(
    kind: Kind, compression: Compression | None, suffix: str
) -> None:
    assert Format(kind, compression).suffix == suffix


def test_metadata_hold_what_is_known_and_give_the_format_back() -> None:
    form = Format("csv", "zip", "cp1252", ";", '"', 1, member="a.csv")
    recorded = form.as_metadata()
    assert recorded == {
        "kind": "csv",
        "compression": "zip",
        "encoding": "cp1252",
        "delimiter": ";",
        "quote": '"',
        "skip": 1,
        "member": "a.csv",
    }
    assert Format.from_metadata(json.loads(json.dumps(recorded))) == form
