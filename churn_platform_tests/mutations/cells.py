"""Mutations of cells, rows and columns: a table of text in, another out."""

from collections.abc import Callable
from random import Random

import pandas as pd

Mutation = Callable[[pd.DataFrame, Random], pd.DataFrame]
_ODD = (
    "", " ", "NA", "N/A", "null", "None", "nan", "inf", "-inf", "1e999", "-3", "12.5", "1,889.50",
    "0x10", "1_000", "Crypto", "yes", "NO", " True ", "maybe", "=1+1", "+cmd", "@SUM(A1)", "\u00a0",
    "\u0661\u0662", "\U0001f600", "a;b", 'say "hi"', "two\nlines", "x" * 500, "\u202eevil", "1e400",
    "9" * 400, "-", ".", ",", "1.", "+5", "0.0", "1.0",
)  # fmt: skip


def some_cells(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """Odd values in a few cells of one column."""
    return _fill(table, rng, share=rng.choice((0.003, 0.02, 0.2)))


def a_whole_column(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """One odd value in every cell of one column."""
    return _fill(table, rng, share=1.0)


def scattered_cells(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """Odd values anywhere."""
    table = table.copy()
    for _ in range(rng.randint(1, 12)):
        row, column = rng.randrange(len(table)), rng.randrange(table.shape[1])
        table.iat[row, column] = rng.choice(_ODD)
    return table


def repeated_rows(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """Rows that are there twice, verbatim."""
    again = table.sample(rng.randint(1, len(table)), random_state=rng.randrange(2**31))
    return pd.concat([table, again], ignore_index=True)


def contradicting_rows(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """Rows that are there twice with another outcome."""
    again = table.sample(rng.randint(1, 5), random_state=rng.randrange(2**31)).copy()
    again["Churn"] = again["Churn"].map({"Yes": "No", "No": "Yes"})
    return pd.concat([table, again], ignore_index=True)


def other_row_order(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """The same rows, shuffled."""
    return table.sample(frac=1, random_state=rng.randrange(2**31))


def other_column_order(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """The same columns, shuffled."""
    return table[rng.sample(list(table.columns), table.shape[1])]


def other_headers(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """Headers in another case, with spaces."""
    change = rng.choice(
        (str.lower, str.upper, lambda name: f"  {name} ", lambda n: f"{n[0]} {n[1:]}")
    )
    return table.rename(columns=change)


def a_lost_column(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """One column less."""
    return table.drop(columns=rng.choice(list(table.columns)))


def a_renamed_column(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """One column under a name that nobody knows."""
    return table.rename(columns={rng.choice(list(table.columns)): "was something"})


def a_doubled_column(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """One column twice under names that are one."""
    name = rng.choice(list(table.columns))
    return pd.concat([table, table[name].rename(f" {name.upper()}")], axis="columns")


def more_columns(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """Columns that nobody asked for, one of which gives the outcome away."""
    left = table["Churn"].map({"Yes": "2024-01-31", "No": ""})
    return table.assign(exit_date=left, note=rng.choice(_ODD), Count="1")


def one_class(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """Only those who stayed, or only those who left."""
    return table[table["Churn"] == rng.choice(("Yes", "No"))]


def no_outcome(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """Blank outcomes for some customers."""
    blank = [rng.random() < 0.3 for _ in range(len(table))]
    return table.assign(Churn=table["Churn"].mask(pd.Series(blank, index=table.index), ""))


def few_rows(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """Between none and a handful of rows."""
    return table.head(rng.randint(0, 6))


def mixed_flags(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    """A flag in all its spellings at once."""
    words = {"0": ("0", "No", "0.0", "false", " n"), "1": ("1", "YES", "1.0", "True", "y ")}
    return table.assign(
        SeniorCitizen=table["SeniorCitizen"].map(lambda word: rng.choice(words[word]))
    )


def _fill(table: pd.DataFrame, rng: Random, share: float) -> pd.DataFrame:
    name, value = rng.choice(list(table.columns)), rng.choice(_ODD)
    hit = pd.Series([rng.random() < share for _ in range(len(table))], index=table.index)
    return table.assign(**{name: table[name].mask(hit, value)})


CELLS: dict[str, Mutation] = {
    change.__name__: change
    for change in (
        some_cells, a_whole_column, scattered_cells, repeated_rows, contradicting_rows,
        other_row_order, other_column_order, other_headers, a_lost_column, a_renamed_column,
        a_doubled_column, more_columns, one_class, no_outcome, few_rows, mixed_flags,
    )
}  # fmt: skip
