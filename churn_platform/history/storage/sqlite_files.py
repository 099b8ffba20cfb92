"""Dagster's SQLite databases, by their paths below the history's folder."""

from typing import Final

SHARDS: Final = "history/runs"
"""Folder with the events of each run in a file of its own."""
RUNS: Final = "history/runs.db"
INDEX_SHARD: Final = "index"
INDEX: Final = f"{SHARDS}/{INDEX_SHARD}.db"
"""What concerns the events of more than one run."""
MAIN: Final = (RUNS, INDEX, "schedules/schedules.db")
"""Those that all runs share: without one of them there is no history."""
