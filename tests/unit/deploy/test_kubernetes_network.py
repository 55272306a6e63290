"""Who reaches whom: nobody, but for what a policy names."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from needlepoint.trial.system import SERVICES
from services.console.pages.registry import PAGES
from tests.unit.deploy.manifests import BASE, OVERLAYS, Json, containers, named, of_kind, policies, resources, workloads

NOBODYS = "192.0.2.0/24"
PAGES_AT = [each.path for each in PAGES] + ["/static/", "/sign-in", "/sign-out", "/signed-out"]


def test_nothing_goes_in_or_out_that_no_policy_names() -> None:
    denied = named(resources(BASE), "NetworkPolicy", "default-deny")["spec"]

    assert denied == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_each_role_reaches_what_it_needs_and_no_more(manifests: Sequence[Json]) -> None:
    needs = {"api": {5432, 443}, "worker": {5432, 9096}, "migrate": {5432}}
    asked_by = {"api": {"ingress-nginx", "monitoring"}, "worker": {"monitoring"}, "migrate": set()}
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
            if "namespaceSelector" in one  # else the console, which calls the APIs
        }
        assert callers == asked_by[role]
        assert {port["port"] for door in doors for port in door["ports"]} <= {8000}


def test_an_overlay_leaves_no_address_open_that_the_base_left_to_it(applied: Sequence[Json]) -> None:
    blocks = re.findall(r"'cidr': '([^']+)'", str(of_kind(applied, "NetworkPolicy")))

    assert len(blocks) == 3 * len(SERVICES) + 3, "database, Kafka and keys of each; the three carriers"
    assert NOBODYS not in blocks


@pytest.mark.parametrize("folder", OVERLAYS, ids=lambda folder: folder.name)
def test_the_world_reaches_the_apis_and_neither_health_nor_metrics(folder: Path) -> None:
    (ingress,) = of_kind(resources(folder), "Ingress")

    apis = [("/v1", f"{service.name}-api") for service in SERVICES]
    hooks = [("/hooks", f"{service.name}-api") for service in SERVICES if service.hooks]
    doors = [("/links", f"{service.name}-api") for service in SERVICES if service.doors]
    pages = [(path, "console-api") for path in first_parts(PAGES_AT)]
    assert sorted(opened(ingress)) == sorted([*apis, *hooks, *doors, *pages])
    hosts = [rule["host"] for rule in ingress["spec"]["rules"]]
    assert sorted(hosts) == sorted(ingress["spec"]["tls"][0]["hosts"])


def test_what_the_world_reaches_is_there(applied: Sequence[Json]) -> None:
    for each in of_kind(applied, "Ingress"):
        for _, name in opened(each):
            assert named(applied, "Service", name)


def first_parts(paths: Iterable[str]) -> set[str]:
    """``/c`` of ``/c/{clinic_id}/today``."""
    return {"/" + path.split("/")[1] for path in paths}


def opened(ingress: Json) -> list[tuple[str, str]]:
    """Which paths lead to which Service."""
    paths = [path for rule in ingress["spec"]["rules"] for path in rule["http"]["paths"]]
    return [(path["path"], path["backend"]["service"]["name"]) for path in paths]
