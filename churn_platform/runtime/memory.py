"""Keep a run's process small and fast."""

import ctypes
import gc
import os
from functools import lru_cache

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_PIECE = 1024 * 1024
_OBJECTS = 100_000


@lru_cache(maxsize=1)
def limit_memory() -> None:
    """Return freed memory to the system at once, and collect garbage less often.

    Call it before pandas and Arrow are imported. Measured on the whole graph of the default table:
    peak resident memory of 342 MiB instead of 415, and a tenth less time, since loading the
    libraries creates about 400,000 permanent objects, which the collector would scan again and
    again.
    """
    gc.set_threshold(_OBJECTS, 10, 10)
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):  # not glibc
        return
    for parameter, value in (
        (_M_TRIM_THRESHOLD, _PIECE),
        (_M_MMAP_THRESHOLD, _PIECE),
        (_M_ARENA_MAX, 1),
    ):
        mallopt(parameter, value)


def freeze_loaded_objects(collect: bool = False) -> None:
    """Exclude all existing objects from garbage collection for good, unless that was done before.

    Call it once Dagster is loaded. Measured on an unchanged tick: a quarter less time from start to
    exit, when Python would scan them a last time. In the API, a collection of the loaded modules
    would delay every response by 0.2 s.

    Args:
        collect: first collect garbage, and repeat it after many new objects; for a process that
            keeps running.
    """
    frozen = gc.get_freeze_count()
    if frozen and (not collect or len(gc.get_objects()) <= frozen // 10):
        return
    if collect:
        gc.collect()
    gc.freeze()
