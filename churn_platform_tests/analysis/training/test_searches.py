import re
from collections import defaultdict

from churn_platform.analysis.training.searches import search_both
from churn_platform.config.hyperparameters import DEFAULTS
from churn_platform_tests.analysis.figures.shapes import shape
from churn_platform_tests.told import Told

MADE = shape("numeric", "flag")


def test_both_models_are_searched_and_each_tells_how_far_it_is() -> None:
    told: dict[str, Told] = defaultdict(Told)
    current = {name: dict(values) for name, values in DEFAULTS.items()}
    current["gradient_boosting"]["max_iter"] = 5
    found = search_both(
        MADE.clean,
        MADE.contract,
        current,
        candidates=2,
        folds=2,
        seed=3,
        progress=told.__getitem__,
    )
    assert found.keys() == told.keys() == DEFAULTS.keys()
    for name, one in found.items():
        assert [each["parameters"] for each in one["candidates"]][0] == current[name]
        assert told[name].advances == [(1, 2), (2, 2)]
        least = min(each["log_loss"]["mean"] for each in one["candidates"])
        assert told[name].notes[-1] == f"least loss {least:.4f}"
        assert all(re.fullmatch(r"least loss \d\.\d{4}", note) for note in told[name].notes)
