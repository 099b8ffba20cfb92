"""The jobs: the whole graph, and useful parts of it."""

import dagster as dg

from churn_platform.catalog import (
    CHAMPION,
    CHURN_PIPELINE,
    DATA_PIPELINE,
    EVALUATION,
    EXPLORATION,
    INGESTION,
    ML_PIPELINE,
    PROCESSING,
    REPORTING,
    SCORING,
    SCORING_PIPELINE,
    SEARCH,
    SEARCH_JOB,
    TRAINING,
)
from churn_platform.checks import IN_TIME
from churn_platform.defs.steps.start_here import START

_ON_DEMAND = dg.AssetSelection.assets(SEARCH)
# A run that checks the source is in time by definition, and must not pay for another step.
_BY_SENSOR = dg.AssetSelection.checks(dg.AssetCheckKey(dg.AssetKey(IN_TIME.asset), IN_TIME.name))

churn_pipeline = dg.define_asset_job(
    CHURN_PIPELINE,
    selection=dg.AssetSelection.all() - _ON_DEMAND - _BY_SENSOR,
    description=f"Everything, from the source to the scores. The schedule runs it.\n\n{START}",
)
data_pipeline = dg.define_asset_job(
    DATA_PIPELINE,
    selection=dg.AssetSelection.groups(INGESTION, PROCESSING, EXPLORATION) - _BY_SENSOR,
    description="From the source to the figures; trains neither model.",
)
ml_pipeline = dg.define_asset_job(
    ML_PIPELINE,
    selection=dg.AssetSelection.assets("processed_customers", "split")
    | dg.AssetSelection.groups(TRAINING, EVALUATION, SCORING, REPORTING) - _ON_DEMAND,
    description="From the current clean table to the scores; does not check the source.",
)
scoring_pipeline = dg.define_asset_job(
    SCORING_PIPELINE,
    selection=dg.AssetSelection.assets(CHAMPION, "model_card")
    | dg.AssetSelection.groups(SCORING, REPORTING),
    description="From the current metrics to the scores: chooses the champion, or rolls it back.",
)
search_hyperparameters = dg.define_asset_job(
    SEARCH_JOB,
    selection=_ON_DEMAND,
    description="Searches hyperparameters of both models; the next tick trains with the best ones.",
)
