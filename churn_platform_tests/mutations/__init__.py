"""Damaged and disguised customer tables, by the hundred, through the real graph.

`python -m churn_platform_tests.mutations --files 1000` (or `make fuzz`) prints what became of them.
"""
