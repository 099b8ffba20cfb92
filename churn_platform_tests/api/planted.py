"""A table with planted names and addresses of people, and the search for them in what is left."""

import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pandas as pd

from churn_platform.sources.sample.telco import make_sample

USER, PASSWORD, SIGNATURE = "plantuser", "plantpassword", "plantsignature"
SECRETS = (USER, PASSWORD, SIGNATURE)
PRIVATE = re.compile(
    r"/(raw|processed|scores)/|customer_churn\.csv$|\.parquet$|\.arrow$|-.*scores\.csv$"
)
"""Files that need the token: they may hold customers."""
PEOPLE = ("Plantname", "plant@mail.example")
NEEDLES = re.compile("|".join((*PEOPLE, *SECRETS)).encode(), re.IGNORECASE)


def person(number: int) -> str:
    """Somebody's name and e-mail address, where they do not belong."""
    return f"{PEOPLE[0]} {number} {PEOPLE[1]}"


def planted(rows: int = 1_000) -> pd.DataFrame:
    """A table that can be used, with people in places that the contract knows nothing of."""
    table = make_sample(rows, seed=7).astype(object)
    places = ("Contract", "MonthlyCharges", "tenure", "TotalCharges", "Churn", "SeniorCitizen")
    for row, column in enumerate(places):
        table.loc[row, column] = person(row)
    table.loc[10, "customerID"] = person(10)
    table.loc[12] = table.loc[11] = [person(11), *table.loc[11, "gender":]]  # one row twice
    table.loc[[13, 14], "customerID"], table.loc[[13, 14], "Churn"] = [person(13), person(14)], ""
    table.loc[15] = [*table.columns[:-1], person(15)]  # a second header
    return table.assign(notes=[person(row) if row % 7 else "" for row in range(rows)])


def refused(rows: int = 1_000) -> pd.DataFrame:
    """The same with too many rows that cannot be used."""
    table = planted(rows)
    table.loc[100:200, "Contract"] = [person(row) for row in range(100, 201)]
    table.loc[[201, 202], "customerID"] = person(201)  # one id of two customers
    return table


def as_bytes(table: pd.DataFrame) -> bytes:
    """The table as CSV."""
    return table.to_csv(index=False).encode()


def left_behind(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each file that is not private, and each cell of the databases."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".db-shm"]
    for path in sorted(files):
        if not PRIVATE.search(str(path.relative_to(folder.parent))):
            yield str(path), path.read_bytes()
    for path in sorted(folder.rglob("*.db")):
        for place, cell in _cells(path):
            yield f"{path} {place}", cell


def _cells(path: Path) -> Iterator[tuple[str, bytes]]:
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):
                for cell in filter(None, row):
                    content = cell if isinstance(cell, bytes) else str(cell).encode()
                    with suppress(zlib.error):
                        content = zlib.decompress(content)  # as Dagster keeps snapshots of jobs
                    yield table, content
