"""Public table shapes, disguised and damaged as people do, with drafts whose outcome is known."""

from collections.abc import Callable, Iterable
from random import Random

import pandas as pd

from churn_platform.analysis.errors import DataError
from churn_platform.config.contracts.load import parse_contract
from churn_platform.config.contracts.sections import Reading
from churn_platform.sources.drafting.document import write_document
from churn_platform.sources.drafting.draft import draft_contract
from churn_platform.sources.drafting.summary import MAX_LINES, summary_lines
from churn_platform_tests.sources.drafting.shapes.expected import SHAPES, Shape

Disguise = Callable[[pd.DataFrame, Shape, Random], pd.DataFrame]
_TOTALS = ("Total", "Grand Total", "Summe", "Gesamt:", "Итого", "合计", "Average")
_HEADERS = (str.upper, str.lower, lambda header: f" {header} ", lambda header: f"{header}\u00a0")


def shuffled_rows(table: pd.DataFrame, shape: Shape, rng: Random) -> pd.DataFrame:
    """The same rows in another order."""
    return table.sample(frac=1, random_state=rng.randrange(2**31))


def shuffled_columns(table: pd.DataFrame, shape: Shape, rng: Random) -> pd.DataFrame:
    """The same columns in another order."""
    return table[rng.sample(list(table.columns), table.shape[1])]


def other_headers(table: pd.DataFrame, shape: Shape, rng: Random) -> pd.DataFrame:
    """Headers in another case or with spaces around them."""
    return table.rename(columns=rng.choice(_HEADERS))


def a_total_below(table: pd.DataFrame, shape: Shape, rng: Random) -> pd.DataFrame:
    """A row of totals, with blanks where nothing can be added up."""
    numbers = table.apply(pd.to_numeric, errors="coerce")
    sums = ["" if numbers[one].isna().any() else f"{numbers[one].sum():.2f}" for one in table]
    sums[0] = rng.choice(_TOTALS)
    named = [place for place, one in enumerate(table.columns) if place and _is_text(table[one])]
    for place in named:
        sums[place] = ""
    return _with_rows(table, [sums])


def a_header_again(table: pd.DataFrame, shape: Shape, rng: Random) -> pd.DataFrame:
    """The header once more, as where two files were joined."""
    return _with_rows(table, [list(table.columns)], rng.randrange(len(table)))


def a_note_below(table: pd.DataFrame, shape: Shape, rng: Random) -> pd.DataFrame:
    """A footnote in one cell of an otherwise empty row."""
    note = ["" for _ in table.columns]
    note[rng.randrange(len(note))] = rng.choice(("* preliminary", "Source: CRM export of Monday"))
    return _with_rows(table, [note])


def repeated_rows(table: pd.DataFrame, shape: Shape, rng: Random) -> pd.DataFrame:
    """Some rows twice, verbatim."""
    return pd.concat([table, table.sample(20, random_state=rng.randrange(2**31))])


DISGUISES: dict[str, Disguise] = {
    change.__name__: change
    for change in (
        shuffled_rows, shuffled_columns, other_headers, a_total_below, a_header_again,
        a_note_below, repeated_rows,
    )
}  # fmt: skip
MOVING = {shuffled_rows.__name__, a_header_again.__name__}
"""Those that change the places of rows."""


def _is_text(values: pd.Series) -> bool:
    return bool(pd.to_numeric(values, errors="coerce").isna().any())


def _with_rows(table: pd.DataFrame, rows: list[list[str]], at: int | None = None) -> pd.DataFrame:
    place = len(table) if at is None else at
    more = pd.DataFrame(rows, columns=table.columns)
    return pd.concat([table.iloc[:place], more, table.iloc[place:]])


def judge_drafts(numbers: Iterable[int], seed: int, tell: Callable[[str], None]) -> int:
    """Draft from disguised shapes; `tell` what a draft got wrong. Returns how many were drafted."""
    drafted = 0
    for number in numbers:
        drafted += 1
        rng = Random(f"{seed}-shape-{number}")
        name = rng.choice(list(SHAPES))
        changes = rng.sample(list(DISGUISES), rng.choice((1, 1, 2)))
        changes.sort(key=lambda change: change == a_total_below.__name__)  # it adds up the others
        table = pd.DataFrame({h: list(map(str, of)) for h, of in SHAPES[name].make().items()})
        for change in changes:
            if SHAPES[name].in_order and change in MOVING:
                continue
            table = DISGUISES[change](table, SHAPES[name], rng)
        if problem := _wrong(table.reset_index(drop=True), SHAPES[name]):
            tell(f"shape {number} of seed {seed} ({name}; {' + '.join(changes)}): {problem}")
    return drafted


def _wrong(table: pd.DataFrame, shape: Shape) -> str | None:
    given = dict(one.split("=") for one in shape.arguments)
    leaving = given["YES"].split(",") if "YES" in given else None
    try:
        draft = draft_contract(table, given.get("ID"), given.get("TARGET"), leaving)
    except DataError as error:
        expected = shape.refused.partition(" in")[0].casefold()  # headers may be in another case
        if expected and expected in str(error).casefold():
            return None
        return f"refused: {error}"
    if shape.refused:
        return f"not refused; expected {shape.refused!r}"
    contract = parse_contract(write_document(draft, "any", [], Reading()), "any.toml")
    target, said = contract[contract.target], "\n".join(summary_lines(draft))
    yes, no = ({one.casefold() for one in words} for words in (target.yes, target.no))
    left = {one.casefold() for one in shape.left}
    found = {
        "identifier": _same(contract[contract.identifier].header, shape.identifier),
        "target": _same(target.source, shape.target),
        "who left": left <= yes and not left & no,
        "doubts": said.count("CHECK") <= MAX_LINES,
    }
    return ", ".join(what for what, is_right in found.items() if not is_right) or None


def _same(found: str | None, expected: str | None) -> bool:
    folded = [one and one.strip().casefold() for one in (found, expected)]
    return folded[0] == folded[1]
