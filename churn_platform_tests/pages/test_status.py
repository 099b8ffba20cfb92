"""The status page in a browser: what it says in each state, and how it keeps itself up to date."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from dagster._core.scheduler.instigation import InstigatorStatus
from dagster._daemon.types import DaemonHeartbeat
from playwright.sync_api import Browser

from churn_platform_tests.api.pages.test_status_page import CHAMPION_FACTS
from churn_platform_tests.api.status.test_health import schedule_state
from churn_platform_tests.api.world import World
from churn_platform_tests.browser import Visit, visit

pytestmark = pytest.mark.browser
ASK = "document.dispatchEvent(new Event('visibilitychange'))"  # what makes the page ask at once


def run(world: World) -> None:
    """Run in a thread of its own: an open browser keeps this one's event loop."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(world.run, "raw_customers").result()


def beat(world: World) -> None:
    """Record what a daemon leaves that is alive, and a schedule that is on."""
    now = time.time()
    world.instance.add_daemon_heartbeat(DaemonHeartbeat(now, "SCHEDULER", None, None))
    world.instance.add_instigator_state(schedule_state(InstigatorStatus.RUNNING))


def stop_the_schedule(world: World) -> None:
    beat(world)
    world.instance.update_instigator_state(schedule_state(InstigatorStatus.STOPPED))


def stop_the_daemon(world: World) -> None:
    beat(world)
    early = time.time() - 3600
    world.instance.add_daemon_heartbeat(DaemonHeartbeat(early, "SCHEDULER", None, None))


def use_the_sample(world: World) -> None:
    beat(world)
    world.make("raw_customers", is_sample=True)


def refuse_a_batch(world: World) -> None:
    beat(world)
    world.broken = {"has_the_contracted_columns": {"found": "20 columns"}}
    run(world)


STATES = {
    "well": (beat, "#state .good", "Everything works."),
    "stopped": (stop_the_schedule, "#runs .bad", "none: the schedule is stopped"),
    "down": (stop_the_daemon, "#runs .bad", "none: the scheduler daemon is down"),
    "sample": (use_the_sample, "#state", "the synthetic sample is used instead"),
    "refused": (refuse_a_batch, "#data .bad", "Refused"),
}


@pytest.mark.parametrize("state", STATES)
def test_each_state_is_said_plainly_on_a_telephone(
    browser: Browser, world: World, state: str
) -> None:
    change, place, words = STATES[state]
    run(world)
    change(world)
    with world.client() as client:
        seen = visit(browser, str(client.base_url), width=390, dark=state == "down")
        found = seen.page.locator(place, has_text=words)
        assert found.count() >= 1 and found.first.is_visible(), seen.page.inner_text("main")
        assert not seen.overflows()
        assert (seen.troubles, seen.outside()) == ([], [])
        seen.close()


@pytest.mark.parametrize(("width", "dark"), [(1200, False), (390, True)])
def test_a_finished_platform_has_no_barriers(
    browser: Browser, address: str, width: int, dark: bool
) -> None:
    seen = visit(browser, f"{address}/", width=width, dark=dark)
    ground = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(20, 23, 28)" if dark else "rgb(246, 248, 250)")
    assert seen.page.locator("section .card, section.card, #state").count() == 7
    assert "None" not in seen.page.inner_text("main")
    assert seen.barriers() == []
    assert not seen.overflows()
    assert (seen.troubles, seen.outside()) == ([], [])
    seen.close()


def test_its_links_lead_to_pages(browser: Browser, address: str) -> None:
    seen = visit(browser, f"{address}/")
    for name, heading in {"Report": "Churn report", "API": "Customer churn"}.items():
        seen.page.get_by_role("link", name=name, exact=True).click()
        assert seen.page.inner_text("h1").startswith(heading)
        seen.page.go_back()
    seen.page.get_by_role("link", name="Tenure histogram").click()
    seen.page.wait_for_selector("#figure .main-svg")
    assert (seen.troubles, seen.outside()) == ([], [])
    seen.close()


def test_news_replace_what_changed_and_nothing_else(browser: Browser, world: World) -> None:
    world.make(champion=CHAMPION_FACTS)
    with world.client() as client:
        seen = visit(browser, str(client.base_url), width=390, height=500)
        page = seen.page
        page.get_by_role("link", name="Model card").focus()
        page.evaluate("document.querySelector('#data p').mark = 'kept'")
        page.evaluate("document.querySelector('#model p').mark = 'gone'")
        before = page.evaluate("scrollY")
        changed = CHAMPION_FACTS | {"name": "gradient_boosting", "version": "new" * 5}
        world.make("champion_model", champion=changed)
        page.evaluate(ASK)
        page.wait_for_selector("#model code:text('newnewnewnewnew')")
        assert page.evaluate("document.activeElement.textContent") == "Model card"
        assert page.evaluate("scrollY") == before > 0
        assert page.evaluate("document.querySelector('#data p').mark") == "kept"
        assert page.evaluate("document.querySelector('#model p').mark ?? null") is None
        assert (seen.troubles, seen.outside()) == ([], [])
        seen.close()


def test_a_tick_that_is_far_is_told_in_days(browser: Browser, world: World) -> None:
    world.settings = world.settings.model_copy(update={"cron": "0 0 29 2 *"})
    run(world)
    beat(world)
    with world.client() as client:
        seen = visit(browser, str(client.base_url))
        days = seen.page.inner_text("#runs [data-until]")
        assert days.startswith("in ") and days.endswith(" days")
        assert 2 <= int(days.split()[1]) <= 1461
        seen.close()


def test_without_an_answer_it_says_since_when_and_goes_on(browser: Browser, address: str) -> None:
    seen = visit(browser, f"{address}/")
    _ask_offline(seen)
    assert "cannot be refreshed since" in seen.page.inner_text("#stale")
    assert seen.page.inner_text("#customers dd >> nth=0").replace(",", "").isdigit()
    seen.page.context.set_offline(False)
    seen.page.evaluate(ASK)
    seen.page.wait_for_selector("#stale", state="hidden")
    seen.close()


def _ask_offline(seen: Visit) -> None:
    seen.page.context.set_offline(True)
    seen.page.evaluate(ASK)
    seen.page.wait_for_selector("#stale", state="visible")
