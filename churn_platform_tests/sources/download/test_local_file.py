import os
from pathlib import Path

import pytest

from churn_platform.config.source_errors import SourceMissing, SourceRefused
from churn_platform.sources.download.local_file import read_file
from churn_platform.sources.formats.intake import Intake
from churn_platform_tests.sources.download.tables import SHA256, TABLE


def test_a_file_is_taken_in_whole(tmp_path: Path) -> None:
    path, intake = tmp_path / "a.csv", Intake("a.csv", 1_000)
    path.write_bytes(TABLE)
    assert read_file(path, "a.csv", intake).modified
    assert (intake.sha256, intake.bytes) == (SHA256, len(TABLE))


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TABLE)
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    intake = Intake("link.csv", 1_000)
    read_file(tmp_path / "link.csv", "link.csv", intake)
    assert intake.sha256 == SHA256


def test_what_is_no_regular_file_is_refused_without_opening_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "."):
        with pytest.raises(SourceRefused, match=r"the source: not a regular file$"):
            read_file(tmp_path / name, "the source", Intake("", 1_000))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match=r"^data/a.csv: No such file or directory$"):
        read_file(tmp_path / "a.csv", "data/a.csv", Intake("", 1_000))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TABLE)
    path.chmod(0)
    with pytest.raises(SourceRefused, match=r"^a.csv: Permission denied$"):
        read_file(path, "a.csv", Intake("", 1_000))


def test_a_path_with_a_nul_character_is_refused() -> None:
    with pytest.raises(SourceRefused, match="not a path"):
        read_file(Path("a\0b"), "a\0b", Intake("", 1_000))


def test_a_large_file_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(1_001))
    with pytest.raises(SourceRefused, match=r"1,001 bytes; at most 1,000 are accepted"):
        read_file(path, "a.csv", Intake("a.csv", 1_000))
