"""Tables that leave something to decide, or whose rows are not one customer each."""

import numpy as np
import pandas as pd

from churn_platform_tests.sources.drafting.shapes.branches import telco
from churn_platform_tests.sources.drafting.shapes.people import People, Table


def coded_1_and_2() -> Table:
    p = People()
    return {
        "cust_no": p.ids("{}"),
        "months": p.months,
        "calls": p.calls,
        "churn": p.words("2", "1"),
    }


def three_codes() -> Table:
    p = People()
    codes = [
        "2" if one else "1" if m < 20 else "0" for one, m in zip(p.left, p.months, strict=True)
    ]
    return {"cust_no": p.ids("{}"), "months": p.months, "calls": p.calls, "churn": codes}


def three_codes_said() -> Table:
    return three_codes()


def tenure_in_days() -> Table:
    p = People()
    return {
        "MSISDN": p.ids("336120{}"),
        "tenure": p.months * 30,
        "AnnualCharges": (p.fee * 12).round(2),
        "churned": p.words("true", "false"),
    }


def nearly_leaking() -> Table:
    p = People()
    known = p.left & (p.rng.random(p.rows) < 0.95)
    return {
        "Customer ID": p.ids(),
        "Tenure Months": p.months,
        "Monthly Charges": p.fee,
        "Churn": p.words("Yes", "No"),
        "settlement_amount": np.where(known, p.fee.astype(str), ""),
    }


def satisfaction() -> Table:
    p = People()
    score = np.where(p.left, p.rng.integers(1, 4, p.rows), p.rng.integers(3, 6, p.rows))
    return {**telco(), "Satisfaction Score": score, "Churn": p.words("Yes", "No")}


def with_total() -> Table:
    cells = {header: [*map(str, values)] for header, values in telco().items()}
    sums = {"tenure": "14000", "MonthlyCharges": "25000.55", "TotalCharges": "880000.5"}
    for header, values in cells.items():
        values.append({"customerID": "Grand Total", **sums}.get(header, ""))
        values.append("* preliminary" if header == "customerID" else "")
    return {**cells}


def orders() -> Table:
    p = People(60)
    rows = np.repeat(np.arange(60), p.rng.integers(2, 12, 60))
    many = len(rows)
    return {
        "Order ID": [f"O{n:06}" for n in range(1, many + 1)],
        "Customer ID": [f"C{n}" for n in rows],
        "Order Date": pd.date_range("2023-01-01", periods=many).strftime("%Y-%m-%d"),
        "Amount": p.rng.uniform(5, 90, many).round(2),
        "Churn": [p.words("1", "0")[n] for n in rows],
    }


def orders_unnamed() -> Table:
    return {{"Customer ID": "buyer_ref"}.get(header, header): of for header, of in orders().items()}


def months() -> Table:
    p = People(80)
    who, month = np.repeat(np.arange(80), 12), np.tile(np.arange(1, 13), 80)
    return {
        "subscriber": [f"33612{n:05}" for n in 17 * who],
        "month": [f"2024-{n:02}" for n in month],
        "usage": p.rng.integers(0, 900, len(who)),
        "churn": ["1" if p.left[n] and m == 12 else "0" for n, m in zip(who, month, strict=True)],
    }


def months_numbered() -> Table:
    made = months()
    lines = [*made.pop("subscriber")]
    numbers = {one: place for place, one in enumerate(dict.fromkeys(lines), 1)}
    return {"k": [numbers[one] for one in lines], **made}


def with_subtotals() -> Table:
    """A row of sums behind each region, which has an outcome and is named like no total."""
    cells = {header: [*values] for header, values in telco().items()}
    done: dict[str, list[object]] = {header: [] for header in cells}
    for place, region in ((0, "North"), (130, "South"), (260, "West")):
        end = {0: 130, 130: 260, 260: 400}[place]
        for header, values in cells.items():
            group = values[place:end]
            is_sum = header in ("tenure", "MonthlyCharges", "TotalCharges")
            total = round(sum(group), 2) if is_sum else group[0]
            done[header] += [*group, region if header == "customerID" else total]
    return {**done}


def months_unnamed() -> Table:
    return {{"subscriber": "line"}.get(header, header): of for header, of in months().items()}
