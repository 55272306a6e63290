"""What Prometheus and Grafana are given names metrics that services expose, and alerts that an operator can look up."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from chassis.run.own_gauges import OwnGauges
from chassis.run.settings import Settings
from chassis.run.telemetry import Telemetry
from needlepoint.services import load
from needlepoint.trial.system import SERVICES

HERE = Path("deploy/observability")
RULES = yaml.safe_load((HERE / "needlepoint.rules.yml").read_text())["groups"][0]["rules"]
PROMETHEUS = yaml.safe_load((HERE / "prometheus.yml").read_text())
DASHBOARD = json.loads((HERE / "grafana/dashboards/needlepoint.json").read_text())
ROLES = {(service.name, role) for service in SERVICES for role in ("api", "worker")}

needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool is not on PATH: apt-get install prometheus"
)


def exposed() -> dict[str, str]:
    """Every series that a role can expose, and the metric that it is of."""
    telemetry = Telemetry("any", Settings(database_url=SecretStr("postgresql://"), kafka_bootstrap="", jwks=""))
    OwnGauges([gauge for service in SERVICES for gauge in load(service.name).gauges], telemetry.registry)
    telemetry.close()
    endings = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
    families = telemetry.registry.collect()
    return {family.name + ending: family.name for family in families for ending in endings[family.type]}


def named_in(expressions: list[str]) -> set[str]:
    return set(re.findall(r"\bneedlepoint_\w+", " ".join(expressions)))


def of_rules() -> list[str]:
    return [rule["expr"] for rule in RULES]


def of_dashboard() -> list[str]:
    return [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", ())]


def test_rules_name_only_metrics_that_are_there() -> None:
    assert named_in(of_rules()) <= exposed().keys()


def test_the_dashboard_shows_every_metric_and_names_no_other() -> None:
    shown, metric_of = named_in(of_dashboard()), exposed()
    assert shown <= metric_of.keys()
    assert {metric_of[name] for name in shown} == set(metric_of.values())


def test_there_is_an_alert_for_each_way_in_which_work_stops() -> None:
    assert [rule["alert"] for rule in RULES] == [
        "NeedlepointServiceDown",
        "NeedlepointOutboxOld",
        "NeedlepointOutboxGrowing",
        "NeedlepointConsumerLagging",
        "NeedlepointDeadLetters",
        "NeedlepointEventsSetAside",
        "NeedlepointEventWaits",
        "NeedlepointTimersLate",
        "NeedlepointCarrierDown",
        "NeedlepointMessagesWait",
        "NeedlepointTimersFailing",
        "NeedlepointSendsFailing",
        "NeedlepointConsumerWaits",
        "NeedlepointAccessLogWaits",
        "NeedlepointAccessLogNotChained",
        "NeedlepointRetentionOverdue",
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_how_urgent_it_is_what_is_wrong_and_where_to_read_on(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["description"].endswith(".")
    assert rule["annotations"]["runbook"] == f"docs/operations.md#{rule['alert'].lower()}"


def test_every_role_of_every_service_is_scraped_and_missed_when_it_is_gone() -> None:
    [job] = PROMETHEUS["scrape_configs"]
    [discovery] = job["dns_sd_configs"]
    assert set(discovery["names"]) == {f"{service}-{role}" for service, role in ROLES}
    missed = re.findall(r'absent\(up{job="needlepoint", service="(\w+)", role="(\w+)"}\)', RULES[0]["expr"])
    assert set(missed) == ROLES


def test_grafana_finds_its_dashboard_and_its_dashboard_finds_prometheus() -> None:
    provisioning = HERE / "grafana/provisioning"
    [source] = yaml.safe_load((provisioning / "datasources/needlepoint.yml").read_text())["datasources"]
    sources = {panel["datasource"]["uid"] for panel in DASHBOARD["panels"] if panel["type"] != "row"}
    assert sources == {source["uid"]}
    [provider] = yaml.safe_load((provisioning / "dashboards/needlepoint.yml").read_text())["providers"]
    assert provider["options"]["path"] == "/var/lib/grafana/dashboards"


def test_panels_have_ids_of_their_own_and_do_not_overlap() -> None:
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken = [cell for panel in panels for cell in cells(panel["gridPos"])]
    assert len(set(taken)) == len(taken)
    assert all(0 <= x < 24 for x, _ in taken)


def cells(place: dict[str, int]) -> Iterator[tuple[int, int]]:
    """The cells of Grafana's grid, 24 wide, that a panel covers."""
    for x in range(place["x"], place["x"] + place["w"]):
        for y in range(place["y"], place["y"] + place["h"]):
            yield x, y


def promtool(*arguments: str | Path) -> None:
    ran = subprocess.run(["promtool", *arguments], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@needs_promtool
def test_prometheus_understands_its_configuration_and_its_rules() -> None:
    promtool("check", "config", HERE / "prometheus.yml")


@needs_promtool
def test_each_alert_fires_when_it_should_and_not_otherwise() -> None:
    promtool("test", "rules", HERE / "needlepoint.rules.test.yml")


@needs_promtool
def test_prometheus_understands_what_the_dashboard_asks(tmp_path: Path) -> None:
    asked = [each.replace("$__rate_interval", "1m").replace("$service", ".*") for each in of_dashboard()]
    rules = [{"record": f"panel:{number}", "expr": expression} for number, expression in enumerate(asked)]
    file = tmp_path / "dashboard.rules.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    promtool("check", "rules", file)
