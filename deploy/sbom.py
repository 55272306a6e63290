"""Writes what an image is made of as a CycloneDX document: run while the image is built, with nothing but Python.

    python deploy/sbom.py needlepoint/booking 0.1.0 > sbom.cdx.json

It lists what is installed for this Python, and Debian's packages where there are any. The same contents give the same
document, so that two builds can be compared.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

Json = dict[str, object]


def python_packages() -> Iterator[Json]:
    """What is installed for this Python."""
    for each in distributions():
        name, version = each.metadata["Name"], each.version
        reference = f"pkg:pypi/{name.lower().replace('_', '-')}@{quote(version)}"
        yield component(name, version, reference) | _licence(each)


def _licence(package: Distribution) -> Json:
    for expression in package.metadata.get_all("License-Expression") or ():
        return {"licenses": [{"expression": expression}]}
    prefix = "License :: OSI Approved :: "
    names = [
        each.removeprefix(prefix) for each in package.metadata.get_all("Classifier") or () if each.startswith(prefix)
    ]
    return {"licenses": [{"license": {"name": name}} for name in names]} if names else {}


def debian_packages() -> Iterator[Json]:
    """What the system below Python consists of; nothing where it is not Debian's."""
    if not shutil.which("dpkg-query"):
        return
    form = "${Package} ${Version} ${Architecture}\n"
    listed = subprocess.run(["dpkg-query", "--show", "--showformat", form], capture_output=True, text=True, check=True)  # noqa: S603, S607
    for line in listed.stdout.splitlines():
        name, version, architecture = line.split(" ")
        reference = f"pkg:deb/debian/{quote(name)}@{quote(version)}?arch={architecture}"
        yield component(name, version, reference)


def component(name: str, version: str, reference: str) -> Json:
    """One package; its package URL identifies it to scanners."""
    return {"type": "library", "bom-ref": reference, "name": name, "version": version, "purl": reference}


def document(image: str, version: str, components: list[Json]) -> Json:
    """CycloneDX 1.6."""
    components = [each for _, each in sorted({str(each["purl"]): each for each in components}.items())]
    contents = "\n".join([image, version, *(str(each["purl"]) for each in components)])
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, contents)}",
        "version": 1,
        "metadata": {"component": {"type": "container", "bom-ref": image, "name": image, "version": version}},
        "components": components,
    }


if __name__ == "__main__":
    name, version = sys.argv[1:]
    print(json.dumps(document(name, version, [*python_packages(), *debian_packages()]), indent=1))
