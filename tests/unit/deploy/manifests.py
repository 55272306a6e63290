"""The manifests as they stand in the tree, and as kustomize puts them together where it is there."""

import functools
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from chassis.service import Service
from needlepoint.trial.system import SERVICES

Json = dict[str, Any]
FOLDER = Path(__file__).resolve().parents[3] / "deploy" / "kubernetes"
BASE = FOLDER / "base"
TEMPLATE = BASE / "service"
"""What each service is made from."""
GATEWAY = "gateway"
OVERLAYS = sorted(path.parent for path in (FOLDER / "overlays").glob("*/kustomization.yaml"))


def read(path: Path) -> list[Json]:
    """The documents of one file."""
    return [each for each in yaml.safe_load_all(path.read_text()) if each]


def kustomization(folder: Path) -> Json:
    """How a folder is put together."""
    return read(folder / "kustomization.yaml")[0]


def resources(folder: Path) -> list[Json]:
    """The manifests that a folder itself brings: not those of the folders it builds on, and no patches."""
    files = [folder / name for name in kustomization(folder)["resources"] if name.endswith(".yaml")]
    return [each for path in files for each in read(path)]


def patches(folder: Path, kind: str) -> Json:
    """What a folder's inline patches for all of a kind put where."""
    found: Json = {}
    for patch in kustomization(folder).get("patches", []):
        target = patch.get("target", {})
        if "name" not in target and kind in target.get("kind", "").split("|"):
            found |= {each["path"]: each["value"] for each in yaml.safe_load(patch["patch"])}
    return found


def every_file() -> list[Path]:
    """All YAML of the tree."""
    return sorted(FOLDER.rglob("*.yaml"))


def builder() -> Sequence[str] | None:
    """The command that puts a folder together, or None when this machine has none."""
    for command in (("kustomize", "build"), ("kubectl", "kustomize")):
        if shutil.which(command[0]):
            return command
    return None


@functools.cache
def rendered(folder: Path) -> tuple[Json, ...]:
    """What would be applied. Raises AssertionError with kustomize's words when it refuses."""
    command = builder()
    assert command, "no kustomize"
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return tuple(each for each in yaml.safe_load_all(done.stdout) if each)


def of_kind(manifests: Sequence[Json], *kinds: str) -> list[Json]:
    """Those of these kinds."""
    return [each for each in manifests if each["kind"] in kinds]


def named(manifests: Sequence[Json], kind: str, name: str) -> Json:
    """The one of this kind and name. Raises AssertionError when there is none, or several."""
    found = [each for each in of_kind(manifests, kind) if each["metadata"]["name"] == name]
    assert len(found) == 1, f"{len(found)} {kind} named {name}"
    return found[0]


def workloads(manifests: Sequence[Json], *kinds: str) -> list[Json]:
    """Everything that runs our images: all but the gateway."""
    found = of_kind(manifests, *(kinds or ("Deployment", "Job")))
    return [each for each in found if each["metadata"]["name"] != GATEWAY]


def pod(workload: Json) -> Json:
    """The pod's spec."""
    found: Json = workload["spec"]["template"]["spec"]
    return found


def containers(workload: Json) -> Iterator[Json]:
    """All of its containers."""
    yield from pod(workload)["containers"]
    yield from pod(workload).get("initContainers", [])


def labels(workload: Json) -> Json:
    """What its pods are labelled with."""
    found: Json = workload["spec"]["template"]["metadata"]["labels"]
    return found


def selects(selector: Json, labels: Mapping[str, str]) -> bool:
    """True when a label selector takes a pod with these labels. Knows matchLabels and In; raises on anything else."""
    assert set(selector) <= {"matchLabels", "matchExpressions"}
    exact = all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())
    for expression in selector.get("matchExpressions", []):
        assert expression["operator"] == "In"
        exact = exact and labels.get(expression["key"]) in expression["values"]
    return exact


def policies(manifests: Sequence[Json], workload: Json, direction: str) -> list[Json]:
    """The network policies that speak about a workload's pods, in one direction: Ingress or Egress."""
    return [
        each
        for each in of_kind(manifests, "NetworkPolicy")
        if direction in each["spec"]["policyTypes"] and selects(each["spec"]["podSelector"], labels(workload))
    ]


def settings_given(folder: Path) -> dict[str, str]:
    """What the ConfigMap `settings` of a folder holds."""
    made = [each for each in kustomization(folder).get("configMapGenerator", []) if each["name"] == "settings"]
    return dict(line.split("=", 1) for each in made for line in each["literals"])


def service_of(manifest: Json) -> Service:
    """Whose it is, by its name."""
    return next(each for each in SERVICES if manifest["metadata"]["name"].startswith(f"{each.name}-"))


def prefix_of(service: Service) -> str:
    """What stands before its settings in the environment."""
    return f"{service.name.upper()}_"
