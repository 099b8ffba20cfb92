"""Clean the raw table, as one frame if it is small, else in parts."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from churn_platform.defs.steps.step import Step
from churn_platform.defs.tables.published import Draft
from churn_platform.metadata import Meta
from churn_platform.runtime.progress import reporter

if TYPE_CHECKING:
    from churn_platform.analysis.cleaning.cleaned import Cleaned
    from churn_platform.analysis.cleaning.evidence import Evidence
    from churn_platform.analysis.parsing.number_format import NumberFormat
    from churn_platform.config.contracts.contract import Contract
    from churn_platform.sources.formats.text import TextTable

CLEAN, UNLABELLED, QUARANTINED = (
    "clean_customers",
    "unlabelled_customers",
    "quarantined_customers",
)
_EVIDENCE = 200_000
"""Number of customers for leak detection: a tenth of them would show a leak."""


def cleaned_in_parts(
    step: Step,
    drafts: Mapping[str, Draft],
    folder: Path,
    given: "Iterator[TextTable] | None" = None,
) -> "tuple[Cleaned, Evidence]":
    """Clean the raw table into the drafts of its three tables; return the findings.

    All rows of an id are in one part, and parts are in ascending order of ids, so that the tables
    do not depend on the size of a part. A `given` table replaces the raw one.
    """
    from churn_platform.analysis.cleaning.customers import number_format_of
    from churn_platform.analysis.cleaning.evidence import together
    from churn_platform.analysis.cleaning.joined import joined, without_rows
    from churn_platform.tables.text import TextSpool

    contract = step.contract
    source = _source(step) if given is None else given
    spool = TextSpool(source, contract, folder, step.settings.batch_rows)
    number_format = number_format_of((part.frame for part in spool.parts()), contract)
    share = _EVIDENCE / max(spool.rows, 1)
    told = reporter(step.context.log.info, step.key, "rows")
    done, parts, seen = 0, [], []
    clean = partial(_cleaned, contract=contract, number_format=number_format, share=share)
    for part, evidence in step.pipeline.engine.map(clean, spool.buckets()):
        drafts[CLEAN].add(part.customers)
        drafts[UNLABELLED].add(part.unlabelled)
        done += part.rows
        told.advance(done, spool.rows)
        parts.append(without_rows(part))
        seen.append(evidence)
    cleaned = joined(parts)
    drafts[QUARANTINED].add(cleaned.quarantine)
    return cleaned, together(seen)


def _source(step: Step) -> Iterator["TextTable"]:
    from churn_platform.sources.formats.format import Format
    from churn_platform.sources.formats.text import read_parts

    form = Format.from_metadata(step.upstream["raw_customers"].metadata[Meta.FORMAT])
    return read_parts(step.path("raw_customers"), form, step.contract)


def _cleaned(
    text: "TextTable", contract: "Contract", number_format: "NumberFormat", share: float
) -> "tuple[Cleaned, Evidence]":
    from churn_platform.analysis.cleaning.customers import clean_customers
    from churn_platform.analysis.cleaning.evidence import evidence_of

    part = clean_customers(text.frame, contract, number_format)
    return part, evidence_of(part, text.others, share, contract.identifier)
