"""The champion in memory: loaded from its verified file, and replaced atomically."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from threading import Lock
from typing import TYPE_CHECKING

from api.middleware.problems import ModelUnavailable
from api.schemas.champion import Champion
from api.serving.verification import check_libraries, current_contract, load_model
from api.snapshot.snapshot import Snapshot
from churn_platform.catalog import BY_FOLD, BY_MODEL, CHAMPION, FOLDS_FILE, SCORER_FILE
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.settings import Settings
from churn_platform.history.records import Materialization
from churn_platform.storage.artifacts import AGAIN, PublishedFile

if TYPE_CHECKING:
    from churn_platform.analysis.at_risk.plausible import Plausibility
    from churn_platform.analysis.one_customer.row import RowReader
    from churn_platform.analysis.scoring.folds import FoldScorers
    from churn_platform.analysis.scoring.scorer import Scorer

_log = logging.getLogger("churn.api")


@dataclass(frozen=True)
class Serving:
    """One model with everything that a response needs."""

    champion: Champion
    contract: Contract
    scorer: "Scorer"
    rows: "RowReader"
    plausibility: "Plausibility"
    read_folds: "Callable[[], FoldScorers | None]"

    @cached_property
    def folds(self) -> "FoldScorers | None":
        """The models of its folds, read at first use; None for a champion of an earlier version.

        Raises:
            ModelUnavailable: their file is not the recorded one.
        """
        return self.read_folds()

    def scorer_of(self, id: str) -> "tuple[Scorer, str | None]":
        """Return the scorer of a customer of the table, as in a run, and its `scored_by`.

        `scored_by` is None for a champion without folds.
        """
        import pandas as pd

        from churn_platform.analysis.hashing import hashes
        from churn_platform.analysis.scoring.folds import NO_FOLD

        if self.folds is None:
            return self.scorer, None
        fold = int(self.folds.of(hashes(pd.Series([id], dtype=object)))[0])
        return (self.scorer, BY_MODEL) if fold == NO_FOLD else (self.folds.scorers[fold], BY_FOLD)


_Key = tuple[str, str, str]


@dataclass(frozen=True)
class _Wanted:
    """The champion of a snapshot and what it is loaded from; `key` tells champions apart."""

    champion: Champion
    record: Materialization
    file: PublishedFile
    contract: Contract
    key: _Key


class ModelCache:
    """Keeps the last two champions in memory: requests use the old one while the new one is loaded.

    A file is loaded only if its hash is the recorded one and it contains nothing but a model; see
    `storage.model_files`.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        # replaced as a whole, so that readers need no lock
        self._loaded: dict[_Key, Serving] = {}

    @property
    def is_loaded(self) -> bool:
        """Whether a champion is in memory."""
        return bool(self._loaded)

    def loaded(self, snapshot: Snapshot) -> Serving | None:
        """Return the champion of this snapshot if it is in memory."""
        try:
            return self._loaded.get(self._wanted(snapshot).key)
        except ModelUnavailable:
            return None

    def load(self, snapshot: Snapshot) -> None:
        """Load the champion of a snapshot in advance; on failure, requests report the reason."""
        try:
            self.get(snapshot)
        except ModelUnavailable as error:
            _log.info("No model was loaded: %s", error)
        except Exception:
            _log.exception("The model could not be loaded")

    def get(self, snapshot: Snapshot) -> Serving:
        """Return the champion of this snapshot; may take long.

        Raises:
            ModelUnavailable: there is none, it was trained with other library versions, or its
                file is not the recorded one.
        """
        wanted = self._wanted(snapshot)
        if (found := self._loaded.get(wanted.key)) is not None:
            return found
        with self._lock:
            if wanted.key not in self._loaded:
                former = list(self._loaded.items())[-1:]
                self._loaded = dict([*former, (wanted.key, self._load(wanted))])
            return self._loaded[wanted.key]

    def _wanted(self, snapshot: Snapshot) -> _Wanted:
        record, champion = snapshot.facts.newest.get(CHAMPION), snapshot.champion
        if record is None or champion is None:
            raise ModelUnavailable(
                "There is no model yet: wait for the first run to finish, or start one with"
                " `make materialize`."
            )
        contract, file = current_contract(self._settings), scorer_file(record)
        key = (file.sha256, contract.version, snapshot.champion_json)
        return _Wanted(champion, record, file, contract, key)

    def _load(self, wanted: _Wanted) -> Serving:
        champion, record, contract = wanted.champion, wanted.record, wanted.contract
        check_libraries(champion.libraries)
        check_contract(champion, contract)
        self._check_values(champion, record, contract)
        scorer = load_model(self._settings.data_dir, CHAMPION, wanted.file)
        # imported here, so that the API starts without pandas
        from churn_platform.analysis.at_risk.plausible import Plausibility
        from churn_platform.analysis.one_customer.row import RowReader
        from churn_platform.analysis.scoring.encoded import encode_customers

        if list(getattr(scorer, "features", ())) != contract.features:
            raise ModelUnavailable(
                f"The file {wanted.file.id} has no scorer for this table; {AGAIN}."
            )
        _log.info("Serving %s, version %s", champion.name, champion.version)
        scorer.contributions(encode_customers([], contract))  # loads LightGBM where it has trees
        plausibility = Plausibility(contract, scorer)
        folds = partial(self._folds, record)
        return Serving(champion, contract, scorer, RowReader(contract), plausibility, folds)

    def _folds(self, record: Materialization) -> "FoldScorers | None":
        file = next((file for file in record.files if file.id == FOLDS_FILE), None)
        if file is None:
            return None
        folds: FoldScorers = load_model(self._settings.data_dir, CHAMPION, file)
        return folds

    def _check_values(
        self, champion: Champion, record: Materialization, contract: Contract
    ) -> None:
        if champion.contract.version == contract.version:
            return
        # only descriptions may have changed, or the values of the codes
        from churn_platform.analysis.errors import DataError
        from churn_platform.analysis.scoring.fitted import blocks_of

        pipeline = load_model(self._settings.data_dir, CHAMPION, record.files[0])
        try:
            blocks_of(pipeline[0], contract)
        except DataError as error:
            raise ModelUnavailable(f"The model needs retraining: {error}.") from None


def check_contract(champion: Champion, contract: Contract) -> None:
    """Compare the contract of a champion with the current one.

    Raises:
        ModelUnavailable: it is another one, or has other columns.
    """
    made_for = champion.contract
    if (made_for.name, champion.features) != (contract.name, contract.features):
        raise ModelUnavailable(
            f"The model needs retraining: it was trained for the contract {made_for.name} with"
            f" other columns, the current one is {contract.name}; the next run retrains it."
        )


def scorer_file(record: Materialization) -> PublishedFile:
    """Return the file with a champion's scorer.

    Raises:
        ModelUnavailable: none was recorded.
    """
    for file in record.files:
        if file.id == SCORER_FILE:
            return file
    raise ModelUnavailable(f"The newest champion was recorded without {SCORER_FILE}; {AGAIN}.")
