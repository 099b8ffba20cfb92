"""A draft of a table in a public shape is right as it is, or says aloud what to decide."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from churn_platform.commands.contract import main
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import load_contract
from churn_platform.sources.drafting.summary import MAX_LINES
from churn_platform_tests.sources.drafting.shapes.expected import SHAPES, Shape


def _draft(
    shape: Shape, folder: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, Contract | None]:
    table = pd.DataFrame({header: list(map(str, of)) for header, of in shape.make().items()})
    table.to_csv(folder / "table.csv", index=False, quoting=csv.QUOTE_MINIMAL)
    out = folder / "drafted.toml"
    options = {name.lower(): of for name, of in (one.split("=", 1) for one in shape.arguments)}
    done = main(False, source=str(folder / "table.csv"), out=str(out), **options)
    said = capsys.readouterr()
    return done, said.out + said.err, load_contract(out) if done == 0 else None


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if not shape.refused])
def test_a_shape_is_drafted_right_and_its_doubts_are_said(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shape = SHAPES[name]
    done, said, contract = _draft(shape, tmp_path, capsys)
    assert done == 0, said
    assert contract is not None
    axis, pays = contract.time_axis, contract.revenue
    assert contract[contract.identifier].header == shape.identifier
    assert contract[contract.target].header == shape.target
    yes, no = contract[contract.target].yes, contract[contract.target].no
    assert shape.left <= {*yes, *map(str.lower, yes)}
    assert not shape.left & {*no, *map(str.lower, no)}
    assert (axis and contract[axis].header) == shape.axis
    assert (axis and contract[axis].unit or None) == shape.unit
    assert (pays and contract[pays].header) == shape.revenue
    assert set(shape.unused) <= set(contract.ignore)
    assert set(shape.late) == set(contract.after_outcome)
    assert [part for part in shape.says if part not in said] == []
    assert said.count("\n  CHECK ") <= MAX_LINES
    # who left, and how many of how many, is always said in words and asked
    table = shape.make()
    outcomes = [str(one) for one in table[shape.target] if str(one)]
    left = sum(one in shape.left for one in outcomes)
    assert f"{left:,} of {len(outcomes):,}" in said.splitlines()[1]
    assert "Is that so?" in said.splitlines()[1]


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if shape.refused])
def test_a_shape_that_is_not_understood_is_refused_in_a_line_that_says_what_to_do(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done, said, _ = _draft(SHAPES[name], tmp_path, capsys)
    assert done == 2
    assert SHAPES[name].refused in said
    assert said.count("\n") == 1
    assert not (tmp_path / "drafted.toml").exists()
