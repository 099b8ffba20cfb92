"""`make materialize`: materialize the whole graph in this process and print a summary.

`--partition 2026-03` selects the month or day of a dated source; default: the last complete one.
"""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from churn_platform.catalog import CHAMPION, CHURN_PIPELINE, stable_file
from churn_platform.commands.shared.one_job import run_job
from churn_platform.metadata import Meta
from churn_platform.pipeline import Pipeline
from churn_platform.wording import spread

if TYPE_CHECKING:
    from churn_platform.defs.runs.execution import Outcome

_APART = (Meta.DUPLICATE_ROWS, Meta.UNLABELLED_ROWS, Meta.QUARANTINED_ROWS)
_SCORES = ("roc_auc", "average_precision", "accuracy", "f1", "brier")


def add_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--partition", default="", metavar="KEY", help="of a dated source, such as 2026-03"
    )


def main(partition: str = "") -> int:
    """Materialize everything; return 0 only if all of it succeeded."""
    start = time.perf_counter()

    def said(outcome: "Outcome", pipeline: Pipeline) -> str:
        metadata = {key: result.metadata for key, result in outcome.results.items()}
        lines = _lines(metadata, outcome.shown)
        of = f", partition {outcome.partition}" if outcome.partition else ""
        files = f"Files in {pipeline.root}, run {outcome.run_id}{of}."
        return "\n".join([*lines, files, f"Done in {time.perf_counter() - start:.1f} s."])

    beginning = "Materializing all assets from {source}"
    return run_job(CHURN_PIPELINE, said, beginning=beginning, partition=partition or None)


def _lines(metadata: dict[str, dict[str, Any]], shown: bool) -> Iterator[str]:
    processed, document = metadata["processed_customers"], metadata["model_metrics"][Meta.METRICS]
    raw, clean = metadata["raw_customers"], metadata["clean_customers"]
    if raw[Meta.IS_SAMPLE]:
        yield "\nNOTE: the source cannot be reached; this is the SYNTHETIC SAMPLE, not real data."
    yield (
        f"\nrows {clean[Meta.ROWS]:,} (train {processed[Meta.TRAIN_ROWS]:,},"
        f" test {processed[Meta.TEST_ROWS]:,}), features {processed[Meta.FEATURES]}"
    )
    apart = {name: clean[name] for name in _APART if clean[name]}
    changed = [f"{name} {count:,}" for name, count in {**clean[Meta.REPAIRS], **apart}.items()]
    yield f"repaired or set aside: {', '.join(changed) or 'nothing'}\n"
    yield f"{'':22}" + "".join(f"{score:>19}" for score in ("roc_auc, folds", *_SCORES))
    for name, scores in {**document["models"], "baseline": document["baseline"]}.items():
        folds = scores.get("cross_validation", {}).get("roc_auc", {})
        numbers = (
            f"{scores[score]:.3f}" if scores[score] is not None else "-" for score in _SCORES
        )
        cells = (spread(folds["mean"], folds["sd"]) if folds else "-", *numbers)
        yield f"{name:22}" + "".join(f"{cell:>19}" for cell in cells)
    yield from _at_risk(metadata)
    for key, facts in metadata.items():
        file = facts[Meta.FILES][0]
        stable = Path(stable_file(key, clean[Meta.CONTRACT])).with_name(file["id"])
        yield f"{key:28}{stable if shown else file['path']}"


def _at_risk(metadata: dict[str, dict[str, Any]]) -> Iterator[str]:
    champion, scores = metadata[CHAMPION], metadata["churn_scores"]
    yield f"\nchampion: {champion[Meta.MODEL]}, {champion['verdict']}: {champion['reason']}"
    yield (
        f"current customers {scores[Meta.ROWS]:,}: {scores['high_risk']:,} at high risk,"
        f" {scores['medium_risk']:,} at medium; {scores['expected_leavers']:,.0f} like"
        " those who left\n"
    )
