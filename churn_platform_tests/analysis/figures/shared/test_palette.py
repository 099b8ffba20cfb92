import pytest

from churn_platform.analysis.figures.shared.palette import (
    CHURNED,
    DARK,
    LIGHT,
    STAYED,
    Theme,
    template,
)


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_text_and_bars_stand_out_from_the_background(theme: Theme) -> None:
    assert contrast(theme.ink, theme.ground) > 7
    assert contrast(theme.quiet, theme.ground) > 4.5
    assert contrast(STAYED, theme.ground) > 3
    assert contrast(CHURNED, theme.ground) > 3


def test_light_and_dark_differ_in_colours_only() -> None:
    def shape(value: object) -> object:
        if isinstance(value, dict):
            return {key: shape(inner) for key, inner in value.items()}
        return [shape(inner) for inner in value] if isinstance(value, list) else type(value)

    assert shape(template(LIGHT)) == shape(template(DARK))
    assert template(LIGHT) != template(DARK)
