"""The Dagster UI's server with request checks, some of which the API shares."""
