"""Read a source that is an object in a store such as S3."""

from churn_platform.config.source_errors import SourceMissing, SourceRefused, SourceUnreachable
from churn_platform.config.source_location import shown
from churn_platform.sources.download.records import Answer, Known
from churn_platform.sources.formats.intake import PIECE, Intake
from churn_platform.storage.object_store import ObjectError, opened


def read_object(address: str, intake: Intake, known: Known | None) -> Answer:
    """Fill the intake with an object's content, unless its ETag is that of the known one.

    Raises:
        SourceMissing: the object does not exist.
        SourceUnreachable: the store does not respond.
        SourceRefused: it cannot be read, or is too large.
    """
    name = shown(address)
    intake.restart()
    try:
        with opened(address) as files:
            facts = files.info(address)
            tag = facts.get("ETag") or None
            if known and tag and tag == known.etag:
                return Answer(modified=False, etag=tag)
            intake.announce(int(facts["size"]))
            with files.open(address, "rb", block_size=32 * PIECE, cache_type="readahead") as file:
                while piece := file.read(PIECE):
                    intake.take(piece)
    except FileNotFoundError:
        raise SourceMissing(f"{name}: there is no such object") from None
    except ObjectError as error:
        kind = SourceUnreachable if error.passes else SourceRefused
        raise kind(f"{name}: {error}") from None
    return Answer(modified=True, etag=tag)
