"""Is everything on disk and in the API whole?"""

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import joblib
import pandas as pd
import pyarrow as pa

from churn_platform.catalog import MODELS
from churn_platform.storage.artifacts import VERSIONS
from churn_platform.storage.private_files import PART


def _json(path: Path) -> object:
    return json.loads(path.read_text())


def _page(path: Path) -> None:
    assert path.read_text().rstrip().endswith("</html>")


def _text(path: Path) -> None:
    assert path.read_text().strip()


def _arrow_streams(path: Path) -> None:
    with path.open("rb") as file:
        while file.peek(1):
            pa.ipc.open_stream(file).read_all()


_READERS: dict[str, Callable[[Path], object]] = {
    ".arrow": _arrow_streams,
    ".csv": pd.read_csv,
    ".html": _page,
    ".joblib": joblib.load,
    ".js": _text,
    ".json": _json,
    ".md": _text,
    ".parquet": pd.read_parquet,
    ".svg": _text,
}
MEASURED = (*MODELS, "model_metrics")
_LOOKS, _PAUSE_SECONDS = 30, 2.0
_FOLDERS = ("raw", "processed", "figures", "models", "reports", "scores", VERSIONS)


def broken_files(data: Path) -> list[str]:
    """Return the published files that cannot be read to their end, with why.

    A version whose name does not begin with its content's hash is broken too.
    """
    found = []
    for path in sorted(path for folder in _FOLDERS for path in (data / folder).glob("*")):
        if path.name.startswith(PART):
            continue
        try:
            _READERS[path.suffix](path)
        except Exception as error:
            found.append(f"{path.relative_to(data)}: {type(error).__name__} {error}")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if path.parent.name == VERSIONS and not path.name.startswith(digest[:16]):
            found.append(f"{path.relative_to(data)}: its content has another hash")
    return found


def broken_answers(get: Callable[[str], httpx.Response]) -> list[str]:
    """Return what of the API's answers does not hang together.

    Every listed file is served with its hash, both models and the metrics are of one run over one
    table, and a list that is not complete says so. Where a run publishes between two questions,
    all of them are asked again.

    Args:
        get: asks the API for a path.
    """
    for _ in range(_LOOKS):
        listed = get("/api/artifacts").json()
        found = _broken(get, listed)
        if get("/api/artifacts").json() == listed:
            return found
        time.sleep(_PAUSE_SECONDS)
    return ["new files were published all the time"]


def _broken(get: Callable[[str], httpx.Response], listed: dict[str, Any]) -> list[str]:
    found, items = [], {item["id"]: item for item in listed["items"]}
    for name, item in items.items():
        content = get(item["link"]).content
        if hashlib.sha256(content).hexdigest() != item["sha256"]:
            found.append(f"{name} is not the file that is listed")
    if items and not listed["complete"] and not listed["note"]:
        found.append("an incomplete set is not called so")
    metrics = get("/api/metrics").json()
    measured = metrics["metrics"]["data_version"] if metrics["metrics"] else None
    sources = {item["source_version"] for item in items.values() if item["asset"] in MEASURED}
    if measured and sources != {measured}:
        found.append(f"metrics of {measured} stand beside models of {sorted(sources)}")
    return found
