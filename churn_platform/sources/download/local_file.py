"""Read a source that is a local file."""

import stat
from pathlib import Path

from churn_platform.config.source_errors import SourceMissing, SourceRefused
from churn_platform.sources.download.records import Answer
from churn_platform.sources.formats.intake import PIECE, Intake


def read_file(path: Path, name: str, intake: Intake) -> Answer:
    """Fill the intake with a file's content.

    Raises:
        SourceRefused: the file is missing, unreadable, too large or not a regular file.
    """
    intake.restart()
    try:
        status = path.stat()
        # checked before opening: opening a pipe would wait for its writer
        if not stat.S_ISREG(status.st_mode):
            raise SourceRefused(f"{name}: not a regular file")
        intake.announce(status.st_size)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                intake.take(piece)
    except FileNotFoundError as error:
        raise SourceMissing(f"{name}: {error.strerror}") from None
    except OSError as error:
        raise SourceRefused(f"{name}: {error.strerror or error}") from None
    except ValueError:
        raise SourceRefused(f"{name!r}: not a path") from None
    return Answer(modified=True)
