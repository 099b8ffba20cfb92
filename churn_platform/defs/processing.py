"""Group `processing`: the clean table, the model-ready table, the summary of columns."""

import dagster as dg

from churn_platform.analysis.schema import TELCO
from churn_platform.catalog import Meta
from churn_platform.defs.configuration import SplitConfig
from churn_platform.defs.declare import declare
from churn_platform.defs.resources import DataFolder
from churn_platform.defs.step import Result, step
from churn_platform.defs.table_types import CLEAN_CUSTOMERS, PROCESSED_CUSTOMERS, enforce


@declare("clean_customers", kinds={"pandas", "parquet"}, table=CLEAN_CUSTOMERS)
def clean_customers(context: dg.AssetExecutionContext, data_folder: DataFolder) -> Result:
    """One row is one customer: typed, trimmed and repaired, sorted by id.

    Categories are text, flags and the target `churn` are 0 or 1. The blank total charges of
    customers with tenure 0 are 0.0; other blanks become tenure times monthly charges.
    """
    from churn_platform.analysis import cleaning
    from churn_platform.tables import write_table

    with step(context, data_folder.root) as this:
        raw = cleaning.read_customers(this.path("raw_customers"), TELCO)
        table = cleaning.clean_customers(raw, TELCO)
        frame = enforce(CLEAN_CUSTOMERS, table.frame)
        return this.result(
            this.publish(lambda file: write_table(frame, file)),
            value=frame,
            **{
                Meta.ROWS: len(frame),
                Meta.COLUMNS: frame.shape[1],
                Meta.BLANK_TOTAL_CHARGES: table.blank_total_charges,
                Meta.IMPUTED_TOTAL_CHARGES: table.imputed_total_charges,
                "churn_rate": frame[TELCO.target].mean(),
            },
        )


@declare("processed_customers", kinds={"scikitlearn", "parquet"}, table=PROCESSED_CUSTOMERS)
def processed_customers(
    context: dg.AssetExecutionContext, data_folder: DataFolder, config: SplitConfig
) -> Result:
    """One row is one customer: id, split, target and the model-ready columns.

    Numbers imputed and scaled, categories one column a level; fitted on the training rows only.
    """
    from churn_platform.analysis import features, splitting
    from churn_platform.tables import read_table, write_table

    with step(context, data_folder.root, config) as this:
        clean = read_table(this.path("clean_customers"))
        ids, target = clean[TELCO.identifier], clean[TELCO.target]
        split = splitting.split_customers(ids, target, config.test_share, config.seed)
        frame = enforce(PROCESSED_CUSTOMERS, features.process_customers(clean, split, TELCO))
        return this.result(
            this.publish(lambda file: write_table(frame, file)),
            value=frame,
            **{
                Meta.ROWS: len(frame),
                Meta.COLUMNS: frame.shape[1],
                Meta.FEATURES: frame.shape[1] - 3,
                Meta.TRAIN_ROWS: (split == splitting.TRAIN).sum(),
                Meta.TEST_ROWS: (split == splitting.TEST).sum(),
            },
        )


@declare("summary_statistics", kinds={"pandas", "csv"})
def summary_statistics(context: dg.AssetExecutionContext, data_folder: DataFolder) -> Result:
    """One row is one column of the clean table: dtype, missing, unique and the usual statistics."""
    from churn_platform.analysis import summary
    from churn_platform.tables import read_table

    with step(context, data_folder.root) as this:
        clean = read_table(this.path("clean_customers"))
        table = summary.summarize(clean, TELCO.identifier)
        return this.result(
            this.publish(lambda file: table.to_csv(file, lineterminator="\n")),
            **{Meta.ROWS: len(table), "table": dg.MetadataValue.md(summary.as_markdown(table))},
        )
