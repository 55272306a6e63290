"""What deploy/kubernetes promises, read from the files, and from what kustomize makes of them where it is there."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes_validate import validate

from chassis.events.consumer import DRAIN_SECONDS
from chassis.run.settings import Settings
from chassis.service import Service
from needlepoint.trial.system import SERVICES
from services.booking.photo_settings import PhotoSettings
from services.console.settings import ConsoleSettings
from services.notifications.settings.incoming_mail import IncomingMailSettings
from services.notifications.settings.links import LinkSettings
from services.notifications.settings.mail import MailSettings
from services.notifications.settings.sms import SmsSettings
from services.notifications.settings.staff_mail import StaffMailSettings
from services.notifications.settings.whatsapp import WhatsAppSettings
from tests.unit.deploy.keda import KEDA
from tests.unit.deploy.manifests import (
    BASE,
    FOLDER,
    GATEWAY,
    OVERLAYS,
    Json,
    containers,
    every_file,
    kustomization,
    labels,
    of_kind,
    patches,
    pod,
    prefix_of,
    read,
    selects,
    service_of,
    settings_given,
    workloads,
)

OLDEST, NEWEST = "1.30", "1.37"
"""Kubernetes: preStop's sleep is there since 1.30."""
NOT_OF_KUBERNETES = {"Kustomization", "Component", *KEDA}
"""Held against our own models, or by what kustomize makes of them."""
PHOTOS = {f"PHOTOS_{name.upper()}" for name in PhotoSettings.model_fields}
MAIL = {name.upper() for name in (*MailSettings.model_fields, *IncomingMailSettings.model_fields)}
SMS = {name.upper() for name in SmsSettings.model_fields}
WHATSAPP = {name.upper() for name in WhatsAppSettings.model_fields}
LINKS = {name.upper() for of in (LinkSettings, StaffMailSettings) for name in of.model_fields} - {"TOKEN_AUDIENCE"}
PAGES = {name.upper() for name in ConsoleSettings.model_fields}
SIGN_IN = {"ADDRESS", "OIDC_ISSUER", "OIDC_CLIENT_SECRET"}
"""What the console's own Secret holds."""
BEFORE = "app.kubernetes.io/component notin (api, worker, gateway)"
"""What is applied before the migrations have run (deploy/kubernetes/README.md)."""
UVICORN_SECONDS = 20
"""``timeout_graceful_shutdown`` in chassis/run/main.py; chassis/run/processes.py waits as long for relay and timers."""


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
@pytest.mark.parametrize("path", every_file(), ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_file_holds_to_kubernetes_own_schemas(path: Path, version: str) -> None:
    for each in read(path):
        if each["kind"] not in NOT_OF_KUBERNETES:
            validate(each, version, strict=True)


def test_what_is_made_of_them_holds_to_kubernetes_own_schemas(applied: Sequence[Json]) -> None:
    for each in applied:
        if each["kind"] in KEDA:
            KEDA[each["kind"]].model_validate(each["spec"])
        else:
            validate(each, NEWEST, strict=True)


def test_nothing_in_the_tree_is_forgotten_by_its_kustomization() -> None:
    for path in every_file():
        made = kustomization(path.parent)
        used = [*made.get("resources", []), *[patch.get("path") for patch in made.get("patches", [])]]
        assert path.name in [*used, "kustomization.yaml"], f"{path} is not named in its folder's kustomization.yaml"
    assert {each.name for each in SERVICES} | {GATEWAY, "network.yaml"} == set(kustomization(BASE)["resources"])


def test_no_secret_stands_in_the_tree() -> None:
    for path in every_file():
        for each in read(path):
            assert each["kind"] != "Secret", f"{path} holds a secret: make it on the cluster"
            assert "secretGenerator" not in each, f"{path} makes a secret from the tree: make it on the cluster"


def test_every_service_has_its_own_name_image_settings_and_password(service: Service) -> None:
    made = kustomization(BASE / service.name)

    assert made["namePrefix"] == f"{service.name}-"
    assert made["images"] == [{"name": "needlepoint/service", "newName": f"needlepoint/{service.name}"}]
    by_name = {"pairs": {"app.kubernetes.io/name": service.name}, "includeSelectors": True}
    assert made["labels"] == [by_name], "without it one service's Service would answer for another"
    sources = "/spec/template/spec/containers/0/envFrom"
    own = {
        f"{sources}/0/prefix": prefix_of(service),
        f"{sources}/1/prefix": prefix_of(service),
        f"{sources}/1/secretRef/name": f"{service.name}-database",
    }
    owner = {f"{sources}/2/prefix": prefix_of(service), f"{sources}/2/secretRef/name": f"{service.name}-owner"}
    assert patches(BASE / service.name, "Deployment") == own
    assert patches(BASE / service.name, "Job") == own | owner


def test_carriers_links_and_sign_in_are_given_to_those_who_need_them(service: Service) -> None:
    made = kustomization(BASE / service.name)
    added = [
        (patch["target"]["name"], each["value"])
        for patch in made["patches"]
        if patch.get("target", {}).get("kind") == "Deployment"
        for each in yaml.safe_load(patch["patch"])
        if each["op"] == "add" and each["path"].endswith("/envFrom/-")
    ]

    mail = {"prefix": "NOTIFICATIONS_", "secretRef": {"name": "notifications-mail"}}
    incoming = {"prefix": "NOTIFICATIONS_", "secretRef": {"name": "notifications-incoming-mail", "optional": True}}
    sms = {"prefix": "NOTIFICATIONS_", "secretRef": {"name": "notifications-sms", "optional": True}}
    whatsapp = {"prefix": "NOTIFICATIONS_", "secretRef": {"name": "notifications-whatsapp", "optional": True}}
    links = {"prefix": "NOTIFICATIONS_", "secretRef": {"name": "notifications-links", "optional": True}}
    sign_in = {"prefix": "CONSOLE_", "secretRef": {"name": "console-sign-in", "optional": True}}
    wanted = {
        "notifications": [
            ("worker", mail),
            *(("api|worker", each) for each in (incoming, sms, whatsapp, links)),
        ],
        "console": [("api", sign_in)],
    }
    assert added == wanted.get(service.name, [])
    ways_out = {
        "notifications": ["mail.yaml", "sms.yaml", "whatsapp.yaml"],
        "booking": ["photos.yaml"],
        "console": ["neighbours.yaml"],
    }
    assert made["resources"] == ["../service", *ways_out.get(service.name, [])]


def test_what_is_applied_runs_each_role_of_each_service_with_its_own_settings(applied: Sequence[Json]) -> None:
    names = {each["metadata"]["name"] for each in workloads(applied)}
    assert names == {f"{each.name}-{role}" for each in SERVICES for role in ("api", "worker", "migrate")}
    maps = {each["metadata"]["name"] for each in of_kind(applied, "ConfigMap")}
    for each in workloads(applied):
        service, (container,) = service_of(each), containers(each)
        config, secret, *_ = container["envFrom"]  # test_kubernetes_secrets.py looks at the others
        assert container["args"] == [each["metadata"]["name"].removeprefix(f"{service.name}-")]
        assert re.fullmatch(rf".*needlepoint/{service.name}:(?!latest$).+", container["image"])
        assert (config["prefix"], secret["prefix"]) == (prefix_of(service), prefix_of(service))
        assert config["configMapRef"]["name"] in maps
        assert secret["secretRef"] == {"name": f"{service.name}-database"}
        assert labels(each)["app.kubernetes.io/name"] == service.name


@pytest.mark.parametrize("folder", [BASE, *OVERLAYS], ids=lambda folder: folder.name)
def test_every_setting_is_one_that_the_services_know(folder: Path) -> None:
    known = {name.upper() for name in Settings.model_fields}

    assert set(settings_given(folder)) <= known


@pytest.mark.parametrize("folder", OVERLAYS, ids=lambda folder: folder.name)
def test_an_overlay_says_where_every_service_has_its_image_from_and_which(folder: Path) -> None:
    images = {each["name"]: each["newTag"] for each in kustomization(folder)["images"]}

    assert images.keys() == {"nginx"} | {f"needlepoint/{service.name}" for service in SERVICES}
    assert "latest" not in images.values()


@pytest.mark.parametrize("folder", OVERLAYS, ids=lambda folder: folder.name)
def test_docker_compose_and_kubernetes_call_a_services_settings_alike(folder: Path, service: Service) -> None:
    compose = yaml.safe_load((FOLDER.parents[1] / "docker-compose.yml").read_text())
    given = {*settings_given(BASE), *settings_given(folder), "DATABASE_URL"}
    if service.name == "notifications":
        given |= MAIL | SMS | WHATSAPP | LINKS
    if service.name == "booking":
        given |= PHOTOS
    if service.name == "console":
        given |= PAGES

    variables = set(compose[f"x-{service.name}"]["environment"])

    on_one_machine = {f"{prefix_of(service)}ALLOW_PLAINTEXT"}
    assert variables - on_one_machine <= {f"{prefix_of(service)}{name}" for name in given}


@pytest.mark.parametrize("folder", OVERLAYS, ids=lambda folder: folder.name)
def test_with_the_secrets_that_its_readme_makes_an_overlay_gives_all_that_must_be_set(folder: Path) -> None:
    given = settings_given(BASE) | settings_given(folder)
    readme = (folder / "README.md").read_text()

    missing = {name.upper() for name, field in Settings.model_fields.items() if field.is_required()} - set(given)

    assert missing == {"DATABASE_URL"}
    written = {name for name in re.findall(r"--from-(?:file|literal)=(\w+)=", readme) if not name.startswith("K")}
    has_a_default = {"REHEARSAL", "ALLOW_PLAINTEXT", "SMS_URL", "WHATSAPP_URL"} | {
        name for name in WHATSAPP if name.endswith(("NUMBERS", "NEW_PER_DAY", "KEPT_FOR_URGENT"))
    }
    assert written == {"DATABASE_URL", "OWNER_DATABASE_URL"} | SIGN_IN | (MAIL | SMS | WHATSAPP | LINKS) - has_a_default
    assert "create secret generic notifications-mail" in readme
    values = {name.lower(): value for name, value in given.items()}
    settings = Settings.model_validate(values | {"database_url": database_url(readme)})
    assert settings.host == "0.0.0.0"  # noqa: S104  # a pod's own address
    assert settings.jwks.startswith("https://")


def database_url(readme: str) -> str:
    """As the README writes it, of one service."""
    [written] = re.findall(r"printf '(postgresql\S+)'", readme)
    return str(written).replace("%s", "booking")


def test_every_deployment_is_asked_whether_it_lives_and_whether_it_is_ready(manifests: Sequence[Json]) -> None:
    for each in workloads(manifests, "Deployment"):
        for container in containers(each):
            asked = {name: container[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
            assert asked["readiness"]["path"] == "/health/ready"
            assert asked["liveness"]["path"] == asked["startup"]["path"] == "/health/live"
            assert container["ports"] == [{"name": "http", "containerPort": int(settings_given(BASE)["PORT"])}]
            assert {probe["port"] for probe in asked.values()} == {"http"}


def test_nothing_runs_as_root_or_can_write_or_gain_rights(manifests: Sequence[Json]) -> None:
    assert workloads(manifests)
    for each in workloads(manifests):
        whole = pod(each)
        assert whole["automountServiceAccountToken"] is False
        assert whole["enableServiceLinks"] is False
        assert whole["securityContext"]["runAsNonRoot"] is True
        assert whole["securityContext"]["runAsUser"] == 10001
        assert whole["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        scratch = {volume["name"] for volume in whole["volumes"] if "emptyDir" in volume}
        for container in containers(each):
            limits = container["securityContext"]
            assert limits["readOnlyRootFilesystem"] is True
            assert limits["allowPrivilegeEscalation"] is False
            assert limits["capabilities"] == {"drop": ["ALL"]}
            writable = [mount for mount in container["volumeMounts"] if not mount.get("readOnly")]
            photos = [("/photos", False)] if "photos" in {volume["name"] for volume in whole["volumes"]} else []
            places = [(mount["mountPath"], mount["name"] in scratch) for mount in writable]
            assert places == [("/tmp", True), *photos]  # noqa: S108
            assert not photos or service_of(each).name == "booking"


def test_everything_says_what_it_takes_and_what_it_may_take(manifests: Sequence[Json]) -> None:
    for each in workloads(manifests):
        for container in containers(each):
            for amounts in (container["resources"]["requests"], container["resources"]["limits"]):
                assert set(amounts) == {"cpu", "memory"}
        scratch = [volume["emptyDir"] for volume in pod(each)["volumes"] if "emptyDir" in volume]
        assert all("sizeLimit" in each for each in scratch)


def test_every_deployment_survives_a_drained_node(manifests: Sequence[Json]) -> None:
    for each in workloads(manifests, "Deployment"):
        kept = [
            budget
            for budget in of_kind(manifests, "PodDisruptionBudget")
            if selects(budget["spec"]["selector"], labels(each))
        ]
        assert [budget["spec"]["maxUnavailable"] for budget in kept] == [1], each["metadata"]["name"]
        spread = {rule["topologyKey"] for rule in pod(each)["topologySpreadConstraints"]}
        assert spread == {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}
        for rule in pod(each)["topologySpreadConstraints"]:
            assert selects(rule["labelSelector"], labels(each))


def test_whoever_selects_takes_the_pods_of_one_role_only(manifests: Sequence[Json]) -> None:
    """A Service that also took workers would send them requests."""
    chosen: list[tuple[str, Callable[[Json], Any]]] = [
        ("Deployment", lambda each: each["spec"]["selector"]),
        ("PodDisruptionBudget", lambda each: each["spec"]["selector"]),
        ("Service", lambda each: {"matchLabels": each["spec"]["selector"]}),
    ]
    for kind, selector_of in chosen:
        for each in of_kind(manifests, kind):
            taken = [
                one["metadata"]["name"]
                for one in of_kind(manifests, "Deployment", "Job")
                if selects(selector_of(each), labels(one))
            ]
            assert taken == [each["metadata"]["name"]], kind


def test_a_pod_that_is_asked_to_stop_gets_the_time_that_stopping_takes(manifests: Sequence[Json]) -> None:
    for each in workloads(manifests, "Deployment"):
        (container,) = containers(each)
        if container["args"] == ["api"]:
            needed = container["lifecycle"]["preStop"]["sleep"]["seconds"] + UVICORN_SECONDS
        else:
            needed = UVICORN_SECONDS + 3 * DRAIN_SECONDS + UVICORN_SECONDS
        assert pod(each)["terminationGracePeriodSeconds"] > needed


def test_a_roll_out_brings_all_that_migrations_need_before_anything_that_serves(applied: Sequence[Json]) -> None:
    assert f"-l '{BEFORE}'" in (FOLDER / "README.md").read_text()
    role = "app.kubernetes.io/component"

    first = [each for each in applied if each["metadata"].get("labels", {}).get(role) not in ("api", "worker", GATEWAY)]

    kinds = {each["kind"] for each in first}
    assert kinds == {"Namespace", "ConfigMap", "NetworkPolicy", "PersistentVolumeClaim", "Job", "Ingress"}
    assert of_kind(first, "NetworkPolicy") == of_kind(applied, "NetworkPolicy")
    assert [labels(each)[role] for each in of_kind(first, "Job")] == ["migrate"] * len(SERVICES)
    assert of_kind(applied, "Deployment")
