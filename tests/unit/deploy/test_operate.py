"""An operator's commands where the services run: an image of their own, for compose and as Jobs on Kubernetes."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes_validate import validate

from chassis.run.settings import Settings
from needlepoint.operate.kafka_rights import OPERATOR
from needlepoint.services import SERVICE_NAMES
from tests.unit.deploy.conftest import needs_builder
from tests.unit.deploy.manifests import FOLDER, Json, containers, named, pod, policies, read, rendered
from tests.unit.deploy.test_kubernetes import NEWEST

COMPONENT = FOLDER / "components" / "operate"
README = (COMPONENT / "README.md").read_text()
DOCKERFILE = Path("deploy/operate/Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(Path("docker-compose.yml").read_text())["services"]


@pytest.fixture
def with_operate(tmp_path: Path) -> Sequence[Json]:
    """What the example overlay would apply with the component, as the README says."""
    block = yaml.safe_load(README.split("```yaml\n")[1].split("```")[0])
    tree = tmp_path / "kubernetes"
    shutil.copytree(FOLDER, tree)
    shutil.copytree(FOLDER.parent / "gateway", tmp_path / "gateway")
    file = tree / "overlays" / "example" / "kustomization.yaml"
    overlay = yaml.safe_load(file.read_text())
    overlay["components"] = block["components"]
    overlay["images"] += block["images"]
    file.write_text(yaml.safe_dump(overlay))
    return rendered(file.parent)


def job_of(cronjob: Json) -> Json:
    """What a Job made from it would be."""
    found: Json = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "x"}, **cronjob["spec"]["jobTemplate"]}
    return found | {"metadata": {"name": "operate"}}


CRONJOB = read(COMPONENT / "cronjob.yaml")[0]


def test_it_never_starts_by_itself_and_is_not_tried_again() -> None:
    assert CRONJOB["spec"]["suspend"] is True
    assert job_of(CRONJOB)["spec"]["backoffLimit"] == 0


def test_it_has_the_settings_and_secrets_of_every_service_and_no_other() -> None:
    [container] = containers(job_of(CRONJOB))
    wanted = []
    for name in SERVICE_NAMES:
        prefix = f"{name.upper()}_"
        wanted += [
            {"prefix": prefix, "configMapRef": {"name": "settings"}},
            {"prefix": prefix, "secretRef": {"name": f"{name}-database"}},
            {"prefix": prefix, "secretRef": {"name": "operate-kafka"}},
        ]
    assert sorted(container["envFrom"], key=str) == sorted(wanted, key=str)


def test_it_is_as_hardened_as_the_services() -> None:
    whole = pod(job_of(CRONJOB))
    [container] = containers(job_of(CRONJOB))
    assert whole["automountServiceAccountToken"] is False
    assert whole["enableServiceLinks"] is False
    assert whole["securityContext"]["runAsNonRoot"] is True
    assert whole["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert set(container["resources"]) == {"requests", "limits"}


@needs_builder
def test_an_overlay_gives_it_a_release_the_settings_and_the_addresses(with_operate: Sequence[Json]) -> None:
    made = named(with_operate, "CronJob", "operate")
    validate(made, NEWEST, strict=True)
    [container] = containers(job_of(made))
    assert container["image"] == "registry.example.org/needlepoint/operate:0.1.0"
    maps = [each["metadata"]["name"] for each in with_operate if each["kind"] == "ConfigMap"]
    [config] = [name for name in maps if name.startswith("settings")]
    assert {each["configMapRef"]["name"] for each in container["envFrom"] if "configMapRef" in each} == {config}
    rules = [
        rule
        for each in policies(with_operate, job_of(made), "Egress")
        for rule in each["spec"].get("egress", [])
        if "ipBlock" in rule["to"][0]
    ]
    reached = {(rule["to"][0]["ipBlock"]["cidr"], rule["ports"][0]["port"]) for rule in rules}
    assert reached == {("10.20.1.0/28", 5432), ("10.20.2.0/28", 9096)}


@needs_builder
def test_run_gives_the_command_as_it_was_typed(tmp_path: Path) -> None:
    (tmp_path / "job.yaml").write_text(yaml.safe_dump(job_of(CRONJOB)))
    words = ["dead-letters", "discard", "17", "--reason", 'sent by "a" test \\ twice']

    made = subprocess.run(
        [COMPONENT / "run", "--print", *words],
        env={**os.environ, "CRONJOB": str(tmp_path / "job.yaml")},
        capture_output=True,
        text=True,
        check=True,
    )

    [container] = containers(yaml.safe_load(made.stdout))
    assert container["args"] == words
    assert subprocess.run([COMPONENT / "run"], capture_output=True).returncode == 2


def test_the_commands_that_its_readme_shows_are_those_of_the_page_for_operators() -> None:
    shown = re.findall(r"components/operate/run (\S+)", README)
    page = Path("docs/operations.md").read_text()
    assert shown
    assert all(f"needlepoint {command}" in page for command in shown)


def test_compose_gives_it_every_required_setting_of_every_service_and_starts_it_only_when_asked() -> None:
    container = COMPOSE["operate"]
    required = {name.upper() for name, field in Settings.model_fields.items() if field.is_required()}
    required |= {"ALLOW_PLAINTEXT"}
    given = required | {"OWNER_DATABASE_URL", "KAFKA_SECURITY", "KAFKA_USER", "KAFKA_PASSWORD"}
    assert set(container["environment"]) == {f"{name.upper()}_{field}" for name in SERVICE_NAMES for field in given}
    for name in SERVICE_NAMES:
        service = COMPOSE[f"{name}-worker"]["environment"]
        assert container["environment"].items() & service.items() == {
            (f"{name.upper()}_{field}", service[f"{name.upper()}_{field}"]) for field in required | {"KAFKA_SECURITY"}
        }
        assert container["environment"][f"{name.upper()}_KAFKA_USER"] == OPERATOR
    assert container["profiles"] == ["operate"]
    assert (container["read_only"], container["cap_drop"]) == (True, ["ALL"])


def test_the_image_holds_the_operators_commands_and_nothing_else_of_the_command_line() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    ours = {each for line in copied for each in line.split() if each.startswith("needlepoint")}
    assert ours == {
        "needlepoint/__init__.py",
        "needlepoint/services.py",
        "needlepoint/operate",
        "needlepoint/operate/requirements.txt",
    }
    allowed = {line[1:] for line in Path(".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert all(any(each == one or each.startswith(f"{one}/") for one in allowed) for each in " ".join(copied).split())
    assert 'ENTRYPOINT ["python", "-m", "needlepoint.operate"]' in DOCKERFILE
