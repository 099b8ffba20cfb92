"""A telephone company's customers, as the public table of 3,333 rows is written: without an id."""

import numpy as np
import pandas as pd

from churn_platform_tests.tables.outcome import Numbers, leavers, standard

_STATES = (
    "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH"
    " NJ NM NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY"
).split()
# of each part of the day: mean and deviation of minutes and of calls, price of a minute
_USAGE = {
    "day": (179.8, 54.5, 100.4, 20.1, 0.17),
    "eve": (201.0, 50.7, 100.1, 19.9, 0.085),
    "night": (200.9, 50.6, 100.1, 19.6, 0.045),
    "intl": (10.2, 2.8, 4.5, 2.5, 0.27),
}


def orange_telecom(rows: int = 3_333, seed: int = 1) -> pd.DataFrame:
    """Return the table, (rows, 20); a seventh of the customers left."""
    rng = np.random.default_rng(seed)
    international = rng.random(rows) < 0.097
    voice_mail = rng.random(rows) < 0.277
    service_calls = rng.poisson(1.56, rows).clip(0, 9)
    usage = _usage(rng, rows)
    effects = [
        2.4 * international,
        -0.9 * voice_mail,
        2.4 * (service_calls > 3),
        1.1 * standard(usage["Total day minutes"]),
        0.4 * standard(usage["Total eve minutes"]),
    ]
    messages = rng.normal(29.3, 7.5, rows).clip(4, 51).astype(int)
    return pd.DataFrame(
        {
            "State": rng.choice(_STATES, rows),
            "Account length": rng.normal(101, 39.8, rows).clip(1, 243).astype(int),
            "Area code": rng.choice([408, 415, 510], rows, p=[0.25, 0.5, 0.25]),
            "International plan": np.where(international, "Yes", "No"),
            "Voice mail plan": np.where(voice_mail, "Yes", "No"),
            "Number vmail messages": np.where(voice_mail, messages, 0),
            **usage,
            "Customer service calls": service_calls,
            "Churn": leavers(rng, effects, share=0.145),
        }
    )


def _usage(rng: np.random.Generator, rows: int) -> dict[str, Numbers]:
    columns: dict[str, Numbers] = {}
    for part, (minutes, spread, calls, calls_spread, price) in _USAGE.items():
        spoken = rng.normal(minutes, spread, rows).clip(0).round(1)
        columns[f"Total {part} minutes"] = spoken
        columns[f"Total {part} calls"] = rng.normal(calls, calls_spread, rows).clip(0).astype(int)
        columns[f"Total {part} charge"] = (spoken * price).round(2)
    return columns
