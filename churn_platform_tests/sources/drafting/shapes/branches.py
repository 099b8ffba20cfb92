"""Tables of companies: telecoms, banks, shops, subscriptions."""

import numpy as np

from churn_platform_tests.sources.drafting.shapes.people import People, Table


def telco() -> Table:
    p = People()
    return {
        "customerID": p.ids("{}-ABCDE"),
        "gender": p.pick("Male", "Female"),
        "SeniorCitizen": p.pick("0", "1"),
        "Partner": p.pick("Yes", "No"),
        "tenure": p.months,
        "Contract": p.pick("Month-to-month", "One year", "Two year"),
        "MonthlyCharges": p.fee,
        "TotalCharges": (p.fee * p.months).round(2),
        "Churn": p.words("Yes", "No"),
    }


def telco_33_columns() -> Table:
    p = People()
    return {
        "CustomerID": p.ids("{}-ABCDE"),
        "Count": ["1"] * p.rows,
        "Country": ["United States"] * p.rows,
        "Zip Code": 90_001 + p.rng.integers(0, 80, p.rows),
        "Tenure Months": p.months,
        "Monthly Charges": p.fee,
        "Churn Label": p.words("Yes", "No"),
        "Churn Value": p.words("1", "0"),
        "Churn Score": np.where(
            p.left, p.rng.integers(65, 101, p.rows), p.rng.integers(5, 81, p.rows)
        ),
        "Churn Reason": [
            ("Price" if n % 2 else "Moved") if one else "" for n, one in enumerate(p.left)
        ],
    }


def telco_status() -> Table:
    p = People()
    status = [
        "Churned" if one else "Joined" if m < 4 else "Stayed"
        for one, m in zip(p.left, p.months, strict=True)
    ]
    return {
        "Customer ID": p.ids(),
        "Tenure in Months": p.months,
        "Offer": p.pick("None", "Offer A", "Offer B"),
        "Monthly Charge": p.fee,
        "Customer Status": status,
        "Churn Category": ["Price" if one else "" for one in p.left],
    }


def voluntary() -> Table:
    p = People()
    kind = [
        "Active" if not one else "Voluntary" if n % 3 else "Involuntary"
        for n, one in enumerate(p.left)
    ]
    return {"Customer ID": p.ids(), "Tenure Months": p.months, "Calls": p.calls, "Churn": kind}


def bank() -> Table:
    p = People()
    return {
        "RowNumber": range(1, p.rows + 1),
        "CustomerId": p.ids("156{}"),
        "Surname": [f"S{one}" for one in p.rng.integers(0, 250, p.rows)],
        "CreditScore": p.rng.integers(350, 851, p.rows),
        "Age": p.rng.integers(18, 90, p.rows),
        "Tenure": p.months % 11,
        "IsActiveMember": p.pick("0", "1"),
        "Exited": p.words("1", "0"),
    }


def bank_with_fees() -> Table:
    p = People()
    return {**bank(), "MonthlyFee": p.fee}


def credit_cards() -> Table:
    p = People()
    return {
        "CLIENTNUM": p.ids("7082{}"),
        "Attrition_Flag": p.words("Attrited Customer", "Existing Customer"),
        "Customer_Age": p.rng.integers(26, 73, p.rows),
        "Months_on_book": p.months,
        "Months_Inactive_12_mon": p.calls,
        "Credit_Limit": (p.fee * 100).round(1),
    }


def music() -> Table:
    p = People()
    return {
        "msno": p.hashes(),
        "city": p.rng.integers(1, 23, p.rows),
        "registration_init_time": p.days("%Y%m%d"),
        "plan_list_price": p.pick("99", "129", "149", "180"),
        "total_secs": (p.fee * 1_000).round(3),
        "is_churn": p.words("1", "0"),
    }


def iranian() -> Table:
    p = People()
    return {
        "Call  Failure": p.calls,
        "Complains": p.pick("0", "1"),
        "Subscription  Length": p.months,
        "Charge  Amount": p.rng.integers(0, 10, p.rows),
        "Seconds of Use": p.rng.integers(0, 17_000, p.rows),
        "Customer Value": (p.fee * 7).round(3),
        "Churn": p.words("1", "0"),
    }


def orange_with_points() -> Table:
    p = People()
    return {
        "State": p.pick("KS", "OH", "NJ", "OK"),
        "Account length": p.months * 3,
        "Area code": p.pick("408", "415", "510"),
        "International plan": p.pick("Yes", "No"),
        "Total day minutes": (p.fee * 2).round(1),
        "Customer service calls": p.calls,
        "Phone number": [f"{n}-{4_000 + 3 * n}" for n in p.rng.permutation(p.rows) + 300],
        "Churn": p.words("True.", "False."),
    }


def shop() -> Table:
    p = People()
    return {
        "CustomerID": p.ids("5{}"),
        "Churn": p.words("1", "0"),
        "Tenure": p.months,
        "PreferredLoginDevice": p.pick("Mobile Phone", "Phone", "Computer"),
        "CityTier": p.pick("1", "2", "3"),
        "DaySinceLastOrder": p.calls,
        "CashbackAmount": p.fee,
    }


def subscriptions() -> Table:
    p = People()
    return {
        "account_uuid": [
            f"{n:08x}-4f89-41d3-9a0c-{n * 977:012x}" for n in p.rng.permutation(p.rows) + 1
        ],
        "seats": p.rng.integers(1, 60, p.rows),
        "mrr": p.fee,
        "tenure_months": p.months,
        "status": p.words("cancelled", "active"),
    }


def gym() -> Table:
    p = People()
    return {
        "Member No": p.ids("M-{}"),
        "Age": p.rng.integers(18, 65, p.rows),
        "Visits per week": (p.fee / 30).round(2),
        "Membership": p.pick("Gold", "Silver", "Basic"),
        "Monthly fee": p.fee,
        "Still active": p.words("No", "Yes"),
    }


def retained_flag() -> Table:
    p = People()
    return {"client_id": p.ids(), "visits": p.calls, "spend": p.fee, "retained": p.words("0", "1")}


def insurance() -> Table:
    p = People()
    return {
        "Policyholder ID": p.ids("P{}"),
        "Annual premium amount": (p.fee * 12).round(2),
        "Claims": p.calls,
        "Lapse": p.pick("a", "b"),
        "Outcome": p.words("Lapsed", "Renewed"),
    }
