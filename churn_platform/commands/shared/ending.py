"""How every command ends: an error that nobody expected is one line too."""

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from churn_platform.config.settings import SettingsError, get_settings
from churn_platform.runtime.failures import kind_and_place


def exit_code(main: Callable[..., int], *arguments: object, **options: object) -> int:
    """Return a command's exit code; an unexpected error is printed in one line, and is 1.

    Ctrl-C is one line as well, and 130, as of a shell.
    """
    try:
        return main(*arguments, **options)
    except KeyboardInterrupt:
        print("Stopped by Ctrl-C. What was there before stays as it was.", file=sys.stderr)
        return 130
    except Exception as error:
        said = kind_and_place(error, _data_dir())
    gc.collect()  # what the error still held removes its temporary files
    print(f"Stopped: {said}. What was there before stays as it was.", file=sys.stderr)
    return 1


def _data_dir() -> Path | None:
    try:
        return get_settings().data_dir
    except SettingsError:
        return None


def leave(code: int) -> NoReturn:
    """End the process at once: taking the loaded libraries down in order would cost 1.5 s."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
