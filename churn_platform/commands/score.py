"""`make score SOURCE=to_score.csv`: score customers with the current champion, without training."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from churn_platform.analysis.errors import DataError
from churn_platform.catalog import stable_file
from churn_platform.commands.shared.ready import ready_pipeline
from churn_platform.config.settings import SettingsError
from churn_platform.config.source_errors import SourceError
from churn_platform.config.source_location import shown
from churn_platform.history.storage.postgres import PostgresError
from churn_platform.pipeline import Pipeline
from churn_platform.runtime.engine import EngineError
from churn_platform.runtime.memory import limit_memory
from churn_platform.storage.artifacts import ArtifactError
from churn_platform.storage.results_store import StoreError

if TYPE_CHECKING:
    from churn_platform.defs.runs.score_file import Scored

_USAGE: Final = "make score SOURCE=to_score.csv [OUT=scores.csv]"
_REFUSED: Final = (DataError, ArtifactError, SourceError, EngineError, StoreError)


def add_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--source", default="", help="path or URL of the table")
    parser.add_argument(
        "--out",
        default="",
        metavar="FILE",
        help="ends in .csv; default: in scores/ of the data folder",
    )


def main(source: str = "", out: str = "") -> int:
    """Score a file; return the process's exit code.

    0: customers were scored, 1: none was, 2: the command or a setting is invalid.
    """
    limit_memory()
    if not source or (out and not out.endswith(".csv")):
        print(f"Expected {_USAGE}; OUT ends in .csv", file=sys.stderr)
        return 2
    try:
        pipeline = ready_pipeline()
        return 1 if pipeline is None else _score(pipeline, source, out)
    except (SettingsError, PostgresError) as error:
        print(error, file=sys.stderr)
        return 2
    except _REFUSED as error:
        print(f"Not scored: {error}", file=sys.stderr)
        return 1


def _default(pipeline: Pipeline) -> Path:
    name = pipeline.contract.name
    return (pipeline.root / stable_file("churn_scores", name)).with_name(f"{name}_scored_file.csv")


def _score(pipeline: Pipeline, source: str, out: str) -> int:
    from churn_platform.defs.runs.score_file import score_file

    place = Path(out) if out else _default(pipeline)
    with pipeline.open_history() as instance:
        done = score_file(instance, pipeline, source, place)
    print("\n".join(_lines(done, source, place)))
    return 0 if done.scored else 1


def _lines(done: "Scored", source: str, out: Path) -> Iterator[str]:
    cleaned, bands = done.cleaned, ", ".join(f"{n:,} {band}" for band, n in done.bands.items())
    apart = {
        "quarantined": cleaned.quarantined,
        "repeated": cleaned.duplicates,
        "of customers who left": done.left,
    }
    rest = "".join(f"; {count:,} {what}" for what, count in apart.items() if count)
    yield (
        f"{shown(source)}: {done.scored:,} of {cleaned.rows:,} rows scored by {done.model}"
        f" ({bands or 'nobody'}){rest}"
    )
    if cleaned.quarantined:
        rules = ", ".join(f"{rule} {count:,}" for rule, count in cleaned.by_rule.items())
        yield f"quarantined, not scored: {rules}; rows in {out.stem}-quarantine.csv"
    if done.scored:
        yield f"Scores in {out} and {out.with_suffix('.parquet').name}. Nothing was trained."
