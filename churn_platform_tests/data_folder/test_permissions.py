"""What lies open to others is closed, and what cannot be closed is named."""

import os
import stat
from pathlib import Path

import pytest

from churn_platform.data_folder.permissions import env_warning, make_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for name in ("raw/a.csv", "dagster/history/runs/index.db"):
        path = folder / name
        path.parent.mkdir(parents=True)
        path.touch()
        path.chmod(0o644)
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o2775)
    return folder


def test_folders_and_files_are_closed_to_all_but_their_owner(data: Path) -> None:
    (data / "raw/open.csv").touch()
    (data / "raw/open.csv").chmod(0o666)
    assert make_private(data) is None
    for path in (data, *data.rglob("*")):
        assert mode(path) == (0o700 if path.is_dir() else 0o600), path


def test_a_folder_that_is_missing_is_not_made(tmp_path: Path) -> None:
    assert make_private(tmp_path / "data") is None
    assert not (tmp_path / "data").exists()


def test_links_are_not_followed(data: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    (elsewhere / "public.txt").touch()
    (elsewhere / "public.txt").chmod(0o644)
    (data / "folder").symlink_to(elsewhere)
    (data / "file").symlink_to(elsewhere / "public.txt")
    (data / "nothing").symlink_to(tmp_path / "nothing")
    assert make_private(data) is None
    assert (mode(elsewhere), mode(elsewhere / "public.txt")) == (0o755, 0o644)


def test_the_history_s_folder_may_lie_elsewhere(data: Path, tmp_path: Path) -> None:
    (data / "dagster").rename(tmp_path / "fast")
    (data / "dagster").symlink_to(tmp_path / "fast")
    assert make_private(data) is None
    assert mode(tmp_path / "fast/history/runs/index.db") == 0o600


def test_what_is_not_the_platform_s_stays_as_it_is_and_is_named(data: Path) -> None:
    """Such as all of /var, where somebody named it by mistake."""
    for name in ("log/syslog", "other.csv"):
        (data / name).parent.mkdir(exist_ok=True)
        (data / name).touch()
        (data / name).chmod(0o644)
    before = mode(data), mode(data / "log")
    said = make_private(data)
    assert said is not None and said.startswith(
        f"{data / 'log'} (and 1 more) in the data folder is"
    )
    assert (mode(data), mode(data / "log")) == before
    assert mode(data / "log/syslog") == mode(data / "other.csv") == 0o644
    assert (mode(data / "raw"), mode(data / "raw/a.csv")) == (0o700, 0o600)


def test_what_a_checkout_and_a_start_leave_in_it_is_the_platform_s(data: Path) -> None:
    for name in ("README.md", ".gitignore", "launch.lock", ".part-abc"):
        (data / name).touch()
    assert make_private(data) is None and mode(data) == 0o700


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file to somebody else")
def test_files_of_another_user_are_named_and_stay_as_they_are(data: Path) -> None:
    os.chown(data / "raw/a.csv", 65534, -1)
    said = make_private(data)
    assert said is not None and said.startswith(f"{data / 'raw/a.csv'} in the data folder belongs")
    assert mode(data / "raw/a.csv") == 0o644
    assert mode(data / "dagster/history/runs/index.db") == 0o600


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file to somebody else")
def test_a_name_with_control_characters_is_escaped(data: Path) -> None:
    odd = data / "raw/\x1b[31m\nred"
    odd.touch()
    os.chown(odd, 65534, -1)
    said = make_private(data)
    assert said is not None and said.isprintable()


def test_a_settings_file_that_all_may_read_is_named(tmp_path: Path) -> None:
    assert env_warning(tmp_path) is None
    env = tmp_path / ".env"
    env.write_text("CHURN_DAGSTER_POSTGRES_URL=postgresql://churn:pass@db/churn\n")
    env.chmod(0o600)
    assert env_warning(tmp_path) is None
    env.chmod(0o644)
    said = env_warning(tmp_path)
    assert said is not None and said.startswith(f"Warning: {env} can be read by every user")
    assert "(mode 0644), and CHURN_DAGSTER_POSTGRES_URL in it is a secret" in said
    assert said.endswith(f"chmod 600 {env}") and "pass" not in said


@pytest.mark.parametrize(
    ("line", "is_secret"),
    [
        ("CHURN_SOURCE=customers.csv", False),
        ("CHURN_SOURCE=https://example.org:8443/customers.csv?format=csv", False),
        ("CHURN_SOURCE=postgresql://reader@db/crm", False),
        ("# CHURN_SOURCE=postgresql://reader:pass@db/crm", False),
        ("CHURN_UI_PORT=3001", False),
        ("CHURN_SOURCE=postgresql://reader:pass@db/crm", True),
        ("CHURN_SOURCE='https://store/customers.csv?se=2027&sig=abc'", True),
        ("export CHURN_API_TOKEN_SHA256=0123", True),
        ("AWS_SECRET_ACCESS_KEY=abc", True),
        ("CHURN_API_TOKEN_SHA256=", False),
    ],
)
def test_only_a_secret_is_worth_a_warning(tmp_path: Path, line: str, is_secret: bool) -> None:
    env = tmp_path / ".env"
    env.write_text(f"{line}\n")
    env.chmod(0o644)
    assert (env_warning(tmp_path) is not None) == is_secret
