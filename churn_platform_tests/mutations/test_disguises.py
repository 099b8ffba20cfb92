"""Each kind of disguise, some times."""

from pathlib import Path

from churn_platform_tests.mutations.disguises import DISGUISES, disguise


def test_a_table_written_for_people_is_read_as_it_is_meant_or_refused_by_its_cause(
    tmp_path: Path,
) -> None:
    files = 2 * len(DISGUISES)
    outcomes = disguise(tmp_path, range(files))
    assert outcomes.problems == []
    assert outcomes.counts == {
        "disguised and read": files - 3 * 2,
        "disguised and refused": 3 * 2,
    }
