"""How commands end."""

from pathlib import Path

import pytest

from churn_platform.commands import materialize, rollback
from churn_platform.commands.shared import ready
from churn_platform.commands.shared.ending import exit_code
from churn_platform.config.settings import get_settings


def test_an_error_that_nobody_expected_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code = exit_code(lambda text: int(float(text)), "Jane Roe")
    said = capsys.readouterr().err
    assert code == 1
    assert said.startswith("Stopped: unexpected ValueError at ending.py, line ")
    assert said.count("\n") == 1 and "Jane" not in said


def test_ctrl_c_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    def main() -> int:
        raise KeyboardInterrupt

    assert exit_code(main) == 130
    assert capsys.readouterr().err == ("Stopped by Ctrl-C. Earlier results are unchanged.\n")


def test_a_good_end_keeps_its_code() -> None:
    assert exit_code(lambda: 2) == 2


@pytest.mark.parametrize(("main", "arguments"), [(materialize.main, ()), (rollback.main, ("v1",))])
def test_an_early_error_is_not_hidden_by_another(
    main: object,
    arguments: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("CHURN_DATA_DIR", str(tmp_path))
    get_settings.cache_clear()
    monkeypatch.setattr(ready, "find_trouble", lambda _: float("Jane Roe"))
    assert exit_code(main, *arguments) == 1  # type: ignore[arg-type]
    said = capsys.readouterr().err
    assert "Stopped: unexpected ValueError at ready.py, line " in said
    assert "UnboundLocalError" not in said and "Jane" not in said
    get_settings.cache_clear()
