"""The README says what is true."""

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from churn_platform_tests.api.world import World
from churn_platform_tests.platform import QUICK, TO_CHAMPION, platform_in

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text()


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_every_picture_and_page_it_links_to_is_there() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert len(links) >= 4
    assert [link for link in links if not (PROJECT / link).is_file()] == []


def test_its_commands_are_targets_of_the_makefile() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    commands = set(re.findall(r"`?make ([a-z-]+)\b", README))
    assert {"run", "test", "materialize", "bench"} <= commands
    assert [name for name in commands if f"\n{name}:" not in makefile] == []


@pytest.fixture(scope="module")
def default_table(
    real_csv: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """The API over the champion of the default table, trained as the settings come."""
    folder = tmp_path_factory.mktemp("default")
    shutil.copyfile(real_csv, folder / "source.csv")
    with pytest.MonkeyPatch.context() as patch, platform_in(folder, patch) as made:
        for name in QUICK:
            patch.delenv(name)
        made.change()
        assert made.run(select=TO_CHAMPION).success
    shutil.copytree(folder / "history", folder / "data/dagster")
    with World(folder).client() as client:
        yield client


def example() -> tuple[list[str], str]:
    """The request of the README's example as words of a shell, and the answer below it."""
    (block,) = re.findall(r"```console\n\$ (curl .*?)```", README, flags=re.DOTALL)
    command, _, answer = block.partition("\n{\n")
    return shlex.split(command), "{\n" + answer.strip()


def test_the_example_is_of_the_default_table(default_table: httpx.Client) -> None:
    words, shown = example()
    (address,) = [word for word in words if word.startswith("http")]
    headers = dict([words[words.index("-H") + 1].split(": ", 1)])
    body = words[words.index("-d") + 1]
    answer = default_table.post(urlsplit(address).path, content=body, headers=headers)
    item = answer.json()["items"][0]
    reasons = [reason["text"] for reason in item["reasons"]]
    got = {"probability": item["probability"], "risk_band": item["risk_band"], "reasons": reasons}
    pasted = json.loads(shown)
    # three digits: the last ones are those of a machine's arithmetic
    assert pasted == got | {"probability": pytest.approx(got["probability"], abs=5e-4)}, (
        f"paste this into README.md:\n{json.dumps(got, indent=2, ensure_ascii=False)}"
    )
