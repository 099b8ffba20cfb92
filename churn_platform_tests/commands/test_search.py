"""`make search`, as a process, and what the next run makes of it."""

import json

from churn_platform.catalog import MODELS, SEARCH
from churn_platform.config.hyperparameters import DEFAULTS
from churn_platform.metadata import Meta, Tag
from churn_platform_tests.commands.processes import run_command
from churn_platform_tests.platform import QUICK, TO_MODELS, Platform

_FEW = {"CHURN_SEARCH__CANDIDATES": 3}
# in use while the search runs, and so bad that whatever is drawn is better
_BAD = {"CHURN_LOGISTIC_REGRESSION__C": 1e-6}
_TREES = QUICK["CHURN_GRADIENT_BOOSTING__MAX_ITER"]


def test_the_next_run_trains_with_what_was_found(commanded: Platform) -> None:
    data, source = commanded.data_dir, commanded.source
    done = run_command("search", data=data, source=source, **_FEW, **_BAD)
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(commanded.stable(SEARCH).read_text())
    found = commanded.newest(SEARCH).metadata[Meta.PARAMETERS]
    assert found == {name: report[name]["parameters"] for name in report}
    assert found.keys() == DEFAULTS.keys()
    assert found["logistic_regression"]["C"] not in (1e-6, DEFAULTS["logistic_regression"]["C"])
    for name, values in found.items():
        said = ", ".join(f"{key} {value}" for key, value in values.items())
        assert f"\n{name}: {said}\n" in done.stdout
    assert done.stdout.endswith("The next tick, or make materialize, trains with these.\n")

    stale = json.loads(commanded.tick().tags[Tag.STALE])
    version = commanded.newest(SEARCH).data_version
    for key in MODELS:
        assert stale[key] == [f"upstream {SEARCH} changed from None to {version}"]
    assert commanded.run(select=TO_MODELS).success
    for key in MODELS:
        name = key.removesuffix("_model")
        trained = commanded.newest(key).metadata[Meta.PARAMETERS]
        # the number of trees is set, and what a person set comes first
        given = {"max_iter": _TREES} if name == "gradient_boosting" else {}
        assert trained == {**DEFAULTS[name], **found[name], **given, "seed": 42}
        assert commanded.newest(key).inputs["upstream"][SEARCH] == version
    assert not set(MODELS) & set(json.loads(commanded.tick().tags[Tag.STALE]))
