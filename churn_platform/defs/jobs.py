"""The three jobs: everything, ingestion to figures, features to metrics."""

import dagster as dg

from churn_platform.catalog import (
    CHURN_PIPELINE,
    DATA_PIPELINE,
    EVALUATION,
    EXPLORATION,
    INGESTION,
    ML_PIPELINE,
    PROCESSING,
    TRAINING,
)

churn_pipeline = dg.define_asset_job(
    CHURN_PIPELINE,
    selection=dg.AssetSelection.all(),
    description="Everything, from the source to the metrics. The schedule runs this job.",
)
data_pipeline = dg.define_asset_job(
    DATA_PIPELINE,
    selection=dg.AssetSelection.groups(INGESTION, PROCESSING, EXPLORATION),
    description="From the source to the figures; trains neither model.",
)
ml_pipeline = dg.define_asset_job(
    ML_PIPELINE,
    selection=dg.AssetSelection.assets("processed_customers")
    | dg.AssetSelection.groups(TRAINING, EVALUATION),
    description="From the clean table in hand to the metrics; asks no source.",
)
