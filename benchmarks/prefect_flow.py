"""The plain script's work as a Prefect flow, each step of it a task.

Runs in Prefect's environment.
"""

import sys
from pathlib import Path

from prefect import flow, task  # type: ignore[import-not-found]

from benchmarks import plain_script as plain


@flow(name="churn")  # type: ignore[untyped-decorator]
def churn(source: str, folder: str) -> None:
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    frame = task(plain.read)(source)
    task(plain.describe)(frame, out)
    prepare, split = task(plain.divide)(frame)
    task(plain.draw)(frame, out)
    ready = task(plain.process)(prepare, split, out)
    task(plain.explain)(prepare, ready, split, out)
    train = task(plain.train)
    metrics = {name: train(name, prepare, split, out) for name in plain.MODELS}
    task(plain.write_metrics)(metrics, out)


if __name__ == "__main__":
    churn(*sys.argv[1:3])
