"""Files are for their owner alone, and no planted link leads a writer elsewhere."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from churn_platform.config.settings import Settings
from churn_platform.defs.steps.outputs import writes
from churn_platform.history.storage.postgres import MARKER, mark
from churn_platform.runtime.logs import ACCESS_FILE, FILE, note, open_log
from churn_platform.storage.locks import locked
from churn_platform.storage.private_files import (
    LinkError,
    folder_below,
    open_regular,
    replace,
    temporary_file,
)
from churn_platform.storage.publishing import adopt, publish, publish_copy, sweep
from churn_platform_tests.pipes import pipe

FULL = "/dev/full"
STABLE = "reports/metrics.json"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file of somebody's, which nothing may change."""
    path = tmp_path / "outside.txt"
    path.write_bytes(b"mine")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def modes(folder: Path) -> set[tuple[bool, int]]:
    """Of everything below the folder: whether it is a folder, and its permissions."""
    paths = (folder, *folder.rglob("*"))
    return {(path.is_dir(), stat.S_IMODE(path.lstat().st_mode)) for path in paths}


@pytest.mark.parametrize(
    "name",
    ["reports/.part-metrics.json-{pid}", STABLE, "versions/7692c3ad3540bb80-metrics.json"],
)
def test_a_link_in_the_place_of_a_file_is_not_followed(
    data: Path, outside: Path, name: str
) -> None:
    name = name.format(pid=os.getpid())
    (data / name).parent.mkdir()
    (data / name).symlink_to(outside)
    file = publish(data, STABLE, writes(b"one"))
    assert outside.read_bytes() == b"mine"
    for path in (data / STABLE, data / file.path):
        assert not path.is_symlink() and path.read_bytes() == b"one"


def test_a_link_to_a_file_as_large_as_a_copy_is_no_copy(data: Path, tmp_path: Path) -> None:
    library, other = tmp_path / "library.js", tmp_path / "other.js"
    library.write_bytes(b"plot")
    other.write_bytes(b"evil")
    file = publish_copy(data, "figures/p.js", library)
    for path in (data / file.path, data / "figures/p.js"):
        path.unlink()
        path.symlink_to(other)
    publish_copy(data, "figures/p.js", library)
    assert (data / file.path).read_bytes() == (data / "figures/p.js").read_bytes() == b"plot"
    assert other.read_bytes() == b"evil"


@pytest.mark.parametrize("folder", ["reports", "versions"])
def test_a_folder_that_leads_out_of_the_data_folder_is_refused(
    data: Path, tmp_path: Path, folder: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (data / folder).symlink_to(elsewhere)
    with pytest.raises(LinkError) as refused:
        publish(data, STABLE, writes(b"one"))
    assert str(refused.value) == (
        f"{folder} in the data folder is a link that leads out of it; replace it by a folder"
    )
    assert list(elsewhere.iterdir()) == []


def test_the_data_folder_itself_may_be_a_link(data: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(data)
    publish(tmp_path / "link", STABLE, writes(b"one"))
    assert (data / STABLE).read_bytes() == b"one"
    (data / "inner").symlink_to(data / "reports")
    assert folder_below(data, "inner").is_dir()


def test_a_lock_is_no_link(data: Path, outside: Path) -> None:
    (data / "a.lock").symlink_to(outside)
    (data / "b.lock").symlink_to(data / "made.txt")
    for name in ("a.lock", "b.lock"):
        with pytest.raises(LinkError, match=rf"^{name} is a link"), locked(data / name):
            pass
    assert outside.read_bytes() == b"mine"
    assert not (data / "made.txt").exists()


@pytest.mark.parametrize("name", [FILE, "logs/.__pipeline.lock"])
def test_a_link_in_the_place_of_a_log_is_replaced(data: Path, outside: Path, name: str) -> None:
    (data / "logs").mkdir()
    (data / name).symlink_to(outside)
    note(Settings(data_dir=data), "started", run_id="r", asset="a")
    assert outside.read_bytes() == b"mine"
    assert b"started" in (data / FILE).read_bytes()


def test_a_folder_of_logs_that_leads_elsewhere_is_refused(data: Path, tmp_path: Path) -> None:
    (data / "logs").symlink_to(tmp_path)
    with pytest.raises(LinkError, match="^logs in the data folder"):
        open_log(Settings(data_dir=data), ACCESS_FILE)


def test_other_files_are_written_in_the_place_of_links(data: Path, outside: Path) -> None:
    (data / "draft.toml").symlink_to(outside)
    replace(data / "draft.toml", lambda file: file.write(b"new"))
    (data / MARKER).symlink_to(data / "made.txt")
    mark(data, "postgresql://user:word@there/churn")
    assert outside.read_bytes() == b"mine"
    assert not (data / "made.txt").exists() and not (data / MARKER).is_symlink()


def test_a_link_to_a_folder_is_not_swept(data: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    left = elsewhere / ".part-of-another"
    left.touch()
    os.utime(left, (0, 0))
    (data / "folder").symlink_to(elsewhere)
    (data / "reports").mkdir()
    (data / "reports/.part-link").symlink_to(elsewhere)
    os.utime(data / "reports/.part-link", (0, 0), follow_symlinks=False)
    assert sweep(data) == 1
    assert left.exists() and list((data / "reports").iterdir()) == []


WRITER = """
import os, sys
from pathlib import Path
os.umask(0o022)
from churn_platform.storage.publishing import publish
from churn_platform.config.settings import Settings
from churn_platform.storage.locks import locked
from churn_platform.runtime.logs import note
from churn_platform.history.storage.postgres import mark
data = Path(sys.argv[1])
publish(data, "reports/metrics.json", lambda file: file.write(b"one"))
note(Settings(data_dir=data), "started", run_id="r", asset="a")
mark(data / "dagster", "postgresql://user:word@there/churn")
with locked(data / "locks/a.lock"):
    pass
"""


def test_all_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path / "data")]
    subprocess.run(command, check=True, timeout=60)
    assert modes(tmp_path / "data") == {(True, 0o700), (False, 0o600)}


def test_what_is_no_regular_file_is_not_opened_and_leaves_nothing_open(
    tmp_path: Path, outside: Path
) -> None:
    held = len(os.listdir("/proc/self/fd"))
    (tmp_path / "link").symlink_to(outside)
    with pipe(tmp_path / "pipe"):
        for name, said in (
            ("link", "is a link"),
            ("pipe", "not a regular"),
            (".", "not a regular"),
        ):
            with pytest.raises(OSError, match=said):
                open_regular(tmp_path / name)
    with pytest.raises(FileNotFoundError):
        open_regular(tmp_path / "none")
    assert len(os.listdir("/proc/self/fd")) == held
    with open_regular(outside) as file:
        assert file.read() == b"mine"


def test_a_file_is_for_its_owner_alone_unless_it_is_asked_for_otherwise(tmp_path: Path) -> None:
    for mode, chosen in ((0o600, {}), (0o644, {"mode": 0o644})):
        replace(tmp_path / "one", writes(b"one"), **chosen)
        assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == mode


@pytest.mark.skipif(not os.path.exists(FULL), reason=f"there is no {FULL} here")
def test_a_temporary_file_that_cannot_be_closed_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space left"), temporary_file(tmp_path) as part:
        with open(FULL, "wb") as full:
            os.dup2(full.fileno(), part.fileno())
        part.write(b"waits in memory until the file is closed")
    assert list(tmp_path.iterdir()) == []


def test_a_finished_file_that_cannot_be_published_is_removed(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    finished = tmp_path / ".part-x"
    finished.write_bytes(b"1")
    with pytest.raises(KeyError):
        adopt(tmp_path, "reports/metrics.unknown", finished)
    assert not finished.exists()
