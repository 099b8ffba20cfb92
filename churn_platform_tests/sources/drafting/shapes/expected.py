"""The shapes that people have, and what a draft of each must come to."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from churn_platform_tests.sources.drafting.shapes import branches, languages, unclear
from churn_platform_tests.sources.drafting.shapes.people import Table


@dataclass(frozen=True)
class Shape:
    """How a table is made, and what its draft must be.

    `identifier`, `target`, `left` (the texts of leaving), `axis`, `unit` and `revenue` are by
    header; `says` are parts of what has to stand on the terminal. A shape that is `refused` has a
    part of the one line. One that is `in_order` means something by the places of its rows.
    """

    make: Callable[[], Table]
    identifier: str | None = None
    target: str = ""
    left: frozenset[str] = frozenset()
    axis: str | None = None
    unit: str | None = None
    revenue: str | None = None
    says: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    refused: str = ""
    in_order: bool = False
    arguments: tuple[str, ...] = ()


SHAPES: Final[dict[str, Shape]] = {
    "telco": Shape(
        branches.telco,
        "customerID",
        "Churn",
        frozenset({"Yes"}),
        "tenure",
        "months",
        "MonthlyCharges",
    ),
    "telco, 33 columns": Shape(
        branches.telco_33_columns,
        "CustomerID",
        "Churn Label",
        frozenset({"Yes"}),
        "Tenure Months",
        "months",
        "Monthly Charges",
        unused=("Count", "Country"),
        late=("Churn Value", "Churn Score", "Churn Reason"),
    ),
    "telco, status of three": Shape(
        branches.telco_status,
        "Customer ID",
        "Customer Status",
        frozenset({"Churned"}),
        "Tenure in Months",
        "months",
        "Monthly Charge",
        says=("'Churned' counted as leaving",),
        late=("Churn Category",),
    ),
    "voluntary or not": Shape(
        branches.voluntary,
        "Customer ID",
        "Churn",
        frozenset({"Voluntary", "Involuntary"}),
        "Tenure Months",
        "months",
        says=("'Active' as staying",),
    ),
    "bank": Shape(
        branches.bank,
        "CustomerId",
        "Exited",
        frozenset({"1"}),
        "Tenure",
        says=("months or years?",),
        unused=("RowNumber", "Surname"),
    ),
    "bank with fees": Shape(
        branches.bank_with_fees,
        "CustomerId",
        "Exited",
        frozenset({"1"}),
        "Tenure",
        None,
        "MonthlyFee",
        says=("months or years?",),
    ),
    "credit cards": Shape(
        branches.credit_cards,
        "CLIENTNUM",
        "Attrition_Flag",
        frozenset({"Attrited Customer"}),
        "Months_on_book",
        "months",
    ),
    "music": Shape(
        branches.music,
        "msno",
        "is_churn",
        frozenset({"1"}),
        unused=("registration_init_time",),
    ),
    "iranian telecom": Shape(
        branches.iranian,
        None,
        "Churn",
        frozenset({"1"}),
        "Subscription  Length",
        says=("no column is unique, so the id is made",),
    ),
    "orange telecom": Shape(
        branches.orange_with_points,
        "Phone number",
        "Churn",
        frozenset({"True."}),
        "Account length",
    ),
    "shop": Shape(
        branches.shop,
        "CustomerID",
        "Churn",
        frozenset({"1"}),
        "Tenure",
        "months",
        says=(
            "assumed to be months because of its range",
            "may be the same",
            "are they in order, or codes?",
        ),
    ),
    "subscriptions": Shape(
        branches.subscriptions,
        "account_uuid",
        "status",
        frozenset({"cancelled"}),
        "tenure_months",
        "months",
        "mrr",
    ),
    "gym": Shape(
        branches.gym,
        "Member No",
        "Still active",
        frozenset({"No"}),
        None,
        None,
        "Monthly fee",
        says=("'Still active' names who stayed", "'No' is taken as leaving"),
        arguments=("TARGET=Still active",),
    ),
    "retained": Shape(
        branches.retained_flag,
        "client_id",
        "retained",
        frozenset({"0"}),
        says=("'retained' names who stayed",),
    ),
    "insurance": Shape(
        branches.insurance,
        "Policyholder ID",
        "Outcome",
        frozenset({"Lapsed"}),
        says=("'Annual premium amount' seems to be a yearly amount",),
    ),
    "german": Shape(
        languages.german, "Kundennummer", "Kündigung", frozenset({"Ja"}), "Vertragsdauer"
    ),
    "french": Shape(
        languages.french,
        "N° client",
        "Résilié",
        frozenset({"Oui"}),
        "Ancienneté",
        "months",
        says=("assumed to be months because of its range",),
    ),
    "spanish": Shape(
        languages.spanish,
        "Código cliente",
        "Baja",
        frozenset({"Sí"}),
        "Antigüedad",
        "months",
        says=("assumed to be months because of its range",),
    ),
    "brazilian": Shape(languages.brazilian, "id_cliente", "cancelou", frozenset({"Sim"})),
    "russian": Shape(languages.russian, "Номер клиента", "Отток", frozenset({"Да"})),
    "chinese": Shape(languages.chinese, "客户编号", "是否流失", frozenset({"是"})),
    "japanese": Shape(languages.japanese, "顧客ID", "解約", frozenset({"はい"})),
    "polish": Shape(languages.polish, "id_klienta", "rezygnacja", frozenset({"Tak"})),
    **{
        f"who stayed: {header}": Shape(
            partial(languages.still_customers, header, yes, no),
            "Kundennummer",
            header,
            frozenset({no}),
            "Vertragsdauer",
            says=(f"{header!r} names who stayed, so {no!r} is taken as leaving",),
        )
        for header, yes, no in (
            ("Bleibt Kunde", "Ja", "Nein"),
            ("loyal", "1", "0"),
            ("not_churned", "True", "False"),
            ("Vertrag verlängert", "ja", "nein"),
            ("a renouvelé", "Oui", "Non"),
            ("Still a customer", "Y", "N"),
            ("contract_renewed", "yes", "no"),
            ("Продлил договор", "Да", "Нет"),
            ("是否续约", "是", "否"),
        )
    },
    "inactive": Shape(
        partial(languages.still_customers, "Inactive", "No", "Yes"),
        "Kundennummer",
        "Inactive",
        frozenset({"Yes"}),
        "Vertragsdauer",
    ),
    "who stayed, coded": Shape(
        partial(languages.still_customers, "loyal", "1", "2"),
        refused="say which of them mean leaving, such as YES=",
    ),
    "stayed or churned": Shape(
        partial(languages.still_customers, "Retained or churned", "Yes", "No"),
        refused="say which of them mean leaving, such as YES=",
        arguments=("TARGET=Retained or churned",),
    ),
    "coded 1 and 2": Shape(
        unclear.coded_1_and_2,
        "cust_no",
        "churn",
        frozenset({"2"}),
        "months",
        "months",
        says=("codes: '2' is taken as leaving only since it is rarer",),
    ),
    "three codes": Shape(
        unclear.three_codes, refused="say which of them mean leaving, such as YES="
    ),
    "three codes, said": Shape(
        unclear.three_codes_said,
        "cust_no",
        "churn",
        frozenset({"2"}),
        "months",
        "months",
        arguments=("YES=2",),
    ),
    "tenure in days": Shape(
        unclear.tenure_in_days,
        "MSISDN",
        "churned",
        frozenset({"true"}),
        "tenure",
        says=("days or months?", "'AnnualCharges' seems to be a yearly amount"),
    ),
    "nearly leaking": Shape(
        unclear.nearly_leaking,
        "Customer ID",
        "Churn",
        frozenset({"Yes"}),
        "Tenure Months",
        "months",
        "Monthly Charges",
        says=("settlement_amount: filled for 9", "after_outcome"),
    ),
    "satisfaction": Shape(
        unclear.satisfaction,
        "customerID",
        "Churn",
        frozenset({"Yes"}),
        "tenure",
        "months",
        "MonthlyCharges",
        says=("satisfaction_score: alone it tells who left",),
    ),
    "with a total and a note": Shape(
        unclear.with_total,
        "customerID",
        "Churn",
        frozenset({"Yes"}),
        "tenure",
        "months",
        "MonthlyCharges",
        says=("row 401, 402 is not a customer",),
    ),
    "orders": Shape(unclear.orders, refused="'Customer ID' holds 60 customers in"),
    "orders by id": Shape(
        unclear.orders, refused="'Customer ID' holds 60 customers in", arguments=("ID=Order ID",)
    ),
    "orders, unnamed": Shape(unclear.orders_unnamed, refused="'buyer_ref' holds 60 customers in"),
    "months": Shape(unclear.months, refused="'subscriber' holds 80 customers in 960 rows"),
    "months, numbered": Shape(
        unclear.months_numbered, refused="'k' holds 80 customers in 960 rows"
    ),
    "subtotals": Shape(
        unclear.with_subtotals,
        refused="rows 131, 262, 403: are sums of neighbouring rows",
        in_order=True,
    ),
    "months, unnamed": Shape(
        unclear.months_unnamed, refused="'line' holds 80 customers in 960 rows"
    ),
}
