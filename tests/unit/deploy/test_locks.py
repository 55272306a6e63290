"""What an image installs is locked beside the service's code, as pyproject.toml asks for it; `make lock` writes it."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from needlepoint.services import SERVICE_NAMES

PROJECT = tomllib.loads(Path("pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
COMMON: list[str] = PROJECT["dependencies"]
ASKED = {
    "requirements-install.txt": Path("requirements-install.in").read_text().splitlines(),
    "requirements.txt": [*COMMON, *(each for extra in EXTRAS.values() for each in extra)],
    "chassis/requirements.txt": COMMON,
    "needlepoint/operate/requirements.txt": [
        *COMMON,
        *(each for extra in (*SERVICE_NAMES, "operate") for each in EXTRAS[extra]),
    ],
    **{f"services/{name}/requirements.txt": [*COMMON, *EXTRAS.get(name, ())] for name in SERVICE_NAMES},
}


@pytest.mark.parametrize("file", ASKED)
def test_what_is_asked_for_is_locked(file: str) -> None:
    assert Path(file).exists(), f"{file} is missing: make lock"
    locked = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", Path(file).read_text(), re.MULTILINE))
    for asked in map(Requirement, ASKED[file]):
        if asked.name != PROJECT["name"]:
            found = locked.get(asked.name, "none")
            assert asked.specifier.contains(found), f"{file} has {found}, not {asked}: make lock"


def test_every_service_is_an_extra_that_the_operators_commands_and_the_embedded_run_take() -> None:
    assert set(SERVICE_NAMES) <= EXTRAS.keys()
    assert "needlepoint[operate]" in EXTRAS["cli"]
    for extra in ("operate", "embedded"):
        [ours] = [each for each in map(Requirement, EXTRAS[extra]) if each.name == PROJECT["name"]]
        assert ours.extras == set(SERVICE_NAMES), extra
