"""Customer ids as 64-bit hashes: ten million take 80 MB, and do not reveal the ids."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]


def hashes(ids: "pd.Series[Any]", seed: int = 0) -> Hashes:
    """Return a reproducible hash of each id, (n_ids,).

    Among ten million ids a collision has a chance of a few in a million.

    Args:
        ids: texts.
        seed: 0 to 2**32 - 1; each gives other hashes.
    """
    texts = ids.to_numpy(dtype=object)
    return np.asarray(pd.util.hash_array(texts, hash_key=f"{seed:016d}", categorize=False))


def hashes_in(part: pd.DataFrame) -> Hashes:
    """Return a hash of each id in the first column of a part, (n_rows,)."""
    return hashes(part.iloc[:, 0])
