"""The yardsticks' own environments: the same versions of the same libraries, without Dagster."""

import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version

from benchmarks.bench import ROOT

CACHE = ROOT / ".bench"
_SHARED = ("numpy", "scipy", "pandas", "pyarrow", "scikit-learn", "matplotlib", "joblib")


def plain_python(name: str = "plain", more: Sequence[str] = ()) -> str:
    """Return the Python of an environment of the plain script; makes or updates it if need be.

    Args:
        name: of the environment.
        more: what it has beside, as pip reads it.
    """
    shared = [f"{each}=={version(each)}" for each in _SHARED]
    return python_with(name, [*shared, "seaborn>=0.13", *more])


def python_with(name: str, wanted: Sequence[str]) -> str:
    """Return the Python of an environment that has these packages."""
    folder = CACHE / name
    python, marker = folder / "bin" / "python", folder / ".ready"
    if not marker.is_file() or marker.read_text().split() != list(wanted):
        print(f"Making the environment .bench/{name}, once.", flush=True)
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *wanted], check=True)
        marker.write_text("\n".join(wanted))
    return str(python)
