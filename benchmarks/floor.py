"""The floor of any work on a table: one pass over it as CSV and as Parquet, in seconds."""

import json
import sys
import time

import pyarrow.parquet as pq
from pyarrow import csv


def main(source: str, parquet: str) -> None:
    """Print the seconds of both, read in parts and let go of."""
    start = time.perf_counter()
    with csv.open_csv(source) as reader:
        for _ in reader:
            pass
    between = time.perf_counter()
    with pq.ParquetFile(parquet) as file:
        for _ in file.iter_batches():
            pass
    print(json.dumps({"CSV": between - start, "Parquet": time.perf_counter() - between}))


if __name__ == "__main__":
    main(*sys.argv[1:])
