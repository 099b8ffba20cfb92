"""Archives that were made to harm: one line, exit code 1, and everything as it was."""

import gzip
import hashlib
import io
import json
import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from churn_platform.config.settings import Settings
from churn_platform.data_folder.manifest import BackupError, shown
from churn_platform.data_folder.restore import restore
from churn_platform_tests.commands.processes import run_command

MADE = "2026-03-01T12:30:00+00:00"
Member = tuple[tarfile.TarInfo, bytes]


def member(name: str, content: bytes = b"a", **changed: Any) -> Member:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for key, value in changed.items():
        setattr(info, key, value)
    return info, content


def entry(name: str, content: bytes = b"a") -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {"path": name, "bytes": len(content), "sha256": digest}


def manifest(*files: Any, **changed: Any) -> Member:
    document = {"format": 1, "made_at": MADE, "history": "sqlite", "damaged": []}
    text = json.dumps({**document, "files": list(files), **changed})
    return member("manifest.json", text.encode())


def archive(*members: Member, form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", format=form) as target:
        for info, content in members:
            target.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def headers(parts: Iterable[tuple[bytes, int, bytes]]) -> bytes:
    """Blocks as no writer makes them: type, declared size and content of each."""
    plain = b""
    for kind, size, content in parts:
        info = tarfile.TarInfo("x")
        info.type, info.size = kind, size
        plain += info.tobuf(tarfile.USTAR_FORMAT) + content
    return gzip.compress(plain)


GOOD = (member("raw/a.csv"), manifest(entry("raw/a.csv")))
A, B = member("raw/a.csv"), entry("raw/a.csv")
DEEP = sys.getrecursionlimit() * 20
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "link": (
        lambda: archive(member("raw", b"", type=tarfile.SYMTYPE, linkname="/etc")),
        "not a file",
    ),
    "hard link": (
        lambda: archive(member("a", b"", type=tarfile.LNKTYPE, linkname="b")),
        "not a file",
    ),
    "device": (lambda: archive(member("a", b"", type=tarfile.CHRTYPE)), "not a file"),
    "fifo": (lambda: archive(member("a", b"", type=tarfile.FIFOTYPE)), "not a file"),
    "folder": (lambda: archive(member("raw", b"", type=tarfile.DIRTYPE)), "not a file"),
    "absolute": (lambda: archive(member("/etc/x")), "not a file"),
    "above": (lambda: archive(member("raw/../../x")), "not a file"),
    "not normal": (lambda: archive(member("raw//a.csv")), "not a file"),
    "dot": (lambda: archive(member("./a.csv")), "not a file"),
    "empty": (lambda: archive(member("")), "not a file|is damaged"),
    "escape": (lambda: archive(member("raw/\x1b]0;x\x07\x1b[31mred")), r"\\x1b\]0;x\\x07"),
    "line": (lambda: archive(member("raw/a\nNot restored: b")), r"\\nNot"),
    "right to left": (lambda: archive(member("raw/\u202egpj.csv")), r"\\u202e"),
    "long": (lambda: archive(member("a/" * 600 + "b")), "not a file"),
    "long name": (lambda: archive(member("a" * 300)), "not a file"),
    "twice": (lambda: archive(A, A, manifest(B, B)), "raw/a.csv is in it twice"),
    "file as folder": (lambda: archive(member("raw"), A), "raw/a.csv is in it twice"),
    "folder as file": (lambda: archive(A, member("raw")), "raw is in it twice"),
    "two manifests": (lambda: archive(*GOOD, GOOD[1]), "manifest.json is in it twice"),
    "named twice": (lambda: archive(A, manifest(B, B)), "names a file twice"),
    "other size": (lambda: archive(A, manifest({**B, "bytes": 2})), "raw/a.csv differs"),
    "other hash": (lambda: archive(A, manifest({**B, "sha256": "0" * 64})), "raw/a.csv differs"),
    "text size": (lambda: archive(A, manifest({**B, "bytes": "1"})), "files.0.bytes: Input should"),
    "true size": (lambda: archive(A, manifest({**B, "bytes": True})), "files.0.bytes: Input"),
    "negative": (lambda: archive(A, manifest({**B, "bytes": -1})), "files.0.bytes: Input should"),
    "no list": (lambda: archive(A, manifest(files=7)), "manifest.json cannot be read: files: In"),
    "null": (lambda: archive(member("manifest.json", b"null")), "manifest.json cannot be read"),
    "list": (lambda: archive(member("manifest.json", b"[1]")), "manifest.json cannot be read"),
    "no text": (lambda: archive(member("manifest.json", b"\xff\xfe")), "manifest.json cannot be"),
    "time": (lambda: archive(A, manifest(B, made_at="\x1b[31mnow")), "made_at: Value error"),
    "history": (lambda: archive(A, manifest(B, history="\x1b[31m")), "history: Input should be"),
    "damaged": (lambda: archive(A, manifest(B, damaged=["\x1b"])), "damaged.0: Value error"),
    "key": (lambda: archive(A, manifest(B, **{"\x1b[31m": 1})), r"'\\x1b\[31m': "),
    "deep": (lambda: archive(member("manifest.json", b"[" * DEEP)), "manifest.json cannot be read"),
    "deep in": (
        lambda: archive(member("manifest.json", b'{"format": 1, "files": ' + b'{"a":' * DEEP)),
        "manifest.json cannot be read",
    ),
    "sparse": (
        lambda: archive(member("a", b"", pax_headers={"GNU.sparse.size": "99999999999"})),
        "not a file|is damaged",
    ),
    "late time": (lambda: archive(member("raw/b", mtime=1e300), GOOD[1]), "differs"),
    "pax without end": (lambda: headers([(b"x", 512, b"\0" * 512)] * 2_000), "is damaged"),
    "large pax": (
        lambda: headers([(b"x", 1 << 32, b"")]),
        "is damaged: a header of 4,294,967,296 b",
    ),
    "large name": (lambda: headers([(b"L", 1 << 31, b"")]), "is damaged: a header of"),
    "cut off": (lambda: archive(*GOOD)[:-40], "is damaged"),
    "cut in a file": (lambda: archive(member("a", os.urandom(90_000)))[:50_000], "is damaged"),
    "nothing": (lambda: b"", "is damaged"),
    "text": (lambda: b"\x1b[31mno archive", "is damaged"),
    "packed text": (lambda: gzip.compress(b"\x1b[31mno archive" * 100), "is damaged"),
    "zeros": (lambda: gzip.compress(bytes(10_000)), "is damaged|there is no manifest.json"),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path, data_dir=tmp_path / "data")
    (made.data_dir / "raw").mkdir(parents=True)
    (made.data_dir / "raw/a.csv").write_bytes(b"before")
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() if p.is_file() else b"" for p in folder.rglob("*")}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_in_one_line(settings: Settings, name: str) -> None:
    made, said = HOSTILE[name]
    file = settings.home / "x.tar.gz"
    file.write_bytes(made())
    before = contents(settings.home)
    with pytest.raises(BackupError, match=said) as refused:
        restore(settings, file)
    assert str(refused.value).isprintable()
    assert str(refused.value).startswith("x.tar.gz: ")
    assert str(refused.value).endswith("; nothing was changed")
    assert contents(settings.home) == before


def test_a_bomb_is_refused_before_anything_is_written(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = settings.home / "x.tar.gz"
    with tarfile.open(file, "w:gz") as target:
        info = tarfile.TarInfo("versions/zeros")
        info.size = 300_000_000
        target.addfile(info, _Zeros())  # type: ignore[arg-type]
    assert file.stat().st_size < 400_000
    written: list[Path] = []
    monkeypatch.setattr("churn_platform.data_folder.restore.create", written.append)
    with pytest.raises(BackupError, match="it unpacks to more than 100,000,000 bytes"):
        restore(settings, file)
    assert written == [] and sorted(p.name for p in settings.home.iterdir()) == ["data", "x.tar.gz"]


class _Zeros:
    def read(self, size: int) -> bytes:
        return bytes(size)


def test_what_the_disk_has_no_place_for_is_not_unpacked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = settings.home / "x.tar.gz"
    file.write_bytes(archive(*GOOD))
    full = os.statvfs_result((4096, 4096, 10, 0, 0, 10, 10, 10, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda _path: full)
    with pytest.raises(BackupError, match="it needs 0 MB, and the disk has 0 MB"):
        restore(settings, file)


def test_what_was_restored_is_for_its_owner_alone(settings: Settings) -> None:
    file = settings.home / "x.tar.gz"
    file.write_bytes(archive(member("raw/a.csv", mode=0o4777), GOOD[1]))
    before = os.umask(0o022)
    try:
        restore(settings, file)
    finally:
        os.umask(before)
    assert (settings.data_dir / "raw/a.csv").read_bytes() == b"a"
    for path in (settings.data_dir, *settings.data_dir.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted


def test_a_time_that_no_file_can_have_is_left_out(settings: Settings) -> None:
    file = settings.home / "x.tar.gz"
    file.write_bytes(archive(member("raw/a.csv", mtime=1e30), GOOD[1]))
    restore(settings, file)
    assert (settings.data_dir / "raw/a.csv").read_bytes() == b"a"


def test_the_command_ends_with_one_line_and_1(settings: Settings) -> None:
    file = settings.home / "x.tar.gz"
    file.write_bytes(HOSTILE["escape"][0]())
    done = run_command("restore", f"--from={file}", data=settings.data_dir, source=file)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Not restored: x.tar.gz: ") and done.stderr.count("\n") == 1
    assert done.stderr.rstrip("\n").isprintable()


def test_what_is_shown_is_short_and_prints() -> None:
    assert shown("raw/größe.csv") == "raw/größe.csv"
    assert shown("a\x1b") == "'a\\x1b'"
    assert len(shown("x" * 10_000)) < 110


@pytest.mark.parametrize("name", ["data", "elsewhere"])
def test_git_would_add_nothing_of_what_is_put_aside(tmp_path: Path, name: str) -> None:
    made = Settings(home=tmp_path, data_dir=tmp_path / name)
    (made.data_dir / "raw").mkdir(parents=True)
    (made.data_dir / "raw/a.csv").write_bytes(b"customers")
    (made.data_dir / "README.md").write_text("of the project")
    (tmp_path / "x.tar.gz").write_bytes(archive(*GOOD))
    _, aside = restore(made, tmp_path / "x.tar.gz")
    assert aside is not None and (aside / "raw/a.csv").read_bytes() == b"customers"
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "--quiet"], check=True, timeout=60)
    add = [*git, "add", "--dry-run", "--all", "--", str(aside)]
    done = subprocess.run(add, check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout == ""
    assert (made.data_dir / "README.md").read_text() == "of the project"


def test_git_ignores_what_restore_leaves_beside_the_data_folder() -> None:
    names = ["data-before-20260301T123000Z/raw/a.csv", ".part-x1y2/raw/a.csv"]
    command = ["git", "-C", str(Path(__file__).parents[2]), "check-ignore", *names]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == names
