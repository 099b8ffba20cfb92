"""Pages of other sites, open in the same browser, cannot use the Dagster UI."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser

from churn_platform_tests.browser import visit
from churn_platform_tests.commands.started import World
from churn_platform_tests.pages.other_site import SITES, Target, attack, other_site

# one worker of pytest-xdist for all of this folder: its platform is started once
pytestmark = [pytest.mark.browser, pytest.mark.platform]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with other_site() as served:
        yield served


@pytest.fixture
def target(live: World) -> Target:
    address = f"http://127.0.0.1:{live.ui}"
    return Target(address, address)


@pytest.mark.parametrize("site", SITES)
def test_a_page_of_another_site_changes_nothing(
    browser: Browser, target: Target, port: int, site: str
) -> None:
    before = target.state()
    assert before["runsOrError"]["results"] and before["assetOrError"]["assetMaterializations"]
    seen = visit(browser, "about:blank")
    socket = attack(seen.page, f"http://{site}:{port}/", target)
    after = target.state()
    seen.close()
    assert (socket, after) == ("refused", before)


@pytest.mark.parametrize("site", SITES)
def test_a_page_of_another_site_can_link_to_the_ui_but_not_frame_it(
    browser: Browser, target: Target, port: int, site: str
) -> None:
    seen = visit(browser, f"http://{site}:{port}/")
    seen.page.evaluate(
        "url => {document.body.innerHTML = `<a href=${url}/runs>runs</a><iframe src=${url}/runs>`}",
        target.url,
    )
    seen.page.wait_for_load_state("networkidle")
    (frame,) = (each for each in seen.page.frames if each is not seen.page.main_frame)
    assert not frame.url.startswith(target.url) or frame.locator("#root").count() == 0
    with seen.page.expect_navigation():
        seen.page.get_by_role("link", name="runs").click()
    assert seen.page.title() and seen.page.url.startswith(f"{target.url}/runs")
    seen.page.wait_for_selector("text=churn_pipeline")
    seen.close()


def test_a_name_that_leads_here_is_not_answered_to(target: Target) -> None:
    for path in ("/", "/graphql", "/server_info", "/runs"):
        answer = httpx.get(
            target.url + path, headers={"Host": "rebound.example"}, timeout=20, trust_env=False
        )
        assert answer.status_code == 421 and "CHURN_ALLOWED_HOSTS" in answer.text
