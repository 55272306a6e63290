"""Who is given which secret: all roles their database, migrations its owner, workers and KEDA their Kafka user."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from kubernetes_validate import validate

from chassis.run.settings import Settings
from chassis.service import Service
from needlepoint.operate.kafka_rights import user_of
from needlepoint.trial.system import SERVICES
from tests.parts.certificates import Authority
from tests.unit.deploy.keda import LettingIn, Scaling
from tests.unit.deploy.manifests import (
    BASE,
    FOLDER,
    Json,
    containers,
    kustomization,
    named,
    pod,
    prefix_of,
    service_of,
    workloads,
)
from tests.unit.deploy.test_kubernetes import NEWEST, database_url

README = (FOLDER / "overlays" / "example" / "README.md").read_text()
GIVEN = dict(re.findall(r"--from-(?:literal|file)=((?:KAFKA|KEDA)_\w+)=(\S+?)[`\s]", README))
"""What the Kafka secret holds: what every chain's must, and what those with an authority of their own add."""

OF_NOTIFICATIONS = {
    "api": ["incoming-mail", "sms", "whatsapp", "links"],
    "worker": ["mail", "incoming-mail", "sms", "whatsapp", "links"],
}


def test_each_role_is_given_the_secrets_that_it_needs_and_no_others(applied: Sequence[Json]) -> None:
    for each in workloads(applied):
        (container,) = containers(each)
        service, role = service_of(each).name, container["args"][0]
        found = [source for source in container["envFrom"] if "secretRef" in source]
        needed = {"api": [], "worker": ["kafka"], "migrate": ["owner"]}[role]
        carriers = OF_NOTIFICATIONS.get(role, []) if service == "notifications" else []
        pages = ["sign-in"] if (service, role) == ("console", "api") else []
        assert [source["secretRef"]["name"] for source in found] == [
            f"{service}-{what}" for what in ("database", *needed, *carriers, *pages)
        ]
        assert {source["prefix"] for source in found} == {prefix_of(service_of(each))}


def test_workers_alone_mount_the_certificates_of_kafkas_authority(applied: Sequence[Json]) -> None:
    for each in workloads(applied):
        (container,) = containers(each)
        mounts = [mount for mount in container["volumeMounts"] if mount["name"] == "kafka"]
        if container["args"] == ["worker"]:
            assert mounts == [{"name": "kafka", "mountPath": "/run/kafka", "readOnly": True}]
            volume = next(one for one in pod(each)["volumes"] if one["name"] == "kafka")["secret"]
            assert volume["secretName"] == f"{service_of(each).name}-kafka"
            assert volume["optional"], "most chains have no authority of their own"
            [file] = volume["items"]
            assert (file["key"], f"/run/kafka/{file['path']}") == ("KAFKA_CA", GIVEN["KAFKA_CA_FILE"])
        else:
            assert mounts == []
        validate(each, NEWEST, strict=True)


def test_keda_asks_for_the_lag_as_the_same_user(applied: Sequence[Json], service: Service) -> None:
    scaling = Scaling.model_validate(named(applied, "ScaledObject", f"{service.name}-worker")["spec"])
    found = named(applied, "TriggerAuthentication", f"{service.name}-kafka")
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


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_the_files_name_the_secrets_of_their_own_service(service: Service) -> None:
    """As above, where no kustomize is at hand."""
    values = [
        each["value"]
        for patch in kustomization(BASE / service.name)["patches"]
        if "patch" in patch
        for each in yaml.safe_load(patch["patch"])
        if each["path"].lower().endswith(("secretref/name", "secretname")) or "secretTargetRef" in each["path"]
    ]
    assert values.count(f"{service.name}-kafka") == 7
    assert values.count(f"{service.name}-owner") == 1
    assert set(values) == {f"{service.name}-{what}" for what in ("database", "kafka", "owner")}


def test_the_loops_of_the_readme_make_a_secret_of_each_kind_for_each_service() -> None:
    loops = re.findall(r"^for service in ([^;]+); do$(.*?)^done$", README, re.MULTILINE | re.DOTALL)
    made = {kind for _, body in loops for kind in re.findall(r'create secret generic "\$service-(\w+)"', body)}

    assert made == {"database", "owner", "kafka"}
    assert all(set(names.split()) == {each.name for each in SERVICES} for names, _ in loops)


def test_the_secrets_that_the_readme_makes_are_ones_that_a_worker_starts_with(tmp_path: Path) -> None:
    given = {name.lower(): value for name, value in GIVEN.items()}
    given["kafka_ca_file"] = str(Authority(tmp_path).file)
    given["kafka_user"] = given["kafka_user"].strip('"').replace("$service", "booking")
    address = {"database_url": database_url(README), "kafka_bootstrap": "kafka:9096"}

    settings = Settings.model_validate(given | address | {"jwks": "https://id.example/keys"})

    settings.require_encrypted_kafka()
    known = {name.upper() for name in Settings.model_fields}
    assert set(GIVEN) - known == {"KAFKA_CA", "KEDA_TLS", "KEDA_SASL"}, "for the volume, and for KEDA"
    assert (settings.kafka_security, settings.kafka_sasl_mechanism) == ("SASL_SSL", "SCRAM-SHA-512")
    assert settings.kafka_user == user_of("booking", settings.topic_prefix)
    assert GIVEN["KEDA_SASL"] == settings.kafka_sasl_mechanism.lower().replace("sha-", "sha").replace("-", "_")
