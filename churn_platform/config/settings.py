"""Every setting of the platform, in one class. Environment prefix `CHURN_`; `.env` is read."""

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import (
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import ContractError, find_contract, load_contract
from churn_platform.config.dated_source import PLACEHOLDER, Every, Partitioning, is_dated, start_of
from churn_platform.config.fixed import fixed, is_fixed, variables, why_fixed
from churn_platform.config.postgres_address import SETTING
from churn_platform.config.setting_errors import explain
from churn_platform.config.setting_groups import (
    CampaignSettings,
    ChampionSettings,
    DriftSettings,
    EvaluationSettings,
    GradientBoostingSettings,
    LogisticRegressionSettings,
    RandomForestSettings,
    RetentionSettings,
    SearchSettings,
)
from churn_platform.config.setting_names import PREFIX, REPLACED, wrong_lines, wrong_names
from churn_platform.config.setting_types import (
    Cron,
    Digests,
    Networks,
    Port,
    PostgresUrl,
    is_scheduler,
)

DEFAULT_SOURCE = (
    "https://raw.githubusercontent.com/IBM/telco-customer-churn-on-icp4d"
    "/master/data/Telco-Customer-Churn.csv"
)
DEFAULT_CONTRACT = "telco"
_INSTANCE = "dagster.yaml"


class SettingsError(Exception):
    """An invalid setting; the message names it, its value and the allowed ones."""


def find_home() -> Path:
    """Return the project folder: `CHURN_HOME`, else the checkout that contains this package.

    An installed package is in no checkout: its project is the current folder.
    """
    if chosen := os.environ.get("CHURN_HOME"):
        return Path(chosen).resolve()
    checkout = Path(__file__).resolve().parents[2]
    return checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()


class Settings(BaseSettings):
    """All settings; each field's description says what it does."""

    model_config = SettingsConfigDict(
        env_prefix="CHURN_", env_nested_delimiter="__", env_ignore_empty=True, extra="ignore"
    )

    home: Path = Field(default_factory=find_home, description="Project folder.")
    data_dir: Path = Field(
        Path("data"),
        description="Folder of results and of Dagster's history; relative to the project folder.",
    )
    data_url: str = Field(
        "",
        repr=False,
        pattern=r"^((s3|gs|abfs|abfss|az|oss)://[^/].*)?$",
        description="Object store for results, such as s3://bucket/prefix; the data"
        " folder is then its cache. Empty: only the data folder.",
    )
    min_free_bytes: int = fixed(
        500_000_000, "with less free disk space, in bytes, a run could fill the disk", ge=0
    )
    dagster_postgres_url: PostgresUrl | None = Field(
        None,
        description=(
            "Postgres database of Dagster's history, as"
            " postgresql://USER:PASSWORD@HOST:PORT/DATABASE; empty: SQLite in the data folder."
        ),
    )
    source: str = Field(
        DEFAULT_SOURCE,
        min_length=1,
        repr=False,
        description="The customer table: an http(s) URL, a file:// URL or a path; with {partition}"
        " in it, one extract per month or day.",
    )
    partitions: Every = Field(
        "monthly", description="Interval of {partition} in the source: monthly or daily."
    )
    partitions_start: str = Field(
        "",
        validate_default=True,
        description="The first partition, such as 2026-01 or 2026-01-31; needed with {partition}.",
    )
    contract: str = Field(
        DEFAULT_CONTRACT,
        min_length=1,
        description="The table's contract: the name of a shipped one, or a .toml file.",
    )
    source_max_bytes: int = Field(
        200_000_000,
        ge=1_000,
        description="Maximum size of a source file in bytes, packed and unpacked.",
    )
    source_max_rows: int = Field(
        5_000_000, ge=1, description="Maximum number of rows of a source file."
    )
    source_max_columns: int = fixed(1_000, "wider tables are exports of something else", ge=2)
    source_connect_seconds: float = fixed(5.0, "a server that is up accepts at once", gt=0)
    source_read_seconds: float = fixed(15.0, "a server that is working keeps sending", gt=0)
    source_deadline_seconds: float = fixed(
        60.0, "all attempts must end within a tick", gt=0, lt=120
    )
    source_attempts: int = fixed(4, "more attempts do not fit into the minute", ge=1, le=10)
    source_public_only: bool = Field(
        False,
        description="The source is public: refuse private addresses, also after redirects.",
    )
    dask_scheduler: str = Field(
        "",
        repr=False,
        description="Scheduler of a Dask cluster that processes the parts of a table, such"
        " as tcp://10.0.0.5:8786; empty: this machine.",
    )
    batch_rows: int = Field(
        131_072, ge=100, description="Rows of a table that are processed together."
    )
    max_train_rows: int = Field(
        100_000,
        ge=1_000,
        description="Maximum number of training customers; a larger table is sampled, stratified.",
    )
    seed: int = Field(
        42, ge=0, lt=2**32, description="Seed of the split, the models and the sample."
    )
    test_share: float = fixed(
        0.3, "the Launchpad of processed_customers accepts another", gt=0, lt=1
    )
    logistic_regression: LogisticRegressionSettings = Field(
        default_factory=LogisticRegressionSettings,
        description="Hyperparameters, one variable each: CHURN_LOGISTIC_REGRESSION__C=0.5.",
    )
    gradient_boosting: GradientBoostingSettings = Field(
        default_factory=GradientBoostingSettings,
        description="Hyperparameters: CHURN_GRADIENT_BOOSTING__MAX_DEPTH=4, and so on.",
    )
    random_forest: RandomForestSettings = Field(
        default_factory=RandomForestSettings,
        description="Hyperparameters: CHURN_RANDOM_FOREST__N_ESTIMATORS=200, and so on.",
    )
    search: SearchSettings = Field(
        default_factory=SearchSettings,
        description="The on-demand search: CHURN_SEARCH__CANDIDATES=80, and so on.",
    )
    evaluation: EvaluationSettings = Field(
        default_factory=EvaluationSettings,
        description="How models are measured: CHURN_EVALUATION__FOLDS=10, and so on.",
    )
    champion: ChampionSettings = Field(
        default_factory=ChampionSettings,
        description="How the champion is chosen: CHURN_CHAMPION__MEASURE=brier, and so on.",
    )
    campaign: CampaignSettings = Field(
        default_factory=CampaignSettings,
        description="What a retention campaign costs and yields: CHURN_CAMPAIGN__CLV=500.",
    )
    drift: DriftSettings = Field(
        default_factory=DriftSettings,
        description="When a change in the customers gives a warning.",
    )
    retention: RetentionSettings = Field(
        default_factory=RetentionSettings,
        description="How long results are kept: CHURN_RETENTION__DAYS=90, and so on.",
    )
    cron: Cron = Field("*/2 * * * *", description="When the schedule ticks (cron, UTC).")
    skip_unchanged_ticks: bool = Field(
        False, description="Let the schedule check the source and launch no run if unchanged."
    )
    max_run_seconds: int = Field(
        3600, ge=60, description="Maximum time of a run, s; the next tick ends a longer one."
    )
    ui_host: str = Field("127.0.0.1", description="Address the Dagster UI listens on.")
    ui_port: Port = Field(3000, description="Port of the Dagster UI.")
    ui_url: str = Field(
        "", description="Address of the UI in links; empty means http://UI_HOST:UI_PORT/UI_PREFIX."
    )
    ui_prefix: str = Field(
        "",
        pattern=r"^(/[\w-]+)*$",
        description="Path prefix of the Dagster UI, such as /churn/ui.",
    )
    ui_reported_events: bool = Field(
        False,
        description="Let other programs report events to the Dagster UI (/report_asset_...) with"
        " the API's token.",
    )
    api_host: str = Field("127.0.0.1", description="Address the API listens on.")
    api_port: Port = Field(8000, description="Port of the API.")
    api_url: str = Field(
        "", description="Address of the API in links; empty means http://API_HOST:API_PORT."
    )
    api_cache_seconds: float = fixed(
        1.0, "results are at most a second late, and many requests share one query", ge=0
    )
    api_patience_seconds: float = fixed(
        1.0, "the state should be answered also while the storage is slow", gt=0
    )
    api_token_sha256: Digests = Field(
        "",
        repr=False,
        description="SHA-256 of the token for customers and changes, see `make token`; several by"
        " comma; empty: off.",
    )
    allowed_hosts: str = Field(
        "",
        description="Additional host names, by comma, of the Dagster UI and the API,"
        " besides this machine's own and those in UI_HOST, UI_URL, API_HOST and API_URL; * any.",
    )
    api_trusted_proxies: Networks = Field(
        "",
        description="Addresses or networks, by comma, of the proxies whose X-Forwarded-For and"
        " X-Forwarded-Proto the API trusts; empty: none.",
    )
    api_max_requests: int = fixed(200, "more at a time would wait for processor and memory", ge=1)
    api_max_predictions: int = fixed(
        10_000, "`make score` takes a table of any size", ge=1, le=100_000
    )
    log_max_bytes: int = fixed(5_000_000, "20 MB of each log cover weeks", ge=10_000)
    log_backups: int = fixed(3, "20 MB of each log cover weeks", ge=1)

    @field_validator("partitions")
    @classmethod
    def _of_a_dated_source(cls, value: Every, info: ValidationInfo) -> Every:
        if value != "monthly" and not is_dated(info.data.get("source", PLACEHOLDER)):
            raise ValueError(f"CHURN_SOURCE has no {PLACEHOLDER} that it could apply to")
        return value

    @field_validator("partitions_start")
    @classmethod
    def _with_a_dated_source(cls, value: str, info: ValidationInfo) -> str:
        if not {"source", "partitions"} <= set(info.data):
            return value  # these are already refused
        if is_dated(info.data["source"]):
            start_of(value, info.data["partitions"])
        elif value:
            raise ValueError(f"CHURN_SOURCE has no {PLACEHOLDER} that it could apply to")
        return value

    @model_validator(mode="after")
    def _names_its_scheduler(self) -> "Settings":
        self.dask_scheduler = self.dask_scheduler.strip()
        if self.dask_scheduler and not is_scheduler(self.dask_scheduler):
            raise ValueError(
                "CHURN_DASK_SCHEDULER is not the address of a scheduler: expected one such as"
                " tcp://10.0.0.5:8786"
            )
        return self

    @model_validator(mode="after")
    def _resolve(self) -> "Settings":
        self.home = self.home.resolve()
        self.data_dir = (self.home / self.data_dir.expanduser()).resolve()
        # every start makes the folder private, with everything below
        for path, name in (
            (self.home, "the project"),
            (Path(os.path.expanduser("~")), "your home"),
        ):
            if path.resolve().is_relative_to(self.data_dir):
                raise ValueError(
                    f"CHURN_DATA_DIR={self.data_dir} contains {name}; choose a folder of its own"
                )
        self.ui_url = self.ui_url.rstrip("/")
        self.api_url = self.api_url.rstrip("/") or f"http://{self.api_host}:{self.api_port}"
        return self

    @property
    def dagster_home(self) -> Path:
        """Folder of `dagster.yaml`: the project's, else the package's.

        Nothing is written there: the file puts everything into the data folder.
        """
        return self.home if (self.home / _INSTANCE).is_file() else Path(__file__).parent

    @property
    def source_is_default(self) -> bool:
        """Whether source and contract are the defaults: only then may the sample replace the
        source.
        """
        return self.source == DEFAULT_SOURCE and self.contract == DEFAULT_CONTRACT

    @property
    def partitioning(self) -> Partitioning | None:
        """The partitions of a dated source; None for a source with one table."""
        if not is_dated(self.source):
            return None
        return Partitioning(self.partitions, start_of(self.partitions_start, self.partitions))

    @property
    def engine(self) -> Literal["local", "dask"]:
        """Where the parts of a table are processed."""
        return "dask" if self.dask_scheduler else "local"

    @property
    def history_dir(self) -> Path:
        """Folder of Dagster's step logs, and of its runs, events and ticks if they are in
        SQLite.
        """
        return self.data_dir / "dagster"

    @property
    def postgres_url(self) -> str | None:
        """Address of the history in Postgres, with the password; None if it is in SQLite."""
        url = self.dagster_postgres_url
        return url.get_secret_value() if url else None


def read_settings() -> Settings:
    """Read the settings again.

    Raises:
        SettingsError: invalid names, values or contract; one line for each.
    """
    known, env_file = (setting_names(), former_names()), find_home() / ".env"
    if wrong := [*wrong_names(os.environ, *known), *wrong_lines(env_file, *known)]:
        raise SettingsError("\n".join(wrong))
    # for other settings, empty means the default; here that would be another history
    if os.environ.get(SETTING, " ") == "":
        raise SettingsError(f"{SETTING} is empty: set it, or remove it to keep the history here.")
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        raise SettingsError(explain(error)) from None
    contract_of(settings)
    return settings


@lru_cache(maxsize=1)
def setting_names() -> frozenset[str]:
    """Return the name of every setting in the environment."""
    return frozenset(name for name, info in variables(Settings, PREFIX) if not is_fixed(info))


@lru_cache(maxsize=1)
def former_names() -> Mapping[str, str]:
    """Return what replaced each former setting, as the end of a sentence."""
    found = ((name, info) for name, info in variables(Settings, PREFIX) if is_fixed(info))
    return {**REPLACED, **{name: why_fixed(info) for name, info in found}}


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return read_settings()


def contract_of(settings: Settings) -> Contract:
    """Return the contract of the customer table, as its file says it now.

    Raises:
        SettingsError: the contract does not exist or is invalid.
    """
    try:
        return load_contract(find_contract(settings.contract, settings.home))
    except ContractError as error:
        name = f"CHURN_CONTRACT={settings.contract!r} is not allowed: "
        raise SettingsError("\n".join(name + line for line in str(error).split("\n"))) from None
