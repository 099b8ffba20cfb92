"""Customer ids as 64-bit numbers: ten million take 80 MB, and who they are cannot be read off."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]


def hashes(ids: "pd.Series[Any]", seed: int = 0) -> Hashes:
    """Return a hash of each id, (n_ids,), the same wherever and whenever it is asked for.

    Two of ten million ids share theirs by chance in one table of some hundred thousand.

    Args:
        ids: texts.
        seed: 0 to 2**32 - 1; each gives other hashes.
    """
    texts = ids.to_numpy(dtype=object)
    return np.asarray(pd.util.hash_array(texts, hash_key=f"{seed:016d}", categorize=False))


def hashes_in(part: pd.DataFrame) -> Hashes:
    """Return a hash of each id in the first column of a part, (n_rows,)."""
    return hashes(part.iloc[:, 0])
