"""Boosted trees of rows that are on the workers of a Dask cluster, by XGBoost."""

import json
import logging
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from churn_platform.analysis.training.boosted import Encode
from churn_platform.tables.stored import Part

if TYPE_CHECKING:
    from distributed import Client

_ATTEMPTS = 3
_PEER_SECONDS = 120
"""XGBoost waits as long for a worker that is gone, before the first tree and at each."""
_log = logging.getLogger(__name__)


def trained(
    client: "Client",
    parts: Sequence[Part],
    encode: Encode,
    parameters: dict[str, Any],
    rounds: int,
) -> dict[str, Any]:
    """Return XGBoost's model of all parts, as its JSON format has it.

    The workers hold the encoded rows, four bytes a number, in their memory. Trees are grown by all
    workers together, so one that dies stops them: training begins anew on those that are left, with
    its rows read again, three times at most.

    Args:
        client: of the cluster.
        parts: of the training rows.
        encode: makes the trees' numbers of a part.
        parameters: of XGBoost.
        rounds: how many trees.
    """
    categorical = encode.pipeline[-1].is_categorical_
    kinds = ["c" if one else "q" for one in categorical]
    grow = partial(_grown, client, _encoded(parts, encode), kinds, parameters, rounds)
    for _ in range(_ATTEMPTS - 1):
        try:
            return grow()
        except Exception as error:
            if not _is_loss(error):
                raise
            _log.warning("A worker was lost (%s); training begins anew", type(error).__name__)
            client.wait_for_workers(1)
    return grow()


def _is_loss(error: Exception) -> bool:
    """Whether it may come of a worker that is gone; XGBoost has no type of its own for that."""
    from xgboost.core import XGBoostError

    # the task of a lost worker is given to another, where XGBoost refuses it by a ValueError
    refused = "Invalid worker address" in str(error)
    return refused or isinstance(error, XGBoostError | OSError | RuntimeError)


def _grown(
    client: "Client", data: Any, kinds: list[str], parameters: dict[str, Any], rounds: int
) -> dict[str, Any]:
    from xgboost.collective import Config
    from xgboost.dask import DaskQuantileDMatrix, train

    with client.as_current():
        rows = DaskQuantileDMatrix(
            client,
            data[:, :-1],
            data[:, -1],
            feature_types=kinds,
            enable_categorical=True,
            max_bin=parameters["max_bin"],
        )
        # the tracker brings the workers together, and by its default waits for them for ever
        patience = Config(timeout=_PEER_SECONDS, tracker_timeout=_PEER_SECONDS, retry=1)
        found = train(client, parameters, rows, num_boost_round=rounds, coll_cfg=patience)
    document: dict[str, Any] = json.loads(bytes(found["booster"].save_raw("json")))
    return document


def _encoded(parts: Sequence[Part], encode: Encode) -> Any:
    from dask.array.core import concatenate, from_delayed
    from dask.delayed import delayed

    width, encoder, read = len(encode.contract.features) + 1, delayed(encode), delayed(_read)
    shapes = [(part, (part.rows, width)) for part in parts if part.rows]
    blocks = [from_delayed(read(encoder, part), shape, np.float32) for part, shape in shapes]
    return concatenate(blocks)


def _read(encode: Encode, part: Part) -> Any:
    return encode(part.read())
