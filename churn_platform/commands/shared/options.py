"""Option types that several commands use."""

from argparse import ArgumentParser, ArgumentTypeError


def add_flag(parser: ArgumentParser, name: str, help_text: str) -> None:
    """Add the option `--name`, also as `--name=1` and `--name=0`, as the Makefile passes it."""
    parser.add_argument(
        name, nargs="?", type=_zero_or_one, const=True, default=False, metavar="1", help=help_text
    )


def _zero_or_one(text: str) -> bool:
    if text not in ("", "0", "1"):
        raise ArgumentTypeError(f"{text!r} is not 0 or 1")
    return text == "1"
