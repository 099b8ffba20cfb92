"""The error of a table that cannot be used."""


class DataError(Exception):
    """An invalid table; the one-line message names column, found and expected."""
