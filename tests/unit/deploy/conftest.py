"""Manifests as the tests of deploy/kubernetes look at them: in the files, and as they would be applied."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from chassis.service import Service
from needlepoint.trial.system import SERVICES
from tests.unit.deploy.manifests import BASE, FOLDER, OVERLAYS, TEMPLATE, Json, builder, rendered, resources

NO_BUILDER = (
    "neither kustomize nor kubectl is on the PATH, so that what would be applied is not looked at, only the files:"
    " go install sigs.k8s.io/kustomize/kustomize/v5@latest"
)
needs_builder = pytest.mark.skipif(builder() is None, reason=NO_BUILDER)


@pytest.fixture(
    params=["template", pytest.param("base", marks=needs_builder)]
    + [pytest.param(path.name, marks=needs_builder) for path in OVERLAYS]
)
def manifests(request: pytest.FixtureRequest) -> Sequence[Json]:
    """What every service is made from, as it stands in the files; then what is made of it."""
    if request.param == "template":
        return resources(TEMPLATE)
    return rendered(BASE if request.param == "base" else FOLDER / "overlays" / request.param)


@pytest.fixture(params=[pytest.param(path, id=path.name, marks=needs_builder) for path in OVERLAYS])
def applied(request: pytest.FixtureRequest) -> Sequence[Json]:
    """What an overlay applies."""
    folder: Path = request.param
    return rendered(folder)


@pytest.fixture(params=SERVICES, ids=lambda service: service.name)
def service(request: pytest.FixtureRequest) -> Service:
    """Each of them."""
    found: Service = request.param
    return found
