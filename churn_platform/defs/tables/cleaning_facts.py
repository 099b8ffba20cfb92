"""The result of the cleaning, as the clean table's metadata and as a line of the run's log."""

from typing import TYPE_CHECKING, Any

import dagster as dg

from churn_platform.defs.steps.step import Step
from churn_platform.metadata import Meta

if TYPE_CHECKING:
    from churn_platform.analysis.cleaning.cleaned import Cleaned


def cleaning_facts(step: Step, cleaned: "Cleaned") -> dict[str, Any]:
    """Return the clean table's metadata on the cleaning."""
    from churn_platform.analysis.cleaning.cleaning_markdown import cleaning_at_a_glance

    table = cleaning_at_a_glance(_apart(cleaned), cleaned.repairs)
    raw = step.upstream["raw_customers"].metadata
    return {
        Meta.AT_A_GLANCE: dg.MetadataValue.md(table),
        "churn_rate": cleaned.counts[step.contract.target].mean(),
        Meta.REPAIRS: cleaned.repairs,
        Meta.DUPLICATE_ROWS: cleaned.duplicates,
        Meta.UNLABELLED_ROWS: cleaned.unlabelled_rows,
        Meta.QUARANTINED_ROWS: cleaned.quarantined,
        Meta.QUARANTINED_BY_RULE: cleaned.by_rule,
        "decimal": cleaned.decimal,
        **{key: raw[key] for key in (Meta.SOURCE, Meta.CONTRACT, Meta.IS_SAMPLE)},
        Meta.EXCLUDED_COLUMNS: raw[Meta.EXCLUDED_COLUMNS],
        Meta.UNKNOWN_COLUMNS: raw[Meta.UNKNOWN_COLUMNS],
    }


def in_words(cleaned: "Cleaned") -> str:
    """Return a text on the number of rows in each table, and each repair with its count."""
    counts = ", ".join(f"{words} {count:,}" for words, count in _apart(cleaned).items() if count)
    repairs = ", ".join(f"{name} {count:,}" for name, count in cleaned.repairs.items())
    return f"{counts}; repairs: {repairs or 'none'}"


def _apart(cleaned: "Cleaned") -> dict[str, int]:
    return {
        "customers with a known outcome": cleaned.labelled_rows,
        "customers with an unknown outcome": cleaned.unlabelled_rows,
        "rows set aside": cleaned.quarantined,
        "duplicate rows dropped": cleaned.duplicates,
    }
