"""A page for each filter of the API equals the filter of the table by pandas."""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from churn_platform.catalog import LONGEST_PAGE, RISK_BANDS, page_key
from churn_platform.storage.lookup import Lookup, LookupWriter
from churn_platform.storage.publishing import adopt
from churn_platform.tables.pages import Pages

LABELS = {"segment_contract": ("Month-to-month", "Two year", "a:b", "ä"), "segment_flag": ("No",)}


def _scores(rows: int) -> pd.DataFrame:
    random = np.random.default_rng(rows)
    bands = np.array(["high", "medium", "low"])[random.integers(0, 3, rows)]
    found = {"id": [f"{row:05d}" for row in range(rows)], "risk_band": bands}
    for name, labels in LABELS.items():
        values = random.choice(np.array([*labels, None], dtype=object), rows)
        found[name] = values
    return pd.DataFrame(found).astype(dict.fromkeys(found, object))


def _lookup(folder: Path, scores: pd.DataFrame, together: int) -> Lookup:
    schema = pa.schema({name: pa.string() for name in scores})
    pages = Pages()
    for start in range(0, max(len(scores), 1), together):
        part = scores.iloc[start : start + together]
        pages.add(pa.Table.from_pandas(part, schema, preserve_index=False))
    with LookupWriter(folder / "scores", "id") as lookup:
        pages.write(lookup)
    files = [adopt(folder, f"a/b{suffix}", path, False) for suffix, path in lookup.paths.items()]
    return Lookup.of(folder, files)


@pytest.mark.parametrize(("rows", "together"), [(0, 1), (1, 1), (700, 150), (4000, 4000)])
def test_each_filter_equals_that_of_the_table(tmp_path: Path, rows: int, together: int) -> None:
    scores = _scores(rows)
    lookup, stored = _lookup(tmp_path, scores, together), 0
    segments = [(None, None)] + [(name, one) for name, all in LABELS.items() for one in all]
    for band, (column, label) in product((None, *RISK_BANDS), segments):
        wanted = scores
        if band is not None:
            wanted = wanted[wanted["risk_band"] == band]
        if column is not None:
            wanted = wanted[wanted[column] == label]
        page = lookup.page(page_key(band, column, label))
        if page is None:
            assert len(wanted) == 0 and column is not None or band is not None
            continue
        stored += 1
        assert page.total == len(wanted)
        first = wanted["id"].head(LONGEST_PAGE).tolist()
        assert page.rows["id"].to_pylist() == first
    assert stored == len(lookup.pages)
    everyone = lookup.page(page_key(None, None, None))
    assert everyone is not None and everyone.rows.column_names == list(scores)
