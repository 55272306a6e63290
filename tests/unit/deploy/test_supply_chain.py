"""What an image is made of is written into it, and what it is built on can be named by digest."""

import importlib.util
import json
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

SCRIPT = Path("deploy/sbom.py")
DOCKERFILES = (Path("Dockerfile"), Path("deploy/operate/Dockerfile"))


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    """Of the packages that these tests run on."""
    words = [sys.executable, str(SCRIPT), "needlepoint/booking", "0.1.0"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_bill_names_every_installed_package_with_its_version(bill: dict[str, Any]) -> None:
    listed = {(each["name"], each["version"]) for each in bill["components"]}

    assert {(each.metadata["Name"], each.version) for each in distributions()} <= listed
    assert bill["metadata"]["component"]["name"] == "needlepoint/booking"


def test_scanners_can_identify_each_package_once(bill: dict[str, Any]) -> None:
    references = [each["bom-ref"] for each in bill["components"]]

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert all(re.match(r"pkg:(pypi|deb/debian)/\S+@\S+$", each["purl"]) for each in bill["components"])
    assert len(references) == len(set(references))


def test_the_same_contents_give_the_same_bill_and_other_contents_another() -> None:
    sbom = _module()
    one, two = (sbom.component(name, "1", f"pkg:pypi/{name}@1") for name in ("one", "two"))

    assert sbom.document("image", "1", [one, two]) == sbom.document("image", "1", [two, one])
    assert sbom.document("image", "1", [one])["serialNumber"] != sbom.document("image", "1", [two])["serialNumber"]


@pytest.mark.parametrize("path", DOCKERFILES, ids=str)
def test_an_image_carries_its_bill_which_is_written_after_the_last_installation(path: Path) -> None:
    text = path.read_text()

    assert "/app/sbom.cdx.json" in text
    assert text.rindex("pip install") < text.index("/app/sbom.cdx.json") < text.index("COPY --from=build /app /app")


def test_what_every_service_needs_is_one_layer_of_all_images() -> None:
    """The engine takes a layer for another's when it was made by the same words from the same files."""
    first = {path: path.read_text().split("AS build")[0].split("ARG PYTHON_IMAGE")[1] for path in DOCKERFILES}

    assert len({_instructions(text) for text in first.values()}) == 1
    for path in DOCKERFILES:
        runs = path.read_text().split("FROM ${PYTHON_IMAGE}\n")[1]
        assert runs.startswith("COPY --from=shared /venv /venv\n"), "before anything that differs"


@pytest.mark.parametrize("path", DOCKERFILES, ids=str)
def test_the_base_image_is_an_argument_so_that_a_digest_can_be_given(path: Path) -> None:
    text = path.read_text()

    made_from = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert [each for each in made_from if each != "shared"] == ["${PYTHON_IMAGE}", "${PYTHON_IMAGE}"]
    assert "--build-arg PYTHON_IMAGE=$(PYTHON_IMAGE)" in Path("Makefile").read_text()


def test_compose_takes_the_images_of_others_by_digest_too() -> None:
    text = Path("docker-compose.yml").read_text()
    of_others = [each["image"] for each in yaml.safe_load(text)["services"].values() if "build" not in each]

    assert of_others
    assert [image for image in of_others if not re.fullmatch(r"\$\{[A-Z]+_IMAGE:-\S+:\S+\}", image)] == []


def _instructions(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sbom", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
