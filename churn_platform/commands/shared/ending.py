"""How every command ends: an unexpected error is one line, too."""

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from churn_platform.config.settings import SettingsError, get_settings
from churn_platform.runtime.failures import kind_and_place


def exit_code(main: Callable[..., int], *arguments: object, **options: object) -> int:
    """Return a command's exit code; an unexpected error is printed as one line and gives 1.

    Ctrl-C is one line as well and gives 130, as in a shell.
    """
    try:
        return main(*arguments, **options)
    except KeyboardInterrupt:
        print("Stopped by Ctrl-C. Earlier results are unchanged.", file=sys.stderr)
        return 130
    except Exception as error:
        message = kind_and_place(error, _data_dir())
    gc.collect()  # objects that the error referenced remove their temporary files
    print(f"Stopped: {message}. Earlier results are unchanged.", file=sys.stderr)
    return 1


def _data_dir() -> Path | None:
    try:
        return get_settings().data_dir
    except SettingsError:
        return None


def leave(code: int) -> NoReturn:
    """End the process at once: an orderly teardown of the loaded libraries would take 1.5 s."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
