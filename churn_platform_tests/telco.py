"""The shipped contract of the default table, as most tests use it."""

from churn_platform.config.contracts.load import FOLDER, load_contract

TELCO = load_contract(FOLDER / "telco.toml")
