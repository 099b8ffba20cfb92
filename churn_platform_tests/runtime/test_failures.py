import errno
import os
import sqlite3
from pathlib import Path

import pyarrow as pa
import pytest
from dagster import DagsterExecutionInterruptedError
from dagster_shared.error import SerializableErrorInfo
from sqlalchemy.exc import OperationalError

from churn_platform.analysis.errors import DataError
from churn_platform.config.contracts.load import load_contract
from churn_platform.runtime.failures import can_be_helped, kind_and_place, recorded_kind_and_place

FULL = OSError(errno.ENOSPC, "No space left on device")


def test_of_an_error_its_kind_and_place_are_said_and_not_its_text() -> None:
    with pytest.raises(ValueError, match="Jane Roe") as caught:
        float("Jane Roe")
    said = kind_and_place(caught.value)
    assert said.startswith("unexpected ValueError at test_failures.py, line ")
    assert "Jane" not in said and "\n" not in said


def test_our_last_line_stands_before_that_of_the_library(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        load_contract(tmp_path / "Jane" / os.devnull.strip("/"))
    said = kind_and_place(caught.value)
    assert said.startswith("No such file or directory (FileNotFoundError at load.py, line ")
    assert ", from pathlib.py, line " in said
    assert "Jane" not in said


def test_a_stop_by_a_person_is_no_fault() -> None:
    said = "interrupted, by Ctrl-C or a request to stop"
    assert kind_and_place(DagsterExecutionInterruptedError()) == said
    assert kind_and_place(KeyboardInterrupt()) == said
    recorded = SerializableErrorInfo("", [], "DagsterExecutionInterruptedError")
    assert recorded_kind_and_place(recorded) == said


def test_what_our_own_code_hangs_on_an_error_is_not_said() -> None:
    error = ValueError("Jane Roe")
    error.add_note("jane@example.org")
    assert kind_and_place(error) == "unexpected ValueError"


def test_an_error_around_others_is_told_by_the_first_of_them() -> None:
    with pytest.raises(RuntimeError) as caught:
        try:
            float("Jane Roe")
        except ValueError as error:
            raise RuntimeError("Error occurred while executing op") from error
    assert kind_and_place(caught.value).startswith("unexpected ValueError at test_failures.py, ")


def test_an_error_of_our_own_keeps_its_text_in_one_line() -> None:
    error = DataError("raw.csv: column 'a':\n  found 3")
    error.__cause__ = ValueError("Jane Roe")
    assert kind_and_place(error) == "raw.csv: column 'a': found 3"
    around = RuntimeError("op")
    around.__cause__ = error
    assert kind_and_place(around) == "raw.csv: column 'a': found 3"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FULL, "No space left on device in /data; free some space there (OSError)"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/data/figures/a.html"),
            "Permission denied in /data/figures; give this user the right to write there"
            " (PermissionError)",
        ),
        (
            OSError(errno.EROFS, "Read-only file system", "/data/versions/.part-x"),
            "Read-only file system in /data/versions; mount it for writing (OSError)",
        ),
        # of two paths, as in a rename, nobody knows which one it is about
        (
            PermissionError(errno.EPERM, "", "/data/scratch/a", None, "/data/versions/a"),
            "Operation not permitted in /data; give this user the right to write there"
            " (PermissionError)",
        ),
        (
            OSError(errno.EMFILE, "Too many open files"),
            "Too many open files; allow more of them (ulimit -n) (OSError)",
        ),
        # a place that is not ours may be an address, or a person's name
        (
            FileNotFoundError(errno.ENOENT, "No such file", "/home/jane roe/x"),
            "No such file or directory (FileNotFoundError)",
        ),
        # the words of a library may quote a path
        (
            OSError(errno.ENOSPC, "Error writing to '/home/jane roe'"),
            "No space left on device in /data; free some space there (OSError)",
        ),
        (OSError("Jane Roe"), "unexpected OSError"),
        (MemoryError("Jane Roe"), "out of memory; lower CHURN_BATCH_ROWS, or give"),
        (pa.ArrowMemoryError("Jane Roe"), "out of memory; lower CHURN_BATCH_ROWS, or give"),
        (ImportError("libgomp.so.1: no such file"), "unexpected ImportError (libgomp.so.1: no"),
    ],
)
def test_of_an_error_of_the_system_its_words_folder_and_what_helps_are_said(
    error: BaseException, said: str
) -> None:
    assert kind_and_place(error, Path("/data")).startswith(said)


def test_a_database_on_a_full_disk_says_what_a_file_there_says(tmp_path: Path) -> None:
    path = tmp_path / "small.db"
    with sqlite3.connect(path) as small:
        small.execute("PRAGMA max_page_count = 2")
        with pytest.raises(sqlite3.OperationalError, match="full") as caught:
            small.executescript("CREATE TABLE a (b); CREATE TABLE c (d); CREATE TABLE e (f)")
    small.close()
    error = OperationalError("INSERT 'Jane Roe'", {}, caught.value)
    error.__cause__ = caught.value
    said = kind_and_place(error, Path("/data"))
    assert said.startswith("No space left on device in /data; free some space there (Operat")
    wrong = sqlite3.OperationalError("no such column: Jane")
    assert kind_and_place(wrong) == "unexpected OperationalError"


def test_only_what_a_person_can_mend_here_can_be_helped() -> None:
    assert can_be_helped(FULL)
    assert not can_be_helped(OSError("damaged"))
    assert not can_be_helped(OSError(errno.EINVAL, "damaged"))
    assert not can_be_helped(ValueError("damaged"))


def test_a_recorded_error_is_told_by_its_first_cause() -> None:
    frame = '  File "/x/cells.py", line 12, in read\n    float("Jane Roe")\n'
    inner = SerializableErrorInfo("ValueError: Jane Roe", ["", frame], "ValueError")
    outer = SerializableErrorInfo("Error occurred while executing op", [], "Wrapper", inner)
    assert recorded_kind_and_place(outer) == "unexpected ValueError at cells.py, line 12"
    assert recorded_kind_and_place(SerializableErrorInfo("x", [], None)) == "unexpected error"


def test_a_check_that_does_not_pass_is_no_unexpected_error() -> None:
    frame = '  File "/x/execute_step.py", line 543, in core\n    raise\n'
    found = SerializableErrorInfo("1 check failed", [frame], "DagsterAssetCheckFailedError")
    assert recorded_kind_and_place(found) == "stopped by a check that did not pass"
