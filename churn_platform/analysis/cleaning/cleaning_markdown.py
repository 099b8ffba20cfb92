"""A summary of the cleaning, short enough for the UI."""

from churn_platform.analysis.inline import inline_table


def cleaning_at_a_glance(apart: dict[str, int], repairs: dict[str, int]) -> str:
    """Return the rows of each kind and the repairs that were needed, most frequent first.

    Args:
        apart: words -> rows, such as "in the clean table".
        repairs: named repair -> values that it changed.
    """
    made = sorted(((count, name) for name, count in repairs.items() if count), reverse=True)
    rows = [(words, f"{count:,}") for words, count in apart.items()]
    rows += [(f"repair: {name.replace('_', ' ')}", f"{count:,}") for count, name in made]
    return inline_table("", ["", "count"], rows, "" if made else "No value had to be repaired.")
