"""What a customer table looks like: columns, kinds, allowed values. Imports nothing heavy."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["identifier", "numeric", "flag", "category", "target"]


@dataclass(frozen=True)
class Column:
    """One column: the source's header, our name, its kind, what it may hold and what it means.

    A `flag` or `target` is 0 or 1 from cleaning on; `values` are then the spellings of 0 and 1.
    """

    source: str
    name: str
    kind: Kind
    description: str
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    whole: bool = False


@dataclass(frozen=True)
class Schema:
    """The columns of one data set, in order."""

    columns: tuple[Column, ...]

    def names(self, *kinds: Kind) -> list[str]:
        """Return our names of the columns of these kinds (of all, without any), in order."""
        return [column.name for column in self.columns if not kinds or column.kind in kinds]

    @property
    def headers(self) -> list[str]:
        """The source's headers, in order."""
        return [column.source for column in self.columns]

    @property
    def identifier(self) -> str:
        """Our name of the customer's id."""
        return self.names("identifier")[0]

    @property
    def target(self) -> str:
        """Our name of the column to predict: 1 for a customer who left."""
        return self.names("target")[0]

    @property
    def features(self) -> list[str]:
        """Our names of the columns that a model may see, in order."""
        return self.names("numeric", "flag", "category")

    def __getitem__(self, name: str) -> Column:
        """Return the column of this name."""
        return next(column for column in self.columns if column.name == name)


_YES = ("No", "Yes")
_LINES = ("No", "No phone service", "Yes")
_NET = ("No", "No internet service", "Yes")

TELCO = Schema(
    (
        Column("customerID", "customer_id", "identifier", "Customer's id."),
        Column("gender", "gender", "category", "Gender on file.", ("Female", "Male")),
        Column("SeniorCitizen", "senior_citizen", "flag", "65 or older.", ("0", "1")),
        Column("Partner", "partner", "flag", "Has a partner.", _YES),
        Column("Dependents", "dependents", "flag", "Lives with dependents.", _YES),
        Column(
            "tenure", "tenure", "numeric", "Months as a customer.", low=0, high=1200, whole=True
        ),
        Column("PhoneService", "phone_service", "flag", "Has a phone line.", _YES),
        Column("MultipleLines", "multiple_lines", "category", "Has several lines.", _LINES),
        Column(
            "InternetService",
            "internet_service",
            "category",
            "Kind of internet connection.",
            ("DSL", "Fiber optic", "No"),
        ),
        Column("OnlineSecurity", "online_security", "category", "Has online security.", _NET),
        Column("OnlineBackup", "online_backup", "category", "Has online backup.", _NET),
        Column("DeviceProtection", "device_protection", "category", "Has a device plan.", _NET),
        Column("TechSupport", "tech_support", "category", "Has premium support.", _NET),
        Column("StreamingTV", "streaming_tv", "category", "Streams television.", _NET),
        Column("StreamingMovies", "streaming_movies", "category", "Streams films.", _NET),
        Column(
            "Contract",
            "contract",
            "category",
            "Length of the contract.",
            ("Month-to-month", "One year", "Two year"),
        ),
        Column("PaperlessBilling", "paperless_billing", "flag", "Gets bills online.", _YES),
        Column(
            "PaymentMethod",
            "payment_method",
            "category",
            "How bills are paid.",
            (
                "Bank transfer (automatic)",
                "Credit card (automatic)",
                "Electronic check",
                "Mailed check",
            ),
        ),
        Column(
            "MonthlyCharges",
            "monthly_charges",
            "numeric",
            "Charge of the last month, in dollars.",
            low=0,
            high=100_000,
        ),
        Column(
            "TotalCharges",
            "total_charges",
            "numeric",
            "Charges of the whole tenure, in dollars.",
            low=0,
            high=100_000_000,
        ),
        Column("Churn", "churn", "target", "Left within the last month.", _YES),
    )
)
