"""Parquet tables in and out, without Arrow's dataset machinery, which costs 6 MB a process."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def read_table(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the table, or some of its columns."""
    with pq.ParquetFile(path) as file:
        table = file.read(columns=columns, use_threads=False)
    frame: pd.DataFrame = table.to_pandas(use_threads=False)
    return frame


def write_table(frame: pd.DataFrame, file: BinaryIO) -> None:
    """Write the table without its index; the same frame gives the same bytes."""
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False, nthreads=1), file)
