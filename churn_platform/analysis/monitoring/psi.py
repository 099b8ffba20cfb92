"""The population stability index: how far two sets of counts are apart, and how far by chance."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, chdtri

IntArray = NDArray[np.int64]

# A share counts as at least this, so that an empty bin has a finite part. Half a row alone, the
# usual remedy, would let the index grow with the batch; this alone would let a batch of a few dozen
# rows, where bins are empty by chance, exceed its limits a hundred times too often.
SMALLEST_SHARE: Final = 0.001
_SMALLEST_COUNT: Final = 0.5
# Levels rarer than this in the reference are counted in groups of about as much together.
RARE_SHARE: Final = 0.01


def stability_index(reference: IntArray, current: IntArray) -> float:
    """Return the population stability index of two sets of counts over the same bins, 0 or more.

    Siddiqi (2006), "Credit Risk Scorecards": Σ (p_i - q_i) ln(p_i / q_i) over the bins, p and q
    being the shares. Here a share counts as at least 0.001, and as at least half a row: of a sample
    of 500 or more the former is larger, so that the index is the same for any part of the same
    rows. Neither sum may be 0.
    """
    q, p = _shares(reference), _shares(current)
    return float(np.sum((p - q) * np.log(p / q)))


def index_without_change(bins: int, reference_rows: int, current_rows: int) -> float:
    """Return the mean of the index of two samples of one population.

    Yurdakul & Naranjo (2020), "Statistical properties of the population stability index", Journal
    of Risk Model Validation 14(4): the index over (1/n + 1/m) is about chi-square distributed with
    bins - 1 degrees of freedom, whose mean is bins - 1.
    """
    return (bins - 1) * (1 / reference_rows + 1 / current_rows)


def index_by_chance(bins: int, reference_rows: int, current_rows: int, chance: float) -> float:
    """Return the index that two samples of one population exceed with this chance only.

    The quantile of the distribution of Yurdakul & Naranjo (2020); 0 with a single bin.

    Args:
        bins: number of bins that hold something.
        reference_rows: rows of the one sample, n.
        current_rows: rows of the other, m.
        chance: 0 to 1, both excluded.
    """
    if bins < 2:
        return 0.0
    return float(chdtri(bins - 1, chance)) * (1 / reference_rows + 1 / current_rows)


def same_distribution_p(reference: IntArray, current: IntArray) -> float | None:
    """Return the p-value of Pearson's chi-square test that both counts are of one distribution.

    Pearson (1911), "On the probability that two independent distributions of frequency are really
    samples from the same population": Σ (o - e)² / e over bins and samples, bins - 1 degrees of
    freedom. None with a single bin, where nothing can differ. No bin may be empty in both.
    """
    if len(reference) < 2:
        return None
    observed = np.stack([reference, current]).astype(np.float64)
    expected = observed.sum(axis=1, keepdims=True) * observed.sum(axis=0) / observed.sum()
    statistic = float(np.sum((observed - expected) ** 2 / expected))
    return float(chdtrc(len(reference) - 1, statistic))


def compared_bins(
    reference: IntArray, current: IntArray, levels: int = 0
) -> tuple[IntArray, IntArray]:
    """Return both counts over the bins that are compared, each (n_compared,).

    Bins that are empty in both are left out. Of the first `levels` bins, which are levels of a
    category, those with a share below 1% in the reference are put together in falling order, until
    a group has 1%: a hundred rare levels would drown the index in their noise.

    Args:
        reference: counts, (n_bins,), with a sum above 0.
        current: counts of the same bins, (n_bins,).
        levels: how many bins at the start are levels that may be put together.
    """
    share = reference / reference.sum()
    groups = np.arange(len(reference))
    rare = np.flatnonzero(share[:levels] < RARE_SHARE)
    rare = rare[np.argsort(-share[rare], kind="stable")]
    before = np.cumsum(share[rare]) - share[rare]
    groups[rare] = len(reference) + np.floor(before / RARE_SHARE + 1e-9).astype(np.int64)
    merged = [np.bincount(groups, weights=part).astype(np.int64) for part in (reference, current)]
    held = (merged[0] + merged[1]) > 0
    return merged[0][held], merged[1][held]


def _shares(counts: IntArray) -> NDArray[np.float64]:
    total = counts.sum()
    shares: NDArray[np.float64] = np.maximum(
        counts / total, max(SMALLEST_SHARE, _SMALLEST_COUNT / total)
    )
    return shares
