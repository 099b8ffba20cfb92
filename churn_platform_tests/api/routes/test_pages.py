"""The pages over HTTP: of a platform that ran, of an empty one, and of one that is broken."""

import re
from html.parser import HTMLParser

import httpx
import pytest

from churn_platform_tests.api.pages.test_status_page import CHAMPION_FACTS
from churn_platform_tests.api.world import World, document

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><a href='javascript:alert(1)'>",
    "{{ 7 * 7 }} {% raw %}",
    "\u202eevil\u202c\x00",
    "😀" * 300,
    "\ud800",
)


class Page(HTMLParser):
    """What a page holds: its tags, its links, the text of each section."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.sections: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.links += [value for name, value in attrs if name in ("href", "src") and value]
        if tag == "section":
            self._open.append(given["id"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for id in self._open:
            self.sections[id] = self.sections.get(id, "") + data


def test_the_status_page_of_a_platform_that_ran(ran: World) -> None:
    # it ran at the begin of the session, however long ago that is: no tick was due since
    with ran.client(cron="0 0 29 2 *") as client:
        answer = client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(answer.text)
    assert list(page.sections) == [
        "state",
        "runs",
        "data",
        "customers",
        "model",
        "trust",
        "figures",
    ]
    assert "Degraded: scheduler daemon: no heartbeat yet." in page.sections["state"]
    assert "succeeded" in page.sections["runs"]
    assert "Accepted" in page.sections["data"]
    assert "https://example.org/customers.csv" in page.sections["data"]
    assert "Reliability curve" in page.sections["figures"]
    assert re.search(r": \d+ passed\.", page.sections["trust"])


def test_every_link_answers_or_leads_to_the_ui(client: httpx.Client) -> None:
    links = set(Page(client.get("/").text).links)
    ui = {link for link in links if link.startswith("http://127.0.0.1:3000")}
    own = {link for link in links if link.startswith("/")}
    assert links == ui | own | {"#state", "data:,"}
    assert any("/runs/" in link for link in ui)
    assert {"/report", "/docs", "/api/artifacts/tenure_histogram"} <= own
    assert {client.get(link).status_code for link in own} == {200}


def test_before_the_first_run_every_section_says_so(empty: httpx.Client) -> None:
    sections = Page(empty.get("/").text).sections
    assert "No data yet: the first run has not finished." in sections["state"]
    assert len(sections) == 7
    for id, said in {
        "runs": "none yet",
        "data": "No table has been fetched yet.",
        "model": "No serving model yet.",
        "customers": "No customers have been scored yet.",
        "trust": "No checks have been evaluated yet.",
        "figures": "No figures yet.",
    }.items():
        assert said in sections[id]


def test_a_history_of_trainings_is_drawn_with_its_words(world: World) -> None:
    world.make(champion=CHAMPION_FACTS)
    world.wipe("model_metrics")
    for value in (0.8, 0.9, 0.85):
        recorded = document()
        recorded["models"]["logistic_regression"]["roc_auc"] = value
        world.make("model_metrics", metrics=recorded)
    with world.client() as client:
        text = client.get("/").text
        assert "ROC AUC of the last 3 trainings: between 0.800 and 0.900, now 0.850" in text
        assert 'd="M4 32L80 4L156 18"' in text
        world.make("model_metrics", metrics=recorded)
        assert "ROC AUC of the last 4 trainings" in client.get("/").text


def test_a_broken_history_is_said_and_what_was_known_stays(world: World) -> None:
    world.make()
    path = world.settings.history_dir / "history/runs.db"
    with world.client() as client:
        before = Page(client.get("/").text).sections
        world.close()
        path.unlink()
        path.write_bytes(b"x" * 8192)
        answer = client.get("/")
        assert answer.status_code == 200
        after = Page(answer.text).sections
    assert "file is not a database" in after["state"]
    assert "This page shows the state at" in after["state"]
    assert (after["data"], after["figures"]) == (before["data"], before["figures"])
    with world.client() as client:
        fresh = client.get("/")
    assert fresh.status_code == 200
    assert "Unknown: the storage has not responded yet." in Page(fresh.text).sections["data"]


def test_values_of_the_data_are_inert(world: World) -> None:
    kept = {"verdict": "kept", "reason": "as good as before"}
    drift = {"verdict": "large", "drifted": ["tenure"]}
    world.make(champion=CHAMPION_FACTS, decision=kept, drift=drift)
    with world.client() as client:
        usual = Page(client.get("/").text).tags
        for text in HOSTILE:
            decision = {"verdict": "kept", "reason": text}
            champion = CHAMPION_FACTS | {"name": text}
            world.make("champion_model", champion=champion, decision=decision)
            world.make("batch_drift", drift={"verdict": "large", "drifted": [text]})
            page = Page(client.get("/").text)
            for tag in ("section", "script", "img", "a", "li", "bdi"):
                assert page.tags.count(tag) == usual.count(tag), (tag, text)
            shown = re.sub("[\u202e\u202c\x00\ud800]", "", text)
            for section in ("model", "trust"):
                assert "\u202e" not in page.sections[section]
                assert shown in page.sections[section]


def test_behind_a_prefix_every_link_has_it(ran: World) -> None:
    with ran.client("/churn/api") as client:
        links = Page(client.get("/").text).links
    own = [link for link in links if link.startswith("/")]
    assert {"/churn/api/docs", "/churn/api/report"} <= set(own)
    assert all(link.startswith("/churn/api/") for link in own)


def test_a_page_that_is_read_again_without_news_is_the_same(client: httpx.Client) -> None:
    def content() -> str:
        return client.get("/").text.partition("<main>")[2].partition("</main>")[0]

    assert content() == content() != ""


def test_money_has_the_contract_s_unit_and_a_broken_contract_takes_only_that(world: World) -> None:
    world.make(revenue_at_risk=1234.5)
    with world.client() as client:
        assert "$1,234" in client.get("/").text
    with world.client(contract="gone.toml") as client:
        page = Page(client.get("/").text).sections["customers"]
    assert "1,234" in page and "$" not in page


@pytest.mark.parametrize("host", ["[", "a b", "<b>"])
def test_an_odd_host_is_not_shown(ran: World, host: str) -> None:
    with ran.client(ui_host="0.0.0.0") as client:
        answer = client.get("/", headers={"Host": host})
    if answer.status_code == 200:  # else the server itself has refused it
        assert "http://127.0.0.1:3000" in Page(answer.text).links


def test_the_report_is_that_of_the_snapshot(client: httpx.Client) -> None:
    answer = client.get("/report")
    assert answer.status_code == 200
    assert answer.text.startswith("churn_report of ")
    again = client.get("/report", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")
    assert client.head("/report").status_code == 200
