import json
import subprocess
import sys
from pathlib import Path

from churn_platform.config.settings import Settings
from churn_platform.runtime.logs import FILE, note

WRITER = """
import sys
from pathlib import Path
from churn_platform.config.settings import Settings
from churn_platform.runtime.logs import note
settings = Settings(data_dir=Path(sys.argv[1]), log_max_bytes=50_000)
for number in range(300):
    note(settings, "test", run_id=sys.argv[2], asset="raw_customers", number=number)
"""


def test_a_line_is_one_json_object_with_run_asset_and_details(tmp_path: Path) -> None:
    note(
        Settings(data_dir=tmp_path), "materialized", run_id="r1", asset="raw_customers", seconds=0.5
    )
    line = json.loads((tmp_path / FILE).read_text())
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "event": "materialized",
        "run_id": "r1",
        "asset": "raw_customers",
        "seconds": 0.5,
    }


def test_two_processes_lose_no_line_and_the_file_is_rotated(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name]) for name in "ab"
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    files = sorted((tmp_path / "logs").glob("pipeline.log*"))
    lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    for name in "ab":
        numbers = sorted(line["number"] for line in lines if line["run_id"] == name)
        assert numbers == list(range(300))
    assert len(files) > 1
    assert max(file.stat().st_size for file in files) <= 50_000 + 200  # a line


def test_settings_bound_what_is_kept() -> None:
    settings = Settings()
    assert settings.log_max_bytes * (settings.log_backups + 1) == 20_000_000
