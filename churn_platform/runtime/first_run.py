"""Launch the first run of a new platform through the Dagster UI's GraphQL."""

import time

import httpx

from churn_platform.catalog import CHURN_PIPELINE, LOCATION, REPOSITORY
from churn_platform.metadata import Tag

_TRIES = 60
_LAUNCH = """
mutation Launch($job: String!, $location: String!, $repository: String!, $tags: [ExecutionTag!]) {
  launchRun(executionParams: {
    selector: {
      repositoryLocationName: $location, repositoryName: $repository, jobName: $job
    }
    executionMetadata: {tags: $tags}
  }) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
  }
}
"""


def launch_first_run(ui_url: str, api_url: str) -> str | None:
    """Launch the whole pipeline if nothing has ever been materialized; return the run's id."""
    details = httpx.get(f"{api_url}/api/details", timeout=30, trust_env=False).json()
    if details["state"] != "no data yet" or details["last_run"]:
        return None
    tags = [{"key": Tag.TRIGGER, "value": "first_run"}]
    place = {"location": LOCATION, "repository": REPOSITORY}
    variables = {"job": CHURN_PIPELINE, **place, "tags": tags}
    answer: dict[str, object] = {}
    for _ in range(_TRIES):  # the UI responds before the code location has loaded
        reply = httpx.post(
            f"{ui_url}/graphql",
            json={"query": _LAUNCH, "variables": variables},
            timeout=60,
            trust_env=False,
        ).json()
        answer = (reply.get("data") or {}).get("launchRun") or reply
        run = answer.get("run")
        if isinstance(run, dict):
            return str(run["runId"])
        time.sleep(1)
    raise SystemExit(f"The first run could not be launched: {answer}")
