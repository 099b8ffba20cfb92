"""The columns behind lifetimes and money: the tenure and its unit, and the monthly revenue."""

from collections.abc import Mapping, Sequence
from typing import Final

from churn_platform.config.contracts.id_headers import plain
from churn_platform.sources.drafting.facts.column import Facts
from churn_platform.sources.drafting.facts.guess import Guess

_TENURES: Final = {"tenure", "seniority", "anciennete", "antiguedad"}
_MONTHS: Final = "assumed to be months because of its range"
_LONGEST_IN_YEARS: Final = 40
_LONGEST_IN_MONTHS: Final = 240
_TIME_AXES: Final = (
    "tenure", "tenuremonths", "tenureinmonths", "accountlength", "ageofaccount", "accountage",
    "monthsonbook", "months", "monthsascustomer", "customerlifetime", "membershiplength",
    "tenuredays", "tenureindays", "tenureyears", "tenureinyears", "customertenure", "monthsactive",
    "subscriptionlength", "vertragsdauer", "seniority", "anciennete", "antiguedad",
)  # fmt: skip
_REVENUES: Final = (
    "monthlycharges", "monthlycharge", "monthlyrevenue", "monthlyfee", "monthlybill",
    "monthlyprice", "monthlypayment", "monthlyspend", "monthlyspending", "mrr", "arpu",
)  # fmt: skip
_PAID: Final = {
    "charge", "charges", "fee", "fees", "bill", "price", "payment", "revenue", "spend", "spending",
    "cost", "amount",
}  # fmt: skip
_MONTHLY: Final = {"monthly"}
_YEARLY: Final = {"yearly", "annual", "annually", "annualised", "annualized"}
_OTHER: Final = {
    "total", "sum", "lifetime", "count", "number", "num", "avg", "average", "max", "min", "extra",
    "long", "last", "ratio", "change",
}  # fmt: skip


def guess_unit(guess: Guess, facts: Facts) -> str | None:
    """Return months for a tenure whose range suggests so, with a doubt; else ask for the unit.

    The name alone does not tell: banks count years, subscriptions months or days.
    """
    if not _TENURES & set(facts.words):
        return None
    maximum = float(facts.known[-1])
    if _LONGEST_IN_YEARS < maximum <= _LONGEST_IN_MONTHS:
        guess.doubts.append(f"{_MONTHS}: up to {maximum:,.6g}. If it is days or weeks, change unit")
        return "months"
    which = "months or years" if maximum <= _LONGEST_IN_YEARS else "days or months"
    guess.doubts.append(
        f"up to {maximum:,.6g}: {which}? Set unit; without it there are no lifetime values"
    )
    return None


def confirm_months(columns: Mapping[str, Guess], axis: str | None, pays: str | None) -> None:
    """Drop the doubt about a tenure if tenure times monthly revenue gives a total."""
    if axis is None or pays is None:
        return
    if any({axis, pays} == set(one.keys.get("product_of", ())) for one in columns.values()):
        guess = columns[axis]
        guess.doubts = [doubt for doubt in guess.doubts if not doubt.startswith(_MONTHS)]


def time_axis(columns: Mapping[str, Facts]) -> str | None:
    """Return the numeric column whose header means how long somebody has been a customer.

    A month column with values 1 to 12 is a calendar month.
    """
    lasting = {name: one for name, one in columns.items() if not _is_calendar(one)}
    return _likeliest(lasting, _TIME_AXES)


def _is_calendar(facts: Facts) -> bool:
    return plain(facts.header) in ("month", "months") and bool(
        facts.known[0] >= 1 and facts.known[-1] <= 12
    )


def revenue(columns: Mapping[str, Facts]) -> str | None:
    """Return the numeric column whose header means what a customer pays a month."""
    by_words = (name for name, one in columns.items() if _is_paid(one, _MONTHLY, "month"))
    return _likeliest(columns, _REVENUES) or next(by_words, None)


def describe_revenue(
    written: Mapping[str, Guess], numeric: Mapping[str, Facts], pays: str | None, doubts: list[str]
) -> None:
    """Add a doubt to a revenue column found by part of its header, and report a yearly one."""
    if pays is not None:
        if plain(numeric[pays].header) not in _REVENUES:
            written[pays].doubts.append("assumed to be what a customer pays a month (revenue)")
        return
    yearly = [one.header for one in numeric.values() if _is_paid(one, _YEARLY, "year")]
    if yearly:
        doubts.append(
            f"{yearly[0]!r} seems to be a yearly amount, but revenue is monthly: without a monthly"
            " amount no results are in money"
        )


def _is_paid(facts: Facts, often: set[str], period: str) -> bool:
    """Return whether a header means an amount paid this often, or per period."""
    found = set(facts.words)
    is_regular = bool(found & often) or {"per", period} <= found
    return bool(is_regular and found & _PAID and not found & _OTHER)


def _likeliest(columns: Mapping[str, Facts], names: Sequence[str]) -> str | None:
    places = {
        name: names.index(plain(facts.header))
        for name, facts in columns.items()
        if plain(facts.header) in names
    }
    return min(places, key=places.__getitem__, default=None)
