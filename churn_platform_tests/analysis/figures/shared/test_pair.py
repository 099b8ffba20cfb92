from churn_platform.analysis.figures.shared.pair import held_out, line_of, looks_of, shared_axis
from churn_platform.analysis.figures.shared.palette import CHURNED, STAYED
from churn_platform_tests.analysis.figures.evaluations import MODELS, compact, details


def test_models_differ_in_colour_mark_and_dash() -> None:
    first, second = looks_of(details()).values()
    assert all(one != other for one, other in zip(first, second, strict=True))


def test_no_model_has_the_colour_of_stayed_or_churned() -> None:
    assert {look.colour for look in looks_of(details()).values()}.isdisjoint({STAYED, CHURNED})


def test_the_traces_of_one_model_share_its_look_and_legend() -> None:
    looks = looks_of(details())
    assert list(looks) == list(MODELS)
    line = line_of("gradient_boosting", looks["gradient_boosting"])
    assert (line["name"], line["legendgroup"]) == ("Gradient boosting", "gradient_boosting")
    assert line["line"]["color"] == line["marker"]["color"] == looks["gradient_boosting"].colour


def test_titles_and_axes() -> None:
    assert held_out(compact()) == "1,234 held-out customers"
    axis = shared_axis("Share")
    assert (axis["range"], axis["anchor"], axis["title"]) == ([0, 1], "y2", {"text": "Share"})
