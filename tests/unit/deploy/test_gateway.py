"""The gateway on Kubernetes: as hardened as what is ours, survives a drained node, and knows every service."""

import re
from pathlib import Path

from needlepoint.services import SERVICE_NAMES
from tests.unit.deploy.conftest import needs_builder
from tests.unit.deploy.manifests import BASE, GATEWAY, containers, labels, named, pod, rendered, resources, selects

PARTS = resources(BASE / GATEWAY)
DEPLOYMENT = named(PARTS, "Deployment", GATEWAY)
HERE = (BASE / GATEWAY / "here.conf").read_text()


def test_it_runs_as_nobody_and_writes_to_its_scratch_folder_alone() -> None:
    whole, (container,) = pod(DEPLOYMENT), containers(DEPLOYMENT)

    assert whole["automountServiceAccountToken"] is False
    assert whole["securityContext"]["runAsNonRoot"] is True
    assert whole["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert [mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly")] == ["/tmp"]  # noqa: S108
    assert set(container["resources"]["limits"]) == {"cpu", "memory"}


def test_it_is_there_while_a_node_is_drained_or_a_release_rolled_out() -> None:
    budget, service = named(PARTS, "PodDisruptionBudget", GATEWAY), named(PARTS, "Service", GATEWAY)

    assert DEPLOYMENT["spec"]["replicas"] == 2
    assert DEPLOYMENT["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert budget["spec"]["maxUnavailable"] == 1
    assert selects(budget["spec"]["selector"], labels(DEPLOYMENT))
    assert selects({"matchLabels": service["spec"]["selector"]}, labels(DEPLOYMENT))
    asked = {next(containers(DEPLOYMENT))[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "readiness")}
    assert asked == {"/gateway/live"}
    assert "location = /gateway/live" in HERE


def test_it_knows_every_service_here_and_in_compose() -> None:
    for service in SERVICE_NAMES:
        assert f"upstream {service} {{ server {service}-api; keepalive 32; }}" in HERE
        assert f"    {service} {service};\n" in HERE
    assert sorted(re.findall(r"^    (\w+) \w+-api:8000;$", Path("deploy/compose/gateway.conf").read_text(), re.M)) == (
        sorted(["default", *SERVICE_NAMES])
    )


@needs_builder
def test_what_it_reads_is_what_compose_reads_and_where_things_are() -> None:
    [read] = [each for each in rendered(BASE) if each["kind"] == "ConfigMap" and GATEWAY in each["metadata"]["name"]]

    shared = {name: (Path("deploy/gateway") / name).read_text() for name in ("nginx.conf", "routes.conf")}
    assert read["data"] == {**shared, "here.conf": HERE}
    mounted = next(
        each for each in rendered(BASE) if each["metadata"]["name"] == GATEWAY and each["kind"] == "Deployment"
    )
    assert {"name": GATEWAY, "configMap": {"name": read["metadata"]["name"], "defaultMode": 0o644}} in [
        {**volume, "configMap": {"defaultMode": 0o644, **volume["configMap"]}}
        for volume in pod(mounted)["volumes"]
        if "configMap" in volume
    ]
