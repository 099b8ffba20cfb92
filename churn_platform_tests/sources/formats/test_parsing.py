"""What a parser raises, told as a refusal of the file; but not what the file cannot help."""

import errno

import pytest

from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.parsing import parsed, parsing


def test_a_parser_that_breaks_refuses_the_file() -> None:
    with pytest.raises(SourceRefused, match=r"a\.csv: a zip that is damaged \(ValueError\)"):
        list(parsed(map(float, ["1", "Jane Roe"]), "a.csv", "a zip"))


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENOSPC, errno.EROFS])
def test_trouble_of_this_system_is_not_laid_on_the_file(number: int) -> None:
    with pytest.raises(OSError) as caught, parsing("a.csv", "a zip"):
        raise OSError(number, "trouble")
    assert caught.value.errno == number
