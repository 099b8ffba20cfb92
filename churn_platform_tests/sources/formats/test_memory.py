"""Bombs: refused, by a process that may not grow."""

import gzip
import subprocess
import sys
import zipfile
from pathlib import Path

from churn_platform_tests.sources.formats.tables import TABLE
from churn_platform_tests.telco import TELCO

HEADER = ",".join(TELCO.headers).encode() + b"\n"
# VmHWM, since ru_maxrss begins with what the parent had when it forked
CHECK = """
import re, resource, sys
from pathlib import Path
from churn_platform.sources.download.table_check import check_table
from churn_platform.sources.formats.format import Caps
from churn_platform.config.source_errors import SourceRefused
from churn_platform_tests.telco import TELCO
resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000,) * 2)
try:
    check_table(Path(sys.argv[1]), "a", TELCO, Caps(200_000_000))
except SourceRefused as error:
    status = Path("/proc/self/status").read_text()
    print(int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) * 1024, error)
"""


def refused(path: Path) -> tuple[int, str]:
    """Return the largest resident memory, in bytes, and why the file was refused."""
    run = subprocess.run(
        [sys.executable, "-c", CHECK, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    peak, _, text = run.stdout.strip().partition(" ")
    return int(peak), text


def test_a23_a_gzip_bomb_is_refused_in_little_memory(path: Path) -> None:
    # 10 GB from 10 MB: as many members as it takes, each of which is 100 MB of zeros and newlines
    member = gzip.compress(TABLE + (b"0" * 999 + b"\n") * 100_000)
    path.write_bytes(member * 100)
    assert path.stat().st_size < 20_000_000
    peak, text = refused(path)
    assert text == "a: more than the 200,000,000 bytes that are accepted, unpacked"
    assert peak < 150_000_000


def test_a23_a_zip_bomb_is_refused_unread(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("a.csv", "w", force_zip64=True) as file:
            file.writelines(bytes(1_000_000) for _ in range(300))
    peak, text = refused(path)
    assert text == "a: 300,000,000 bytes unpacked; at most 200,000,000 are accepted"
    assert peak < 100_000_000


def test_a23_a_quoted_field_of_200_megabytes_is_refused_in_little_memory(path: Path) -> None:
    with path.open("wb") as file:
        file.write(HEADER + b'"')
        file.writelines(b"x" * 1_000_000 for _ in range(199))
    peak, text = refused(path)
    assert text == "a: line 2: a row of more than the 10,000,000 characters that are accepted"
    assert peak < 250_000_000


def test_a_quoted_field_over_many_lines_is_refused_in_little_memory(path: Path) -> None:
    with path.open("wb") as file:
        file.write(HEADER + b'"')
        file.writelines(b"x" * 9_999 + b"\n" for _ in range(19_000))
    peak, text = refused(path)
    assert text == "a: line 2: a field of more than the 10,000 characters that are accepted"
    assert peak < 150_000_000


def test_a_workbook_of_nothing_is_refused_in_little_memory(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as file:
            file.write(b"<worksheet><sheetData>")
            file.writelines(b"<c/>" * 250_000 for _ in range(190))
    peak, text = refused(path)
    assert (
        text == "a: an Excel workbook with more nested elements than Excel writes; expected fewer"
    )
    assert peak < 200_000_000
