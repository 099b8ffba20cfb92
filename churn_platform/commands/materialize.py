"""`make materialize`: the whole graph once, in this process, with a short table at the end."""

import os
import sys
import time
from pathlib import Path
from typing import Any

from churn_platform.catalog import Meta, stable_file
from churn_platform.memory import spare_the_process
from churn_platform.settings import SettingsError, get_settings

_APART = (Meta.DUPLICATE_ROWS, Meta.UNLABELLED_ROWS, Meta.QUARANTINED_ROWS)
_SCORES = ("roc_auc", "average_precision", "accuracy", "f1", "brier")


def main() -> int:
    """Materialize everything; return 0 only if all of it succeeded."""
    start = time.perf_counter()
    spare_the_process()
    try:
        settings = get_settings()
        # imported late: a wrong setting should say so at once
        from churn_platform.definitions import defs
        from churn_platform.defs.execution import RunInProgressError, run_pipeline

        print(f"Materializing all assets from {settings.source}", flush=True)
        outcome = run_pipeline(defs())
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except RunInProgressError as error:
        print(f"Not started: {error}; try again when it has ended.", file=sys.stderr)
        return 1
    if not outcome.success:
        print(f"Run {outcome.run_id} failed; earlier results stay as they were.", file=sys.stderr)
        return 1
    _print_table({key: result.metadata for key, result in outcome.results.items()})
    print(f"Files in {settings.data_dir}, run {outcome.run_id}.")
    print(f"Done in {time.perf_counter() - start:.1f} s.")
    return 0


def _print_table(metadata: dict[str, dict[str, Any]]) -> None:
    processed, document = metadata["processed_customers"], metadata["model_metrics"][Meta.METRICS]
    raw, clean = metadata["raw_customers"], metadata["clean_customers"]
    if raw[Meta.IS_SAMPLE]:
        print("\nNOTE: the source cannot be reached; this is the SYNTHETIC SAMPLE, not real data.")
    print(
        f"\nrows {clean[Meta.ROWS]:,} (train {processed[Meta.TRAIN_ROWS]:,},"
        f" test {processed[Meta.TEST_ROWS]:,}), features {processed[Meta.FEATURES]}"
    )
    apart = {name: clean[name] for name in _APART if clean[name]}
    changed = [f"{name} {count:,}" for name, count in {**clean[Meta.REPAIRS], **apart}.items()]
    print(f"repaired or kept apart: {', '.join(changed) or 'nothing'}\n")
    print(f"{'':22}" + "".join(f"{score:>19}" for score in _SCORES))
    for name, scores in {**document["models"], "baseline": document["baseline"]}.items():
        numbers = (scores[score] for score in _SCORES)
        print(f"{name:22}" + "".join(f"{'-' if n is None else f'{n:.3f}':>19}" for n in numbers))
    print()
    for key, facts in metadata.items():
        stable = Path(stable_file(key, clean[Meta.CONTRACT]))
        print(f"{key:28}{stable.with_name(facts[Meta.FILES][0]['id'])}")


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # everything is on disk; taking the loaded libraries down in order would cost 1.5 s more
    os._exit(code)
