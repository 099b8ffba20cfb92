"""The yardstick's own environment: the same versions of the same libraries, without Dagster."""

import subprocess
import sys
from importlib.metadata import version

from benchmarks.bench import ROOT

_FOLDER = ROOT / ".bench" / "plain"
_SHARED = ("numpy", "scipy", "pandas", "pyarrow", "scikit-learn", "matplotlib", "joblib")


def plain_python() -> str:
    """Return the Python of the plain environment; makes or updates it if need be."""
    python, marker = _FOLDER / "bin" / "python", _FOLDER / ".ready"
    wanted = [*(f"{name}=={version(name)}" for name in _SHARED), "seaborn>=0.13"]
    if not marker.is_file() or marker.read_text().split() != wanted:
        print("Making the plain script's environment in .bench/plain, once.", flush=True)
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", _FOLDER], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *wanted], check=True)
        marker.write_text("\n".join(wanted))
    return str(python)
