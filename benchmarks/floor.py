"""The floor: the seconds to read a CSV file, and for one pass over the clean table."""

import json
import sys
import time
from collections.abc import Callable

import pyarrow.csv
from pyarrow.parquet import ParquetFile


def main(source: str, clean: str) -> None:
    """Print both as JSON; the files are read once before, so that the disk does not count."""
    _read_csv(source)
    print(json.dumps({"csv": _seconds(_read_csv, source), "pass": _seconds(_pass, clean)}))


def _read_csv(path: str) -> int:
    return int(pyarrow.csv.read_csv(path).num_rows)


def _pass(path: str) -> int:
    with ParquetFile(path) as file:
        return sum(batch.num_rows for batch in file.iter_batches())


def _seconds(work: Callable[[str], int], path: str) -> float:
    start = time.perf_counter()
    work(path)
    return time.perf_counter() - start


if __name__ == "__main__":
    main(*sys.argv[1:3])
