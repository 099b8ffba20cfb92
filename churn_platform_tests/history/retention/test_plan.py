"""What goes and what stays, by plain facts."""

from pathlib import Path

from churn_platform.history.retention.plan import (
    Bounds,
    EndedRun,
    Version,
    expired_runs,
    mentioned,
    unreferred,
    versions_in,
)

DAY = 86_400
NOW = 100 * DAY
OLD = Version(Path("0123456789abcdef-a.json"), 3, NOW - 3601)


def runs(*ages: float | None) -> list[EndedRun]:
    """Runs that ended so many days ago, newest first; None is one in progress."""
    return [
        EndedRun(str(number), None if age is None else NOW - age * DAY)
        for number, age in enumerate(ages)
    ]


def test_a_run_goes_when_it_is_old_and_not_among_the_newest() -> None:
    after = runs(1, 2, 31, 32, 33)
    assert expired_runs(after, Bounds(30, 1), set(), NOW) == ["2", "3", "4"]
    assert expired_runs(after, Bounds(30, 4), set(), NOW) == ["4"]
    assert expired_runs(after, Bounds(30, 5), set(), NOW) == []
    assert expired_runs(after, Bounds(32, 1), set(), NOW) == ["4"]


def test_what_is_pinned_or_in_progress_stays_whatever_its_age() -> None:
    assert expired_runs(runs(1, None, 40, 50), Bounds(30, 1), {"3"}, NOW) == ["2"]


def test_files_that_nothing_names_go_unless_they_are_young() -> None:
    young = Version(Path("fedcba9876543210-a.json"), 3, NOW - 3599)
    assert unreferred([OLD, young], set(), NOW) == [OLD]
    assert unreferred([OLD, young], {"0123456789abcdef"}, NOW) == []


def test_temporary_files_are_left_to_their_writers() -> None:
    assert unreferred([Version(Path(".part-x"), 1, 0)], set(), NOW) == []


def test_a_version_is_recognised_however_its_name_is_written() -> None:
    text = r'{"path": "versions/0123456789abcdef-kr\u00e4mer.csv", "t": "versions/fedcba9876543210-'
    assert mentioned(text) == {"0123456789abcdef", "fedcba9876543210"}
    assert mentioned("versions/0123-a.csv, versions/0123456789ABCDEF-a.csv") == set()


def test_a_folder_that_is_not_there_has_no_versions(tmp_path: Path) -> None:
    assert versions_in(tmp_path / "versions") == []
    (tmp_path / "one").write_bytes(b"123")
    assert [(each.path, each.bytes) for each in versions_in(tmp_path)] == [(tmp_path / "one", 3)]
