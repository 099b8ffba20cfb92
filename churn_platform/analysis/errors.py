"""The error of a table that cannot be used."""


class DataError(Exception):
    """A table is not what it must be; one line names column, what was found, what was expected."""
