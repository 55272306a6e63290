"""deploy/kubernetes/components/kafka-user: workers and KEDA are let in by the same secret, and nobody else has it."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from kubernetes_validate import validate

from chassis.run.settings import Settings
from chassis.service import Service
from needlepoint.trial.system import SERVICES
from tests.parts.certificates import Authority
from tests.unit.deploy.conftest import needs_builder
from tests.unit.deploy.keda import LettingIn, Scaling
from tests.unit.deploy.manifests import (
    FOLDER,
    Json,
    containers,
    kustomization,
    named,
    pod,
    prefix_of,
    rendered,
    workloads,
)
from tests.unit.deploy.test_kubernetes import NEWEST

COMPONENT = FOLDER / "components" / "kafka-user"
README = (COMPONENT / "README.md").read_text()
DATABASE = "postgresql+asyncpg://role:password@host/name?ssl=verify-full"
GIVEN = dict(re.findall(r"--from-(?:literal|file)=(\w+)=(\S+?)[`\s]", README))
"""What the secret holds: what every chain's must, and what those with an authority of their own add."""


@pytest.fixture(scope="module")
def with_user(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Json]:
    """What the example overlay would apply with the component, as the README says."""
    folder = tmp_path_factory.mktemp("overlay")
    block = yaml.safe_load(README.split("```yaml\n")[1].split("```")[0])
    overlay = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": [os.path.relpath(FOLDER / "overlays" / "example", folder)],
        "components": [os.path.relpath(FOLDER / "overlays" / "example" / path, folder) for path in block["components"]],
        "patches": block["patches"],
    }
    (folder / "kustomization.yaml").write_text(yaml.safe_dump(overlay))
    return rendered(folder)


def test_the_files_say_it_of_every_service_and_so_does_the_loop_that_makes_the_secrets(service: Service) -> None:
    patched = {
        patch["target"]["name"]: (patch["target"]["kind"], patch["patch"].count(f"{service.name}-kafka"))
        for patch in kustomization(COMPONENT)["patches"]
        if patch["target"]["name"].startswith(f"{service.name}-")
    }

    assert patched == {
        f"{service.name}-worker": ("Deployment", 2),
        f"{service.name}-kafka": ("TriggerAuthentication", 5),
    }
    [loop] = re.findall(r"^for service in (.+); do$", README, re.MULTILINE)
    assert service.name in loop.split()


@needs_builder
def test_workers_and_nobody_else_are_given_the_user(with_user: Sequence[Json]) -> None:
    for each in workloads(with_user):
        (container,) = containers(each)
        name, role = each["metadata"]["name"].rsplit("-", 1)
        service = next(one for one in SERVICES if one.name == name)
        secret = {"prefix": prefix_of(service), "secretRef": {"name": f"{name}-kafka"}}
        mounts = [mount for mount in container["volumeMounts"] if mount["name"] == "kafka"]
        if role == "worker":
            assert secret in container["envFrom"]
            assert mounts == [{"name": "kafka", "mountPath": "/run/kafka", "readOnly": True}]
            volume = next(one for one in pod(each)["volumes"] if one["name"] == "kafka")["secret"]
            assert volume["secretName"] == f"{name}-kafka"
            assert volume["optional"], "most chains have no authority of their own"
            [file] = volume["items"]
            assert (file["key"], f"/run/kafka/{file['path']}") == ("KAFKA_CA", GIVEN["KAFKA_CA_FILE"])
        else:
            assert (secret in container["envFrom"], mounts) == (False, [])
        validate(each, NEWEST, strict=True)


@needs_builder
def test_keda_asks_for_the_lag_as_the_same_user(with_user: Sequence[Json], service: Service) -> None:
    scaling = Scaling.model_validate(named(with_user, "ScaledObject", f"{service.name}-worker")["spec"])
    found = named(with_user, "TriggerAuthentication", f"{service.name}-kafka")
    letting_in = LettingIn.model_validate(found["spec"])

    assert {trigger.authenticationRef.name for trigger in scaling.triggers} == {found["metadata"]["name"]}
    assert {each.name for each in letting_in.secretTargetRef} == {f"{service.name}-kafka"}
    assert {each.parameter: each.key for each in letting_in.secretTargetRef} == {
        "username": "KAFKA_USER",
        "password": "KAFKA_PASSWORD",
        "ca": "KAFKA_CA",
        "tls": "KEDA_TLS",
        "sasl": "KEDA_SASL",
    }
    assert {each.key for each in letting_in.secretTargetRef} <= set(GIVEN)


@needs_builder
def test_the_port_of_the_listener_that_asks_is_opened(with_user: Sequence[Json], service: Service) -> None:
    policy = named(with_user, "NetworkPolicy", f"{service.name}-worker-to-kafka")["spec"]

    assert [port["port"] for port in policy["egress"][0]["ports"]] == [9096]


def test_the_secret_that_the_readme_makes_is_one_that_a_worker_starts_with(tmp_path: Path) -> None:
    given = {name.lower(): value for name, value in GIVEN.items()}
    given["kafka_ca_file"] = str(Authority(tmp_path).file)
    address = {"database_url": DATABASE, "kafka_bootstrap": "kafka:9096"}

    settings = Settings.model_validate(given | address | {"jwks": "https://id.example/keys"})

    known = {name.upper() for name in Settings.model_fields}
    assert set(GIVEN) - known == {"KAFKA_CA", "KEDA_TLS", "KEDA_SASL"}, "for the volume, and for KEDA"
    assert (settings.kafka_security, settings.kafka_sasl_mechanism) == ("SASL_SSL", "SCRAM-SHA-512")
    assert GIVEN["KEDA_SASL"] == settings.kafka_sasl_mechanism.lower().replace("sha-", "sha").replace("-", "_")
