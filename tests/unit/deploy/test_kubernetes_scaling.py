"""How many pods there are, and who decides."""

from collections.abc import Sequence

from chassis.service import Service
from needlepoint.trial.system import SERVICES
from tests.unit.deploy.keda import Scaling
from tests.unit.deploy.manifests import (
    BASE,
    TEMPLATE,
    Json,
    named,
    of_kind,
    prefix_of,
    read,
    resources,
    settings_given,
    workloads,
)


def scaling_of(service: Service) -> Scaling:
    """As the files have it: the template, and what the service adds."""
    template = named(resources(TEMPLATE), "ScaledObject", "worker")
    own = read(BASE / service.name / "scaling.yaml")[0]
    return Scaling.model_validate(template["spec"] | own["spec"])


def test_a_worker_scales_on_the_lag_of_its_own_group_on_all_its_topics(service: Service) -> None:
    prefix = settings_given(BASE).get("TOPIC_PREFIX", "")
    scaling = scaling_of(service)

    assert scaling.scaleTargetRef.name == f"{service.name}-worker"
    assert [trigger.metadata.topic for trigger in scaling.triggers] == [
        prefix + topic for topic in service.reactions.topics
    ]
    assert {trigger.metadata.consumerGroup for trigger in scaling.triggers} == {prefix + service.name}
    servers = {trigger.metadata.bootstrapServersFromEnv for trigger in scaling.triggers}
    assert servers == {f"{prefix_of(service)}KAFKA_BOOTSTRAP"}


def test_there_are_two_workers_at_least_and_never_more_than_a_topic_has_partitions(service: Service) -> None:
    scaling = scaling_of(service)

    assert scaling.minReplicaCount == 2
    assert scaling.maxReplicaCount == int(settings_given(BASE)["TOPIC_PARTITIONS"])


def test_what_is_applied_scales_every_worker_as_the_files_say(applied: Sequence[Json]) -> None:
    [given] = [
        each["data"] for each in of_kind(applied, "ConfigMap") if each["metadata"]["name"].startswith("settings")
    ]
    assert "TOPIC_PREFIX" not in given, "an overlay that sets it must patch groups and topics of the ScaledObjects too"
    for service in SERVICES:
        found = named(applied, "ScaledObject", f"{service.name}-worker")
        scaling = Scaling.model_validate(found["spec"])
        assert scaling.triggers == scaling_of(service).triggers
        assert 2 <= scaling.maxReplicaCount <= int(given["TOPIC_PARTITIONS"])
        assert named(applied, "Deployment", scaling.scaleTargetRef.name)


def test_an_api_scales_on_processor_time_and_nobody_else_decides_how_many_there_are(manifests: Sequence[Json]) -> None:
    deployments = workloads(manifests, "Deployment")
    scaled = [each["spec"]["scaleTargetRef"]["name"] for each in of_kind(manifests, "HorizontalPodAutoscaler")]

    apis = [
        each["metadata"]["name"]
        for each in deployments
        if each["spec"]["template"]["spec"]["containers"][0]["args"] == ["api"]
    ]

    assert scaled == apis
    for each in of_kind(manifests, "HorizontalPodAutoscaler"):
        assert each["spec"]["minReplicas"] == 2
        assert [metric["resource"]["name"] for metric in each["spec"]["metrics"]] == ["cpu"]
    assert all("replicas" not in each["spec"] for each in deployments), "an apply would set the number back"
