"""Fixtures of the tests of sources."""

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file whose name says nothing of its format."""
    return tmp_path / "table"
