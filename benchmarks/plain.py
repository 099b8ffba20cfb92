"""Environments of other scripts: the same versions of the same libraries, without Dagster."""

import subprocess
import sys
from importlib.metadata import version

from benchmarks.bench import ROOT

CACHE = ROOT / ".bench"
_SHARED = ("numpy", "scipy", "pandas", "pyarrow", "scikit-learn", "matplotlib", "joblib")


def plain_python(name: str = "plain", *more: str) -> str:
    """Return the Python of a script's environment; makes or updates it if need be.

    Args:
        name: of its folder; "plain" is that of the plain script.
        more: requirements beside the shared libraries; seaborn for the plain script.
    """
    wanted = [*(f"{each}=={version(each)}" for each in _SHARED), *(more or ("seaborn>=0.13",))]
    folder = CACHE / name
    python, marker = folder / "bin" / "python", folder / ".ready"
    if not marker.is_file() or marker.read_text().split() != wanted:
        print(f"Making the environment .bench/{name}, once.", flush=True)
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *wanted], check=True)
        marker.write_text("\n".join(wanted))
    return str(python)
