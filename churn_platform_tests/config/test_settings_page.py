"""docs/settings.md is what the settings say."""

import re

from churn_platform.config.settings import former_names, setting_names
from churn_platform.config.settings_page import page
from churn_platform_tests.conftest import PROJECT


def test_the_page_is_up_to_date() -> None:
    written = (PROJECT / "docs/settings.md").read_text(encoding="utf-8")
    assert written == page(), (
        "make it anew: .venv/bin/python -m churn_platform.config.settings_page > docs/settings.md"
    )


def test_every_setting_stands_in_one_section_and_every_former_one_below() -> None:
    current, _, former = page().partition("## Fixed values")
    listed = re.findall(r"^\| `(CHURN_\w+)` \|", current, flags=re.MULTILINE)
    assert sorted(listed) == sorted(setting_names())
    assert re.findall(r"^\| `(CHURN_\w+)` \|", former, re.MULTILINE) == sorted(former_names())
    sections = re.findall(r"^## (.+)\n\n\| variable \|", current, flags=re.MULTILINE)
    assert len(sections) == 8
