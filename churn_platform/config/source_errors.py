"""Errors of the source; each message is one line."""


class SourceError(Exception):
    """The source gave no usable table."""


class SourceUnreachable(SourceError):
    """The source does not respond: unknown name, no connection or a timeout, after all attempts."""


class SourceRefused(SourceError):
    """The source exists, but its content cannot be used; the message says why."""


class SourceMissing(SourceRefused):
    """Nothing exists at the address; for a dated source, perhaps not yet."""


class ColumnsRefused(SourceRefused):
    """The file is readable, but its columns are not those of the contract."""
