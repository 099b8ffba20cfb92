"""What the steps do in parts, done to one table at once, as most tests want it."""

import sys
from collections.abc import Mapping

import pandas as pd
import pyarrow as pa

from churn_platform.analysis.at_risk.reasons import REASONS, Reason, all_reasons, ranked
from churn_platform.analysis.at_risk.served import Served
from churn_platform.analysis.at_risk.table import ranked as scores_ranked
from churn_platform.analysis.at_risk.table import scored, segment_bands
from churn_platform.analysis.features import SPLIT, encoded_once, plain_features, ready
from churn_platform.analysis.scoring.encoded import Encoded, FloatArray, encode_customers
from churn_platform.analysis.splitting import TRAIN, split_rows
from churn_platform.config.contracts.contract import Contract
from churn_platform.runtime.progress import SILENT, Progress


def split_customers(
    ids: pd.Series, target: pd.Series, test_share: float, seed: int, max_train: int = sys.maxsize
) -> pd.Series:
    """Return the split of each customer, (n_customers,)."""
    rows = pd.DataFrame({"id": ids, "target": target})
    split = split_rows(rows, "id", "target", test_share, seed, max_train)
    return pd.Series(split, index=ids.index, dtype=object)


def process_customers(clean: pd.DataFrame, split: pd.Series, contract: Contract) -> pd.DataFrame:
    """Return the processed table, (n_customers, 3 + n_features), fitted on the training rows."""
    trained = clean.loc[split == TRAIN, contract.features]
    preparation, rows = encoded_once(plain_features(contract), trained)
    preparation.fit(rows)
    return ready(clean.assign(**{SPLIT: split}), preparation, contract)


def encode_customer(customer: Mapping[str, str | float | None], contract: Contract) -> Encoded:
    """Return the features of one customer, (1, n_features)."""
    return encode_customers((customer,), contract)


def score_customers(
    current: pd.DataFrame,
    served: Served,
    contract: Contract,
    leavers_share: float,
    lifetime: pd.DataFrame | None,
    progress: Progress = SILENT,
) -> pd.DataFrame:
    """Return the scores of current customers, those most at risk first."""
    bands = segment_bands(current, contract)
    scores = scored(current, served, contract, leavers_share, lifetime, bands, progress)
    found: pd.DataFrame = scores_ranked(pa.Table.from_pandas(scores), contract).to_pandas()
    return found


def reasons_for_leaving(
    contributions: FloatArray, customers: Encoded, contract: Contract, maximum: int = REASONS
) -> list[list[Reason]]:
    """Return each customer's reasons to leave, in the order of `ranked`."""
    order, added = ranked(contributions, customers, contract, maximum)
    found = []
    moved = all_reasons(contributions, customers, contract)
    for reasons, places, parts in zip(moved, order, added, strict=True):
        named = {reason.feature: reason for reason in reasons}
        raising = places[parts > 0].tolist()
        found.append([named[customers.features[place]] for place in raising])
    return found
