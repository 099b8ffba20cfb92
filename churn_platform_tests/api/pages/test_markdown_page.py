import re
from pathlib import Path

import httpx
import pytest

from churn_platform.analysis.champion.card import model_card
from churn_platform.wording import escape
from churn_platform_tests.analysis.champion.dossiers import decision, dossier
from churn_platform_tests.analysis.figures.tables import CONTRACT
from churn_platform_tests.api.world import World
from churn_platform_tests.test_wording import MARKUP

URL = "/api/models/champion/card"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
CARD = f"""# Model card: churn by {escape("<script>alert(1)</script>")}

Raw: <img src=x onerror=alert(1)> [click](javascript:alert(1)) ![pixel](https://evil.example/x.png)
<https://evil.example> <b>bold</b>

## Scores

| Score | Value |
| --- | ---: |
| {escape("a|b")} | 0.5 |
"""
"""What no card of ours holds, and each of which a page must survive."""


def ask(world: World, text: str, url: str = URL, **headers: str) -> httpx.Response:
    file = world.publish_as("reports/model_card.md", text.encode())
    world.note("model_card", files=[file.as_public().as_metadata()], champion_version="a" * 16)
    with world.client() as client:
        return client.get(url, headers=headers)


def test_a_browser_gets_a_page_whose_policy_allows_its_own_style_alone(world: World) -> None:
    page = ask(world, CARD, **BROWSER)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Vary"] == "Accept"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "<h2>Scores</h2>" in page.text and '<td class="number">0.5</td>' in page.text
    assert "style=" not in page.text
    assert "<td>a|b</td>" in page.text
    assert "<title>Model card: churn by &lt;script&gt;" in page.text


def test_no_text_of_a_card_becomes_a_tag_or_leads_anywhere(world: World) -> None:
    texts = [text.encode("utf-8", "replace").decode() for text in MARKUP]
    text = CARD + "\n".join(texts) + "\n\n" + "\n\n".join(map(escape, texts))
    main = re.findall(r"<main.*?</main>", ask(world, text, **BROWSER).text, flags=re.DOTALL)[0]
    assert set(re.findall(r"<(\w+)", main)) <= {
        *("main", "h1", "h2", "p", "div", "table", "thead", "tbody", "tr", "th", "td"),
        *("ul", "ol", "li", "em", "strong", "code", "pre", "br", "hr", "blockquote"),
    }
    assert not re.findall(r"<[^>]*\b(?:href|src|on\w+)=", main)


def test_a_cell_of_many_columns_names_its_column_and_one_of_few_does_not(world: World) -> None:
    wide = '# Card\n\n| A | B "quoted" | C | D |\n| --- | --- | --- | ---: |\n| 1 | 2 |  | 4 |\n'
    page = ask(world, wide + "\n" + CARD, **BROWSER).text
    assert '<table class="stacks" role="table">' in page
    assert '<td role="cell" data-head="B &quot;quoted&quot;">2</td>' in page
    assert '<td class="number" role="cell" data-head="D">4</td>' in page
    assert page.count("<table>") == 1


@pytest.mark.parametrize(
    ("accept", "form", "kind"),
    [
        (None, "", "text/markdown"),
        ("*/*", "", "text/markdown"),
        ("text/markdown", "", "text/markdown"),
        ("text/markdown, text/html;q=0.5", "", "text/markdown"),
        ("text/html;q=0.9, text/markdown;q=0.5", "", "text/html"),
        ("TEXT/HTML", "", "text/html"),
        ("text/html;q=none", "", "text/markdown"),
        (BROWSER["Accept"], "?format=markdown", "text/markdown"),
        ("*/*", "?format=html", "text/html"),
    ],
)
def test_the_client_says_which_it_wants(
    world: World, accept: str | None, form: str, kind: str
) -> None:
    headers = {} if accept is None else {"Accept": accept}
    file = world.publish_as("reports/model_card.md", CARD.encode())
    world.note("model_card", files=[file.as_public().as_metadata()], champion_version="a" * 16)
    with world.client() as client:
        answers = [
            client.get(path + form, headers=headers)
            for path in (URL, "/api/artifacts/model_card.md", "/api/artifacts/model_card")
        ]
    for answer in answers:
        assert answer.headers["Content-Type"].startswith(kind)
        assert answer.headers["Vary"] == "Accept"
        if kind == "text/markdown":
            assert answer.text == CARD and answer.headers["ETag"]


def test_another_form_is_refused(world: World) -> None:
    assert ask(world, CARD, f"{URL}?format=pdf").status_code == 422


def test_a_card_that_is_not_the_recorded_one_is_not_shown(world: World) -> None:
    file = world.publish_as("reports/model_card.md", CARD.encode())
    world.note("model_card", files=[file.as_metadata()], champion_version="a" * 16)
    path: Path = world.data_dir / file.path
    path.chmod(0o600)
    path.write_text(CARD.replace("0.5", "0.9"))
    with world.client() as client:
        assert client.get(URL, headers=BROWSER).status_code == 409


def test_every_line_of_a_real_card_is_on_its_page(world: World) -> None:
    page = ask(world, model_card(dossier(), decision(), CONTRACT), **BROWSER).text
    for heading in ("What it is for", "Why this model", "Gates of the newest candidate"):
        assert f"<h2>{heading}</h2>" in page
    assert page.count("<table") > 5 and "| ---" not in page
