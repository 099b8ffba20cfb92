"""Format scores, models and texts of the data for sentences and Markdown."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from churn_platform.catalog import MATERIALIZE_JOB
from churn_platform.text import one_line

DASH: Final = "–"
_FEW: Final = 10
_MAX_ASSETS: Final = 3
_MAX_DIGITS: Final = 9
_NOTHING: Final = 5e-10
_STEPS: Final = 5
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_DECISIONS: Final = {
    "promoted": "The newest candidate is this model.",
    "kept": "The newest candidate is the same model, so nothing was replaced.",
    "refused": "The newest candidate{} did not replace it.",
    "held": "The newest candidate{} did not replace it.",
    "rolled back": "The newest candidate{} does not serve.",
}
_METRICS: Final = {
    "roc_auc": "ROC AUC",
    "average_precision": "average precision",
    "brier": "Brier score",
    "log_loss": "log loss",
    "ece": "expected calibration error",
    "f1": "F1",
    "f1_tuned": "tuned F1",
    "lift_top_decile": "lift in the top decile",
    "profit": "expected maximum profit per customer",
    "profit_share": "share of customers to contact",
    "mpc": "maximum profit per customer",
    "mpc_share": "share of customers to contact",
    "true_positive_rate": "true-positive rate",
    "false_positive_rate": "false-positive rate",
}
_MARKUP: Final = re.compile(r"[\\`*_\[\]{}#|~!$]|^[-+=:]")
_LIST_NUMBER: Final = re.compile(r"^(\d+)([.)])(?=\s|$)")
_ADDRESS: Final = re.compile(r"(?<=:)(?=//)|(?<=@)|(?<=www)(?=\.)", re.IGNORECASE)
_WORD_JOINER: Final = "\u2060"


def escape(text: object) -> str:
    """Escape a text of the data as one line for Markdown and HTML.

    The text looks unchanged: tags, emphasis, links, tables and bare addresses are shown literally.
    Not for code in backticks, where Markdown has no escapes.
    """
    escaped = _MARKUP.sub(r"\\\g<0>", one_line(text))
    escaped = _LIST_NUMBER.sub(r"\1\\\2", escaped)
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # a renderer may detect addresses after removing escapes, so a character must separate them
    return _ADDRESS.sub(_WORD_JOINER, escaped)


def metric_words(metric: str) -> str:
    """Return a score's name as words: `roc_auc` is "ROC AUC"."""
    name, at_top, percent = metric.partition("_top_")
    if at_top and percent.isdigit():
        return f"{metric_words(name)} in the top {percent}%"
    return _METRICS.get(metric, metric.replace("_", " "))


def model_words(name: str) -> str:
    """Return a model's name as words: `gradient_boosting` is "gradient boosting"."""
    return name.replace("_", " ")


def decision_words(verdict: str, candidate: str | None = None) -> str:
    """Return a sentence on the newest candidate, to follow the name of the serving model.

    Args:
        verdict: of the decision; an unknown one is quoted.
        candidate: the name of the candidate's model, if known.
    """
    if verdict not in _DECISIONS:
        return f"The newest candidate: {verdict}."
    return _DECISIONS[verdict].format(f", {model_words(candidate)}," if candidate else "")


def job_words(job: str, assets: Collection[str] | None) -> str:
    """Return what was launched: a job's name, or the selected assets.

    Args:
        job: the job's name; Dagster has an implicit one for selected assets.
        assets: keys of the selected assets, if known.
    """
    if job != MATERIALIZE_JOB:
        return job
    if not assets:
        return "materialize: assets chosen in the UI"
    first, others = sorted(assets)[:_MAX_ASSETS], len(assets) - _MAX_ASSETS
    more = f" and {others} more" if others > 0 else ""
    return f"materialize: {', '.join(first)}{more}"


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Return the text with a capital first letter and a full stop."""
    return capital(text).rstrip(".") + "."


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: "1 row", "2 rows"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def date(time: datetime) -> str:
    """Return a date such as "25 Nov 2026"."""
    # not %b: the names of months would depend on the machine's locale
    return f"{time.day} {_MONTHS[time.month - 1]} {time.year}"


def moment(time: datetime) -> str:
    """Return a UTC time such as "25 Nov 2026, 23:41 UTC"."""
    return f"{date(time)}, {time:%H:%M} UTC"


def number(value: float | None, digits: int = 3) -> str:
    """Return a number with `digits` decimals and a typographic minus; a dash for None."""
    return DASH if value is None else f"{value:z,.{digits}f}".replace("-", "−")


def expected(found: float | None) -> str:
    """Return an expected count; with a decimal only if it is small."""
    return DASH if found is None else number(found, digits_of_count(found))


def digits_of_count(found: float) -> int:
    """Return the number of meaningful decimals of an expected count."""
    return 1 if abs(found) < _FEW else 0


def plain(found: float) -> str:
    """Return a number with up to two decimals, such as "200" or "2.5"."""
    return number(found, 2).rstrip("0").rstrip(".")


def signed(value: float | None, digits: int = 3) -> str:
    """Return a difference with its sign, such as "+0.001" or "−0.00004"; a dash without one.

    It has at least `digits` decimals, and more if it would read as zero.
    """
    if value is None:
        return DASH
    return f"{value:+z,.{decimals(digits, value)}f}".replace("-", "−")


def share(value: float | None, digits: int = 1) -> str:
    """Return a share from 0 to 1 in percent, a dash for None."""
    return DASH if value is None else f"{value:.{digits}%}"


def interval(bounds: tuple[float, float] | list[float] | None, digits: int = 3) -> str:
    """Return an interval such as "0.812 to 0.861", a dash for None.

    It has at least `digits` decimals, and more if its ends would read as equal.
    """
    if bounds is None:
        return DASH
    low, high = bounds
    digits = decimals(digits, width=high - low)
    return f"{number(low, digits)} to {number(high, digits)}"


def share_within(value: float, low: float, high: float) -> tuple[str, str]:
    """Return a share from 0 to 1 and its interval in percent: "26.5%" and "24.1% to 28.9%"."""
    digits = decimals(1, width=100 * (high - low))
    return share(value, digits), f"{share(low, digits)} to {share(high, digits)}"


def within(
    value: float | None, bounds: tuple[float, float] | list[float] | None, digits: int = 3
) -> str:
    """Return a number with its interval, such as "0.843 (0.812 to 0.861)", with equal decimals.

    An interval that does not contain the number is left out: older documents have such.
    """
    if value is None or bounds is None or not bounds[0] <= value <= bounds[1]:
        return number(value, digits)
    digits = decimals(digits, width=bounds[1] - bounds[0])
    return f"{number(value, digits)} ({interval(bounds, digits)})"


def spread(mean: float | None, deviation: float | None) -> str:
    """Return a mean with its standard deviation, such as "0.846 ± 0.005"; a dash without one."""
    if mean is None or deviation is None:
        return number(mean)
    digits = decimals(3, deviation, width=4 * deviation)
    return f"{number(mean, digits)} ± {number(deviation, digits)}"


def difference(
    found: Mapping[str, float | None] | None, words: str = " ({} to {})", digits: int = 3
) -> str:
    """Return a difference with its interval, such as "−0.001 (−0.004 to +0.002)".

    It has as many decimals as needed to read each sign, and the interval.

    Args:
        found: `value`, with `low` and `high`; None where undefined.
        words: format of the interval.
        digits: fewest decimals.
    """
    if found is None or found["value"] is None:
        return DASH
    value, low, high = found["value"], found["low"], found["high"]
    if low is None or high is None:
        return signed(value, digits)
    digits = decimals(digits, value, low, high, width=high - low)
    return signed(value, digits) + words.format(signed(low, digits), signed(high, digits))


def decimals(least: int, *numbers: float, width: float = 0.0) -> int:
    """Return how many decimals show that numbers are not zero, and an interval's width in five
    steps.

    Numbers closer to zero than half a billionth count as zero: sums are not more exact.
    """
    known = [abs(number) for number in numbers if abs(number) > _NOTHING]
    for digits in range(least, _MAX_DIGITS):
        if all(round(number, digits) for number in known) and (
            width <= _NOTHING or width >= _STEPS * 10.0**-digits
        ):
            return digits
    return max(least, _MAX_DIGITS)


def data_set_words(data_set: str) -> str:
    """Return `Contract.data_set` as text."""
    name, _, target = data_set.partition("/")
    return f"contract {name}, target {target}"


def origin_words(source: str, is_sample: bool) -> str:
    """Return the source of a table, or the source that the sample replaces."""
    return f"synthetic customers, in place of {source}" if is_sample else source
