"""The start page in the UI: what to click for which question."""

from typing import Final

from churn_platform.catalog import CHAMPION, SCHEDULE

_QUESTIONS: Final = (
    ("Who is at risk, and why?", "churn_scores", "retention_summary"),
    ("Who leaves, and when?", "segment_churn", "tenure_curves"),
    ("Which model serves?", CHAMPION, "model_card"),
    ("How good is it?", "model_metrics", "reliability_curve"),
    ("Is it still true?", "batch_drift"),
    ("Is the data right?", "clean_customers", "raw_customers"),
)
# at most the number of lines that the UI shows without a click
_ROWS: Final = "\n".join(
    f"| {question} | {', '.join(f'[{key}](/assets/{key})' for key in keys)} |"
    for question, *keys in _QUESTIONS
)
START: Final = f"""**Start here**

| question | click |
| --- | --- |
{_ROWS}
| What happened? | [runs](/runs), [{SCHEDULE}](/automation) |
"""
"""Markdown; the addresses are the UI's own."""
