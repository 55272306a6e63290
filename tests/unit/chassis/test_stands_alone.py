"""The chassis could be published alone: as its own distribution it installs and runs with nothing else of ours."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import fastapi
import pytest

ROOT = Path(__file__).parents[3]
SHARED = Path(fastapi.__file__).parents[1]
"""Where packages of others are installed."""

IMPORT_ALL = """
import importlib, importlib.util, pkgutil, sys
sys.path[:0] = sys.argv[1:]
ours = ["contracts", "services", "calendar_files", "cartridge_codes", "contact_details"]
ours += ["needlepoint", "tools", "tests"]
print([name for name in ours if importlib.util.find_spec(name)])
import chassis, smallest
print(len([importlib.import_module(each.name) for each in pkgutil.walk_packages(chassis.__path__, "chassis.")]))
print(chassis.__file__, smallest.service.name)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the chassis as its wheel installs it, and a service of ten lines."""
    source, wheels, place = (tmp_path_factory.mktemp(name) for name in ("source", "wheels", "place"))
    shutil.copytree(ROOT / "chassis", source, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    _run([*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(wheels), str(source)])
    [wheel] = wheels.glob("needlepoint_chassis-*.whl")
    _run([*pip, "install", "--no-deps", "--no-index", "--target", str(place), str(wheel)])
    shutil.copy(ROOT / "tests/integration/chassis/smallest.py", place)
    return place


def test_every_module_of_it_is_imported_where_nothing_else_of_ours_is(installed: Path) -> None:
    none_of_ours, modules, where = _run(
        [sys.executable, "-I", "-S", "-c", IMPORT_ALL, str(installed), str(SHARED)], cwd=installed
    ).splitlines()
    assert none_of_ours == "[]"
    assert where == f"{installed / 'chassis' / '__init__.py'} smallest"
    assert int(modules) == len([*(ROOT / "chassis").rglob("*.py")]) - 1


def test_it_asks_for_the_packages_that_every_service_gets() -> None:
    alone, all_of_it = (
        tomllib.loads((ROOT / place / "pyproject.toml").read_text())["project"] for place in ("chassis", ".")
    )
    for shared in ("dependencies", "requires-python", "version", "license"):
        assert alone[shared] == all_of_it[shared], f"{shared} in chassis/pyproject.toml is not as in pyproject.toml"


def _run(command: list[str], cwd: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
