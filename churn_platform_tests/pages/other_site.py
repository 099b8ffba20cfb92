"""A web page of another site that sends the Dagster UI all that a browser lets it send."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

import httpx
from playwright.sync_api import Page

from churn_platform.catalog import CHURN_PIPELINE, LOCATION, REPOSITORY, SCHEDULE

SITES = ("127.0.0.1", "localhost")
"""The same host on another port, which browsers call the same site, and another site."""
_WORD = "forged-by-another-site"
_CHECK = "ids_are_unique"
_STATE = """query State($schedule: ScheduleSelector!, $check: String!) {
  runsOrError { ... on Runs { results { runId } } }
  assetOrError(assetKey: {path: ["model_metrics"]}) { ... on Asset {
    assetMaterializations(limit: 50) { runId }
  } }
  forged: assetOrError(assetKey: {path: ["champion_model"]}) { ... on Asset {
    assetMaterializations(limit: 50) { runId description }
    assetObservations(limit: 50) { runId description }
  } }
  assetCheckExecutions(assetKey: {path: ["raw_customers"]}, checkName: $check, limit: 9) { runId }
  scheduleOrError(scheduleSelector: $schedule) {
    ... on Schedule { scheduleState { id selectorId status } }
  }
}"""
# every request ends in a promise: after it, the server has done what it was going to do
_ATTACK = """async ({requests, socket}) => {
  const none = () => null;
  const image = url => new Promise(done => {
    const made = new Image(); made.onload = made.onerror = done; made.src = url;
  });
  const script = url => new Promise(done => {
    const made = document.createElement('script');
    made.onload = made.onerror = done; made.src = url; document.head.append(made);
  });
  const frame = url => new Promise(done => {
    const made = document.createElement('iframe');
    made.onload = done; made.src = url; document.body.append(made);
  });
  const send = (url, options) => fetch(url, {credentials: 'include', ...options}).catch(none);
  for (const {url, body} of requests) {
    await image(url);
    await script(url);
    await frame(url);
    await send(url, {mode: 'no-cors'});
    await send(url, {mode: 'no-cors', headers: {Accept: 'application/json'}});
    await send(url, {mode: 'no-cors', method: 'POST'});
    for (const type of ['text/plain', 'text/plain; application/json',
                        'application/x-www-form-urlencoded', 'multipart/form-data'])
      await send(url, {mode: 'no-cors', method: 'POST', body, headers: {'Content-Type': type}});
    await send(url, {mode: 'cors'});
    await send(url, {mode: 'cors', method: 'POST', body,
                     headers: {'Content-Type': 'application/json'}});
    for (const method of ['PUT', 'DELETE', 'OPTIONS'])
      await send(url, {mode: 'cors', method});
  }
  return await new Promise(done => {
    const made = new WebSocket(socket, 'graphql-ws');
    made.onopen = () => done('open');
    made.onerror = () => done('refused');
  });
}"""

_FORM_TYPES = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")
_FORM = """({url, body, type}) => {
  const made = document.createElement('form'), field = document.createElement('input');
  Object.assign(made, {method: 'POST', action: url, enctype: type, target: '_blank'});
  Object.assign(field, {name: body.slice(0, -1) + ', "a": "', value: '"}'});
  made.append(field); document.body.append(made); made.submit();
}"""


@dataclass(frozen=True)
class Target:
    """The Dagster UI as the browser addresses it, and how a test looks at what came of it."""

    url: str
    look_at: str
    """Address without a proxy, for the test itself."""

    def state(self) -> dict[str, Any]:
        """Return runs, events and the state of the schedule."""
        place = {"repositoryLocationName": LOCATION, "repositoryName": REPOSITORY}
        variables = {"schedule": {**place, "scheduleName": SCHEDULE}, "check": _CHECK}
        answer = httpx.post(
            f"{self.look_at}/graphql",
            json={"query": _STATE, "variables": variables},
            timeout=30,
            trust_env=False,
        ).json()
        assert "errors" not in answer, answer
        return dict(answer["data"])

    def requests(self, state: dict[str, Any]) -> list[dict[str, str]]:
        """Return what the page sends: each an address with all in its query, and a body."""
        schedule = state["scheduleOrError"]["scheduleState"]
        run = state["runsOrError"]["results"][-1]["runId"]
        job = f'repositoryLocationName: "{LOCATION}", repositoryName: "{REPOSITORY}"'
        mutations = (
            f'launchRun(executionParams: {{selector: {{{job}, jobName: "{CHURN_PIPELINE}"}}}})',
            'wipeAssets(assetPartitionRanges: [{assetKey: {path: ["model_metrics"]}}])',
            f'deletePipelineRun(runId: "{run}")',
            f'stopRunningSchedule(id: "{schedule["id"]}")',
            "reportRunlessAssetEvents(eventParams: {eventType: ASSET_MATERIALIZATION,"
            f' assetKey: {{path: ["champion_model"]}}, description: "{_WORD}"}})',
        )
        queries = [f"mutation {{ {each} {{ __typename }} }}" for each in mutations]
        reports = [
            f"report_asset_materialization/champion_model?description={_WORD}",
            f"report_asset_observation/champion_model?description={_WORD}",
            f"report_asset_check/raw_customers?check_name={_CHECK}&passed=false",
        ]
        return [
            *(
                {"url": f"{self.url}/graphql?query={quote(each)}", "body": _body(query=each)}
                for each in queries
            ),
            *({"url": f"{self.url}/{each}", "body": _body(description=_WORD)} for each in reports),
        ]


def _body(**fields: str) -> str:
    return json.dumps(fields)


def attack(page: Page, site: str, target: Target) -> str:
    """Send everything from a page of this site; return what became of the WebSocket."""
    page.goto(site)
    socket = f"{target.url}/graphql".replace("http", "ws", 1)
    requests = target.requests(target.state())
    opened = str(page.evaluate(_ATTACK, {"requests": requests, "socket": socket}))
    for kind in _FORM_TYPES:
        for each in requests:
            # into a window of its own, where the browser sends a login along in any case
            with page.expect_popup() as popup:
                page.evaluate(_FORM, {**each, "type": kind})
            popup.value.wait_for_load_state()
            popup.value.close()
    return opened


@contextmanager
def other_site() -> Iterator[int]:
    """Serve an empty page on a free port of this machine; give the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Another site</title><body></body>")

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""
