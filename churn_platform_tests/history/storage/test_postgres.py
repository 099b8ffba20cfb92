"""The address of the history in Postgres."""

import importlib.util
from pathlib import Path

import pytest

from churn_platform.config.postgres_address import checked_url, place
from churn_platform.history.storage.postgres import PostgresError, engine_of, require


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("postgresql://me:hush@db.example:5433/churn", "database churn at db.example:5433"),
        ("postgres://me:p%40ss%2F@db/churn", "database churn at db"),
        ("postgresql://me@[::1]:5432/a%20b?sslmode=require", "database a b at ::1:5432"),
        ("postgresql:///churn?host=/run/postgresql", "database churn at /run/postgresql"),
        ("postgresql+psycopg2://me:a%40b@db/churn", "database churn at db"),
    ],
)
def test_an_address_is_taken_and_told_without_user_and_password(url: str, where: str) -> None:
    checked = checked_url(url)
    assert checked == "postgresql+psycopg2:" + url.partition(":")[2]
    assert place(checked) == where


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "churn_platform.history.storage.postgres.find_spec",
        lambda name: None if name == "dagster_postgres" else found(name),
    )
    engine_of.cache_clear()
    with pytest.raises(PostgresError) as caught:
        require(tmp_path, "postgresql://me:hush@db/churn")
    assert str(caught.value) == (
        "CHURN_DAGSTER_POSTGRES_URL is set, but dagster-postgres is not installed;"
        " in the project's folder: .venv/bin/pip install -e '.[postgres]'"
    )
