import gzip
import io
import os
import zlib
from pathlib import Path

import pytest

from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.intake import PIECE, Gunzip, Intake, WriteError
from churn_platform_tests.servers import gzip_bomb

# of b"abc", from FIPS 180-2, appendix B.1
SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_what_is_taken_is_counted_hashed_and_written() -> None:
    file = io.BytesIO()
    intake = Intake("a.csv", 3, file)
    intake.take(b"ab")
    intake.take(b"c")
    assert (intake.bytes, intake.sha256, file.getvalue()) == (3, SHA256_OF_ABC, b"abc")


def test_a_restart_forgets_what_came() -> None:
    file = io.BytesIO()
    intake = Intake("a.csv", 3, file)
    intake.take(b"xyz")
    intake.restart()
    intake.take(b"abc")
    assert (intake.bytes, intake.sha256, file.getvalue()) == (3, SHA256_OF_ABC, b"abc")


def test_the_byte_after_the_cap_is_refused_and_not_written() -> None:
    file = io.BytesIO()
    intake = Intake("a.csv", 1_000, file)
    intake.take(bytes(1_000))
    with pytest.raises(SourceRefused, match=r"^a.csv: more than the 1,000 bytes"):
        intake.take(b"x")
    assert len(file.getvalue()) == 1_000


def test_a_size_above_the_cap_is_refused_beforehand() -> None:
    intake = Intake("a.csv", 1_000)
    intake.announce(1_000)
    with pytest.raises(SourceRefused, match=r"^a.csv: 1,001 bytes; at most 1,000 are accepted$"):
        intake.announce(1_001)


def test_gzip_is_expanded_in_bounded_pieces() -> None:
    gunzip = Gunzip()
    sizes = [len(piece) for piece in gunzip.pieces(gzip_bomb(2))]
    assert (sum(sizes), max(sizes), gunzip.is_complete) == (2_000_000, PIECE, True)


def test_gzip_may_come_byte_by_byte() -> None:
    gunzip, content = Gunzip(), b"hello " * 1000
    squeezed = gzip.compress(content)
    pieces = [p for at in range(len(squeezed)) for p in gunzip.pieces(squeezed[at : at + 1])]
    assert (b"".join(pieces), gunzip.is_complete) == (content, True)


@pytest.mark.parametrize("change", [lambda b: b[:-1], lambda b: b + b"x", lambda b: b + b])
def test_gzip_that_is_cut_off_or_goes_on_is_not_whole(change: object) -> None:
    assert callable(change)
    gunzip = Gunzip()
    list(gunzip.pieces(change(gzip.compress(b"hello"))))
    assert not gunzip.is_complete


def test_bytes_that_are_no_gzip_raise() -> None:
    with pytest.raises(zlib.error):
        list(Gunzip().pieces(b"customerID,tenure"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_what_cannot_be_written_here_is_not_laid_on_the_source(tmp_path: Path) -> None:
    with (tmp_path / "part").open("wb", buffering=0) as part, open("/dev/full", "wb") as full:
        intake = Intake("a.csv", 1_000, part)
        os.dup2(full.fileno(), part.fileno())
        with pytest.raises(WriteError) as caught:
            intake.take(b"a,b")
    said = f"No space left on device in {tmp_path}; free some space there (OSError at intake.py"
    assert str(caught.value).startswith(said)
