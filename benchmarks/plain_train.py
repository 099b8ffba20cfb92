"""The yardstick of large tables: the plain script's reading, splitting and boosting, no figures."""

import sys
from pathlib import Path

from benchmarks.plain_script import divide, read, train, write_metrics


def main(source: str, folder: str) -> None:
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    prepare, split = divide(read(source))
    name = "gradient_boosting"
    write_metrics({name: train(name, prepare, split, out)}, out)


if __name__ == "__main__":
    main(*sys.argv[1:3])
