"""The rules for alerts name metrics, labels and values that there are."""

import re
from pathlib import Path

import yaml
from prometheus_client.parser import text_string_to_metric_families

from churn_platform.catalog import ASSETS
from churn_platform_tests.api.fuzzing import fill
from churn_platform_tests.api.world import World

PROJECT = Path(__file__).resolve().parent.parent
RULES = PROJECT / "deploy/prometheus-alerts.yaml"
DOCS = (PROJECT / "docs/operations.md").read_text()
_OURS = re.compile(r"\bchurn_\w+")
_SELECTOR = re.compile(r"(churn_\w+)\{([^}]*)\}")
_LABEL = re.compile(r'(\w+)(=~?)"([^"]*)"')


def test_every_rule_is_whole() -> None:
    (group,) = yaml.safe_load(RULES.read_text())["groups"]
    names = [rule["alert"] for rule in group["rules"]]
    assert len(names) == len(set(names)) == 11
    for rule in group["rules"]:
        assert set(rule) <= {"alert", "expr", "for", "annotations"}
        assert rule["annotations"]["summary"].endswith(".")
        assert rule["expr"].count("(") == rule["expr"].count(")")


def test_rules_and_docs_name_metrics_that_there_are(tmp_path: Path) -> None:
    world = World(tmp_path)
    fill(world)
    world.run("raw_customers")
    with world.client() as client:
        client.get("/api/health")
        text = client.get("/metrics").text
        text = client.get("/metrics").text
    world.close()
    families = list(text_string_to_metric_families(text))
    samples = [each for family in families for each in family.samples]
    # a schedule leaves its traces where a daemon runs
    known = {each.name for each in samples if not each.name.endswith("_created")}
    known |= {"churn_heartbeat_timestamp_seconds", "churn_schedule_on", "churn_ticks"}
    rules = RULES.read_text()
    assert set(_OURS.findall(rules)) - set(ASSETS) <= known
    for name, selector in _SELECTOR.findall(rules):
        for label, sign, value in _LABEL.findall(selector):
            found = {each.labels[label] for each in samples if each.name == name}
            assert sign == "=~" or value in found, (name, label, value)
    table = DOCS[DOCS.index("| metric |") :].split("\n\n")[0]
    documented = set(_OURS.findall(table))
    assert {re.sub("_(bucket|count|sum)$", "", name) for name in known} == documented


def test_the_scrape_of_the_docs_is_yaml() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", DOCS, flags=re.DOTALL)
    assert yaml.safe_load(block)["scrape_configs"][0]["job_name"] == "churn"
    assert 'job="churn"' in RULES.read_text()
