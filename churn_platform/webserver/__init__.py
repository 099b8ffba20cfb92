"""The Dagster UI's server behind a guard, and the checks of requests that the API shares."""
