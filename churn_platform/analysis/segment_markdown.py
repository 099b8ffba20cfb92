"""The segments that leave most often, short enough to be shown at once."""

from typing import Final

import pandas as pd

from churn_platform.analysis.inline import inline_table
from churn_platform.analysis.markdown import segment
from churn_platform.wording import share_within

_SHOWN: Final = 5


def top_segments(table: pd.DataFrame) -> str:
    """Return the five segments with the highest churn rates of `segment_churn`'s table.

    Small segments are left out, since their rates say little.
    """
    large = table[~table["small"].astype(bool)].head(_SHOWN)
    rows = [
        (
            segment(str(row["column"]), row["label"]),
            f"{row['customers']:,}",
            "{} ({})".format(*share_within(row["churn_rate"], row["low"], row["high"])),
        )
        for row in large.to_dict("records")
    ]
    if not rows:
        return "No segment is large enough to show its churn rate."
    return inline_table("", ["leave most often", "customers", "churn rate"], rows)
