"""Which processes work in a data folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from churn_platform.config.settings import Settings
from churn_platform.data_folder.users import users_of

_WAITING = "import sys; print('here', flush=True); sys.stdin.read()\n"


@pytest.mark.parametrize(("folder", "found"), [("data", 1), ("other", 0)])
def test_the_command_churn_of_any_environment_is_found_by_its_data_folder(
    tmp_path: Path, folder: str, found: int
) -> None:
    script = tmp_path / "env/bin/churn"
    script.parent.mkdir(parents=True)
    script.write_text(_WAITING)
    environment = {**os.environ, "CHURN_HOME": str(tmp_path), "CHURN_DATA_DIR": folder}
    with subprocess.Popen(
        [sys.executable, str(script), "materialize"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout and process.stdout.readline() == b"here\n"
        users = users_of(Settings(home=tmp_path, data_dir=tmp_path / "data"))
        process.communicate(timeout=30)
    assert [str(process.pid) in line for line in users] == [True] * found
