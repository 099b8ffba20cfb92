"""Tables written for people, whose right reading is known: through a draft and the cleaning.

Each is either read as the numbers and texts that it was made from, or refused by a known line.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pandas as pd
from openpyxl import Workbook

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.errors import DataError
from churn_platform.config.contracts.load import parse_contract
from churn_platform.config.contracts.sections import Reading
from churn_platform.config.source_errors import SourceError
from churn_platform.sources.download.table_check import check_table
from churn_platform.sources.drafting.document import write_document
from churn_platform.sources.drafting.draft import draft_contract
from churn_platform.sources.formats.format import Caps
from churn_platform.sources.formats.text import read_any, read_text

_CAPS = Caps(200_000_000)
_ROWS = 120
_CITIES = {
    "cp1252": ("Orléans", "Nîmes", "Besançon", "Sète"),
    "cp1250": ("Gdańsk", "Kraków", "Łódź", "Wrocław"),
    "cp1251": ("Москва", "Казань", "Томск", "Пермь"),
    "cp1254": ("İstanbul", "Muğla", "Şanlıurfa", "Eskişehir"),
    "mac_roman": ("Orléans", "Nîmes", "Besançon", "Prélèvement"),
    "cp932": ("東京", "大阪", "札幌", "クレジット"),
    "gb18030": ("上海", "广州", "北京", "深圳"),
    "cp949": ("서울", "부산", "대구", "인천"),
    "utf-16-le": ("上海", "Москва", "Łódź", "서울"),
}


class Misread(AssertionError):
    """A table was read as something that it is not, without a word."""


@dataclass(frozen=True)
class Disguised:
    """A file; what it holds; what a refusal must say if it has to be refused."""

    content: bytes
    table: pd.DataFrame
    refusal: str | None = None


def customers(rng: Random) -> pd.DataFrame:
    """Return customers with two numbers, as they are meant."""
    return pd.DataFrame(
        {
            "Customer ID": [f"C{number:05d}" for number in range(_ROWS)],
            "City": [rng.choice(("Bonn", "Rome", "Lyon")) for _ in range(_ROWS)],
            "Months": [rng.randint(1, 60) for _ in range(_ROWS)],
            "Charge": [round(rng.uniform(1, 4000), 2) for _ in range(_ROWS)],
            "Churn": [rng.choice(("Yes", "No", "No")) for _ in range(_ROWS)],
        }
    )


def _csv(table: pd.DataFrame, delimiter: str = ",") -> bytes:
    return str(table.to_csv(index=False, sep=delimiter, lineterminator="\n")).encode()


def _texts(table: pd.DataFrame, write: Callable[[float], str]) -> pd.DataFrame:
    return table.assign(Charge=[write(value) for value in table["Charge"]])


def with_a_currency(table: pd.DataFrame, rng: Random) -> Disguised:
    """Amounts with a currency sign or code, before or behind."""
    how = rng.choice(("${:,.2f}", "{:,.2f} USD", "CHF {:,.2f}", "£ {:,.2f}", "US${:.2f}"))
    return Disguised(_csv(_texts(table, how.format)), table)


def as_in_europe(table: pd.DataFrame, rng: Random) -> Disguised:
    """Amounts with a decimal comma and a currency, groups by a space or a point."""
    group = rng.choice((" ", "\u202f", "\u00a0", ".", ""))

    def write(value: float) -> str:
        return f"{value:,.2f}".replace(",", "\0").replace(".", ",").replace("\0", group) + " €"

    return Disguised(_csv(_texts(table, write), ";"), table)


def in_brackets(table: pd.DataFrame, rng: Random) -> Disguised:
    """Some amounts below 0, in brackets or with the minus behind."""
    signed = table.assign(Charge=[value * rng.choice((1, -1)) for value in table["Charge"]])
    below = rng.choice(("({:.2f})", "{:.2f}-", "(${:.2f})"))
    texts = _texts(signed, lambda v: below.format(-v) if v < 0 else f"{v:.2f}")
    return Disguised(_csv(texts), signed)


def with_words_for_nothing(table: pd.DataFrame, rng: Random) -> Disguised:
    """A word for nothing in some cells."""
    word = rng.choice(("?", "\\N", "#DIV/0!", "#REF!", "--", "(blank)", "n/a", "unknown", "-"))
    known = pd.Series([rng.random() > 0.06 for _ in range(len(table))])
    texts = table.assign(Charge=table["Charge"].astype(str).where(known, word))
    return Disguised(_csv(texts), table.assign(Charge=table["Charge"].where(known)))


def with_a_unit(table: pd.DataFrame, rng: Random) -> Disguised:
    """Numbers with a unit behind them, in the singular where it is one."""
    one, many = rng.choice((("month", "months"), ("Monat", "Monate"), ("mo", "mos"), ("h", "h")))
    texts = [f"{value} {one if value == 1 else many}" for value in table["Months"]]
    return Disguised(_csv(table.assign(Months=texts)), table)


def with_two_units(table: pd.DataFrame, rng: Random) -> Disguised:
    """Numbers in months and years, which must not be read as one scale."""
    texts = [f"{v} months" if rng.random() < 0.9 else f"{v // 12} years" for v in table["Months"]]
    return Disguised(_csv(table.assign(Months=texts)), table.drop(columns="Months"))


def with_thousandths(table: pd.DataFrame, rng: Random) -> Disguised:
    """Numbers with three decimals and a comma, between semicolons."""
    small = table.assign(Charge=[round(rng.uniform(1, 99), 3) for _ in range(len(table))])
    return Disguised(_csv(_texts(small, lambda v: f"{v:.3f}".replace(".", ",")), ";"), small)


def in_another_encoding(table: pd.DataFrame, rng: Random) -> Disguised:
    """Text in a legacy code page, or in UTF-16 without a mark."""
    page = rng.choice(list(_CITIES))
    cities = [_CITIES[page][row % 4] for row in range(len(table))]
    told = table.assign(City=cities)
    return Disguised(_csv(told).decode().encode(page), told)


def with_a_broken_byte(table: pd.DataFrame, rng: Random) -> Disguised:
    """UTF-8 with one byte that is none."""
    lines = _csv(table.assign(City="Orléans")).split(b"\n")
    place = rng.randrange(1, len(lines) - 1)
    lines[place] = lines[place].replace("é".encode(), b"\xe9")
    return Disguised(b"\n".join(lines), table, rf"line {place + 1}: not utf-8")


def below_a_title(table: pd.DataFrame, rng: Random) -> Disguised:
    """A title above the header."""
    sign, gap = rng.choice((",", ";")), rng.choice(("", "\n"))
    content = f"Customers of 2026\n{gap}".encode() + _csv(table, sign)
    return Disguised(content, table, "the header seems to be in row [23]")


def with_files_of_the_system(table: pd.DataFrame, rng: Random) -> Disguised:
    """A zip archive made on a Mac or on Windows."""
    out = io.BytesIO()
    left = rng.choice(("a/.DS_Store", "__MACOSX/a/._b.csv", "Thumbs.db", "a/desktop.ini"))
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in rng.sample([("a/b.csv", _csv(table)), (left, b"\0\1")], 2):
            archive.writestr(name, content)
    return Disguised(out.getvalue(), table)


def with_unsaved_formulas(table: pd.DataFrame, rng: Random) -> Disguised:
    """A workbook that a program wrote, whose formulas nobody has worked out."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append([*table.columns, "Total"])
    for number, row in enumerate(table.itertuples(index=False), 2):
        sheet.append([*row, f"=C{number}*D{number}"])
    book.save(out)
    return Disguised(out.getvalue(), table, "formulas without a saved value")


DISGUISES: tuple[Callable[[pd.DataFrame, Random], Disguised], ...] = (
    with_a_currency, as_in_europe, in_brackets, with_words_for_nothing, with_a_unit,
    with_two_units, with_thousandths, in_another_encoding, with_a_broken_byte, below_a_title,
    with_files_of_the_system, with_unsaved_formulas,
)  # fmt: skip


@dataclass
class Outcomes:
    """What became of the files; `problems` says which were misread."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def disguise(folder: Path, numbers: Iterable[int]) -> Outcomes:
    """Read the files of these numbers, each kind in turn."""
    outcomes = Outcomes()
    for number in numbers:
        rng, make = Random(f"disguise-{number}"), DISGUISES[number % len(DISGUISES)]
        try:
            outcomes.counts[_read(folder / "disguised", make(customers(rng), rng))] += 1
        except Exception as error:  # whatever it is, it is what we look for
            outcomes.counts["MISREAD"] += 1
            outcomes.problems.append(f"disguise {number} ({make.__name__}): {error!r}")
    return outcomes


def _read(path: Path, disguised: Disguised) -> str:
    path.write_bytes(disguised.content)
    try:
        found = _cleaned(path)
    except (SourceError, DataError) as error:
        if disguised.refusal is None or not re.search(disguised.refusal, str(error)):
            raise
        return "disguised and refused"
    if disguised.refusal is not None:
        raise Misread(f"read; expected a refusal that says {disguised.refusal!r}")
    _compare(found, disguised.table)
    return "disguised and read"


def _cleaned(path: Path) -> pd.DataFrame:
    """Return the customers by the headers of the source, as a draft without an edit reads them."""
    text, form = read_any(path, path.name, Reading(), _CAPS)
    draft = draft_contract(text, written=form)
    contract = parse_contract(write_document(draft, "disguised", [], Reading()), "draft.toml")
    checked = check_table(path, path.name, contract, _CAPS)
    cleaned = clean_customers(read_text(path, checked.format, contract).frame, contract)
    if cleaned.quarantined:
        raise Misread(f"quarantined {cleaned.by_rule}")
    return cleaned.customers.rename(columns={c.name: c.source for c in contract.columns})


def _compare(found: pd.DataFrame, meant: pd.DataFrame) -> None:
    known = found.set_index("Customer ID").loc[meant["Customer ID"]]
    if missing := set(meant.columns) - {"Customer ID"} - set(known.columns):
        raise Misread(f"columns {sorted(missing)} are left out")
    if extra := set(known.columns) - set(meant.columns):
        raise Misread(f"columns {sorted(extra)} are read as one scale")
    expected = meant.set_index("Customer ID").assign(
        Churn=lambda table: table["Churn"].map({"Yes": 1, "No": 0})
    )
    text = {name: object for name, kind in known.dtypes.items() if kind == "category"}
    pd.testing.assert_frame_equal(
        known[expected.columns].astype(text), expected, check_dtype=False, check_names=False
    )
