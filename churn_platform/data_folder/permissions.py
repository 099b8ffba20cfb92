"""Make the data folder private to its owner, and report what cannot be."""

import os
import re
import shlex
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from dotenv import dotenv_values

from churn_platform.catalog import ASSETS
from churn_platform.storage.artifacts import VERSIONS
from churn_platform.storage.private_files import FOLDER_MODE, PART

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
FOLDERS: Final = frozenset(
    (*(Path(asset.file).parts[0] for asset in ASSETS.values()), VERSIONS)
    + ("dagster", "logs", "scratch")
)
"""The folders that the platform creates in the data folder."""
_SECRET_NAME: Final = re.compile("TOKEN|PASSWORD|PASSWD|SECRET|CREDENTIAL|KEY")
_SECRET_PART: Final = re.compile(  # user and password, or a signature in the query
    r"://[^/?#]*:[^?#]*@|[?&][^=&]*(sig|token|key|secret|password|credential)[^=&]*=", re.IGNORECASE
)
_FILES: Final = re.compile(rf"README\.md|\.git\w+|.*\.lock|{re.escape(PART)}.*")


def make_private(data_dir: Path) -> str | None:
    """Remove all permissions of group and others from what the platform made in the data folder.

    The folder itself is included, unless it has other content: a folder such as /var, configured by
    mistake, must not become inaccessible. Links are neither changed nor followed, except the
    history's own folder, which may be elsewhere.

    Returns:
        A sentence on what was not changed because it belongs to somebody else, or None.
    """
    own, foreign, strange = os.geteuid(), list[str](), list[str]()
    for path in sorted(data_dir.iterdir()) if data_dir.is_dir() else ():
        if path.name in FOLDERS and path.is_dir():
            linked = path.is_symlink() and path.name == "dagster"
            foreign += _closed(path.resolve() if linked else path, own)
        elif not path.is_symlink() and not _FILES.fullmatch(path.name):
            strange.append(str(path))
    if strange:
        return _message(strange, "is not the platform's; its permissions and the folder's stay")
    if data_dir.is_dir():
        foreign += _close(str(data_dir), data_dir.stat(), own)
    return _message(foreign, "belongs to another user; its permissions stay") if foreign else None


def _closed(folder: Path, own: int) -> list[str]:
    """Make a folder and its content private; return what belongs to other users."""
    return [each for path, found in _below(folder, own) for each in _close(path, found, own)]


def _close(path: str, found: os.stat_result, own: int) -> list[str]:
    if found.st_uid != own:
        return [path]
    mode = stat.S_IMODE(found.st_mode)
    closed = FOLDER_MODE if stat.S_ISDIR(found.st_mode) else mode & ~_OTHERS
    if mode != closed:
        with suppress(FileNotFoundError):  # removed meanwhile
            os.chmod(path, closed)
    return []


def _message(paths: list[str], what: str) -> str:
    more = f" (and {len(paths) - 1:,} more)" if len(paths) > 1 else ""
    return (
        f"{ascii(min(paths))[1:-1]}{more} in the data folder {what} as they are: let"
        " CHURN_DATA_DIR be a folder of the user that runs the platform, and of nothing else."
    )


def _below(folder: Path, own: int) -> Iterator[tuple[str, os.stat_result]]:
    """Yield a folder and everything below it, folders before their content."""
    if folder.is_symlink():
        return
    yield str(folder), folder.stat()
    for place, folders, files in os.walk(folder):  # leaves out what it may not list
        for name in [*folders, *files]:
            path = os.path.join(place, name)
            try:
                found = os.lstat(path)
            except FileNotFoundError:
                continue
            if not stat.S_ISLNK(found.st_mode):
                yield path, found
            if name in folders and found.st_uid != own:
                folders.remove(name)


def env_warning(home: Path) -> str | None:
    """Return a warning if others may read a settings file that has secrets."""
    path = home / ".env"
    try:
        mode = path.stat().st_mode
    except OSError:
        return None
    if not mode & stat.S_IROTH or not (names := _secrets_in(path)):
        return None
    return (
        f"Warning: {path} can be read by every user of this machine (mode"
        f" {stat.S_IMODE(mode):04o}), and {', '.join(names)} in it"
        f" {'is a secret' if len(names) == 1 else 'are secrets'}. Make it private with: chmod"
        f" 600 {shlex.quote(str(path))}"
    )


def _secrets_in(path: Path) -> list[str]:
    """Return the names of the secrets in a settings file."""
    if not path.is_file():  # a pipe, which can be read only once
        return []
    try:
        found = dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError):
        return []  # reading the settings reports this
    return [
        name
        for name, value in found.items()
        if value and (_SECRET_NAME.search(name.upper()) or _SECRET_PART.search(value))
    ]
