"""What each condition of a leaf adds to the prediction, for each way that they can be met."""

import math

import numpy as np

from churn_platform.analysis.scoring.encoded import FloatArray
from churn_platform.analysis.scoring.grid import CodeArray
from churn_platform.analysis.scoring.groups import Group, Leaf, patterns_of


def attributions(groups: list[Group]) -> list[dict[int, FloatArray]]:
    """Return, for each group and feature of it, what it adds for each pattern, (2 ** n_splits,)."""
    tables = [
        {feature: np.zeros(2 ** len(group.splits)) for feature in group.features}
        for group in groups
    ]
    by_count: dict[int, list[tuple[int, Leaf]]] = {}
    for place, group in enumerate(groups):
        for leaf in group.leaves:
            by_count.setdefault(len(leaf.ways), []).append((place, leaf))
    for count in sorted(set(by_count) - {0}):
        owners, leaves = zip(*by_count[count], strict=True)
        values = np.array([leaf.value for leaf in leaves])
        shares = np.array([[way.share for way in leaf.ways.values()] for leaf in leaves])
        added = leaf_attributions(values, shares)
        for owner, leaf, own in zip(owners, leaves, added, strict=True):
            pattern = _pattern(leaf)
            for feature, of_pattern in zip(leaf.ways, own, strict=True):
                tables[owner][feature] += of_pattern[pattern]
    return tables


def _pattern(leaf: Leaf) -> CodeArray:
    """Return which of the leaf's own conditions each pattern of its group meets, as bits."""
    met = [way.met.astype(np.intp) << bit for bit, way in enumerate(leaf.ways.values())]
    pattern: CodeArray = np.sum(met, axis=0, dtype=np.intp)
    return pattern


def leaf_attributions(values: FloatArray, shares: FloatArray) -> FloatArray:
    """Return the Shapley values of leaves with u conditions, one a feature, (n, u, 2 ** u).

    A leaf pays its value to whoever meets all of its conditions. A feature that is not known meets
    its condition with the share of the training rows that did so, on its way down the tree. These
    are the path-dependent values of TreeSHAP (Lundberg et al., 2018), here in closed form:
    value * (o_i - z_i) * sum over k of k! (u - 1 - k)! / u! * c_k, where o is 1 for a condition
    that is met, z is its share, and c_k is the coefficient of t^k in the product of
    (z_j + o_j t) over the other conditions.

    Args:
        values: of the leaves, (n,).
        shares: of the training rows that meet each condition, (n, u).
    """
    conditions = shares.shape[1]
    met = patterns_of(conditions).astype("float64")
    attributions = np.empty((len(values), conditions, 2**conditions))
    for feature in range(conditions):
        others = [other for other in range(conditions) if other != feature]
        weight = _weight(met[:, others].T, shares[:, others])
        gain = values[:, None] * (met[:, feature] - shares[:, feature, None])
        attributions[:, feature] = gain * weight
    return attributions


def _weight(met: FloatArray, shares: FloatArray) -> FloatArray:
    others, patterns = met.shape
    coefficients = np.zeros((others + 1, len(shares), patterns))
    coefficients[0] = 1.0
    for other in range(others):
        lower = coefficients[:-1] * met[other]
        coefficients *= shares[:, other, None]
        coefficients[1:] += lower
    orders = math.factorial(others + 1)
    parts = [math.factorial(k) * math.factorial(others - k) / orders for k in range(others + 1)]
    weight: FloatArray = np.einsum("k,knp->np", parts, coefficients)
    return weight
