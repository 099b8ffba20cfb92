"""What can be wrong with the source; each text is one clear line."""


class SourceError(Exception):
    """The source gave no table that can be used."""


class SourceUnreachable(SourceError):
    """No answer from the source at all: no name, no connection or silence, after all attempts."""


class SourceRefused(SourceError):
    """The source is there, but what it gives cannot be used; the text says why."""


class SourceMissing(SourceRefused):
    """There is nothing at the address; of a dated source, maybe not yet."""


class ColumnsRefused(SourceRefused):
    """The file can be read, but its columns are not those of the contract."""
