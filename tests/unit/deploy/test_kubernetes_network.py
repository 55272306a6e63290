"""Who reaches whom: nobody, but for what a policy names."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from needlepoint.trial.system import SERVICES
from tests.unit.deploy.manifests import (
    BASE,
    GATEWAY,
    OVERLAYS,
    Json,
    containers,
    named,
    of_kind,
    policies,
    resources,
    workloads,
)

NOBODYS = "192.0.2.0/24"


def test_nothing_goes_in_or_out_that_no_policy_names() -> None:
    denied = named(resources(BASE), "NetworkPolicy", "default-deny")["spec"]

    assert denied == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_each_role_reaches_what_it_needs_and_no_more(manifests: Sequence[Json]) -> None:
    needs = {"api": {5432, 443}, "worker": {5432, 9096}, "migrate": {5432}}
    asked_by = {"api": {"monitoring"}, "worker": {"monitoring"}, "migrate": set()}
    for each in workloads(manifests):
        (role,) = next(containers(each))["args"]
        rules = [rule for policy in policies(manifests, each, "Egress") for rule in policy["spec"].get("egress", [])]
        ports = {port["port"] for rule in rules for port in rule["ports"]}
        assert all(rule["to"] for rule in rules), "a rule without addresses opens the port to the world"
        carriers = {465, 587, 443} if each["metadata"]["name"] == "notifications-worker" else set()
        apis = {8000} if each["metadata"]["name"] == "console-api" else set()
        assert ports - {53} == needs[role] | carriers | apis
        doors = [rule for policy in policies(manifests, each, "Ingress") for rule in policy["spec"].get("ingress", [])]
        callers = {
            one["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
            for door in doors
            for one in door["from"]
            if "namespaceSelector" in one  # else the gateway, or the console, which calls the APIs
        }
        assert callers == asked_by[role]
        assert {port["port"] for door in doors for port in door["ports"]} <= {8000}


def test_an_overlay_leaves_no_address_open_that_the_base_left_to_it(applied: Sequence[Json]) -> None:
    blocks = re.findall(r"'cidr': '([^']+)'", str(of_kind(applied, "NetworkPolicy")))

    assert len(blocks) == 3 * len(SERVICES) + 3, "database, Kafka and keys of each; the three carriers"
    assert NOBODYS not in blocks


@pytest.mark.parametrize("folder", OVERLAYS, ids=lambda folder: folder.name)
def test_the_world_reaches_the_gateway_alone_at_one_address(folder: Path) -> None:
    (ingress,) = of_kind(resources(folder), "Ingress")

    assert opened(ingress) == [("/", GATEWAY)]
    [rule] = ingress["spec"]["rules"]
    assert ingress["spec"]["tls"][0]["hosts"] == [rule["host"]]


def test_only_the_ingress_reaches_the_gateway_which_reaches_the_apis_alone() -> None:
    policies = {each["metadata"]["name"]: each["spec"] for each in of_kind(resources(BASE / GATEWAY), "NetworkPolicy")}

    by_the_gateway = {"matchLabels": {"app.kubernetes.io/component": GATEWAY}}
    of_apis = {"matchLabels": {"app.kubernetes.io/component": "api"}}
    came_from, goes_to, reached = (
        policies[name] for name in ("gateway-from-ingress", "gateway-to-apis", "api-from-gateway")
    )
    assert len(policies) == 3
    assert came_from["podSelector"] == goes_to["podSelector"] == by_the_gateway
    assert [list(one) for rule in came_from["ingress"] for one in rule["from"]] == [["namespaceSelector"]]
    assert [one for rule in goes_to["egress"] for one in rule["to"]] == [{"podSelector": of_apis}]
    assert reached["podSelector"] == of_apis
    assert [one for rule in reached["ingress"] for one in rule["from"]] == [{"podSelector": by_the_gateway}]


def test_what_the_world_reaches_is_there(applied: Sequence[Json]) -> None:
    for each in of_kind(applied, "Ingress"):
        for _, name in opened(each):
            assert named(applied, "Service", name)


def opened(ingress: Json) -> list[tuple[str, str]]:
    """Which paths lead to which Service."""
    paths = [path for rule in ingress["spec"]["rules"] for path in rule["http"]["paths"]]
    return [(path["path"], path["backend"]["service"]["name"]) for path in paths]
